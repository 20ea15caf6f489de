import { ActionIcon, Tooltip, useComputedColorScheme } from "@mantine/core"
import type { EChartsCoreOption } from "echarts/core"
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { sayDone, sayTrouble } from "../../app/data.tsx"
import { Icon } from "../Icon.tsx"
import { ScrollRegion } from "../ScrollRegion.tsx"
import classes from "./ChartFrame.module.css"
import { copyImage } from "./copy-image.ts"
import { type ChartPalette, chartPalette } from "./palette.ts"

export type ChartTable = { columns: string[]; rows: (string | number)[][] }
type ChartFrameProps = {
  title: string
  note?: ReactNode
  height?: number
  /** Where the chart's facts are: one entry a point, also read aloud and shown on hover. */
  points: number
  describe: (point: number) => string[]
  table: ChartTable
  option: (palette: ChartPalette, width: number) => EChartsCoreOption
  /** Opens what lies behind a point. */
  onPoint?: (point: number) => void
  pointHint?: string
}

// Fetched together with the page that has a chart, not after it.
const drawing = import("./echarts.ts")

type Chart = ReturnType<typeof import("./echarts.ts").init>

/** Every chart of the application: hover, arrow keys, a table of the same figures, and copy as image. */
export function ChartFrame({
  title,
  note,
  height = 240,
  points,
  describe,
  table,
  option,
  onPoint,
  pointHint,
}: ChartFrameProps) {
  const { t } = useTranslation()
  const [asTable, setAsTable] = useState(false)
  const [at, setAt] = useState<number | null>(null)
  const holder = useRef<HTMLDivElement>(null)
  const chart = useRef<Chart | null>(null)
  const scheme = useComputedColorScheme()
  const latest = useRef({ option, onPoint, describe })
  latest.current = { option, onPoint, describe }

  useEffect(() => {
    const element = holder.current
    if (!element || asTable) return
    let gone = false
    let stopWatching = () => {}
    void drawing.then(({ init }) => {
      if (gone) return
      const drawn = init(element)
      chart.current = drawn
      const draw = () => drawn.setOption(complete(latest.current, element.clientWidth), { notMerge: true })
      draw()
      const watcher = new ResizeObserver(() => {
        drawn.resize()
        draw()
      })
      watcher.observe(element)
      drawn.getZr().on("click", (event: { offsetX: number; offsetY: number }) => {
        const where = drawn.convertFromPixel({ gridIndex: 0 }, [event.offsetX, event.offsetY])
        const point = Array.isArray(where) ? where[0] : null
        if (typeof point === "number" && drawn.containPixel({ gridIndex: 0 }, [event.offsetX, event.offsetY]))
          latest.current.onPoint?.(Math.round(point))
      })
      stopWatching = () => watcher.disconnect()
    })
    return () => {
      gone = true
      stopWatching()
      chart.current?.dispose()
      chart.current = null
    }
  }, [asTable])

  // biome-ignore lint/correctness/useExhaustiveDependencies: redraws when what it shows or the colours change
  useEffect(() => {
    const element = holder.current
    if (element) chart.current?.setOption(complete(latest.current, element.clientWidth), { notMerge: true })
  }, [option, scheme])

  const move = (event: KeyboardEvent) => {
    if (points === 0) return
    const from = at ?? (event.key === "ArrowLeft" ? points : -1)
    const to = { ArrowRight: from + 1, ArrowLeft: from - 1, Home: 0, End: points - 1 }[event.key]
    if (to !== undefined) {
      event.preventDefault()
      const point = Math.max(0, Math.min(points - 1, to))
      setAt(point)
      chart.current?.dispatchAction({ type: "showTip", seriesIndex: 0, dataIndex: point })
    } else if (event.key === "Enter" && at !== null) onPoint?.(at)
    else if (event.key === "Escape") {
      setAt(null)
      chart.current?.dispatchAction({ type: "hideTip" })
    }
  }
  const copy = () => {
    if (chart.current)
      copyImage(chart.current.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: chartPalette().card })).then(
        () => sayDone(t("chart.copied")),
        sayTrouble,
      )
  }

  return (
    <section className="card">
      <div className={classes.head}>
        <h2>{title}</h2>
        <div className={classes.tools}>
          <Tool
            label={asTable ? t("chart.asChart") : t("chart.asTable")}
            icon={asTable ? "chart" : "table"}
            onClick={() => setAsTable(!asTable)}
          />
          {!asTable && <Tool label={t("chart.copy")} icon="copy" onClick={copy} />}
        </div>
      </div>
      {asTable ? (
        <FigureTable title={title} table={table} height={height} />
      ) : (
        <div
          ref={holder}
          className={classes.canvas}
          style={{ height }}
          role="application"
          aria-roledescription={t("chart.role")}
          aria-label={`${title}. ${t("chart.keys")}${onPoint && pointHint ? ` ${pointHint}` : ""}`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
          tabIndex={0}
          onKeyDown={move}
          onBlur={() => setAt(null)}
        />
      )}
      <p className="only-screen-reader" aria-live="polite">
        {at === null ? "" : describe(at).join(", ")}
      </p>
      {points === 0 ? <p className="n">{t("chart.nothing")}</p> : note && <div className="n">{note}</div>}
    </section>
  )
}

function complete(
  { option, describe }: Pick<ChartFrameProps, "option" | "describe">,
  width: number,
): EChartsCoreOption {
  const palette = chartPalette()
  return {
    animation: false,
    textStyle: { fontFamily: palette.font, color: palette.ink },
    tooltip: {
      trigger: "axis",
      confine: true,
      backgroundColor: palette.card,
      borderColor: palette.line,
      padding: [8, 10],
      textStyle: { color: palette.ink, fontFamily: palette.font, fontSize: 12.5 },
      axisPointer: { type: "line", lineStyle: { color: palette.expected, type: "solid", width: 1 } },
      formatter: (items: unknown) =>
        describe(pointOf(items))
          .map((line, index) => (index === 0 ? `<b>${escaped(line)}</b>` : escaped(line)))
          .join("<br>"),
    },
    ...option(palette, width),
  }
}

function pointOf(items: unknown): number {
  const first: unknown = Array.isArray(items) ? items[0] : items
  return typeof first === "object" && first !== null && "dataIndex" in first && typeof first.dataIndex === "number"
    ? first.dataIndex
    : 0
}

function Tool({ label, icon, onClick }: { label: string; icon: "table" | "chart" | "copy"; onClick: () => void }) {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} onClick={onClick} size={28}>
        <Icon name={icon} size={15} />
      </ActionIcon>
    </Tooltip>
  )
}

function FigureTable({ title, table, height }: { title: string; table: ChartTable; height: number }) {
  return (
    <ScrollRegion label={title} maxHeight={height}>
      <table className="plain">
        <thead>
          <tr>
            {table.columns.map((column, index) => (
              <th key={column} className={index > 0 ? "r" : undefined} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr key={String(row[0])}>
              {row.map((cell, index) => (
                <td key={table.columns[index]} className={index > 0 ? "r" : undefined}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`)
}
