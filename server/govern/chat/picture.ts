import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { initWasm, Resvg } from "@resvg/resvg-wasm"
import { BarChart, LineChart } from "echarts/charts"
import { GridComponent } from "echarts/components"
import { init, use } from "echarts/core"
import { SVGRenderer } from "echarts/renderers"

use([BarChart, LineChart, GridComponent, SVGRenderer])

export type ChartWeek = {
  start: string
  observed: number
  expected: number | null
  lower: number | null
  upper: number | null
  alarm: boolean
}

const [width, height] = [640, 220]
const ink = {
  observed: "#3f3c38",
  expected: "#9a948b",
  band: "#ece7de",
  alarm: "#b3261e",
  line: "#ddd7cc",
  text: "#6f6a62",
  paper: "#fffdf9",
}
const font = "DejaVu Sans"

/** A signal's weeks as on its page: observed in ink, expected as dashes in a band, the weeks of the alarm in red. */
export function signalSvg(weeks: readonly ChartWeek[]): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height })
  const axis = { axisLine: { lineStyle: { color: ink.line } }, axisTick: { show: false } }
  const text = { color: ink.text, fontSize: 11, fontFamily: font }
  chart.setOption({
    animation: false,
    backgroundColor: ink.paper,
    grid: { left: 36, right: 10, top: 12, bottom: 26 },
    xAxis: {
      type: "category",
      data: weeks.map((week) => week.start),
      axisLabel: { ...text, hideOverlap: true, showMaxLabel: true },
      ...axis,
    },
    yAxis: { type: "value", minInterval: 1, splitLine: { lineStyle: { color: ink.line } }, axisLabel: text },
    series: [
      { type: "line", stack: "band", symbol: "none", lineStyle: { opacity: 0 }, data: weeks.map((week) => week.lower) },
      {
        type: "line",
        stack: "band",
        symbol: "none",
        lineStyle: { opacity: 0 },
        areaStyle: { color: ink.band },
        data: weeks.map((week) => (week.upper === null || week.lower === null ? null : week.upper - week.lower)),
      },
      {
        type: "bar",
        barWidth: "70%",
        data: weeks.map((week) => ({
          value: week.observed,
          itemStyle: { color: week.alarm ? ink.alarm : ink.observed },
        })),
      },
      {
        type: "line",
        symbol: "none",
        lineStyle: { color: ink.expected, type: "dashed", width: 1.5 },
        data: weeks.map((week) => week.expected),
      },
    ],
  })
  const svg = chart.renderToSVGString()
  chart.dispose()
  return svg
}

/** The picture of an SVG, for chats, which show no SVG. */
export async function pngOf(svg: string): Promise<Uint8Array> {
  const { fonts } = await drawing()
  const drawn = new Resvg(svg, { font: { fontBuffers: [fonts], defaultFontFamily: font, loadSystemFonts: false } })
  const picture = drawn.render()
  const png = picture.asPng()
  picture.free()
  drawn.free()
  return png
}

// Loaded when the first picture is drawn: most processes never draw one.
let loading: Promise<{ fonts: Uint8Array }> | undefined
function drawing() {
  loading ??= load()
  return loading
}

async function load() {
  const { resolve } = createRequire(import.meta.url)
  const [wasm, fonts] = await Promise.all([
    readFile(resolve("@resvg/resvg-wasm/index_bg.wasm")),
    readFile(resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf")),
  ])
  await initWasm(wasm)
  return { fonts: new Uint8Array(fonts) }
}
