import { mkdir, readFile, rm } from "node:fs/promises"
import os from "node:os"
import path from "node:path"
import { ClickHouseLogLevel, createClient } from "@clickhouse/client"
import pg from "pg"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { createLog } from "../log.ts"
import { type Program, runProgram } from "../testing/program.ts"
import type { ClickhouseAccess } from "./embedded-clickhouse.ts"
import { freePort } from "./free-port.ts"
import { identify } from "./process-identity.ts"
import { startEngines } from "./start-engines.ts"

type Urls = { postgresUrl: string; clickhouse: ClickhouseAccess }

const log = createLog("silent")
const folder = path.join(os.tmpdir(), `rapport-test-${process.pid}-engines`)
let program: Program
let urls: Urls

beforeAll(async () => {
  await start()
  await inPostgres("create table note (id int primary key)")
  await inClickhouse("CREATE TABLE fact (id UInt32) ENGINE = MergeTree ORDER BY id")
})
afterAll(async () => {
  program.signal("SIGTERM")
  await program.ended()
  await rm(folder, { recursive: true, force: true })
})

describe("killed with -9", () => {
  test("nothing acknowledged is lost in either, however often, and what was left running is ended", async () => {
    for (const round of [1, 2, 3]) {
      const acknowledged = await writeUntilKilled(round)
      expect(program.output()).toContain("Ending PostgreSQL left running")
      expect(program.output()).toContain("Ending ClickHouse left running")
      const notes = await inPostgres(`select id from note where id / 100000 = ${round} order by id`)
      const facts = await inClickhouse(`SELECT id FROM fact WHERE intDiv(id, 100000) = ${round} ORDER BY id`)
      expect(notes.map((row) => row.id)).toEqual(expect.arrayContaining(acknowledged.notes))
      expect(facts.map((row) => row.id)).toEqual(expect.arrayContaining(acknowledged.facts))
      expect(acknowledged.notes.length).toBeGreaterThan(0)
      expect(acknowledged.facts.length).toBeGreaterThan(0)
    }
  })

  test("the databases killed with their parent come back too", async () => {
    await inPostgres("insert into note values (1)")
    await inClickhouse("INSERT INTO fact VALUES (1)")
    const children = await databasePids()
    process.kill(program.pid, "SIGKILL")
    for (const pid of children) process.kill(pid, "SIGKILL")
    await program.ended()
    await start()
    expect(await inPostgres("select id from note where id = 1")).toEqual([{ id: 1 }])
    expect(await inClickhouse("SELECT id FROM fact WHERE id = 1")).toEqual([{ id: 1 }])
  })
})

test("a database that dies alone is started again at the same address, with everything acknowledged", async () => {
  await inPostgres("insert into note values (2)")
  await inClickhouse("INSERT INTO fact VALUES (2)")
  for (const pid of await databasePids()) process.kill(pid, "SIGKILL")
  await program.says(/PostgreSQL runs again/)
  await program.says(/ClickHouse runs again/)
  expect(program.output()).toContain("ended unexpectedly (SIGKILL)")
  expect(await inPostgres("select id from note where id = 2")).toEqual([{ id: 2 }])
  expect(await inClickhouse("SELECT id FROM fact WHERE id = 2")).toEqual([{ id: 2 }])
})

test("both wait for the disk before they acknowledge", async () => {
  expect(await inPostgres("show fsync")).toEqual([{ fsync: "on" }])
  expect(await inClickhouse("SELECT value FROM system.merge_tree_settings WHERE name = 'fsync_after_insert'")).toEqual([
    { value: "1" },
  ])
})

test("a second start on the same folder refuses and says who holds it", async () => {
  const second = runProgram("platform/testing/engines-program.ts", [folder])
  expect(await second.ended()).not.toBe(0)
  expect(second.output()).toContain(`is already in use by process ${program.pid}, since 20`)
})

describe("the embedded ClickHouse", () => {
  test("lets nobody in without the password", async () => {
    const { url } = urls.clickhouse
    for (const query of [`${url}/?query=SELECT+count()+FROM+rapport.fact`, `${url}/?user=rapport&query=SELECT+1`]) {
      const response = await fetch(query)
      expect(response.ok).toBe(false)
      await response.text()
    }
  })

  test("reads no files, URLs or other servers, whatever the query", async () => {
    const table = inClickhouse("CREATE TABLE passwd (line String) ENGINE = File(LineAsString, '/etc/passwd')")
    await expect(table).rejects.toThrow("Not enough privileges")
    const database = inClickhouse("CREATE DATABASE etc ENGINE = Filesystem('/etc')")
    await expect(database).rejects.toThrow("Not enough privileges")
    for (const source of ["file('/etc/passwd', 'LineAsString')", "url('http://127.0.0.1:1/', 'CSV', 'a String')"]) {
      await expect(inClickhouse(`SELECT * FROM ${source}`)).rejects.toThrow("Not enough privileges")
    }
  })
})

