import { analyse } from "../../../text/analyse.ts"
import { searchTokens } from "../../../text/search.ts"

export type Words = { id: string; text: string; language: string | null }
export type ReadWords = {
  id: string
  reading: {
    language: string
    sentiment: number
    label: "negative" | "neutral" | "positive"
    confidence: number
    sentences: { start: number; end: number; sentiment: number; label: "negative" | "neutral" | "positive" }[]
  }
  tokens: string[]
}

/** Reads comments: language, sentiment sentence by sentence, and what search will look at. Runs in a thread of its own. */
export function readWords(items: readonly Words[]): ReadWords[] {
  return items.map(({ id, text, language }) => {
    const { sentences, ...whole } = analyse(text, language ? { language } : {})
    return {
      id,
      reading: {
        ...whole,
        sentences: sentences.map(({ start, end, sentiment, label }) => ({ start, end, sentiment, label })),
      },
      tokens: searchTokens(text, whole.language),
    }
  })
}
