/**
 * Remembers the last ids (between `capacity` and twice as many) in a few megabytes, so that a message that is sent again
 * is known without asking a database. An id is told by 64 of its bits: two different ones among millions are not taken
 * for each other. Two generations: when one is full the older one is forgotten.
 */
export function createSeen(capacity = 500_000) {
  const slots = 2 ** Math.ceil(Math.log2(capacity * 2))
  let current = table(slots)
  let older = table(slots)

  return {
    has(id: string): boolean {
      const [high, low] = bitsOf(id)
      return find(current, high, low) < 0 || find(older, high, low) < 0
    },
    add(id: string): void {
      const [high, low] = bitsOf(id)
      const at = find(current, high, low)
      if (at < 0) return
      current.high[at] = high
      current.low[at] = low
      if (++current.size < capacity) return
      older = current
      current = table(slots)
    },
  }
}
export type Seen = ReturnType<typeof createSeen>

type Table = { high: Uint32Array; low: Uint32Array; size: number }
const table = (slots: number): Table => ({ high: new Uint32Array(slots), low: new Uint32Array(slots), size: 0 })

/** −1 where the id is; otherwise the free place for it. */
function find({ high, low }: Table, h: number, l: number): number {
  const mask = high.length - 1
  for (let at = l & mask; ; at = (at + 1) & mask) {
    if (high[at] === h && low[at] === l) return -1
    if (high[at] === 0 && low[at] === 0) return at
  }
}

// The first and the last eight hexadecimal digits of a UUID that is a hash: none of them is fixed.
const bitsOf = (id: string): [number, number] => [
  Number.parseInt(id.slice(0, 8), 16) | 0 ? Number.parseInt(id.slice(0, 8), 16) : 1,
  Number.parseInt(id.slice(-8), 16),
]
