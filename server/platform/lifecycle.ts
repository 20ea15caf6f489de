import { readFileSync } from "node:fs"
import { killSupervised } from "./engines/supervised-process.ts"
import type { Log } from "./log.ts"

export type Lifecycle = {
  /** Runs the start; an end asked for meanwhile waits for it. */
  starting(start: () => Promise<void>): Promise<void>
  /** Registers what must be ended; the last registered ends first. */
  onEnd(what: string, end: () => Promise<void>): void
  /** Ends everything in order and leaves the process. Never resolves. */
  end(exitCode: number): Promise<never>
}

/** Everything ends within this, orderly or not, in ms. */
const limitMs = 8_000

/** Ctrl-C reaches us twice under npm, from the terminal and from npm, in ms. */
const sameSignalMs = 800

/**
 * The end of the process: SIGTERM, SIGINT and SIGHUP end it in order, a second signal at once. When npm started us, the
 * end of npm is a signal too: a shell between npm and us may have swallowed the real one.
 */
export function createLifecycle(log: () => Log): Lifecycle {
  const ends: { what: string; end: () => Promise<void> }[] = []
  let started: Promise<void> = Promise.resolve()
  let ending: Promise<never> | undefined
  let endingSince = 0

  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => signalled(signal))
  // A rejection that nobody awaited belongs to one request or job and must not end everybody's work; after an exception out
  // of nowhere the state is unknown. While ending, connections break under what still uses them.
  process.on("unhandledRejection", (error) => log()[ending === undefined ? "error" : "debug"]("Unhandled.", { error }))
  process.on("uncaughtException", (error) => {
    log()[ending === undefined ? "error" : "debug"]("Unexpected failure; ending.", { error })
    void end(1)
  })
  // A terminal that has gone must not turn the last words into a crash.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {})
  if (process.env.npm_lifecycle_event !== undefined) watchParent(() => void end(0))

  return {
    starting(start) {
      started = start()
      return started
    },
    onEnd(what, run) {
      ends.push({ what, end: run })
    },
    end,
  }

  function signalled(signal: NodeJS.Signals) {
    if (ending === undefined) {
      log().info(`${signal}: ending; once more ends at once.`)
      endingSince = performance.now()
      void end(0)
    } else if (performance.now() - endingSince > sameSignalMs) {
      leave(130)
    }
  }

  function end(exitCode: number): Promise<never> {
    ending ??= endInOrder(exitCode)
    return ending
  }

  async function endInOrder(exitCode: number): Promise<never> {
    setTimeout(() => {
      log().error(`Not everything ended within ${limitMs / 1000} s; leaving anyway.`)
      leave(1)
    }, limitMs).unref()
    await started.catch(() => {})
    for (const { what, end } of ends.reverse()) {
      try {
        await end()
      } catch (error) {
        log().error(`Could not end ${what} in order.`, { error })
      }
    }
    return leave(exitCode)
  }
}

function leave(exitCode: number): never {
  killSupervised()
  process.exit(exitCode)
}

// npm runs scripts as npm → sh → us, or npm → us where the shell replaces itself. A SIGTERM that npm passes on ends only such
// a shell, and a killed npm tells nobody.
function watchParent(gone: () => void) {
  const shell = /^(sh|dash|bash|ash|busybox|zsh)$/.test(processFile(process.ppid, "comm").trim())
  const family = () => (shell ? `${process.ppid} ${parentOf(process.ppid)}` : String(process.ppid))
  const atStart = family()
  setInterval(() => {
    if (family() !== atStart) gone()
  }, 300).unref()
}

function parentOf(pid: number): string | undefined {
  return /^PPid:\s*(\d+)/m.exec(processFile(pid, "status"))?.[1]
}

// Empty where there is no /proc: then only our own parent is watched.
function processFile(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8")
  } catch {
    return ""
  }
}