describe("servers of one's own", () => {
  test("are used as given and none is started", async () => {
    const { username, password, url, database } = urls.clickhouse
    const own = path.join(os.tmpdir(), `rapport-test-${process.pid}-own`)
    await mkdir(own)
    const { host } = new URL(url)
    const engines = await startEngines(
      {
        dataFolder: own,
        databaseUrl: urls.postgresUrl,
        clickhouseUrl: `http://${username}:${password}@${host}/another`,
      },
      log,
    )
    expect(engines.embedded).toEqual({ postgres: false, clickhouse: false })
    expect(engines.state()).toEqual({ postgres: "external", clickhouse: "external" })
    expect(engines.postgresUrl).toBe(urls.postgresUrl)
    expect(engines.clickhouse).toEqual({ url, username, password, database: "another" })
    expect(database).not.toBe("another")
    expect(await inClickhouse("SELECT 1 AS one FROM system.databases WHERE name = 'another'")).toEqual([{ one: 1 }])
    await engines.stop()
    expect(await inPostgres("select 1 as one")).toEqual([{ one: 1 }])
    await rm(own, { recursive: true })
  })

  test("that cannot be reached or refuse us are named in one sentence without the password", async () => {
    const closed = await freePort()
    const wrong = new URL(urls.postgresUrl)
    wrong.password = "hunter2"
    const { host } = new URL(urls.clickhouse.url)
    const withPassword = `http://rapport:${urls.clickhouse.password}@${host}`
    const refused = [
      { databaseUrl: `postgres://u:hunter2@127.0.0.1:${closed}/x` },
      { databaseUrl: wrong.href },
      { databaseUrl: urls.postgresUrl, clickhouseUrl: `http://u:hunter2@127.0.0.1:${closed}` },
      { databaseUrl: urls.postgresUrl, clickhouseUrl: `http://rapport:hunter2@${host}` },
    ]
    for (const { databaseUrl, clickhouseUrl = withPassword } of refused) {
      const failure = startEngines({ dataFolder: folder, databaseUrl, clickhouseUrl }, log)
      await expect(failure).rejects.toThrow(/^(DATABASE|CLICKHOUSE)_URL: \S+ at \S*127\.0\.0\.1:\d+ cannot be used/)
      await expect(failure).rejects.not.toThrow("hunter2")
    }
  })
})

async function start() {
  program = runProgram("platform/testing/engines-program.ts", [folder])
  const [line] = await program.says(/^\{"postgresUrl".*$/m)
  urls = JSON.parse(line) as Urls
}

/** Inserts one row after the other until the program is killed amid it; returns what was acknowledged. */
async function writeUntilKilled(round: number) {
  const notes: number[] = []
  const facts: number[] = []
  const children = await databasePids()
  const writing = [
    (async () => {
      const client = new pg.Client({ connectionString: urls.postgresUrl })
      client.on("error", () => {})
      await client.connect()
      for (let id = round * 100_000; ; id++) {
        await client.query("insert into note values ($1)", [id])
        notes.push(id)
      }
    })(),
    (async () => {
      for (let id = round * 100_000; ; id++) {
        await inClickhouse(`INSERT INTO fact VALUES (${id})`)
        facts.push(id)
      }
    })(),
  ]
  const stopped = Promise.allSettled(writing)
  while (notes.length < 50 || facts.length < 20) await new Promise((resolve) => setTimeout(resolve, 10))
  process.kill(program.pid, "SIGKILL")
  await program.ended()
  // The databases outlive their parent and go on acknowledging until the next start ends them.
  expect(children.filter(alive)).toEqual(children)
  await start()
  expect(children.filter(alive)).toEqual([])
  await stopped
  return { notes, facts }
}

/** Of PostgreSQL's postmaster and of ClickHouse. */
async function databasePids(): Promise<number[]> {
  return Promise.all(
    ["postgres.process", "clickhouse.process"].map(
      async (name) => (JSON.parse(await readFile(path.join(folder, name), "utf8")) as { pid: number }).pid,
    ),
  )
}

function alive(pid: number): boolean {
  return identify(pid) !== undefined
}

async function inPostgres(statement: string): Promise<{ id: number }[]> {
  const client = new pg.Client({ connectionString: urls.postgresUrl })
  await client.connect()
  try {
    return (await client.query<{ id: number }>(statement)).rows
  } finally {
    await client.end()
  }
}

async function inClickhouse(query: string): Promise<{ id: number }[]> {
  const client = createClient({ ...urls.clickhouse, log: { level: ClickHouseLogLevel.OFF } })
  try {
    if (!query.startsWith("SELECT")) {
      await client.command({ query })
      return []
    }
    return await (await client.query({ query, format: "JSONEachRow" })).json()
  } finally {
    await client.close()
  }
}
