import { type ChineseLexicon, chineseLexicon, chineseReading } from "./chinese-sentiment.ts"
import { type EnglishLexicon, englishLexicon, englishReading, worldLexicon } from "./english-sentiment.ts"
import { type EnglishToken, englishTokens } from "./english-tokens.ts"
import { trainedLogit } from "./linear-model.ts"

/** Log-odds of positive against negative, and how much the lexicon had to say. */
export type Evidence = { logit: number; weight: number }

export type Lexicons = { english: EnglishLexicon; elsewhere: EnglishLexicon; chinese: ChineseLexicon }

const builtIn = compile({})
const corrected = new WeakMap<object, Lexicons>()

/** The lexicons with an organization's corrections laid over them; compiled once per corrections object. */
export function lexiconsFor(corrections: Readonly<Record<string, number>> | undefined): Lexicons {
  if (corrections === undefined) return builtIn
  let lexicons = corrected.get(corrections)
  if (lexicons === undefined) {
    lexicons = compile(corrections)
    corrected.set(corrections, lexicons)
  }
  return lexicons
}

function compile(corrections: Readonly<Record<string, number>>): Lexicons {
  return {
    english: englishLexicon(corrections),
    elsewhere: worldLexicon(corrections),
    chinese: chineseLexicon(corrections),
  }
}

/** What one sentence says: the lexicon and rules of its language, and what the trained weights add. */
export function sentenceEvidence(sentence: string, language: string, lexicons: Lexicons): Evidence {
  const tokens = language === "zh" ? undefined : englishTokens(sentence)
  const reading = readingOf(sentence, language, lexicons, tokens)
  const trained = trainedLogit(sentence, language, tokens)
  const logit = LEXICON_SCALE * reading.score + (TRAINED_SHARE[language] ?? 0) * trained
  // "How long does delivery take?" asks; it neither praises nor blames unless the lexicon heard so.
  const plainQuestion = reading.asks && reading.weight < 2.5
  return { logit: plainQuestion ? 0.4 * logit : logit, weight: reading.weight + Math.abs(trained) }
}

/** The lexicon's part alone: what training starts from. */
export function lexiconLogit(sentence: string, language: string, lexicons: Lexicons): number {
  return LEXICON_SCALE * readingOf(sentence, language, lexicons).score
}

function readingOf(sentence: string, language: string, lexicons: Lexicons, tokens?: EnglishToken[]) {
  if (language === "zh") return chineseReading(sentence, lexicons.chinese)
  const lexicon = language === "en" || language === "und" ? lexicons.english : lexicons.elsewhere
  return englishReading(tokens ?? sentence, lexicon)
}

const LEXICON_SCALE = 0.55
const TRAINED_SHARE: Readonly<Record<string, number>> = { en: 0.9, zh: 0.5, ko: 1 }
