import { npsDifference, npsInterval } from "../../../stats/net-scores.ts"
import { asDifference, asEstimate, type Counts, type Metric } from "./metric.ts"

// Answers on another scale are asked for but not counted, so that a change of scale is seen and not pooled.
const onItsScale = "scale_min = 0 and scale_max = 10"

/** Net promoter score, −100…100. Interval: adjusted Wald (Rocks 2016), as in DOMAIN.md. Only answers on 0–10 count. */
export const nps: Metric = {
  definition: {
    key: "nps",
    name: "NPS",
    question: "Would customers recommend us?",
    formula: "% answering 9–10 − % answering 0–6, of answers on 0–10",
    interval: "adjusted Wald, 95 %",
    unit: "score",
    direction: "up",
  },
  about: "fact = 'score' and metric = 'nps'",
  sums: {
    n: `countIf(${onItsScale})`,
    promoters: `countIf(${onItsScale} and value >= 9)`,
    detractors: `countIf(${onItsScale} and value <= 6)`,
  },
  estimate: (counts) => asEstimate(npsInterval(netCounts(counts))),
  difference(first, second) {
    const [a, b] = [netCounts(first.counts), netCounts(second.counts)]
    return first.counts.n && second.counts.n ? asDifference(npsDifference(b, a)) : null
  },
}

const netCounts = ({ n = 0, promoters = 0, detractors = 0 }: Counts) => ({
  good: promoters,
  neutral: n - promoters - detractors,
  bad: detractors,
})
