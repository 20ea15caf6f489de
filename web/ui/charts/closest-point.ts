/** The last point that starts on or before a moment; null when the moment lies outside the axis. */
export function closestPoint(starts: readonly string[], at: string): number | null {
  const first = starts[0]
  const last = starts.at(-1)
  if (!first || !last) return null
  const moment = Date.parse(at)
  const step = starts.length > 1 ? (Date.parse(last) - Date.parse(first)) / (starts.length - 1) : 0
  if (moment < Date.parse(first) || moment >= Date.parse(last) + step + 1) return null
  return starts.findLastIndex((start) => Date.parse(start) <= moment)
}
