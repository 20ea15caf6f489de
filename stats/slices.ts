// Slices: conjunctions of one to three attribute values ("component = STEERING and model = SONATA"), and the columns
// they are counted over.

/** One attribute of every record. With `offsets`, record i has the values codes[offsets[i]] .. codes[offsets[i+1]-1]
 * (none, one or several); without, exactly codes[i]. A negative code means "no value". */
export type Dimension = { name: string; values: string[]; codes: Int32Array; offsets?: Int32Array }

/** Columns, one entry per record, in any order. `day` counts days since 1970-01-01. With `bad` (0 or 1 per record) the
 * share of bad records is watched; without it, the number of records. `person` identifies who is behind a record. */
export type Records = { day: Int32Array; dims: Dimension[]; bad?: Uint8Array; person?: Int32Array }

export type Slice = Record<string, string>

/** Columns sorted by day, with the upper levels of hierarchical values (`ENGINE` of `ENGINE:GASOLINE`) added as values. */
export type Columns = {
  size: number
  day: Int32Array
  dims: Column[]
  bad?: Uint8Array
  person?: Int32Array
  /** Position of each sorted record in the records as they were given. */
  source: Int32Array
}

export type Column = {
  name: string
  values: string[]
  codes: Int32Array
  offsets?: Int32Array
  /** For each value the code of the level above it, or -1. */
  above: Int32Array
}

/** A slice as codes: dims ascending, one code for each. */
export type CodedSlice = { dims: number[]; codes: number[] }

/** Entries of all conjunctions over `dims`: entry j belongs to record records[j] (or to record j when null) and carries
 * the combined code keys[j], -1 where a value is missing. */
export type Entries = { records: Int32Array | null; keys: Float64Array | Int32Array; span: number }

/** @throws RangeError when the columns differ in length. */
export function prepareColumns(records: Records, separator = ":"): Columns {
  const size = records.day.length
  for (const dim of records.dims) {
    const rows = dim.offsets ? dim.offsets.length - 1 : dim.codes.length
    if (rows !== size) throw new RangeError(`Dimension "${dim.name}" has ${rows} rows, the days have ${size}.`)
  }
  const order = byDay(records.day)
  const source = order ?? new Int32Array(size)
  if (!order) for (let i = 0; i < size; i++) source[i] = i
  const pick = <T extends Int32Array | Uint8Array>(from: T, into: T): T => {
    if (!order) return from
    for (let i = 0; i < size; i++) into[i] = from[source[i]!]!
    return into
  }
  return {
    size,
    day: pick(records.day, new Int32Array(size)),
    dims: records.dims.map((dim) => prepareColumn(dim, source, order === null, separator)),
    bad: records.bad && pick(records.bad, new Uint8Array(size)),
    person: records.person && pick(records.person, new Int32Array(size)),
    source,
  }
}

/** All sets of one to `depth` dimensions, smallest first. */
export function dimensionSets(count: number, depth: number): number[][] {
  const sets: number[][] = []
  const grow = (set: number[], next: number) => {
    for (let d = next; d < count; d++) {
      const larger = [...set, d]
      sets.push(larger)
      if (larger.length < depth) grow(larger, d + 1)
    }
  }
  grow([], 0)
  return sets.sort((a, b) => a.length - b.length)
}

/** Entries of the records lo .. hi-1 for the conjunctions over `dims`. The combined code is
 * c0 + size0 * (c1 + size1 * c2). */
export function entriesOf(columns: Columns, dims: readonly number[], lo: number, hi: number): Entries {
  const span = dims.reduce((product, d) => product * Math.max(1, columns.dims[d]!.values.length), 1)
  const many = dims.some((d) => columns.dims[d]!.offsets)
  return many ? expandedEntries(columns, dims, lo, hi, span) : plainEntries(columns, dims, lo, hi, span)
}

/** Splits a combined code into one code per dimension. */
export function codesOf(columns: Columns, dims: readonly number[], key: number): number[] {
  let rest = key
  return dims.map((d) => {
    const size = Math.max(1, columns.dims[d]!.values.length)
    const code = rest % size
    rest = (rest - code) / size
    return code
  })
}

