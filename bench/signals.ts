// All slices of 1 M feedback × 6 dimensions, up to three values: one look over a year in which every record is scored.
// Beside it the raw limit: one plain counting loop over the same columns for each of the 41 sets of dimensions.
import { generator } from "../stats/null.ts"
import { type Dimension, dimensionSets, prepareColumns, type Records } from "../stats/slices.ts"
import { calibrate, lookAt } from "../stats/watch.ts"

const SIZE = Number(process.env.SIZE ?? 1_000_000)
const WEEKS = 52
const CARDINALITY = [12, 20, 30, 5, 8, 10]
const NAMES = ["product", "part", "batch", "channel", "region", "language"]

const records = makeRecords()
const last = 7 * WEEKS - 1
const columns = timed("sort and prepare the columns", () => prepareColumns(records)).value
const limit = timed("raw limit: 41 counting loops over all records", () => countAll(columns.dims))
const calibration = timed("calibration (once, kept)", () => calibrate(records, last)).value
const usual = timed("weekly look, share of bad (a year of past)", () => lookAt(records, last, { calibration }))
const whole = timed("look with all records in the window (52 weeks)", () =>
  lookAt(records, last + 7 * 26, { calibration, windows: [26, 52, 78] }),
)
const counts = timed("weekly look, counts", () => lookAt({ day: records.day, dims: records.dims }, last))
console.log(`\n${SIZE} records, 6 dimensions, ${limit.value} occupied slices`)
console.log(
  `found: ${[usual, whole, counts].map((t) => t.value.map((f) => Object.values(f.slice).join("·")).join(", ") || "nothing").join(" | ")}`,
)
const worst = [usual, whole, counts].reduce((a, b) => (b.cpu > a.cpu ? b : a))
console.log(
  `slowest look ${Math.round(worst.ms)} ms (${Math.round(worst.cpu)} ms of processor, ` +
    `${(worst.cpu / limit.cpu).toFixed(1)} × the raw limit); budget 5000 ms: ${worst.cpu <= 5000 ? "kept" : "missed"}`,
)

/** A year of feedback with one defect from week 44 on: part 3 of product 1. */
function makeRecords(): Records & { bad: Uint8Array } {
  const random = generator(7)
  const day = new Int32Array(SIZE)
  const bad = new Uint8Array(SIZE)
  const dims: Dimension[] = NAMES.map((name, d) => ({
    name,
    values: Array.from({ length: CARDINALITY[d]! }, (_, v) => `${name} ${v}`),
    codes: new Int32Array(SIZE),
  }))
  for (let i = 0; i < SIZE; i++) {
    day[i] = Math.floor((i / SIZE) * 7 * WEEKS)
    for (let d = 0; d < 6; d++) dims[d]!.codes[i] = Math.floor(CARDINALITY[d]! * random() ** 1.5)
    const struck = day[i]! >= 7 * 44 && dims[0]!.codes[i] === 1 && dims[1]!.codes[i] === 3
    bad[i] = random() < (struck ? 0.18 : 0.06) ? 1 : 0
  }
  return { day, dims, bad }
}

function countAll(dims: readonly { codes: Int32Array; values: string[] }[]): number {
  let occupied = 0
  for (const set of dimensionSets(dims.length, 3)) {
    const [a, b, c] = set.map((d) => dims[d]!)
    const counts = new Int32Array(set.reduce((product, d) => product * dims[d]!.values.length, 1))
    const second = a!.values.length
    const third = second * (b?.values.length ?? 1)
    for (let i = 0; i < SIZE; i++)
      counts[a!.codes[i]! + (b ? second * b.codes[i]! : 0) + (c ? third * c.codes[i]! : 0)]!++
    for (let cell = 0; cell < counts.length; cell++) if (counts[cell]! > 0) occupied++
  }
  return occupied
}

/** Wall clock and processor time: on a busy machine only the second says what the work costs. */
function timed<T>(what: string, work: () => T): { value: T; ms: number; cpu: number } {
  const start = performance.now()
  const before = process.cpuUsage()
  const value = work()
  const used = process.cpuUsage(before)
  const ms = performance.now() - start
  const cpu = (used.user + used.system) / 1000
  console.log(
    `${String(Math.round(ms)).padStart(7)} ms, ${String(Math.round(cpu)).padStart(6)} ms of processor  ${what}`,
  )
  return { value, ms, cpu }
}
