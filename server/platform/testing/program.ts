import { type ChildProcess, spawn } from "node:child_process"
import { fileURLToPath } from "node:url"

/** A program of this repository, running as a child process of a test. */
export type Program = Readonly<{
  pid: number
  /** Everything it has written so far, stdout and stderr together. */
  output(): string
  /** Resolves with the first match of its output; rejects with the whole output when it ends before. */
  says(pattern: RegExp): Promise<RegExpExecArray>
  signal(signal: NodeJS.Signals): void
  /** Resolves with its exit code (or the signal's name) when it has ended. */
  ended(): Promise<number | NodeJS.Signals>
}>

/** Starts `file` (relative to the folder `server/`) with only the given environment and the PATH. */
export function runProgram(file: string, args: readonly string[] = [], env: Record<string, string> = {}): Program {
  return follow(
    spawn(process.execPath, [fileURLToPath(new URL(`../../${file}`, import.meta.url)), ...args], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    }),
  )
}

/** The same for a command that is already running. */
export function follow(child: ChildProcess): Program {
  let text = ""
  const listeners = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      text += chunk
      for (const listener of listeners) listener()
    })
  }
  const end = new Promise<number | NodeJS.Signals>((resolve) =>
    child.once("close", (code, signal) => resolve(code ?? signal ?? -1)),
  )
  return {
    pid: child.pid ?? -1,
    output: () => text,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(text)
          if (found === null) return
          listeners.delete(look)
          resolve(found)
        }
        listeners.add(look)
        look()
        void end.then((code) => reject(new Error(`Ended with ${code} without saying ${pattern}: ${text}`)))
      }),
    signal: (signal) => void child.kill(signal),
    ended: () => end,
  }
}
