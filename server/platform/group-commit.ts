/**
 * Collects writes that arrive at the same time into one, because a commit costs the same for one row as for hundreds.
 * Nothing waits for a clock: a write starts as soon as one of `lanes` is free, with everything that has gathered since.
 * Each caller is answered when the write that holds its items is durable, and gets that write's error if it fails.
 */
export function createGroupCommit<Item, Result>(options: {
  lanes: number
  maxItems: number
  write(items: Item[]): Promise<Result[]>
  /** False for an error that would come again whatever was written, so that nobody asks once for each caller. */
  mayBeOfOneItem?(error: unknown): boolean
}) {
  type Waiting = { items: Item[]; resolve(results: Result[]): void; reject(error: unknown): void }
  let waiting: Waiting[] = []
  let busy = 0
  let idle: (() => void)[] = []
  let fullSince: number | undefined
  let full = 0

  function start() {
    while (busy < options.lanes && waiting.length > 0) {
      const group = nextGroup()
      busy++
      if (busy === options.lanes) fullSince ??= performance.now()
      void commit(group).finally(() => {
        busy--
        start()
        if (busy < options.lanes && fullSince !== undefined) {
          full += performance.now() - fullSince
          fullSince = undefined
        }
        if (busy === 0) {
          for (const resolve of idle) resolve()
          idle = []
        }
      })
    }
  }

  function nextGroup(): Waiting[] {
    let size = 0
    let taken = 0
    while (taken < waiting.length && (taken === 0 || size + waiting[taken]!.items.length <= options.maxItems)) {
      size += waiting[taken]!.items.length
      taken++
    }
    const group = waiting.slice(0, taken)
    waiting = waiting.slice(taken)
    return group
  }

  async function commit(group: Waiting[]) {
    try {
      const results = await options.write(group.flatMap((one) => one.items))
      let from = 0
      for (const one of group) {
        one.resolve(results.slice(from, from + one.items.length))
        from += one.items.length
      }
    } catch (error) {
      // One caller's poisoned row must not refuse the others: each gets a try of its own.
      if (group.length > 1 && (options.mayBeOfOneItem?.(error) ?? true))
        await Promise.all(group.map((one) => commit([one])))
      else for (const one of group) one.reject(error)
    }
  }

  return {
    /** Resolves with one result per item, in order, once they are durable. */
    add: (items: Item[]): Promise<Result[]> =>
      new Promise((resolve, reject) => {
        waiting.push({ items, resolve, reject })
        // The callers of this turn of the event loop belong together.
        if (waiting.length === 1) setImmediate(start)
      }),
    /** A gauge of its own for whoever gives way: in which share (0…1) of the time since it was last read every lane was writing. */
    gauge(): Gauge {
      const fullUntil = (now: number) => full + (fullSince === undefined ? 0 : now - fullSince)
      let at = performance.now()
      let before = fullUntil(at)
      return () => {
        const now = performance.now()
        const share = (fullUntil(now) - before) / Math.max(now - at, 1)
        at = now
        before = fullUntil(now)
        return Math.min(share, 1)
      }
    },
    /** Resolves when nothing is waiting or being written. */
    settled: (): Promise<void> =>
      busy === 0 && waiting.length === 0 ? Promise.resolve() : new Promise((resolve) => idle.push(resolve)),
  }
}

export type Gauge = () => number

/**
 * How long to pause in ms, after work that took so long. Accepting comes before what is done with it: while more arrives
 * than both can take, up to eight ninths of the time are left to the intake, and what waits is caught up afterwards. At
 * everyday rates the pause is a few milliseconds.
 */
export const wayGiven = (pressure: number, tookMs: number) => Math.min(8 * pressure ** 2 * tookMs, 5_000)

export async function giveWay(pressure: number, tookMs: number) {
  const pause = wayGiven(pressure, tookMs)
  if (pause > 2) await new Promise((resolve) => setTimeout(resolve, pause))
}
