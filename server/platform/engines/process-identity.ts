import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"

/** A process that can be told from a later one with the same pid. */
export type ProcessIdentity = Readonly<{ pid: number; started: string }>

/** The identity of a living process; undefined when there is none with this pid (or it is a zombie). */
export function identify(pid: number): ProcessIdentity | undefined {
  const started = process.platform === "linux" ? startedOnLinux(pid) : startedElsewhere(pid)
  return started === undefined ? undefined : { pid, started }
}

/** Whether exactly this process still runs: same pid and same start. */
export function isRunning(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.started === identity.started
}

/**
 * Ends a process that is not our child, by one signal after the other, waiting `patienceMs` after each but the last.
 * Resolves when it is gone; rejects when it outlives even the last signal by 10 s.
 */
export async function endProcess(identity: ProcessIdentity, signals: readonly NodeJS.Signals[], patienceMs: number) {
  for (const [position, signal] of signals.entries()) {
    if (!send(identity, signal)) return
    const patience = position === signals.length - 1 ? 10_000 : patienceMs
    for (const until = Date.now() + patience; Date.now() < until; ) {
      if (!isRunning(identity)) return
      await sleep(15)
    }
  }
  throw new Error(`Process ${identity.pid} does not end.`)
}

function send(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (!isRunning(identity)) return false
  try {
    process.kill(identity.pid, signal)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false
    throw error
  }
}

function startedOnLinux(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1")
    // The command name stands in parentheses and may itself contain anything, so count from the last one. proc(5): state is
    // field 3, start time in clock ticks since boot field 22.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
    if (fields[0] === "Z" || fields[0] === "X") return undefined
    return `${bootId()}:${fields[19]}`
  } catch {
    return undefined
  }
}

// Ticks count from boot, so a reboot could repeat them.
function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim()
  } catch {
    return "boot"
  }
}

function startedElsewhere(pid: number): string | undefined {
  try {
    process.kill(pid, 0)
    if (process.platform === "win32") return "running"
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "latin1" }).trim() || undefined
  } catch {
    return undefined
  }
}
