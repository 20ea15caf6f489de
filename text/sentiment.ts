import { type ChineseLexicon, chineseLexicon, chineseReading } from "./chinese-sentiment.ts"
import { type EnglishLexicon, englishLexicon, englishReading, worldLexicon } from "./english-sentiment.ts"

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

/** What one sentence says, by the lexicon and rules of its language. */
export function sentenceEvidence(sentence: string, language: string, lexicons: Lexicons): Evidence {
  const reading =
    language === "zh"
      ? chineseReading(sentence, lexicons.chinese)
      : language === "en" || language === "und"
        ? englishReading(sentence, lexicons.english)
        : englishReading(sentence, lexicons.elsewhere)
  return { logit: 0.55 * reading.score, weight: reading.weight }
}
