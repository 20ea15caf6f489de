import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import os from "node:os"
import path from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { freePort } from "../../platform/engines/free-port.ts"
import { type Program, runProgram } from "../../platform/testing/program.ts"
import { aWorld, type Client, type World } from "../../platform/testing/world.ts"
import type { Import } from "./contract.ts"

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "rapport-recovery-"))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Rows without an id of their own, one in ten of them equal to others, and three that cannot be taken in. */
function content(rows: number): string {
  const lines = Array.from({ length: rows }, (_, index) =>
    index % 10 === 0 ? "2026-03-01,It broke again,2" : `2026-03-01,It broke after ${index} days,${(index % 5) + 1}`,
  )
  for (const at of [5, rows >> 1, rows - 2]) lines[at] = "2026-03-01,Off the scale,9"
  return `${["date,comment,csat (1-5)", ...lines].join("\n")}\n`
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

test("a program that ends in the middle of an import goes on with it at the next start", async () => {
  const rows = 7_000
  const world: World = await aWorld()
  try {
    const editor: Client = await (await world.anOrganization()).as("editor")
    const look = async (id: string) => (await editor.get<Import>(`/imports/${id}`)).body
    const until = async (id: string, reached: (one: Import) => boolean) => {
      for (;;) {
        const one = await look(id)
        if (one.state === "failed") throw new Error(JSON.stringify(one.failure))
        if (reached(one)) return one
        await pause(10)
      }
    }
    const response = await editor.raw("/imports?name=answers.csv", { method: "POST", body: content(rows) })
    const { id } = (await response.json()) as Import
    await editor.post(`/imports/${id}/check`)
    await until(id, (one) => one.progress.rowsRead > 0)
    await world.restart()
    expect(await until(id, (one) => one.state === "checked")).toMatchObject({ rows, problems: 3 })
    await editor.post(`/imports/${id}/run`, { skipBadRows: true })
    await until(id, (one) => one.progress.accepted > 0)
    await world.restart()
    const after = await look(id)
    expect(after.progress.accepted).toBeGreaterThan(0)
    expect(after.progress.accepted).toBeLessThan(rows - 3)
    const done = await until(id, (one) => one.state === "done")
    expect(done.progress).toEqual({ rowsRead: rows, accepted: rows - 3, duplicates: 0, refused: 3 })
    await world.app.settled()
    expect((await editor.get<{ total: number }>("/feedback?limit=1")).body.total).toBe(rows - 3)
  } finally {
    await world.end()
  }
})

test("kill -9 in the middle of an import, sent by the command line, neither loses nor doubles a row", async () => {
  const rows = 12_000
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const env = { RAPPORT_DATA: path.join(folder, "data"), PORT: String(port) }
  const file = path.join(folder, "answers.csv")
  await writeFile(file, content(rows))
  const programs: Program[] = []
  const serving = async () => {
    const program = runProgram("main.ts", [], env)
    programs.push(program)
    await program.says(/is ready/)
    return program
  }
  try {
    const first = await serving()
    const key = await aKey(url)
    const client = (args: string[]) =>
      runProgram("../cli/rapport.ts", ["import", file, "--url", url, ...args], { RAPPORT_KEY: key })
    const ask = async <Body>(what: string) => {
      const response = await fetch(`${url}/api/v1${what}`, { headers: { authorization: `Bearer ${key}` } })
      return (await response.json()) as Body
    }

    const dry = client(["--dry-run"])
    expect(await dry.ended()).toBe(1)
    expect(dry.output()).toContain("score:csat:1-5")
    expect(dry.output()).toContain("3 rows cannot be taken in:\n  row 7, csat (1-5): ")
    expect(dry.output()).toContain("11,997 rows; 0 known already, 3 refused. Nothing was stored.")

    const cut = client(["--skip-bad-rows"])
    let one: Import | undefined
    while (one === undefined || one.progress.accepted === 0) {
      ;[one] = (await ask<{ items: Import[] }>("/imports")).items
      await pause(10)
    }
    first.signal("SIGKILL")
    await first.ended()
    expect(await cut.ended()).toBe(1)
    expect(one.progress.accepted).toBeLessThan(rows - 3)

    await serving()
    // The same command again finds the import, which has gone on by itself.
    const again = client(["--skip-bad-rows", "--json"])
    expect(await again.ended()).toBe(0)
    const done = JSON.parse(again.output()) as { import: Import; problems: { row: number }[] }
    expect(done.import).toMatchObject({
      id: one.id,
      state: "done",
      progress: { rowsRead: rows, accepted: rows - 3, duplicates: 0, refused: 3 },
    })
    let total = 0
    while (total < rows - 3) ({ total } = await ask<{ total: number }>("/feedback?limit=1"))
    expect(total).toBe(rows - 3)
    const imports = await ask<{ items: Import[] }>("/imports")
    expect(imports.items).toHaveLength(1)
  } finally {
    for (const program of programs) program.signal("SIGTERM")
    await Promise.all(programs.map((program) => program.ended()))
    await removePostgresFolder(env.RAPPORT_DATA)
  }
}, 240_000)

async function aKey(url: string): Promise<string> {
  const post = (what: string, body: object, cookie = "") =>
    fetch(`${url}/api${what}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: url, cookie },
      body: JSON.stringify(body),
    })
  const [email, password] = ["owner@example.com", "a long enough password"]
  const organization = { name: "Acme", size: "small" }
  const setUp = await post("/v1/setup", { name: "Olga", email, password, organization })
  if (!setUp.ok) throw new Error(await setUp.text())
  const signedIn = await post("/auth/sign-in/email", { email, password })
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ")
  const made = await post("/v1/api-keys", { name: "import", role: "editor" }, cookie)
  if (!made.ok) throw new Error(await made.text())
  return ((await made.json()) as { key: string }).key
}

// Below /root the embedded PostgreSQL keeps its files elsewhere and says where.
async function removePostgresFolder(data: string) {
  const elsewhere = (await readFile(path.join(data, "postgres.location"), "utf8").catch(() => "")).trim()
  if (elsewhere) await rm(elsewhere, { recursive: true, force: true })
}
