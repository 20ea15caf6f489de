/** Times in milliseconds, and what they say. */
export type Timing = { count: number; p50: number; p95: number; p99: number; max: number }

export function timingOf(milliseconds: readonly number[]): Timing {
  const sorted = Float64Array.from(milliseconds).sort()
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) }
}

export const whole = (value: number) => Math.round(value).toLocaleString("en-US")
export const short = (ms: number) => (ms < 10 ? ms.toFixed(1) : ms.toFixed(0))

/** Prints rows as columns that line up; the first row is the head. */
export function printTable(rows: readonly (readonly string[])[]) {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  for (const row of rows) {
    console.log(
      row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join("   "),
    )
  }
}
