export type Tick = { index: number; kind: "day" | "month" | "year" }

/**
 * Which points of a time axis carry a label, at most `most` of them: the first of each month, or of each year on long
 * axes, or single days on short ones. `starts` are ISO dates in order.
 */
export function axisTicks(starts: readonly string[], most: number): Tick[] {
  const changes = (length: number) =>
    starts.flatMap((start, index) =>
      index === 0 || start.slice(0, length) !== starts[index - 1]?.slice(0, length) ? [index] : [],
    )
  const years = changes(4)
  const months = changes(7)
  if (years.length > 3) return thinned(years, most).map((index) => ({ index, kind: "year" }))
  if (months.length > 2) return thinned(months, most).map((index) => ({ index, kind: "month" }))
  return thinned(
    starts.map((_, index) => index),
    most,
  ).map((index) => ({ index, kind: "day" }))
}

function thinned(indexes: number[], most: number): number[] {
  const step = Math.ceil(indexes.length / Math.max(1, most))
  return indexes.filter((_, place) => place % step === 0)
}
