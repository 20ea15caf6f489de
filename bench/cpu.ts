import { readdirSync, readFileSync } from "node:fs"

/**
 * Processor seconds that a process and its children have used so far, from /proc (Linux; undefined elsewhere). Unlike
 * requests a second it hardly depends on what else a shared machine is doing.
 */
export function cpuSeconds(pid: number): number | undefined {
  try {
    return [pid, ...childrenOf(pid)].reduce((sum, one) => sum + secondsOf(one), 0)
  } catch {
    return undefined
  }
}

/** The process that started this one. */
export const parentOf = (pid: number): number | undefined => {
  try {
    return Number(statOf(pid)[1])
  } catch {
    return undefined
  }
}

// proc(5): after the name in brackets: state, ppid, …; 12th utime, 13th stime, in hundredths of a second.
const statOf = (pid: number): string[] => {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8")
  return text.slice(text.lastIndexOf(")") + 2).split(" ")
}

function secondsOf(pid: number): number {
  try {
    const stat = statOf(pid)
    return (Number(stat[11]) + Number(stat[12])) / 100
  } catch {
    // It has ended since it was listed.
    return 0
  }
}

/** The processes that this one started. */
export function childrenOf(pid: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((one) => parentOf(one) === pid)
}
