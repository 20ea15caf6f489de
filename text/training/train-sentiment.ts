/**
 * Trains the small linear model that stands beside the sentiment lexicon:
 *   node text/training/train-sentiment.ts [--without amazon_cells|imdb|yelp|asap] [--measure] [FOLDER]
 * FOLDER holds the data sets as `sentiment-sentences/`, `movie-reviews-ko/`, `chinese-restaurants/`,
 * `vehicle-complaints/`, `consumer-finance/` (see docs/text.md for
 * sources and licences). The model learns only what the lexicon leaves open: its logit starts from the lexicon's.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { gunzipSync, gzipSync } from "node:zlib"
import { parse } from "csv-parse/sync"
import { BUCKETS, featuresOf } from "../linear-model.ts"
import { splitSentences } from "../sentences.ts"
import { lexiconLogit, lexiconsFor } from "../sentiment.ts"

type Example = { weight: number; language: string; domain: string; positive: boolean; base: number; features: number[] }
type Trained = { bias: number; weights: Float64Array }

const arguments_ = process.argv.slice(2)
const without = arguments_.includes("--without") ? arguments_[arguments_.indexOf("--without") + 1] : undefined
const folder = arguments_.filter((a, i) => !a.startsWith("--") && arguments_[i - 1] !== "--without")[0] ?? "data"
const lexicons = lexiconsFor(undefined)
const COMPLAINT_WEIGHT = 0.2

const examples = [...sentenceExamples(), ...complaintExamples(), ...koreanExamples(), ...chineseExamples()]
const kept: Record<string, Trained> = {}
for (const language of ["en", "ko", "zh"]) {
  const mine = examples.filter((e) => e.language === language)
  kept[language] = train(
    mine.filter((e) => e.domain !== without && !e.domain.endsWith("held-out")),
    language === "ko" ? 0.00002 : 0.003,
  )
}
for (const domain of new Set(examples.map((e) => e.domain))) measure(domain)
if (!arguments_.includes("--measure")) save()

function sentenceExamples(): Example[] {
  return ["amazon_cells", "imdb", "yelp"].flatMap((domain) =>
    readFileSync(join(folder, `sentiment-sentences/${domain}_labelled.txt`), "utf8")
      .split("\n")
      .filter((line) => line.includes("\t"))
      .map((line) => {
        const tab = line.lastIndexOf("\t")
        return example(line.slice(0, tab).trim(), "en", domain, line.slice(tab + 1).trim() === "1")
      }),
  )
}

/**
 * Sentences of public-domain complaints count as weakly negative: most only tell what happened, but in the words of
 * people with a problem. Without them plain narrative reads as praise.
 */
function complaintExamples(): Example[] {
  const sources: [string, string, number][] = [
    ["vehicle-complaints/complaints.csv.gz", "summary", 40],
    ["consumer-finance/complaints.csv.gz", "Consumer complaint narrative", 9],
  ]
  return sources.flatMap(([file, column, step]) => {
    const rows = parse(gunzipSync(readFileSync(join(folder, file))), {
      columns: true,
      bom: true,
      relax_quotes: true,
    }) as Record<string, string>[]
    return rows
      .filter((row, i) => i % step === 0 && (row[column] ?? "").length > 20)
      .flatMap((row) => splitSentences(row[column]!.toLowerCase(), "en").filter((_, i) => i % 3 === 0))
      .filter(({ text }) => /[a-z]{3}.*[a-z]{3}/.test(text) && !/x{4}/.test(text))
      .map(({ text }) => ({ ...example(text, "en", "complaints", false), weight: COMPLAINT_WEIGHT }))
  })
}

function koreanExamples(): Example[] {
  const lines = gunzipSync(readFileSync(join(folder, "movie-reviews-ko/reviews.jsonl.gz")))
    .toString("utf8")
    .split("\n")
  return lines
    .filter((line) => line !== "")
    .map((line, i) => {
      const { t, y } = JSON.parse(line) as { t: string; y: string }
      return example(t, "ko", i % 5 === 0 ? "korean held-out" : "korean", y === "pos")
    })
}

