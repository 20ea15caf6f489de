export type SentimentLabel = "negative" | "neutral" | "positive"

/** Below this size a sentiment is called neutral. */
const NEUTRAL_BAND = 0.25

/** The label of a sentiment between −1 and 1. */
export function labelOf(sentiment: number): SentimentLabel {
  if (Math.abs(sentiment) < NEUTRAL_BAND) return "neutral"
  return sentiment > 0 ? "positive" : "negative"
}