export function combinedCode(columns: Columns, slice: CodedSlice): number {
  let key = 0
  for (let j = slice.dims.length - 1; j >= 0; j--) {
    key = key * Math.max(1, columns.dims[slice.dims[j]!]!.values.length) + slice.codes[j]!
  }
  return key
}

export function namedSlice(columns: Columns, slice: CodedSlice): Slice {
  const named: Slice = {}
  slice.dims.forEach((d, j) => {
    named[columns.dims[d]!.name] = columns.dims[d]!.values[slice.codes[j]!]!
  })
  return named
}

/** @returns undefined when a dimension or value does not occur in the columns. */
export function codedSlice(columns: Columns, slice: Slice): CodedSlice | undefined {
  const parts: [number, number][] = []
  for (const [name, value] of Object.entries(slice)) {
    const d = columns.dims.findIndex((dim) => dim.name === name)
    const code = d < 0 ? -1 : columns.dims[d]!.values.indexOf(value)
    if (code < 0) return undefined
    parts.push([d, code])
  }
  parts.sort((a, b) => a[0] - b[0])
  return { dims: parts.map((p) => p[0]), codes: parts.map((p) => p[1]) }
}

/** Whether record i (in sorted order) belongs to the slice. */
export function isInSlice(columns: Columns, slice: CodedSlice, i: number): boolean {
  for (let j = 0; j < slice.dims.length; j++) {
    const { codes, offsets } = columns.dims[slice.dims[j]!]!
    const code = slice.codes[j]!
    if (!offsets) {
      if (codes[i] !== code) return false
      continue
    }
    let found = false
    for (let k = offsets[i]!; k < offsets[i + 1]! && !found; k++) found = codes[k] === code
    if (!found) return false
  }
  return true
}

/** Whether every record of `inner` is in `outer` by definition: outer asks for no more dimensions, and for the same
 * value or a level above it in each. */
export function contains(columns: Columns, outer: CodedSlice, inner: CodedSlice): boolean {
  return outer.dims.every((d, j) => {
    const at = inner.dims.indexOf(d)
    if (at < 0) return false
    const wanted = outer.codes[j]!
    for (let code = inner.codes[at]!; code >= 0; code = columns.dims[d]!.above[code]!) if (code === wanted) return true
    return false
  })
}

/** Index of the first sorted record on or after `day`. */
export function firstAtOrAfter(day: Int32Array, wanted: number): number {
  let lo = 0
  let hi = day.length
  while (lo < hi) {
    const mid = (lo + hi) >>> 1
    if (day[mid]! < wanted) lo = mid + 1
    else hi = mid
  }
  return lo
}

/** Stable order by day (counting sort); null when the records are in order already. */
function byDay(day: Int32Array): Int32Array | null {
  let least = 0
  let most = 0
  let sorted = true
  for (let i = 0; i < day.length; i++) {
    if (i === 0 || day[i]! < least) least = day[i]!
    if (i === 0 || day[i]! > most) most = day[i]!
    if (i > 0 && day[i]! < day[i - 1]!) sorted = false
  }
  if (sorted) return null
  if (most - least > 1e7) return new Int32Array(day.length).map((_, i) => i).sort((a, b) => day[a]! - day[b]! || a - b)
  const next = new Int32Array(most - least + 2)
  for (let i = 0; i < day.length; i++) next[day[i]! - least + 1]!++
  for (let k = 1; k < next.length; k++) next[k]! += next[k - 1]!
  const order = new Int32Array(day.length)
  for (let i = 0; i < day.length; i++) order[next[day[i]! - least]!++] = i
  return order
}

function prepareColumn(dim: Dimension, source: Int32Array, inOrder: boolean, separator: string): Column {
  const { values, above } = withLevelsAbove(dim.values, separator)
  const hierarchical = values.length > dim.values.length || above.some((code) => code >= 0)
  if (!dim.offsets && !hierarchical) {
    if (inOrder) return { name: dim.name, values, codes: dim.codes, above }
    const codes = new Int32Array(source.length)
    for (let i = 0; i < source.length; i++) codes[i] = dim.codes[source[i]!]!
    return { name: dim.name, values, codes, above }
  }
  const codes: number[] = []
  const offsets = new Int32Array(source.length + 1)
  source.forEach((from, i) => {
    const start = codes.length
    const lo = dim.offsets ? dim.offsets[from]! : from
    const hi = dim.offsets ? dim.offsets[from + 1]! : from + 1
    for (let k = lo; k < hi; k++) {
      for (let code = dim.codes[k]!; code >= 0; code = above[code]!) {
        if (codes.indexOf(code, start) < 0) codes.push(code)
      }
    }
    offsets[i + 1] = codes.length
  })
  return { name: dim.name, values, codes: Int32Array.from(codes), offsets, above }
}

