import type { ChildProcess } from "node:child_process"
import { closeSync, openSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"
import type { Log } from "../log.ts"
import { CannotStart } from "./data-folder.ts"
import { endProcess, identify, isRunning, type ProcessIdentity } from "./process-identity.ts"

/** A database process that is started again when it dies. */
export type SupervisedProcess = {
  state(): ProcessState
  pid(): number | undefined
  /** Asks politely, then kills. Resolves when the process is gone. */
  stop(): Promise<void>
}

export type ProcessState = "running" | "restarting" | "stopped"

export type SupervisedOptions = Readonly<{
  /** As people call it: "PostgreSQL". */
  name: string
  /** Gets the descriptor of the log file for stdout and stderr. */
  launch(logFile: number): ChildProcess
  /** Resolves when it serves; is asked again until then. */
  answers(): Promise<boolean>
  /** Where its output goes. Not a pipe to us: it must outlive a killed parent without breaking. */
  logFile: string
  /** Where its pid and start time are written, so that the next start finds it when this process is killed. */
  recordFile: string
  stopSignals: readonly NodeJS.Signals[]
  /** Ends it at once, together with its own children. */
  quickSignal: NodeJS.Signals
  /** How long after the first stop signal the next one follows, in ms. */
  patienceMs: number
  log: Log
}>

const restartDelaysMs = [100, 500, 2_000, 5_000, 15_000]
const startLimitMs = 5 * 60_000
const logLimitBytes = 5_000_000

/**
 * Starts the process and resolves when it answers.
 * @throws CannotStart with the last lines of its log when it ends before that
 */
export async function supervise(options: SupervisedOptions): Promise<SupervisedProcess> {
  let stopping = false
  let state: ProcessState = "restarting"
  let child: ChildProcess | undefined
  await startAndWatch()

  return {
    state: () => state,
    pid: () => child?.pid,
    async stop() {
      stopping = true
      state = "stopped"
      if (child !== undefined) await endChild(child, options)
    },
  }

  async function startAndWatch() {
    const started = launch(options)
    child = started
    await untilAnswers(started, options, () => stopping)
    state = "running"
    watch(started)
  }

  function watch(watched: ChildProcess) {
    if (hasEnded(watched)) void restart(watched)
    else watched.once("exit", () => void restart(watched))
  }

  async function restart(dead: ChildProcess) {
    if (stopping) return
    state = "restarting"
    const reason = dead.signalCode ?? `exit code ${dead.exitCode}`
    options.log.error(`${options.name} ended unexpectedly (${reason}); starting it again.`, { log: options.logFile })
    for (let attempt = 0; !stopping; attempt++) {
      await sleep(restartDelaysMs[Math.min(attempt, restartDelaysMs.length - 1)])
      if (stopping) return
      try {
        await startAndWatch()
        options.log.info(`${options.name} runs again.`)
        return
      } catch (error) {
        if (!stopping) options.log.error(`${options.name} did not start again.`, { error: (error as Error).message })
      }
    }
  }
}

/** Ends the process that a killed run of the program left behind, if it still runs. */
export async function endOrphan(
  options: Pick<SupervisedOptions, "name" | "recordFile" | "stopSignals" | "patienceMs" | "log">,
) {
  const orphan = recorded(options.recordFile)
  if (orphan === undefined || !isRunning(orphan)) return
  options.log.info(`Ending ${options.name} left running by a start that was killed.`, { pid: orphan.pid })
  await endProcess(orphan, options.stopSignals, options.patienceMs)
}

/** Ends every process started here at once, without waiting: the last resort before leaving. Data survives, as in a power cut. */
export function killSupervised(): void {
  for (const [child, signal] of living) child.kill(signal)
}

const living = new Map<ChildProcess, NodeJS.Signals>()

function launch(options: SupervisedOptions): ChildProcess {
  shorten(options.logFile)
  const log = openSync(options.logFile, "a", 0o600)
  try {
    const child = options.launch(log)
    // Without a listener a failed spawn would end the whole program; the start loop sees the missing pid.
    child.on("error", (error) => options.log.error(`${options.name} cannot be started.`, { error: error.message }))
    living.set(child, options.quickSignal)
    child.once("exit", () => living.delete(child))
    recordProcess(child, options.recordFile)
    return child
  } finally {
    closeSync(log)
  }
}

/** Writes down which process this is, so that the next start can end it when we are killed. */
export function recordProcess(child: ChildProcess, recordFile: string): void {
  const identity = child.pid === undefined ? undefined : identify(child.pid)
  if (identity !== undefined) writeFileSync(recordFile, `${JSON.stringify(identity)}\n`, { mode: 0o600 })
}

async function untilAnswers(child: ChildProcess, options: SupervisedOptions, isStopping: () => boolean) {
  const { name, logFile, log } = options
  const begun = Date.now()
  let said = false
  while (!(await answersOrEnd(child, options))) {
    if (hasEnded(child)) {
      throw new CannotStart(`${name} ended while starting. Its log (${logFile}) says: ${lastLines(logFile)}`)
    }
    if (isStopping()) throw new CannotStart(`${name} was stopped while starting.`)
    if (Date.now() - begun > startLimitMs) {
      await endChild(child, options)
      throw new CannotStart(`${name} does not answer after ${startLimitMs / 60_000} minutes; see ${logFile}.`)
    }
    if (!said && Date.now() - begun > 10_000) {
      said = true
      log.info(`${name} is still starting; after a crash it first repeats what was written last.`)
    }
    await sleep(20)
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null
}

async function answersOrEnd(child: ChildProcess, options: SupervisedOptions): Promise<boolean> {
  try {
    return await options.answers()
  } catch (error) {
    await endChild(child, options)
    throw error
  }
}

async function endChild(child: ChildProcess, options: SupervisedOptions) {
  for (const [position, signal] of options.stopSignals.entries()) {
    if (hasEnded(child)) return
    const gone = new Promise<true>((resolve) => child.once("exit", () => resolve(true)))
    child.kill(signal)
    const patience = position === options.stopSignals.length - 1 ? 10_000 : options.patienceMs
    if (await Promise.race([gone, sleep(patience, false, { ref: false })])) return
    options.log.warn(`${options.name} has not ended ${patience / 1000} s after ${signal}.`)
  }
}

function recorded(file: string): ProcessIdentity | undefined {
  try {
    const { pid, started } = JSON.parse(readFileSync(file, "utf8")) as Partial<ProcessIdentity>
    return typeof pid === "number" && typeof started === "string" ? { pid, started } : undefined
  } catch {
    return undefined
  }
}

// One old log is kept; the databases log warnings only, so this is years or a disaster.
function shorten(file: string) {
  try {
    if (statSync(file).size > logLimitBytes) renameSync(file, `${file}.1`)
  } catch {
    // No log yet.
  }
}

function lastLines(file: string): string {
  try {
    const lines = readFileSync(file, "utf8").trim().split("\n").slice(-4)
    return lines.join(" / ").slice(-800) || "nothing"
  } catch {
    return "nothing"
  }
}
