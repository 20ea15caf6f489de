import { useCallback } from "react"
import { useTranslation } from "react-i18next"
import type { MetricPoint, MetricTrend } from "../../api/contract.ts"
import { useFormat } from "../../app/format.ts"
import { fewAnswers } from "../figures.tsx"
import { ChartFrame } from "./ChartFrame.tsx"
import { closestPoint } from "./closest-point.ts"
import type { ChartPalette } from "./palette.ts"
import { bandSeries, timeAxis, valueAxis } from "./time-axis.ts"

type TrendChartProps = { title: string; trend: MetricTrend; onPoint?: (point: MetricPoint) => void }

/** A metric over time with its interval, what it is compared with, and the known events on it. */
export function TrendChart({ title, trend, onPoint }: TrendChartProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const { points, compare, events, breaks, metric } = trend
  const { unit } = metric
  const option = useCallback(
    (palette: ChartPalette, width: number) => {
      const starts = points.map((point) => point.start)
      const scaled = (value: number | null) => value
      const estimates = points.map((point) => scaled(point.estimate))
      const isCount = unit === "count"
      const marked = [
        ...events.map((event) => ({ at: event.at, label: event.title, colour: palette.expected })),
        ...breaks.map((cut) => ({ at: cut.at, label: cut.reason, colour: palette.bad })),
      ]
        .map((mark) => ({ ...mark, index: closestPoint(starts, mark.at) }))
        .filter((mark) => mark.index !== null)
      // Titles only where they do not run into one another; every event keeps its line and stands in the tooltip.
      const titled = marked.length <= 4
      const marks = marked.map((mark, row) => ({
        xAxis: mark.index,
        lineStyle: { color: mark.colour, type: "solid", width: 1, opacity: 0.45 },
        label: titled
          ? {
              formatter: mark.label.length > 30 ? `${mark.label.slice(0, 29)}…` : mark.label,
              color: palette.ink3,
              fontSize: 11,
              fontFamily: palette.font,
              position: "end",
              rotate: 0,
              align: (mark.index ?? 0) > starts.length / 2 ? "right" : "left",
              padding: [0, 6],
              distance: [0, 3 + row * 14],
            }
          : { show: false },
      }))
      return {
        grid: { left: 52, right: 10, top: 16 + (titled ? 14 * marks.length : 0), bottom: 24 },
        xAxis: { ...timeAxis(starts, palette, format, width), boundaryGap: isCount },
        yAxis: valueAxis(palette, (value) => format.value(value, unit).replace(/[.,]0(?=\s?%|$)/, ""), {
          scale: !isCount,
        }),
        series: [
          isCount
            ? {
                type: "bar",
                data: estimates,
                barMaxWidth: 14,
                barCategoryGap: "28%",
                itemStyle: { color: palette.observed, borderRadius: [1, 1, 0, 0] },
                z: 3,
                markLine: { symbol: "none", silent: true, animation: false, data: marks },
              }
            : {
                type: "line",
                data: points.map((point) => ({
                  value: scaled(point.estimate),
                  symbol: point.n < fewAnswers ? "emptyCircle" : "circle",
                })),
                symbolSize: points.length > 70 ? 0 : 5,
                showSymbol: true,
                connectNulls: false,
                lineStyle: { color: palette.observed, width: 1.8 },
                itemStyle: { color: palette.observed },
                z: 4,
                markLine: { symbol: "none", silent: true, animation: false, data: marks },
              },
          ...(isCount
            ? []
            : bandSeries(
                "band",
                points.map((point) => scaled(point.low)),
                points.map((point) => scaled(point.high)),
                palette.band,
                0.9,
              )),
          ...(compare
            ? [
                {
                  type: "line",
                  name: "compare",
                  data: points.map((_, index) => scaled(compare.points[index]?.estimate ?? null)),
                  symbol: "none",
                  lineStyle: { color: palette.accent, width: 1.6, type: [5, 3] },
                  z: 3,
                },
              ]
            : []),
        ],
      }
    },
    [points, compare, events, breaks, unit, format],
  )
  const valueWith = (point: MetricPoint | undefined) => {
    if (!point) return "–"
    const interval = format.interval(point, unit)
    return `${format.value(point.estimate, unit)}${interval && unit !== "count" ? ` (${t("figure.range", { low: interval[0], high: interval[1] })})` : ""}, ${t("figure.n", { n: format.number(point.n) })}`
  }
  const describe = (index: number) => {
    const point = points[index]
    if (!point) return []
    return [
      format.dayAndYear(point.start),
      valueWith(point),
      ...(compare?.points[index] ? [`${compare.label}: ${valueWith(compare.points[index])}`] : []),
      ...events
        .filter(
          (event) =>
            closestPoint(
              points.map(({ start }) => start),
              event.at,
            ) === index,
        )
        .map((event) => event.title),
    ]
  }
  return (
    <ChartFrame
      title={title}
      height={280}
      points={points.length}
      describe={describe}
      option={option}
      onPoint={onPoint && ((index) => points[index] && onPoint(points[index]))}
      pointHint={t("chart.openPoint")}
      table={{
        columns: [t("chart.column.from"), t("chart.column.value"), t("chart.column.low"), t("chart.column.high"), "n"],
        rows: points
          .map((point) => [
            format.dayAndYear(point.start),
            format.value(point.estimate, unit),
            format.value(point.low, unit),
            format.value(point.high, unit),
            format.number(point.n),
          ])
          .reverse(),
      }}
      note={onPoint && <span>{t("chart.openPoint")}</span>}
    />
  )
}
