import { Worker } from "node:worker_threads"

export type Thread = {
  /** Calls an exported function of the module in the other thread. Arguments and result are copied. */
  call<Result>(name: string, ...args: unknown[]): Promise<Result>
  stop(): Promise<void>
}

/**
 * A second thread that runs functions of one module, so that heavy arithmetic never holds up the requests of others.
 * Started at the first call. Calls are answered in order; if the thread dies, its calls fail and the next call starts a new one.
 * Without work for `restMs` it gives its memory back.
 */
export function createThread(module: URL, { restMs = 120_000 } = {}): Thread {
  let worker: Worker | undefined
  let resting: NodeJS.Timeout | undefined
  let count = 0
  const open = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()

  function started(): Worker {
    if (worker) return worker
    const made = new Worker(new URL("./thread-main.ts", import.meta.url), {
      workerData: module.href,
      // What is made for one call dies with it; a large nursery would only keep it longer.
      resourceLimits: { maxYoungGenerationSizeMb: 24 },
    })
    made.on("message", ({ id, value, error }: { id: number; value?: unknown; error?: Error }) => {
      const call = open.get(id)
      open.delete(id)
      if (error) call?.reject(error)
      else call?.resolve(value)
      if (open.size > 0) return
      made.unref()
      resting = setTimeout(() => worker === made && open.size === 0 && void end(), restMs).unref()
    })
    made.on("error", (error) => fail(made, error))
    made.on("exit", () => fail(made, new Error("the thread has ended")))
    worker = made
    return made
  }

  async function end() {
    const ending = worker
    worker = undefined
    await ending?.terminate()
  }

  // A thread that was ended because it had nothing to do must not fail the calls of the one after it.
  function fail(failed: Worker, error: Error) {
    if (worker !== undefined && worker !== failed) return
    worker = undefined
    for (const call of open.values()) call.reject(error)
    open.clear()
  }

  return {
    call<Result>(name: string, ...args: unknown[]) {
      const thread = started()
      const id = count++
      thread.ref()
      clearTimeout(resting)
      return new Promise<Result>((resolve, reject) => {
        open.set(id, { resolve: resolve as (value: unknown) => void, reject })
        thread.postMessage({ id, name, args })
      })
    },
    stop: end,
  }
}