/** A prefix becomes a level of its own when it groups at least two values (itself included): then "STEERING" stands
 * for "STEERING" and "STEERING:COLUMN" together. A colon that groups nothing (a clock time, a title) stays text. */
function withLevelsAbove(given: string[], separator: string): { values: string[]; above: Int32Array } {
  const values = [...given]
  const codeOf = new Map(values.map((value, code) => [value, code]))
  const members = new Map<string, number>()
  for (const value of given) for (const prefix of prefixes(value, separator)) bump(members, prefix)
  for (const value of given) if (members.has(value)) bump(members, value)
  for (const [prefix, count] of members) {
    if (count >= 2 && !codeOf.has(prefix)) codeOf.set(prefix, values.push(prefix) - 1)
  }
  const above = new Int32Array(values.length).fill(-1)
  values.forEach((value, code) => {
    for (const prefix of prefixes(value, separator)) {
      const level = codeOf.get(prefix)
      if (level !== undefined && (members.get(prefix) ?? 0) >= 2) {
        above[code] = level
        break
      }
    }
  })
  return { values, above }
}

/** "A:B:C" has the levels "A:B" and "A" above it, nearest first. */
function prefixes(value: string, separator: string): string[] {
  const found: string[] = []
  for (let at = value.lastIndexOf(separator); at > 0; at = value.lastIndexOf(separator, at - 1)) {
    found.push(value.slice(0, at).trimEnd())
  }
  return found
}

function bump(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

function plainEntries(columns: Columns, dims: readonly number[], lo: number, hi: number, span: number): Entries {
  const rows = hi - lo
  const keys = span <= 0x7fffffff ? new Int32Array(rows) : new Float64Array(rows)
  let weight = 1
  dims.forEach((d, j) => {
    const { codes, values } = columns.dims[d]!
    if (j === 0) for (let i = 0; i < rows; i++) keys[i] = codes[lo + i]!
    else {
      for (let i = 0; i < rows; i++) {
        const code = codes[lo + i]!
        keys[i] = keys[i]! < 0 || code < 0 ? -1 : keys[i]! + weight * code
      }
    }
    weight *= Math.max(1, values.length)
  })
  return { records: null, keys, span }
}

function expandedEntries(columns: Columns, dims: readonly number[], lo: number, hi: number, span: number): Entries {
  let rows = 0
  for (let i = lo; i < hi; i++) {
    let combinations = 1
    for (const d of dims) {
      const { offsets } = columns.dims[d]!
      if (offsets) combinations *= offsets[i + 1]! - offsets[i]!
    }
    rows += combinations
  }
  const records = new Int32Array(rows)
  const keys = new Float64Array(rows)
  let filled = 0
  for (let i = lo; i < hi; i++) {
    const start = filled
    filled = start + 1
    records[start] = i
    keys[start] = 0
    let weight = 1
    for (const d of dims) {
      const { codes, offsets, values } = columns.dims[d]!
      const from = offsets ? offsets[i]! : i
      const count = offsets ? offsets[i + 1]! - from : 1
      const held = filled - start
      if (count === 0) {
        filled = start
        break
      }
      for (let v = count - 1; v >= 0; v--) {
        const code = codes[from + v]!
        for (let h = 0; h < held; h++) {
          const base = keys[start + h]!
          keys[start + v * held + h] = base < 0 || code < 0 ? -1 : base + weight * code
          records[start + v * held + h] = i
        }
      }
      filled = start + held * count
      weight *= Math.max(1, values.length)
    }
  }
  return { records: records.subarray(0, filled), keys: keys.subarray(0, filled), span }
}
