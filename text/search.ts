import { englishStem } from "./english-tokens.ts"

const LONGEST_TOKEN = 40
const MOST_TOKENS = 20_000

/**
 * Tokens for full-text search, the same for what is stored and what is asked: store `searchTokens(text)` as text[] with a
 * GIN index and find with `tokens @> searchTokens(query)`. Words are lower case, without accents, lightly stemmed
 * ("returned" finds "returns"); Chinese, Japanese, Korean and Thai give single characters and pairs of neighbours, so that
 * any run of characters inside a stored text is found. Each token once. No stop words: a short query must still find.
 */
export function searchTokens(text: string, language?: string): string[] {
  const tokens = new Set<string>()
  const folded = text.normalize("NFKC").toLowerCase()
  for (const [run] of folded.matchAll(RUNS)) {
    if (tokens.size >= MOST_TOKENS) break
    if (UNSPACED.test(run)) {
      const characters = [...run]
      characters.forEach((character, i) => {
        tokens.add(character)
        if (i > 0) tokens.add(characters[i - 1]! + character)
      })
      continue
    }
    const word = withoutAccents(run)
      .replace(/['’]s?$/, "")
      .replace(/['’]/g, "")
    if (word === "" || word.length > LONGEST_TOKEN) continue
    tokens.add(language === undefined || language === "en" || /^[\x20-\x7e]+$/.test(word) ? englishStem(word) : word)
  }
  return [...tokens]
}

/** For a query: the single characters are left out where a pair says more. Still a subset of the stored tokens. */
export function queryTokens(query: string, language?: string): string[] {
  const tokens = searchTokens(query, language)
  const paired = new Set(
    tokens.filter((token) => UNSPACED.test(token) && [...token].length === 2).flatMap((token) => [...token]),
  )
  return tokens.filter((token) => !paired.has(token))
}

function withoutAccents(word: string): string {
  return /[^\x20-\x7e]/.test(word) ? word.normalize("NFKD").replace(/\p{M}+/gu, "") : word
}

const UNSPACED = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u
const RUNS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]+|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}])[\p{L}\p{N}\p{M}'’])+/gu
