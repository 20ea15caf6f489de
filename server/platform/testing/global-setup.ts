import { randomBytes } from "node:crypto"
import { readdir, readFile, rm } from "node:fs/promises"
import { createServer } from "node:http"
import os from "node:os"
import path from "node:path"
import type { TestProject } from "vitest/node"
import { openClickHouse } from "../clickhouse.ts"
import { type DataFolder, holdDataFolder } from "../engines/data-folder.ts"
import { identify } from "../engines/process-identity.ts"
import { type Engines, endOrphansIn, startEngines } from "../engines/start-engines.ts"
import { createLog } from "../log.ts"
import { migrate } from "../migrations.ts"
import { openDatabase, verbatim } from "../postgres.ts"
import { templateDatabase } from "./template.ts"

declare module "vitest" {
  interface ProvidedContext {
    enginesDoor: string
  }
}

/**
 * One PostgreSQL and one ClickHouse for a whole test run, started when the first test asks for them. Test files run in
 * other processes, so they ask over a door on 127.0.0.1; see `freshDatabases` in engines.ts.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let started: Promise<Running> | undefined
  const door = createServer((_request, response) => {
    started ??= start()
    started.then(
      ({ engines: { postgresUrl, clickhouse } }) => response.end(JSON.stringify({ postgresUrl, clickhouse })),
      (error: Error) => response.writeHead(500).end(error.message),
    )
  })
  await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve))
  const address = door.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  project.provide("enginesDoor", `http://127.0.0.1:${port}`)

  return async () => {
    door.closeAllConnections()
    door.close()
    const running = await started?.catch(() => undefined)
    if (running === undefined) return
    await running.engines.stop()
    await running.folder.release()
    await removeFolder(running.folder.path)
  }
}

type Running = Readonly<{ engines: Engines; folder: DataFolder }>

/** A database with all tables, which the files' own ones are copied from: a copy takes a part of what making them takes. */
async function prepareTemplate({ postgresUrl, clickhouse }: Engines) {
  const url = new URL(postgresUrl)
  const admin = openDatabase(postgresUrl)
  await admin.query(verbatim(`create database ${templateDatabase}`))
  await admin.close()
  url.pathname = `/${templateDatabase}`
  const [database, facts] = [openDatabase(url.href), openClickHouse(clickhouse)]
  await migrate(database, facts)
  await Promise.all([database.close(), facts.close()])
}

const log = createLog("warn")
const prefix = "rapport-test-"

async function start(): Promise<Running> {
  await sweep()
  const folder = await holdDataFolder(
    path.join(os.tmpdir(), `${prefix}${process.pid}-${randomBytes(4).toString("hex")}`),
    log,
  )
  const engines = await startEngines({ dataFolder: folder.path }, log, { durable: false })
  await prepareTemplate(engines)
  return { engines, folder }
}

// What earlier runs left because they were killed: their databases still run.
async function sweep() {
  for (const name of await readdir(os.tmpdir())) {
    const [, pid] = new RegExp(`^${prefix}(\\d+)`).exec(name) ?? []
    if (pid === undefined || identify(Number(pid)) !== undefined) continue
    const left = await holdDataFolder(path.join(os.tmpdir(), name), log).catch(() => undefined)
    if (left === undefined) continue
    await endOrphansIn(left.path, createLog("silent"))
    await left.release()
    await removeFolder(left.path)
  }
}

async function removeFolder(folder: string) {
  const elsewhere = (await readFile(path.join(folder, "postgres.location"), "utf8").catch(() => "")).trim()
  for (const place of [elsewhere, folder].filter(Boolean)) await rm(place, { recursive: true, force: true })
}
