import { type ChildProcess, fork } from "node:child_process"
import { getCompileCacheDir } from "node:module"
import { setTimeout as sleep } from "node:timers/promises"
import type { ClickHouseAddress } from "./clickhouse.ts"
import type { Config } from "./config.ts"
import type { Gauge } from "./group-commit.ts"
import type { Log } from "./log.ts"

/** What the background process is told to work on; not in its environment or arguments, where others could read secrets. */
export type Work = { config: Config; postgresUrl: string; clickhouse: ClickHouseAddress; demo: boolean }
export type ToBackground = { kind: "work"; work: Work } | { kind: "pressure"; share: number } | { kind: "end" }
export type Trouble = { since: number; reason: string } | null
export type FromBackground = { kind: "ready" } | { kind: "trouble"; trouble: Trouble }

export type Background = {
  /**
   * Gives it its work; resolves when it has loaded what it was to load, rejects when it ends before that. `pressure`: how
   * much is being taken in just now, to which it gives way.
   */
  begin(work: Work, pressure: Gauge): Promise<void>
  /** Since when it does not get on, and why. */
  trouble(): Trouble
  stop(): Promise<void>
}

const restartDelaysMs = [200, 1_000, 5_000, 15_000]
const pressureMs = 100

/**
 * Launches the process that reads, counts and sends what requests have left to be done, so that no request waits behind
 * it. It begins anew when it dies, and ends when this process does, however that ends.
 */
export function launchBackground(program: URL, log: Log): Background {
  let work: Work | undefined
  let stopping = false
  let trouble: Trouble = null
  let telling: NodeJS.Timeout | undefined
  const ready = Promise.withResolvers<void>()
  ready.promise.catch(() => {})
  let child: ChildProcess = launch(0)

  function say(message: ToBackground) {
    if (child.connected) child.send(message, () => {})
  }

  function launch(attempt: number) {
    // A session of its own: Ctrl-C in the terminal goes to this process alone, which then ends it in order.
    const cache = getCompileCacheDir()
    const launched = fork(program, {
      execArgv: ["--heap-growing-percent=50"],
      detached: true,
      env: { ...process.env, ...(cache ? { NODE_COMPILE_CACHE: cache } : {}) },
    })
    launched.on("error", () => {})
    launched.on("message", (message: FromBackground) => {
      if (message.kind === "trouble") trouble = message.trouble
      else {
        attempt = 0
        trouble = null
        ready.resolve()
      }
    })
    launched.once("exit", (code, signal) => void again(attempt, signal ?? `exit code ${code}`))
    return launched
  }

  async function again(attempt: number, reason: string) {
    if (stopping) return
    trouble = { since: trouble?.since ?? Date.now(), reason: `the background process ended (${reason})` }
    log.error(`The background process ended unexpectedly (${reason}); starting it again.`)
    ready.reject(new Error(trouble.reason))
    await sleep(restartDelaysMs[Math.min(attempt, restartDelaysMs.length - 1)])
    if (stopping) return
    child = launch(attempt + 1)
    if (work) say({ kind: "work", work: { ...work, demo: false } })
  }

  return {
    begin(given, pressure) {
      work = given
      say({ kind: "work", work })
      let told = 0
      telling = setInterval(() => {
        const share = pressure()
        if (share !== told) say({ kind: "pressure", share })
        told = share
      }, pressureMs).unref()
      return ready.promise
    },
    trouble: () => trouble,
    async stop() {
      stopping = true
      clearInterval(telling)
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = new Promise((resolve) => child.once("exit", resolve))
      say({ kind: "end" })
      await ended
    },
  }
}
