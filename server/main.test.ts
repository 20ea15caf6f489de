import { spawn } from "node:child_process"
import { readFile, rm } from "node:fs/promises"
import { createServer } from "node:http"
import os from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { freePort } from "./platform/engines/free-port.ts"
import { identify } from "./platform/engines/process-identity.ts"
import { firstOwner, setUp } from "./platform/testing/first-run.ts"
import { follow, type Program, runProgram } from "./platform/testing/program.ts"

const folder = path.join(os.tmpdir(), `rapport-test-${process.pid}-main`)
let env: Record<string, string>
beforeAll(async () => {
  env = { RAPPORT_DATA: folder, PORT: String(await freePort()) }
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe("a start that cannot succeed ends with one sentence", () => {
  test.each([
    [{ PORT: "eighty" }, [], 'PORT is "eighty", but a port is a whole number from 1 to 65535.'],
    [{ DATABASE_URL: "mysql://u:hunter2@db/x" }, [], "DATABASE_URL begins with mysql://"],
    [{}, ["--dmeo"], "Unknown option '--dmeo'; the only option is --demo."],
  ])("%o %o", async (wrong, args, sentence) => {
    const program = runProgram("main.ts", args, { ...env, ...wrong })
    expect(await program.ended()).toBe(78)
    expect(program.output()).toContain(`Rapport cannot start. ${sentence}`)
    expect(program.output().trim().split("\n")).toHaveLength(1)
    expect(program.output()).not.toContain("hunter2")
  })

  test("when the port is taken, and gives the data folder back", async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(Number(env.PORT), "127.0.0.1", resolve))
    const program = runProgram("main.ts", [], env)
    expect(await program.ended()).toBe(1)
    expect(program.output()).toContain(`Port ${env.PORT} of 127.0.0.1 is already used by another program`)
    await expect(readFile(path.join(folder, "lock"))).rejects.toThrow("ENOENT")
    await new Promise((resolve) => other.close(resolve))
  })

  test("when a server of one's own does not answer", async () => {
    const closed = await freePort()
    const program = runProgram("main.ts", [], { ...env, DATABASE_URL: `postgres://u:hunter2@127.0.0.1:${closed}/x` })
    expect(await program.ended()).toBe(1)
    expect(program.output()).toContain(`DATABASE_URL: PostgreSQL at 127.0.0.1:${closed} cannot be used`)
    expect(program.output()).not.toContain("hunter2")
    await expectNothingLeft()
  })
})

