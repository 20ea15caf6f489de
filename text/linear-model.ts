import { readFileSync } from "node:fs"
import { gunzipSync } from "node:zlib"
import { type EnglishToken, englishTokens } from "./english-tokens.ts"

/** Number of hashed features; a power of two. */
export const BUCKETS = 1 << 17

/**
 * Features of a sentence for the linear model, as bucket numbers: words and word pairs with negation-scope marks for
 * English, character 1–3-grams for Chinese and Korean; none for other languages.
 */
export function featuresOf(sentence: string, language: string, tokens?: EnglishToken[]): number[] {
  if (language === "en") return wordFeatures(tokens ?? englishTokens(sentence))
  if (language === "ko" || language === "zh") return characterFeatures(sentence, language)
  return []
}

/**
 * What the trained weights add to the log-odds of "positive", on top of the lexicon. 0 for languages never trained.
 * Weights are int8 with one scale per language: see training/train-sentiment.ts.
 */
export function trainedLogit(sentence: string, language: string, tokens?: EnglishToken[]): number {
  const model = models[language]
  if (model === undefined) return 0
  const features = featuresOf(sentence, language, tokens)
  if (features.length === 0) return 0
  let sum = 0
  for (const feature of features) sum += weights[feature]!
  return model.bias + (sum * model.scale) / Math.sqrt(features.length)
}

function wordFeatures(tokens: EnglishToken[]): number[] {
  const features: number[] = []
  let before = "^"
  let denied = 0
  for (const token of tokens) {
    if (token.kind !== "word") {
      if (token.kind === "stop" || token.kind === "comma") denied = 0
      before = token.word
      continue
    }
    const mark = denied > 0 ? "!" : ""
    features.push(bucket(`en ${mark}${token.stem}`), bucket(`en ${before} ${token.stem}`))
    denied = NOT.test(token.word) ? 4 : denied - 1
    before = token.stem
  }
  return features
}

function characterFeatures(sentence: string, language: string): number[] {
  const text = sentence.replace(/\s+/g, " ").slice(0, 1500)
  const features: number[] = []
  const start = hashed(language, FNV_START)
  for (let i = 0; i < text.length; i++) {
    let hash = start
    for (let at = i; at < i + 3 && at < text.length; at++) {
      hash = Math.imul(hash ^ text.charCodeAt(at), FNV_PRIME)
      features.push(inTable(hash))
    }
  }
  return features
}

function bucket(feature: string): number {
  return inTable(hashed(feature, FNV_START))
}

/** FNV-1a over UTF-16 units. */
function hashed(text: string, start: number): number {
  let hash = start
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), FNV_PRIME)
  return hash
}

function inTable(hash: number): number {
  return (hash ^ (hash >>> 15)) & (BUCKETS - 1)
}

const FNV_START = 0x811c9dc5
const FNV_PRIME = 0x01000193
const NOT = /^(?:not|no|never|without|nothing|neither|nor|hardly|barely)$/
type Header = Record<string, { bias: number; scale: number }>
const weightsFolder = new URL("weights/", import.meta.url)
const models = JSON.parse(readFileSync(new URL("sentiment.json", weightsFolder), "utf8")) as Header
const weights = new Int8Array(gunzipSync(readFileSync(new URL("sentiment.int8.gz", weightsFolder))))
