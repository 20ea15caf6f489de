import type { Format } from "../../app/format.ts"
import { axisTicks } from "./axis-ticks.ts"
import type { ChartPalette } from "./palette.ts"

/** A category axis of dates with labels only where a month or a year begins. */
export function timeAxis(starts: readonly string[], palette: ChartPalette, format: Format, width: number) {
  const ticks = new Map(axisTicks(starts, Math.max(3, Math.floor(width / 95))).map((tick) => [tick.index, tick.kind]))
  return {
    type: "category",
    data: starts,
    boundaryGap: true,
    axisLine: { lineStyle: { color: palette.line } },
    axisTick: { show: false },
    axisLabel: {
      color: palette.ink3,
      fontSize: 11,
      hideOverlap: true,
      align: "left",
      interval: (index: number) => ticks.has(index),
      formatter: (start: string, index: number) => {
        const kind = ticks.get(index)
        if (kind === "year") return start.slice(0, 4)
        if (kind === "day") return format.day(start)
        return start.slice(5, 7) === "01" || index === 0 ? format.monthAndYear(start) : format.month(start)
      },
    },
  }
}

export function valueAxis(palette: ChartPalette, label: (value: number) => string, more: Record<string, unknown> = {}) {
  return {
    type: "value",
    splitNumber: 4,
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: palette.line } },
    axisLabel: { color: palette.ink3, fontSize: 11, formatter: label },
    ...more,
  }
}

/** An interval as two stacked lines: an invisible floor and the area from there to the ceiling. */
export function bandSeries(
  id: string,
  low: (number | null)[],
  high: (number | null)[],
  colour: string,
  opacity = 0.75,
) {
  const line = {
    type: "line",
    stack: id,
    stackStrategy: "all",
    symbol: "none",
    silent: true,
    lineStyle: { opacity: 0 },
    z: 1,
    tooltip: { show: false },
  }
  return [
    { ...line, name: `${id} low`, data: low },
    {
      ...line,
      name: id,
      data: high.map((value, index) => (value === null || low[index] === null ? null : value - (low[index] ?? 0))),
      areaStyle: { color: colour, opacity },
    },
  ]
}
