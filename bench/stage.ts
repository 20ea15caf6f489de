import { type ChildProcess, spawn } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import os from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { freePort } from "../server/platform/engines/free-port.ts"
import { type Engines, startEngines } from "../server/platform/engines/start-engines.ts"
import { createLog } from "../server/platform/log.ts"
import { setUp } from "../server/platform/testing/first-run.ts"
import type { Load } from "./load.ts"
import type { Timing } from "./timing.ts"

/** Databases in a folder that goes away afterwards, and programs beside them. */
export type Stage = {
  readonly engines: Engines
  /** Starts a program of this repository and resolves when it says `ready`. `flags` go to Node. */
  program(file: string, args: readonly string[], options?: ProgramOptions): Promise<ChildProcess>
  /** Starts Rapport on these databases, sets it up and answers with an API key. */
  rapport(options?: ProgramOptions): Promise<{ port: number; pid: number; key: string; end(): Promise<void> }>
  end(): Promise<void>
}

type ProgramOptions = { ready?: RegExp; env?: Record<string, string>; flags?: readonly string[] }

export async function setStage(): Promise<Stage> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "rapport-bench-"))
  const engines = await startEngines({ dataFolder: folder }, createLog("warn"))
  const children = new Set<ChildProcess>()

  const stage: Stage = {
    engines,
    async program(file, args, { ready = /ready/, env = {}, flags = [] } = {}) {
      const child = spawn(
        process.execPath,
        [...flags, fileURLToPath(new URL(`../${file}`, import.meta.url)), ...args],
        {
          env: { PATH: process.env.PATH, ...env },
          stdio: ["ignore", "pipe", "inherit"],
        },
      )
      children.add(child)
      child.once("close", () => children.delete(child))
      await new Promise<void>((resolve, reject) => {
        child.stdout!.on("data", (chunk: Buffer) => ready.test(String(chunk)) && resolve())
        child.once("close", (code) => reject(new Error(`${file} ended with ${code}.`)))
      })
      return child
    },
    async rapport(options = {}) {
      const port = await freePort()
      const { clickhouse, postgresUrl } = engines
      const clickhouseUrl = new URL(clickhouse.url)
      Object.assign(clickhouseUrl, clickhouse, { pathname: clickhouse.database })
      const child = await stage.program("server/main.ts", [], {
        ready: /is ready/,
        flags: options.flags ?? [],
        env: {
          PORT: String(port),
          RAPPORT_DATA: path.join(folder, "rapport"),
          DATABASE_URL: postgresUrl,
          CLICKHOUSE_URL: clickhouseUrl.href,
          ...options.env,
        },
      })
      return { port, pid: child.pid!, key: await setUp(`http://127.0.0.1:${port}`), end: () => ended(child) }
    },
    async end() {
      await Promise.all([...children].map(ended))
      await engines.stop()
      await rm(folder, { recursive: true, force: true, maxRetries: 10 })
    },
  }
  return stage
}

export type LoadResult = Timing & { perSecond: number; refused: Record<string, number> }

/** Sends load from a process of its own. */
export async function sendLoad(load: Load): Promise<LoadResult> {
  const child = spawn(process.execPath, [fileURLToPath(new URL("./load.ts", import.meta.url)), JSON.stringify(load)], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  let text = ""
  child.stdout.on("data", (chunk: Buffer) => (text += chunk))
  const code = await new Promise((resolve) => child.once("close", resolve))
  if (code !== 0) throw new Error(`The load generator ended with ${code}.`)
  return JSON.parse(text) as LoadResult
}

async function ended(child: ChildProcess) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = new Promise((resolve) => child.once("close", resolve))
  child.kill("SIGTERM")
  await closed
}
