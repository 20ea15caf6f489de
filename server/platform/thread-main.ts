import { setPriority } from "node:os"
import { parentPort, workerData } from "node:worker_threads"

// The other side of thread.ts: runs the exported functions of one module, one after the other.
// Arithmetic takes what answering requests leaves. On Linux 0 means this thread alone; elsewhere it would be the whole program.
if (process.platform === "linux") setPriority(0, 10)

const functions = (await import(workerData as string)) as Record<string, (...args: unknown[]) => unknown>
let last: Promise<void> = Promise.resolve()

parentPort!.on("message", ({ id, name, args }: { id: number; name: string; args: unknown[] }) => {
  last = last.then(async () => {
    try {
      parentPort!.postMessage({ id, value: await functions[name]!(...args) })
    } catch (error) {
      parentPort!.postMessage({ id, error: error instanceof Error ? error : new Error(String(error)) })
    }
  })
})
