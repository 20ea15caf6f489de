/**
 * Lets through so many at once and so many a second after that, for each name (an address, a link). In memory of this
 * process: it keeps one sender from using up the server, it is no bookkeeping.
 */
export function createRateLimit({ burst, perSecond }: { burst: number; perSecond: number }) {
  let names = new Map<string, { left: number; at: number }>()

  return {
    /** Seconds to wait; 0 where it may go on. */
    take(name: string, now = performance.now()): number {
      if (names.size > mostNames) names = new Map()
      const one = names.get(name) ?? { left: burst, at: now }
      one.left = Math.min(burst, one.left + ((now - one.at) / 1_000) * perSecond)
      one.at = now
      names.set(name, one)
      if (one.left < 1) return Math.ceil((1 - one.left) / perSecond)
      one.left--
      return 0
    },
  }
}

const mostNames = 100_000
