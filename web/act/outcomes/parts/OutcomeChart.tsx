import type { TFunction } from "i18next"
import { useCallback, useMemo } from "react"
import { useTranslation } from "react-i18next"
import { useFormat } from "../../../app/format.ts"
import { ChartFrame } from "../../../ui/charts/ChartFrame.tsx"
import { closestPoint } from "../../../ui/charts/closest-point.ts"
import type { ChartPalette } from "../../../ui/charts/palette.ts"
import { bandSeries, timeAxis, valueAxis } from "../../../ui/charts/time-axis.ts"
import type { Outcome } from "../outcome-words.ts"

/** What was measured week by week, beside what was to be expected without the change, with what happened on it. */
export function OutcomeChart({ outcome, title, height = 290 }: { outcome: Outcome; title: string; height?: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const unit = outcome.criterion?.metric.unit ?? "share"
  const weeks = useMemo(() => outcome.measurement?.weeks ?? [], [outcome])
  const marks = useMemo(() => marksOf(outcome, t), [outcome, t])
  const option = useCallback(
    (palette: ChartPalette, width: number) => {
      const starts = weeks.map((week) => week.start)
      const placed = marks
        .map((mark) => ({ ...mark, index: closestPoint(starts, mark.at) }))
        .filter((mark) => mark.index !== null)
        .slice(0, 12)
      const titled = placed.length <= 5
      return {
        grid: { left: 52, right: 10, top: 16 + (titled ? 14 * placed.length : 16), bottom: 24 },
        xAxis: { ...timeAxis(starts, palette, format, width), boundaryGap: false },
        yAxis: valueAxis(palette, (value) => format.value(value, unit).replace(/[.,]0(?=\s?%|$)/, ""), {
          scale: unit !== "count",
        }),
        series: [
          {
            type: "line",
            data: weeks.map((week) => ({
              value: week.slice,
              symbol: week.counted ? "circle" : "emptyCircle",
            })),
            symbolSize: weeks.length > 70 ? 0 : 5,
            showSymbol: true,
            lineStyle: { color: palette.observed, width: 1.8 },
            itemStyle: { color: palette.observed },
            z: 4,
            markLine: {
              symbol: "none",
              silent: true,
              animation: false,
              data: placed.map((mark, row) => ({
                xAxis: mark.index,
                lineStyle: {
                  color: mark.strong ? palette.accent : palette.expected,
                  type: "solid",
                  width: mark.strong ? 1.6 : 1,
                  opacity: mark.strong ? 0.9 : 0.45,
                },
                label:
                  titled || mark.strong
                    ? {
                        formatter: mark.label.length > 30 ? `${mark.label.slice(0, 29)}…` : mark.label,
                        color: mark.strong ? palette.accent : palette.ink3,
                        fontSize: 11,
                        fontFamily: palette.font,
                        position: "end",
                        rotate: 0,
                        align: (mark.index ?? 0) > starts.length / 2 ? "right" : "left",
                        padding: [0, 6],
                        distance: [0, 3 + (titled ? row * 14 : 0)],
                      }
                    : { show: false },
              })),
            },
          },
          ...bandSeries(
            "band",
            weeks.map((week) => week.low),
            weeks.map((week) => week.high),
            palette.band,
            0.9,
          ),
          {
            type: "line",
            name: "expected",
            data: weeks.map((week) => week.expected),
            symbol: "none",
            connectNulls: true,
            lineStyle: { color: palette.expected, width: 1.6, type: [5, 3] },
            z: 3,
          },
        ],
      }
    },
    [weeks, unit, format, marks],
  )
  const cell = (value: number | null | undefined) => format.value(value ?? null, unit)
  return (
    <ChartFrame
      title={title}
      height={height}
      points={weeks.length}
      option={option}
      describe={(index) => {
        const week = weeks[index]
        if (!week) return []
        const range = format.interval(week, unit)
        return [
          t("outcome.chart.week", { day: format.dayAndYear(week.start) }),
          `${cell(week.slice)}, ${t("figure.n", { n: format.number(week.n) })}`,
          week.expected === null
            ? t("outcome.chart.notCounted")
            : `${t("outcome.chart.expected")}: ${cell(week.expected)}${range ? ` (${t("figure.range", { low: range[0], high: range[1] })})` : ""}`,
          ...marks
            .filter(
              (mark) =>
                closestPoint(
                  weeks.map(({ start }) => start),
                  mark.at,
                ) === index,
            )
            .map((mark) => mark.label),
        ]
      }}
      table={{
        columns: [
          t("chart.column.from"),
          t("chart.column.value"),
          t("outcome.chart.expected"),
          t("chart.column.low"),
          t("chart.column.high"),
          t("outcome.chart.control"),
          "n",
        ],
        rows: weeks
          .map((week) => [
            format.dayAndYear(week.start),
            cell(week.slice),
            cell(week.expected),
            cell(week.low),
            cell(week.high),
            cell(week.control),
            format.number(week.n),
          ])
          .reverse(),
      }}
      note={t("outcome.chart.note")}
    />
  )
}

/** What happened on the way: the change itself, the other steps of the plan's clock, known events. */
function marksOf({ changeAt, clock, events }: Outcome, t: TFunction) {
  return [
    ...(changeAt ? [{ at: changeAt, label: t("outcome.chart.change"), strong: true }] : []),
    ...clock
      .filter((one) => one.step !== "fix_shipped" && one.step !== "opened")
      .map((one) => ({ at: one.at.slice(0, 10), label: t(`outcome.step.${one.step}`), strong: false })),
    ...events.map((one) => ({ at: one.at, label: one.title, strong: false })),
  ]
}
