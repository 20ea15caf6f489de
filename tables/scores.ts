import type { Parsed } from "./parsed.ts"
import { FACES, WORDED_SCALES } from "./scales.ts"
import { type DecimalSign, isBlank, parseNumber } from "./values.ts"

export type Scale = { min: number; max: number }
/** Meaning of each answer in words, lower case: {"very satisfied": 5}. */
export type Labels = Readonly<Record<string, number>>
export type ReadScore = {
  value: number
  /** The upper end the cell itself names ("4/5", stars out of five, a percentage). */
  statedMax?: number
}

const NUMBER = "([+-]?\\d+(?:[.,]\\d+)?)"
const OF = new RegExp(
  `^${NUMBER}\\s*(?:/|of|out of|von|sur|de|su|分?\\s*[,，]?\\s*(?:满分|共))\\s*(\\d+)\\s*(?:分|stars?|sterne?|points?|星)?$`,
  "i",
)
const PERCENT = new RegExp(`^${NUMBER}\\s*%$`)
const PLAIN = new RegExp(
  `^${NUMBER}(?:\\s*(?:分|星|点|stars?|sterne?|points?|punkte?|étoiles?|estrellas?|pts?\\.?)|\\s*[-–—:=.)]\\s*\\p{L}.*|\\s*\\(.*\\)|\\s+\\p{Script=Han}.*)?$`,
  "iu",
)

/**
 * A score as people and tools write it: 4, "4/5", "4 of 5", "4 von 5", "4分", "5 stars", "★★★★☆", "80 %",
 * "9 - Promoter", "5 (very satisfied)", or an answer in words that `labels` gives a number.
 */
export function parseScore(cell: string, options: { labels?: Labels; decimal?: DecimalSign } = {}): Parsed<ReadScore> {
  const text = cell.normalize("NFKC").trim()
  const labelled = options.labels?.[answerKey(text)]
  if (labelled !== undefined) return { ok: true, value: { value: labelled } }
  const stars = /^([★⭐🌟*]+)([☆✩·.]*)$/u.exec(text.replaceAll("\ufe0f", ""))
  if (stars) {
    const full = [...(stars[1] ?? "")].length
    const empty = [...(stars[2] ?? "")].length
    return { ok: true, value: empty > 0 ? { value: full, statedMax: full + empty } : { value: full } }
  }
  const of = OF.exec(text)
  if (of) return scored(of[1], options.decimal, Number(of[2]))
  const percent = PERCENT.exec(text)
  if (percent) return scored(percent[1], options.decimal, 100)
  const plain = PLAIN.exec(text)
  if (plain) return scored(plain[1], options.decimal)
  return { ok: false, code: "value.not_a_score", params: { value: cell } }
}

/** How an answer in words is looked up: lower case, one blank between words, no final full stop. */
export function answerKey(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\s+/g, " ")
    .replace(/\s*\/\s*/g, " ")
    .trim()
    .replace(/[.。!！]$/, "")
}

/**
 * The scale whose answers are these words: the one that knows all of them; among several the shortest, because a
 * missing answer is likelier than two.
 * @param cells values of one column; empty ones are passed over
 */
export function guessWordedScale(cells: Iterable<string>): { scale: Scale; labels: Labels } | undefined {
  const answers = new Set<string>()
  for (const cell of cells) {
    if (isBlank(cell)) continue
    answers.add(answerKey(cell))
    if (answers.size > 12) return
  }
  if (answers.size === 0) return
  let best: { scale: Scale; labels: Labels } | undefined
  let bestKey = -1
  for (const answersInOrder of [...WORDED_SCALES, FACES.map((f) => [...f].join("|"))]) {
    const labels: Record<string, number> = {}
    answersInOrder.forEach((spellings, i) => {
      for (const spelling of spellings.split("|")) labels[answerKey(spelling)] = i + 1
    })
    if (![...answers].every((a) => labels[a] !== undefined)) continue
    const used = new Set([...answers].map((a) => labels[a])).size
    // Answers must stay distinct; the shortest scale then explains them best.
    const key = used * 100 - answersInOrder.length
    if (key > bestKey) {
      bestKey = key
      best = { scale: { min: 1, max: answersInOrder.length }, labels }
    }
  }
  return best
}

function scored(digits: string | undefined, decimal: DecimalSign | undefined, statedMax?: number): Parsed<ReadScore> {
  const text = digits ?? ""
  // A score has no thousands: a lone sign is always the fraction.
  const parsed = parseNumber(text, text.includes(",") ? "," : text.includes(".") ? "." : decimal)
  if (!parsed.ok) return parsed
  return { ok: true, value: statedMax === undefined ? { value: parsed.value } : { value: parsed.value, statedMax } }
}