describe("a running program", () => {
  const started: Program[] = []
  afterEach(() => {
    for (const program of started.splice(0)) program.signal("SIGKILL")
  })

  test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("ends in order on %s, with its databases", async (signal) => {
    const program = run(runProgram("main.ts", [], env))
    await program.says(/is ready/)
    const pids = await databasePids()
    expect(pids.map((pid) => identify(pid) !== undefined)).toEqual([true, true])
    program.signal(signal)
    expect(await program.ended()).toBe(0)
    await expectNothingLeft()
    expect(await lastLineOf("postgres.log")).toContain("database system is shut down")
  })

  test("ends in order when told to while it is still starting", async () => {
    const program = run(runProgram("main.ts", [], env))
    await untilAnswering()
    program.signal("SIGTERM")
    expect(await program.ended()).toBe(0)
    await expectNothingLeft()
  })

  test("refuses a second start on its folder, and serves on", async () => {
    const program = run(runProgram("main.ts", [], env))
    await program.says(/is ready/)
    const second = runProgram("main.ts", [], { ...env, PORT: String(await freePort()) })
    expect(await second.ended()).toBe(1)
    expect(second.output()).toContain(`is already in use by process ${program.pid}, since 20`)
    expect((await fetch(`http://127.0.0.1:${env.PORT}/api/v1/health`)).status).toBe(200)
    program.signal("SIGTERM")
    await program.ended()
  })

  test("goes on when its databases are killed, and works again when they are back", async () => {
    const program = run(runProgram("main.ts", [], env))
    await program.says(/is ready/)
    const origin = `http://127.0.0.1:${env.PORT}`
    const key = await setUp(origin)
    const send = (text: string) =>
      fetch(`${origin}/api/v1/feedback`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        body: JSON.stringify({ text }),
      })
    expect((await send("Before")).status).toBe(201)
    for (const pid of await databasePids()) process.kill(pid, "SIGKILL")
    expect([201, 503]).toContain((await send("Meanwhile")).status)
    await program.says(/PostgreSQL runs again/)
    await program.says(/ClickHouse runs again/)
    expect((await send("After")).status).toBe(201)
    await untilHealthy(origin)
    expect(program.output()).not.toContain("Unexpected failure")
    program.signal("SIGTERM")
    expect(await program.ended()).toBe(0)
  })

  test("answers while its background process is dead, says so, and counts everything when that is back", async () => {
    const program = run(runProgram("main.ts", [], env))
    await program.says(/is ready/)
    const origin = `http://127.0.0.1:${env.PORT}`
    const owner = await firstOwner(origin)
    const before = await backgroundPid(program.pid)
    process.kill(before, "SIGKILL")
    const sent = await fetch(`${origin}/api/v1/feedback`, {
      method: "POST",
      headers: { "content-type": "application/json", ...owner },
      body: JSON.stringify({ text: "Counted later", source: "background", externalId: String(before) }),
    })
    expect(sent.ok).toBe(true)
    await program.says(/The background process ended unexpectedly \(SIGKILL\)/)
    const health = await fetch(`${origin}/api/v1/health`)
    expect(await health.json()).toMatchObject({ status: "degraded", parts: { digest: { ok: false } } })
    const counted = async () => {
      const answer = await fetch(`${origin}/api/v1/feedback?q=counted%20later`, { headers: owner })
      return ((await answer.json()) as { items: object[] }).items.length
    }
    await expect.poll(counted, { timeout: 60_000 }).toBe(1)
    await untilHealthy(origin)
    expect(await backgroundPid(program.pid)).not.toBe(before)
    program.signal("SIGTERM")
    expect(await program.ended()).toBe(0)
    await expectNothingLeft()
  }, 120_000)

  test("killed at its busiest it has everything that it acknowledged, once", async () => {
    const program = run(runProgram("main.ts", [], env))
    await program.says(/is ready/)
    const origin = `http://127.0.0.1:${env.PORT}`
    const owner = await firstOwner(origin)
    const post = (address: string, headers: Record<string, string>, body: object) =>
      fetch(`${origin}${address}`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      })
    const { key } = (await (await post("/api/v1/write-keys", owner, { name: "App" })).json()) as { key: string }
    const send = async (number: number) => {
      const messages = ["identify", "track"].map((type) => ({
        type,
        userId: `user-${number}`,
        messageId: `${type}-${number}`,
        ...(type === "track"
          ? { event: "killed", properties: { number } }
          : { traits: { name: `Customer ${number}` } }),
      }))
      const answers = await Promise.all([
        post("/api/v1/feedback", owner, { text: `No. ${number}`, source: "kill", externalId: `${number}` }),
        post("/v1/batch", { authorization: `Basic ${btoa(`${key}:`)}` }, { batch: messages }),
      ])
      return answers.every((answer) => answer.ok)
    }
    const acknowledged: number[] = []
    const sending = Array.from({ length: 8 }, async (_, lane) => {
      for (let number = lane; ; number += 8) {
        if (!(await send(number).catch(() => false))) return number
        acknowledged.push(number)
      }
    })
    await expect.poll(() => acknowledged.length, { timeout: 30_000 }).toBeGreaterThan(40)
    program.signal("SIGKILL")
    const cutOff = await Promise.all(sending)

    const next = run(runProgram("main.ts", [], env))
    await next.says(/is ready/)
    // Whoever had no answer sends again.
    for (const number of cutOff) expect(await send(number)).toBe(true)
    const expected = [...acknowledged, ...cutOff].map(String).sort()
    const named = async (address: string, form: RegExp) => {
      const text = await (await fetch(`${origin}/api/v1${address}`, { headers: owner })).text()
      return [...text.matchAll(form)].map((one) => one[1]).sort()
    }
    const patience = { timeout: 60_000 }
    await expect.poll(() => named("/feedback/export?format=csv", /No\. (\d+)/g), patience).toEqual(expected)
    await expect.poll(() => named("/events/export?kind=track", /number\D+(\d+)/g), patience).toEqual(expected)
    await expect.poll(() => named("/people/export?format=csv", /Customer (\d+)/g), patience).toEqual(expected)
    next.signal("SIGTERM")
    expect(await next.ended()).toBe(0)
  }, 180_000)

  test.each([["SIGTERM"], ["SIGKILL"], ["SIGHUP"]] as const)(
    "ends when npm, which started it, gets %s",
    async (signal) => {
      const npm = spawn("npm", ["run", "--silent", "start"], {
        cwd: fileURLToPath(new URL("..", import.meta.url)),
        env: { PATH: process.env.PATH, HOME: os.homedir(), ...env },
        stdio: ["ignore", "pipe", "pipe"],
        detached: true,
      })
      const program = run(follow(npm))
      await program.says(/is ready/)
      program.signal(signal)
      // Resolves when the last process that holds its output has ended, ours included.
      await program.ended()
      await expectNothingLeft()
      await expect(readFile(path.join(folder, "lock"))).rejects.toThrow("ENOENT")
    },
  )

  function run(program: Program): Program {
    started.push(program)
    return program
  }
})

async function backgroundPid(parent: number): Promise<number> {
  const pids = (await readFile(`/proc/${parent}/task/${parent}/children`, "utf8")).trim().split(" ")
  for (const pid of pids)
    if ((await readFile(`/proc/${pid}/cmdline`, "utf8")).includes("background.ts")) return Number(pid)
  throw new Error(`${parent} has no background process.`)
}

async function untilAnswering() {
  for (;;) {
    const status = await fetch(`http://127.0.0.1:${env.PORT}/api/v1/health`).then(
      (response) => response.status,
      () => 0,
    )
    if (status !== 0) return expect([200, 503]).toContain(status)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

async function untilHealthy(origin: string) {
  for (;;) {
    const answer = await fetch(`${origin}/api/v1/health`)
    if (answer.status === 200) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function databasePids(): Promise<number[]> {
  return Promise.all(
    ["postgres.process", "clickhouse.process"].map(
      async (name) => (JSON.parse(await readFile(path.join(folder, name), "utf8")) as { pid: number }).pid,
    ),
  )
}

async function expectNothingLeft() {
  const pids = await databasePids().catch(() => [])
  expect(pids.filter((pid) => identify(pid) !== undefined)).toEqual([])
}

async function lastLineOf(name: string): Promise<string> {
  return (await readFile(path.join(folder, name), "utf8")).trim().split("\n").at(-1) ?? ""
}
