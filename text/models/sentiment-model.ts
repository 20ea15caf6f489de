import { type AnalyseHints, analyse, type TextReading } from "../analyse.ts"

/**
 * The seam for a better model: whatever reads a list of comments and answers in the same order. The built-in reading is
 * the default and the fallback; nothing in Rapport requires another one. A local ONNX folder or a remote endpoint
 * implements this, is asked in the background in batches, and its readings replace the built-in ones.
 */
export type SentimentModel = {
  name: string
  /** As many readings as comments, in their order. Rejects only when the caller asked to stop. */
  read: (comments: readonly ModelComment[], options?: { signal?: AbortSignal }) => Promise<TextReading[]>
}

export type ModelComment = { text: string; hints?: AnalyseHints }

/** The lexicon and the small trained model of this folder. */
export const builtInModel: SentimentModel = {
  name: "built-in",
  read: async (comments) => comments.map(({ text, hints }) => analyse(text, hints)),
}
