import { parentPort, workerData } from "node:worker_threads"

// The other side of thread.ts: runs the exported functions of one module, one after the other.
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
