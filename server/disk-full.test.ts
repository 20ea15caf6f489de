import { execFileSync } from "node:child_process"
import { statfsSync } from "node:fs"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import os from "node:os"
import path from "node:path"
import pg from "pg"
import { afterAll, beforeAll, expect, test } from "vitest"
import { freePort } from "./platform/engines/free-port.ts"
import { setUp } from "./platform/testing/first-run.ts"
import { type Program, runProgram } from "./platform/testing/program.ts"

/** A disk of its own, small enough to be filled: the whole program, with both databases, lives on it. */
const sizeMb = 400
const why = "mounting a small disk needs rights that this user does not have"
const disk = await aSmallDisk()
let program: Program
let origin: string
let key: string
const acknowledged = new Set<string>()
let sent = 0

beforeAll(async () => {
  if (disk === undefined) return
  const port = String(await freePort())
  origin = `http://127.0.0.1:${port}`
  program = runProgram("main.ts", [], { RAPPORT_DATA: path.join(disk, "data"), PORT: port })
  await program.says(/is ready/)
  key = await setUp(origin)
})
afterAll(async () => {
  if (disk === undefined) return
  program.signal("SIGTERM")
  await program.ended()
  execFileSync("umount", ["-l", disk])
  await rm(disk, { recursive: true, force: true })
})

test("on a full disk feedback is refused and not half stored, and taken again when there is room", async (context) => {
  if (disk === undefined) return context.skip(why)
  for (let round = 0; round < 5; round++) expect(await send()).toBe("accepted")
  const refusals = new Set<string>()
  await onFullDisk(disk, async () => {
    for (let count = 0; count < 20; ) {
      const answer = await send()
      if (answer === "accepted") continue
      refusals.add(answer)
      count++
    }
  })
  expect([...refusals]).toEqual(["507 storage.full"])
  expect(await send()).toBe("accepted")
  await untilHealthy()
  expect(await stored()).toEqual([...acknowledged].sort())
})

test("when not even PostgreSQL's own log has room, it comes back by itself with everything acknowledged", async (context) => {
  if (disk === undefined) return context.skip(why)
  expect(await send()).toBe("accepted")
  const refusals = new Set<string>()
  await onFullDisk(disk, async () => {
    await fillLogOf(path.join(disk, "data"))
    for (let count = 0; count < 5; count++) refusals.add(await send())
  })
  expect([...refusals].filter((one) => !["503 database.unavailable", "507 storage.full"].includes(one))).toEqual([])
  while ((await send()) !== "accepted") await new Promise((resolve) => setTimeout(resolve, 200))
  await untilHealthy()
  expect(await stored()).toEqual([...acknowledged].sort())
})

/** Sends a hundred items, all or none of which are to be stored; "accepted", or the status and code of the refusal. */
async function send(): Promise<string> {
  const words = "It stopped after a week and nobody could tell me why. ".repeat(20)
  const items = Array.from({ length: 100 }, () => ({ externalId: `item-${sent++}`, text: words }))
  const answer = await call("/feedback", { method: "POST", body: JSON.stringify({ items, mode: "atomic" }) })
  if (answer.status !== 200)
    return `${answer.status} ${((await answer.json()) as { error: { code: string } }).error.code}`
  for (const item of items) acknowledged.add(item.externalId)
  return "accepted"
}

const call = (address: string, init: RequestInit = {}) =>
  fetch(`${origin}/api/v1${address}`, {
    ...init,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
  })

/** A folder that is a file system of its own, or undefined where this user may not mount one. */
async function aSmallDisk(): Promise<string | undefined> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "rapport-small-disk-"))
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${sizeMb}m,mode=0755`, "tmpfs", folder], { stdio: "ignore" })
    return folder
  } catch {
    await rm(folder, { recursive: true })
    return undefined
  }
}

/** Takes all the room that is left, and gives it back afterwards. */
async function onFullDisk(at: string, work: () => Promise<void>) {
  const ballast = path.join(at, "ballast")
  const { bavail, bsize } = statfsSync(at)
  // More than there is, because the databases free and take some meanwhile.
  await expect(writeFile(ballast, Buffer.alloc(bavail * bsize + 2 ** 24))).rejects.toThrow("ENOSPC")
  try {
    await work()
  } finally {
    await rm(ballast)
  }
}

/** Lets PostgreSQL begin one file of its log after the other, until it finds no room and ends. */
async function fillLogOf(dataFolder: string) {
  const password = (await readFile(path.join(dataFolder, "postgres.password"), "utf8")).trim()
  const port = Number((await readFile(path.join(dataFolder, "postgres", "postmaster.pid"), "utf8")).split("\n")[3])
  const client = new pg.Client({ host: "127.0.0.1", port, user: "rapport", password, database: "rapport" })
  client.on("error", () => {})
  await client.connect()
  const filling = (async () => {
    for (;;) await client.query("select pg_logical_emit_message(false, 'room', 'x'), pg_switch_wal()")
  })()
  await expect(filling).rejects.toThrow(/No space left|terminat/)
  await client.end()
}

async function untilHealthy() {
  while ((await fetch(`${origin}/api/v1/health`)).status !== 200) {
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** The external ids of everything there is, once it has been counted. */
async function stored(): Promise<string[]> {
  for (;;) {
    const lines = (await (await call("/feedback/export?format=ndjson")).text()).split("\n").filter(Boolean)
    if (lines.length >= acknowledged.size)
      return lines.map((line) => (JSON.parse(line) as { externalId: string }).externalId).sort()
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
}