function chineseExamples(): Example[] {
  return ["train", "dev", "test"].flatMap((part) => {
    const file = readFileSync(join(folder, `chinese-restaurants/${part}_sample.csv`))
    const rows = parse(file, { columns: true, bom: true }) as { reviewbody: string; star: string }[]
    return rows
      .filter((row) => row.star !== "3.0" && row.star !== "3")
      .map((row) => example(row.reviewbody, "zh", part === "test" ? "asap held-out" : "asap", Number(row.star) >= 4))
  })
}

function example(text: string, language: string, domain: string, positive: boolean): Example {
  const spans = splitSentences(text, language)
  let base = 0
  for (const span of spans) base += lexiconLogit(span.text, language, lexicons)
  return {
    weight: 1,
    language,
    domain,
    positive,
    base: base / Math.max(1, spans.length) ** 0.45,
    features: featuresOf(text, language),
  }
}

/** Logistic regression by AdaGrad from the lexicon's logit, L2 towards zero, classes weighed alike, fixed order. */
function train(rows: Example[], l2: number): Trained {
  const weights = new Float64Array(BUCKETS)
  const squares = new Float64Array(BUCKETS).fill(1e-4)
  let bias = 0
  const full = rows.filter((r) => r.weight === 1)
  const positives = full.filter((r) => r.positive).length
  for (let pass = 0; pass < 12; pass++) {
    for (const i of shuffled(rows.length, pass)) {
      const row = rows[i]!
      const norm = 1 / Math.sqrt(row.features.length || 1)
      let logit = bias + row.base
      for (const f of row.features) logit += weights[f]! * norm
      const classWeight = (row.weight * full.length) / (2 * (row.positive ? positives : full.length - positives))
      const error = ((row.positive ? 1 : 0) - 1 / (1 + Math.exp(-logit))) * classWeight
      bias += 0.003 * error
      for (const f of row.features) {
        const gradient = error * norm - l2 * weights[f]!
        squares[f]! += gradient * gradient
        weights[f]! += (0.08 * gradient) / Math.sqrt(squares[f]!)
      }
    }
  }
  return { bias, weights }
}

function shuffled(n: number, seed: number): number[] {
  const order = Array.from({ length: n }, (_, i) => i)
  let state = 12345 + seed * 7919
  for (let i = n - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    const j = state % (i + 1)
    ;[order[i], order[j]] = [order[j]!, order[i]!]
  }
  return order
}

function measure(domain: string): void {
  const rows = examples.filter((e) => e.domain === domain)
  const { weights, bias } = kept[rows[0]!.language]!
  const full = rows.map((r) => {
    let logit = bias + r.base
    for (const f of r.features) logit += weights[f]! / Math.sqrt(r.features.length)
    return logit
  })
  const held = domain === without || domain.endsWith("held-out") ? " (not trained on)" : ""
  console.log(
    `${domain}${held}: lexicon ${macroF1(
      rows,
      rows.map((r) => r.base),
    )}, with model ${macroF1(rows, full)}, n ${rows.length}`,
  )
}

function macroF1(rows: Example[], logits: number[]): string {
  let [tp, fp, tn, fn] = [0, 0, 0, 0]
  rows.forEach((row, i) => {
    if (logits[i]! > 0) row.positive ? tp++ : fp++
    else row.positive ? fn++ : tn++
  })
  return (50 * ((2 * tp) / (2 * tp + fp + fn) + (2 * tn) / (2 * tn + fp + fn))).toFixed(1)
}

/** One table of int8 for all languages (their features hash to different buckets), with a scale for each language. */
function save(): void {
  const table = new Int8Array(BUCKETS)
  const header: Record<string, { bias: number; scale: number }> = {}
  for (const [language, { bias, weights }] of Object.entries(kept)) {
    const touched = new Set(examples.filter((e) => e.language === language).flatMap((e) => e.features))
    let largest = 0
    for (const f of touched) largest = Math.max(largest, Math.abs(weights[f]!))
    const scale = largest / 127
    for (const f of touched) table[f] = Math.max(-127, Math.min(127, table[f]! + Math.round(weights[f]! / scale)))
    header[language] = { bias: Number(bias.toFixed(4)), scale: Number(scale.toFixed(6)) }
  }
  const to = new URL("../weights/", import.meta.url)
  mkdirSync(to, { recursive: true })
  writeFileSync(new URL("sentiment.int8.gz", to), gzipSync(table, { level: 9 }))
  writeFileSync(new URL("sentiment.json", to), `${JSON.stringify(header)}\n`)
}
