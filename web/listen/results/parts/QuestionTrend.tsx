import { useTranslation } from "react-i18next"
import type { MetricTrend } from "../../../api/contract.ts"
import type { Answer } from "../../../api/generated.ts"
import { useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { useGo } from "../../../app/Go.tsx"
import { TrendChart } from "../../../ui/charts/TrendChart.tsx"
import { dayAfter } from "../../../ui/filters/period.ts"
import { CardBones, Loaded } from "../../../ui/Loaded.tsx"
import { formulaWords, type QuestionResult, type Results, said, scoreName } from "../results-words.ts"
import type { ResultsState } from "../use-results.ts"

type Trend = Answer<"SurveyTrend">

/** A question's score over time; where it became another question, the chart says so. A point leads to its responses. */
export function QuestionTrend({
  survey,
  question,
  state,
}: {
  survey: Results["survey"]
  question: QuestionResult
  state: ResultsState
}) {
  const { t } = useTranslation()
  const go = useGo()
  const format = useFormat()
  const trend = useGet<Trend>(
    "results",
    `/surveys/${survey.id}/results/trend`,
    { ...state.filters, of: question.id },
    { keep: true },
  )
  return (
    <div style={{ marginTop: 14 }}>
      <Loaded query={trend} bones={<CardBones height={280} />}>
        {(data) => (
          <TrendChart
            title={`${scoreName(data.score.measures, t)}: ${said(question.title)}`}
            trend={asMetric(data, formulaWords(data.score, t, format), (one) =>
              t(`results.break.${one.reason}`, { version: one.version }),
            )}
            onPoint={({ start }) =>
              go(state.hrefWith({ view: "responses", question: question.id, from: start, to: endOf(start, data.step) }))
            }
          />
        )}
      </Loaded>
    </div>
  )
}

const endOf = (start: string, step: Trend["step"]) => {
  if (step === "day") return dayAfter(start)
  const date = new Date(`${start}T00:00:00Z`)
  if (step === "week") date.setUTCDate(date.getUTCDate() + 7)
  else date.setUTCMonth(date.getUTCMonth() + 1)
  return date.toISOString().slice(0, 10)
}

const asMetric = (
  { score, points, breaks }: Trend,
  formula: string,
  reason: (one: Trend["breaks"][number]) => string,
): MetricTrend => ({
  metric: {
    key: score.measures ?? "score",
    name: score.measures ?? "score",
    question: "",
    formula,
    interval: "",
    unit: score.unit === "mean" ? "rate" : score.unit,
    direction: "up",
  },
  value: score.value,
  points,
  compare: null,
  events: [],
  behind: false,
  breaks: breaks.map((one) => ({ at: one.at, reason: reason(one) })),
})
