import { netSentimentInterval, npsDifference } from "../../../stats/net-scores.ts"
import { asDifference, asEstimate, type Counts, type Metric } from "./metric.ts"

/** Net sentiment of comments, −100…100: share of positive minus share of negative ones. */
export const sentiment: Metric = {
  definition: {
    key: "sentiment",
    name: "Sentiment",
    question: "How do customers sound in their own words?",
    formula: "% positive comments − % negative comments, of all with words",
    interval: "multinomial, 95 %",
    unit: "score",
    direction: "up",
  },
  about: "fact = 'feedback' and metric = '' and has_words",
  sums: {
    n: "count()",
    positive: "countIf(sentiment_label = 'positive')",
    negative: "countIf(sentiment_label = 'negative')",
  },
  estimate: (counts) => asEstimate(netSentimentInterval(netCounts(counts))),
  difference(first, second) {
    const [a, b] = [netCounts(first.counts), netCounts(second.counts)]
    return first.counts.n && second.counts.n ? asDifference(npsDifference(b, a)) : null
  },
}

const netCounts = ({ n = 0, positive = 0, negative = 0 }: Counts) => ({
  good: positive,
  neutral: n - positive - negative,
  bad: negative,
})
