import { garwood, rateRatio } from "../../../stats/rates.ts"
import { contactKinds } from "../../listen/feedback/public.ts"
import { asDifference, asEstimate, type Counts, type Metric } from "./metric.ts"

/** How much feedback there is. The interval is that of a Poisson count (Garwood 1936): what chance alone would move. */
export const volume: Metric = {
  definition: {
    key: "volume",
    name: "Feedback",
    question: "How much do customers tell us?",
    formula: "number of items of feedback",
    interval: "exact Poisson (Garwood), 95 %",
    unit: "count",
    direction: "none",
  },
  about: "fact = 'feedback' and metric = ''",
  sums: { n: "count()" },
  estimate: ({ n = 0 }) => asEstimate(garwood(n)),
  difference: (first, second) => ratioOf(countOf(first.counts), countOf(second.counts)),
}

/** Contacts per 1,000 customers a month; without a customer base there is nothing to divide by, and it says so with null. */
export const contactRate: Metric = {
  definition: {
    key: "contact_rate",
    name: "Contact rate",
    question: "How often do customers need us?",
    formula: `contacts (${contactKinds.join(", ")}) ÷ customers × 1,000, a month`,
    interval: "exact Poisson (Garwood), 95 %",
    unit: "rate",
    direction: "down",
  },
  about: `fact = 'feedback' and metric = '' and kind in (${contactKinds.map((kind) => `'${kind}'`).join(", ")})`,
  sums: { n: "count()" },
  needsExposure: true,
  estimate({ n = 0 }, exposure) {
    return exposure ? asEstimate({ ...garwood(n, exposure), n }, 1_000) : { n, estimate: null, low: null, high: null }
  },
  difference(first, second) {
    if (!first.exposure || !second.exposure) return null
    return ratioOf(
      { count: first.counts.n ?? 0, exposure: first.exposure },
      { count: second.counts.n ?? 0, exposure: second.exposure },
    )
  },
}

type Rate = { count: number; exposure: number }

const countOf = ({ n = 0 }: Counts): Rate => ({ count: n, exposure: 1 })

const ratioOf = (first: Rate, second: Rate) =>
  first.count === 0 || second.count === 0 ? null : asDifference(rateRatio(second, first), { relative: true })
