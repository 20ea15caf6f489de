import { SignalChart } from "../../ui/charts/SignalChart.tsx"
import { TrendChart } from "../../ui/charts/TrendChart.tsx"
import { Example } from "./Example.tsx"
import { chart, trend } from "./examples.ts"

export function ChartExamples() {
  return (
    <Example title="Charts">
      <div className="stack">
        <SignalChart chart={chart} unit="complaints" onWeek={() => {}} />
        <TrendChart title="A share with its interval, compared" trend={trend} onPoint={() => {}} />
        <TrendChart title="Nothing was counted" trend={{ ...trend, points: [], compare: null }} />
      </div>
    </Example>
  )
}
