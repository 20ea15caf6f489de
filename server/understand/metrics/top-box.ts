import { newcombe } from "../../../stats/differences.ts"
import { wilson } from "../../../stats/intervals.ts"
import { asDifference, asEstimate, type Metric } from "./metric.ts"

type TopBox = { key: string; name: string; question: string; boxes: string; formula: string }

/**
 * Share of answers in the top boxes of their own scale, with Wilson's interval. Answers on different scales are each
 * judged by their own boxes, never averaged as if 4 of 5 were 4 of 7.
 */
function topBox({ key, name, question, boxes, formula }: TopBox): Metric {
  return {
    definition: { key, name, question, formula, interval: "Wilson, 95 %", unit: "share", direction: "up" },
    about: `fact = 'score' and metric = '${key}'`,
    sums: { n: "count()", good: `countIf(value >= ${boxes})` },
    estimate: ({ n = 0, good = 0 }) => asEstimate(wilson(good, n)),
    difference(first, second) {
      const [a, b] = [trials(first.counts), trials(second.counts)]
      return a.n === 0 || b.n === 0 ? null : asDifference(newcombe(b, a))
    },
  }
}

const trials = (counts: Record<string, number>) => ({ successes: counts.good ?? 0, n: counts.n ?? 0 })

// Lowest value that is still a top box: top 1 of up to 3 points, top 2 of up to 7, top 3 of up to 11, a fifth of anything finer.
const usual =
  "multiIf(scale_max - scale_min <= 2, scale_max, scale_max - scale_min <= 6, scale_max - 1, scale_max - scale_min <= 10, scale_max - 2, scale_max - (scale_max - scale_min) / 5)"
const usualFormula = "answers in the top boxes (4–5 of 5, 6–7 of 7, 8–10 of 10, 3 of 3) ÷ all answers"
// CES is agreement on 1–7: "somewhat agree" (5) counts.
const agreeing =
  "multiIf(scale_max - scale_min = 6, scale_max - 2, scale_max - scale_min <= 2, scale_max, scale_max - scale_min <= 4, scale_max - 1, scale_max - (scale_max - scale_min) * 0.3)"

export const topBoxMetrics: readonly Metric[] = [
  topBox({ key: "csat", name: "CSAT", question: "How satisfied are customers?", boxes: usual, formula: usualFormula }),
  topBox({
    key: "ces",
    name: "CES",
    question: "Did we make it easy for customers to handle their issue?",
    boxes: agreeing,
    formula: "answers that agree (5–7 of 7, 4–5 of 5) ÷ all answers",
  }),
  topBox({
    key: "ease",
    name: "Ease of doing business",
    question: "How easy is it to do business with us?",
    boxes: usual,
    formula: usualFormula,
  }),
  topBox({
    key: "quality",
    name: "Quality",
    question: "How good is what customers get?",
    boxes: usual,
    formula: usualFormula,
  }),
  topBox({ key: "value", name: "Value", question: "Is it worth its price?", boxes: usual, formula: usualFormula }),
  topBox({
    key: "expectations",
    name: "Expectations",
    question: "Did we meet what customers expected?",
    boxes: usual,
    formula: usualFormula,
  }),
  topBox({
    key: "rating",
    name: "Ratings",
    question: "How do customers rate us in public?",
    boxes: usual,
    formula: usualFormula,
  }),
]
