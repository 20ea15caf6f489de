/** A trend in the size of a word: the last point is marked, gaps stay gaps. Purely a picture; the number stands beside it. */
export function Spark({
  points,
  width = 120,
  height = 32,
  harm = false,
}: {
  points: readonly (number | null)[]
  width?: number
  height?: number
  harm?: boolean
}) {
  const known = points.filter((point): point is number => point !== null)
  if (known.length < 2) return <svg width={width} height={height} aria-hidden="true" />
  const low = Math.min(...known)
  const span = Math.max(...known) - low || 1
  const x = (index: number) => 2 + (index / (points.length - 1)) * (width - 6)
  const y = (value: number) => height - 3 - ((value - low) / span) * (height - 6)
  const path = points
    .map((value, index) =>
      value === null
        ? ""
        : `${index === 0 || points[index - 1] === null ? "M" : "L"}${x(index).toFixed(1)},${y(value).toFixed(1)}`,
    )
    .join("")
  const last = points.findLastIndex((value) => value !== null)
  const colour = harm ? "var(--bad-mark)" : "var(--ink-2)"
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
      style={{ display: "block", maxWidth: "100%" }}
    >
      <path d={path} fill="none" stroke={colour} strokeWidth="1.5" strokeLinejoin="round" />
      <circle cx={x(last)} cy={y(points[last] ?? 0)} r="2.200" fill={colour} />
    </svg>
  )
}
