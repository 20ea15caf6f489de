import { useCallback } from "react"
import { useTranslation } from "react-i18next"
import type { SignalDetail } from "../../api/contract.ts"
import { countDigits, useFormat } from "../../app/format.ts"
import { ChartFrame } from "./ChartFrame.tsx"
import { closestPoint } from "./closest-point.ts"
import type { ChartPalette } from "./palette.ts"
import { bandSeries, timeAxis, valueAxis } from "./time-axis.ts"

type SignalChartProps = { chart: SignalDetail["chart"]; unit: string; onWeek?: (start: string) => void }

/** Observed a week in ink, what was expected as dashes in a band, the weeks of the alarm in red. */
export function SignalChart({ chart, unit, onWeek }: SignalChartProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const { weeks, events } = chart
  const firstSeen = chart.firstSeen
  const option = useCallback(
    (palette: ChartPalette, width: number) => {
      const starts = weeks.map((week) => week.start)
      const seenAt = closestPoint(starts, firstSeen)
      const vertical = (index: number, label: string, colour: string, row: number) => ({
        xAxis: index,
        lineStyle: { color: colour, type: "solid", width: 1 },
        label: {
          formatter: label,
          color: colour,
          fontSize: 11.5,
          fontFamily: palette.font,
          position: "end",
          rotate: 0,
          align: index > starts.length / 2 ? "right" : "left",
          padding: index > starts.length / 2 ? [0, 6, 0, 0] : [0, 0, 0, 6],
          distance: [0, 3 + row * 15],
        },
      })
      // The nearest events before the signal tell most; more than three titles would stand on one another.
      const near = events
        .map((event) => ({ index: closestPoint(starts, event.at), label: event.title }))
        .filter((event): event is { index: number; label: string } => event.index !== null)
        .sort((a, b) => Math.abs(a.index - (seenAt ?? 0)) - Math.abs(b.index - (seenAt ?? 0)))
        .slice(0, 3)
      const marks = [
        ...near.map(({ index, label }, row) =>
          vertical(index, label.length > 34 ? `${label.slice(0, 33)}…` : label, palette.expected, row + 1),
        ),
        ...(seenAt === null
          ? []
          : [vertical(seenAt, t("signal.firstSeenMark", { date: format.day(firstSeen) }), palette.bad, 0)]),
      ]
      return {
        grid: { left: 34, right: 8, top: 22 + 15 * near.length, bottom: 24 },
        xAxis: timeAxis(starts, palette, format, width),
        yAxis: valueAxis(palette, (value) => format.number(value), { minInterval: 1 }),
        series: [
          {
            type: "bar",
            name: "observed",
            data: weeks.map((week) => ({
              value: week.observed,
              itemStyle: { color: week.alarm ? palette.bad : palette.observed, borderRadius: [1, 1, 0, 0] },
            })),
            barMaxWidth: 9,
            barCategoryGap: "28%",
            z: 3,
            markLine: { symbol: "none", silent: true, animation: false, data: marks },
          },
          ...bandSeries(
            "band",
            weeks.map((week) => week.lower),
            weeks.map((week) => week.upper),
            palette.band,
          ),
          {
            type: "line",
            name: "expected",
            data: weeks.map((week) => week.expected),
            symbol: "none",
            z: 4,
            silent: true,
            lineStyle: { color: palette.expected, width: 1.5, type: [4, 3] },
          },
        ],
      }
    },
    [weeks, events, firstSeen, format, t],
  )
  const describe = (point: number) => {
    const week = weeks[point]
    if (!week) return []
    const expected = week.expected === null ? null : format.number(week.expected, countDigits(week.expected))
    return [
      t("signal.weekOf", { date: format.dayAndYear(week.start) }),
      t("signal.weekObserved", { count: week.observed, unit }),
      ...(expected === null
        ? []
        : [
            week.upper === null
              ? t("signal.weekExpected", { expected })
              : t("signal.weekExpectedUpTo", { expected, upper: format.number(week.upper, countDigits(week.upper)) }),
          ]),
      ...events
        .filter(
          (event) =>
            closestPoint(
              weeks.map(({ start }) => start),
              event.at,
            ) === point,
        )
        .map((event) => event.title),
    ]
  }
  return (
    <ChartFrame
      title={capital(t("signal.chartTitle", { unit }))}
      height={230}
      points={weeks.length}
      describe={describe}
      option={option}
      onPoint={onWeek && ((point) => weeks[point] && onWeek(weeks[point].start))}
      pointHint={t("chart.openPoint")}
      table={{
        columns: [
          t("signal.column.week"),
          t("signal.column.observed"),
          t("signal.column.expected"),
          t("signal.column.upper"),
        ],
        rows: weeks
          .map((week) => [
            format.dayAndYear(week.start),
            week.observed,
            week.expected === null ? "–" : format.number(week.expected, 1),
            week.upper === null ? "–" : format.number(week.upper, 1),
          ])
          .reverse(),
      }}
      note={<span>{t("signal.chartNote")}</span>}
    />
  )
}

function capital(words: string): string {
  return words.charAt(0).toLocaleUpperCase() + words.slice(1)
}
