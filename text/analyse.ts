import { detectLanguage, type LanguageReading } from "./language.ts"
import { splitSentences } from "./sentences.ts"
import { type Evidence, lexiconsFor, sentenceEvidence } from "./sentiment.ts"
import { labelOf, type SentimentLabel } from "./verdict.ts"

export type { SentimentLabel }

export type SentenceReading = {
  text: string
  /** Offsets in the comment, in UTF-16 units: `comment.slice(start, end) === text`. */
  start: number
  end: number
  sentiment: number
  label: SentimentLabel
  confidence: number
}

export type TextReading = {
  /** ISO 639-1, or "und" when there is nothing to read. */
  language: string
  /** −1 (very negative) … 1 (very positive). */
  sentiment: number
  label: SentimentLabel
  /** 0 … 1: how likely the label is right. */
  confidence: number
  sentences: SentenceReading[]
}

export type AnalyseHints = {
  /** ISO 639-1 code, when the caller knows it. */
  language?: string
  /** An organization's own strengths by term, −4 … 4; they win over the built-in lexicon. Keep the object: it is cached. */
  corrections?: Readonly<Record<string, number>>
}

/**
 * Language, sentences and sentiment of one comment. Deterministic, synchronous, without network; never throws, whatever
 * the text. Languages without a lexicon read as neutral with low confidence.
 */
export function analyse(text: string, hints: AnalyseHints = {}): TextReading {
  const { language, confidence: sure } = languageOf(text, hints.language)
  const lexicons = lexiconsFor(hints.corrections)
  const evidence: (Evidence & { turns: boolean })[] = []
  const sentences = splitSentences(text, language).map((span): SentenceReading => {
    const found = sentenceEvidence(span.text, sentenceLanguage(span.text, language), lexicons)
    evidence.push({ ...found, turns: TURN.test(span.text) })
    return { ...span, ...verdict(found, sure) }
  })
  return { language, ...verdict(together(evidence), sure), sentences }
}

function languageOf(text: string, hint: string | undefined): LanguageReading {
  if (hint !== undefined && hint !== "") return { language: hint.toLowerCase().split(/[-_]/)[0]!, confidence: 1 }
  return detectLanguage(text)
}

/** A Chinese or Korean sentence inside an English comment is read in its own language, and the other way round. */
function sentenceLanguage(sentence: string, language: string): string {
  if (language !== "ja" && /\p{Script=Han}{2}/u.test(sentence)) {
    return language === "zh" || (sentence.match(/\p{Script=Han}/gu)?.length ?? 0) * 3 > sentence.length
      ? "zh"
      : language
  }
  if (/\p{Script=Hangul}/u.test(sentence)) return "ko"
  if (
    (language === "zh" || language === "ja" || language === "ko") &&
    /[a-z]{3}/i.test(sentence) &&
    /^[\x20-\x7e’“”]+$/.test(sentence)
  ) {
    return "en"
  }
  return language
}

/**
 * A comment is the sum of its sentences; the last one (the verdict) and the first (the title) count a little more, what
 * stands before a sentence that opens with "but" a little less.
 */
function together(evidence: (Evidence & { turns: boolean })[]): Evidence {
  if (evidence.length === 1) return evidence[0]!
  let logit = 0
  let weight = 0
  evidence.forEach((found, i) => {
    const place = i === evidence.length - 1 ? 1.3 : i === 0 ? 1.15 : 1
    const share = evidence[i + 1]?.turns === true ? 0.75 * place : place
    logit += share * found.logit
    weight += found.weight
  })
  const calm = Math.max(1, evidence.length) ** 0.45
  return { logit: logit / calm, weight }
}

const TURN = /^(?:but|however|unfortunately|sadly)\b|^(?:但|不过|可是|然而|可惜)/i

function verdict(found: Evidence, sureOfLanguage: number) {
  const sentiment = Math.round(Math.tanh(found.logit / 2) * 1000) / 1000
  const size = Math.abs(sentiment)
  const label = labelOf(sentiment)
  let confidence = label === "neutral" ? 0.6 - 0.8 * size : 0.4 + 0.55 * size
  if (found.weight === 0) confidence *= label === "neutral" ? 0.8 : 0.7
  confidence *= 0.7 + 0.3 * sureOfLanguage
  return { sentiment: sentiment === 0 ? 0 : sentiment, label, confidence: Math.round(confidence * 100) / 100 }
}
