import { hash } from "node:crypto"

/**
 * Gives rows without an id of their own one made from their content, so that importing the same file twice, or a
 * longer export of the same data, finds the rows again. Equal rows are told apart by their number: the second one is
 * the second one each time. Must see every row of a file from its beginning, in order.
 */
export function createRowIdentity(): (cells: readonly string[]) => string {
  const counter = createOccurrenceCounter()
  return (cells) => {
    // A later record of a JSON file may bring columns that earlier ones did not have yet.
    let width = cells.length
    while (width > 0 && cells[width - 1] === "") width--
    const digest = hash("sha256", cells.slice(0, width).join("\u001f"), "buffer")
    return `row-${digest.toString("base64url").slice(0, 24)}-${counter.next(digest.readUIntBE(0, 6))}`
  }
}

/** 48 bits of a hash, for the counter. */
export const keyOf = (text: string) => hash("sha256", text, "buffer").readUIntBE(0, 6)

/**
 * Counts how often each key was seen, in 12 bytes a place (at most 24 MB for a million rows; a Map takes 100 MB).
 * Two different rows with the same 48 bits share a count, which does no harm: their ids differ by the rest of the hash.
 */
export function createOccurrenceCounter() {
  let size = 1 << 12
  let keys = new Float64Array(size)
  let counts = new Uint32Array(size)
  let used = 0

  function placeOf(key: number): number {
    let at = key % size
    while (counts[at] !== 0 && keys[at] !== key) at = at + 1 === size ? 0 : at + 1
    return at
  }

  function grow() {
    const [oldKeys, oldCounts] = [keys, counts]
    size *= 2
    keys = new Float64Array(size)
    counts = new Uint32Array(size)
    for (let i = 0; i < oldKeys.length; i++) {
      if (oldCounts[i] === 0) continue
      const at = placeOf(oldKeys[i]!)
      keys[at] = oldKeys[i]!
      counts[at] = oldCounts[i]!
    }
  }

  return {
    /** How often the key has been seen, this time included. */
    next(key: number): number {
      if (used > size * 0.6) grow()
      const at = placeOf(key)
      if (counts[at] === 0) {
        keys[at] = key
        used++
      }
      return ++counts[at]!
    },
  }
}
