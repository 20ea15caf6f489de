// Weekly counts of every conjunction that occurs often enough.
import { type Columns, entriesOf } from "./slices.ts"

/** Cumulative weekly counts of all supported cells over one set of dimensions, one row of bins + 1 per cell. */
export type Series = {
  dims: number[]
  keys: Float64Array
  row: (key: number) => number
  sums: Int32Array
  width: number
}

export function buildSeries(
  columns: Columns,
  dims: number[],
  binOf: Int32Array,
  bins: number,
  minimum: number,
): Series {
  const { records, keys, span } = entriesOf(columns, dims, 0, binOf.length)
  const table = new CodeTable(keys, span, minimum)
  const width = bins + 1
  const sums = new Int32Array(table.kept * width)
  for (let j = 0; j < keys.length; j++) {
    const row = table.row(keys[j]!)
    if (row >= 0) sums[row * width + binOf[records ? records[j]! : j]! + 1]!++
  }
  for (let row = 0; row < table.kept; row++) {
    for (let b = row * width; b < row * width + bins; b++) sums[b + 1]! += sums[b]!
  }
  return { dims, keys: table.keys, row: (key) => table.row(key), sums, width }
}

/** Rows for the combined codes that occur at least `minimum` times: a plain array while small, open addressing beyond. */
class CodeTable {
  readonly keys: Float64Array
  readonly kept: number
  private readonly dense: Int32Array | undefined
  private readonly slots: Float64Array
  private readonly rows: Int32Array
  private readonly mask: number

  constructor(keys: Float64Array | Int32Array, span: number, minimum: number) {
    const dense = span <= 1 << 22
    let capacity = 16
    if (!dense) while (capacity < 2 * Math.min(keys.length, span)) capacity *= 2
    this.mask = capacity - 1
    this.slots = new Float64Array(dense ? 0 : capacity).fill(-1)
    this.rows = new Int32Array(dense ? span : capacity)
    this.dense = dense ? this.rows : undefined
    for (let j = 0; j < keys.length; j++) if (keys[j]! >= 0) this.rows[this.slot(keys[j]!)]!++
    const held: number[] = []
    for (let s = 0; s < this.rows.length; s++) {
      const enough = this.rows[s]! >= minimum
      this.rows[s] = enough ? held.push(dense ? s : this.slots[s]!) - 1 : -1
    }
    this.keys = Float64Array.from(held)
    this.kept = held.length
  }

  row(key: number): number {
    if (key < 0) return -1
    if (this.dense) return this.dense[key]!
    const slot = this.slot(key)
    return this.rows[slot]!
  }

  private slot(key: number): number {
    if (this.dense) return key
    let slot =
      (Math.imul(key % 0x7fffffff, 0x9e3779b1) ^ Math.imul(Math.floor(key / 0x7fffffff), 0x85ebca77)) & this.mask
    while (this.slots[slot] !== key && this.slots[slot] !== -1) slot = (slot + 1) & this.mask
    if (this.slots[slot] === -1) this.slots[slot] = key
    return slot
  }
}
