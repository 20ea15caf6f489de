import { type DateOptions, parseDate } from "./dates.ts"
import type { Parsed, Refusal } from "./parsed.ts"

export type DecimalSign = "." | ","

const FORMS: Record<DecimalSign, RegExp> = {
  ".": /^[+-]?(?:\d+|\d{1,3}(?:,\d{2,3})*,\d{3})?(?:\.\d*)?(?:e[+-]?\d+)?$/i,
  ",": /^[+-]?(?:\d+|\d{1,3}(?:\.\d{2,3})*\.\d{3})?(?:,\d*)?(?:e[+-]?\d+)?$/i,
}

/**
 * A number as people write it: thousands separated by comma, point, blank or apostrophe, currency signs, percent
 * (85 % is 85), accounting negatives "(1,234)", full-width digits, scientific notation.
 * @param decimal which sign starts the fraction; without it the cell decides, and a single sign followed by exactly
 * three digits ("1,234") is read as thousands when it is a comma and as a fraction when it is a point.
 */
export function parseNumber(cell: string, decimal?: DecimalSign): Parsed<number> {
  const refused: Refusal = { ok: false, code: "value.not_a_number", params: { value: cell } }
  let text = cell
    .normalize("NFKC")
    .replace(/[\s\u00a0\u202f'’]/g, "")
    .replace(/−/g, "-")
  const negative = /^\(.+\)$/.test(text)
  if (negative) text = text.slice(1, -1)
  text = text
    .replace(/^([+-]?)(?:[$€£¥₩₹元]|USD|EUR|GBP|CNY|RMB|CHF)/i, "$1")
    .replace(/(?:[$€£¥₩₹元%‰]|USD|EUR|GBP|CNY|RMB|CHF)$/i, "")
  if (!/^[+-]?[\d.,]*\d[\d.,]*(e[+-]?\d+)?$/i.test(text)) return refused
  const sign = decimal ?? ownDecimalSign(text)
  const other = sign === "." ? "," : "."
  if (!FORMS[sign].test(text)) return refused
  const value = Number(text.replaceAll(other, "").replace(sign, "."))
  if (!Number.isFinite(value)) return refused
  return { ok: true, value: negative ? -value : value }
}

const YES = new Set([
  "true",
  "t",
  "yes",
  "y",
  "1",
  "on",
  "ja",
  "j",
  "wahr",
  "oui",
  "vrai",
  "si",
  "sí",
  "sim",
  "是",
  "对",
  "有",
  "真",
  "✓",
  "✔",
  "x",
])
const NO = new Set([
  "false",
  "f",
  "no",
  "n",
  "0",
  "off",
  "nein",
  "falsch",
  "non",
  "faux",
  "não",
  "否",
  "不",
  "不是",
  "无",
  "假",
  "✗",
  "✘",
])

export function parseBoolean(cell: string): Parsed<boolean> {
  const word = cell.normalize("NFKC").trim().toLowerCase()
  if (YES.has(word)) return { ok: true, value: true }
  if (NO.has(word)) return { ok: true, value: false }
  return { ok: false, code: "value.not_a_boolean", params: { value: cell } }
}

const BLANKS = new Set([
  "",
  "-",
  "–",
  "—",
  "n/a",
  "na",
  "#n/a",
  "null",
  "none",
  "nan",
  "nil",
  "\\n",
  "无",
  "(blank)",
  "(empty)",
])

/** Whether a cell of a typed column (not of free text) means "no value". */
export function isBlank(cell: string): boolean {
  return cell === "" || (cell.length <= 9 && BLANKS.has(cell.trim().toLowerCase()))
}

export function isNumberLike(cell: string): boolean {
  return parseNumber(cell).ok
}

/** A date with at least a separator in it: a bare number is not yet one. */
export function isDateLike(cell: string, options: DateOptions = {}): boolean {
  return (
    cell.length <= 60 && /\d/.test(cell) && /[^\d.,+-]|\d[.-]\d+[.-]\d/.test(cell.trim()) && parseDate(cell, options).ok
  )
}

/** The last of two different signs starts the fraction; so does a lone sign unless it can only part thousands. */
function ownDecimalSign(text: string): DecimalSign {
  const point = text.lastIndexOf(".")
  const comma = text.lastIndexOf(",")
  if (point >= 0 && comma >= 0) return point > comma ? "." : ","
  if (comma >= 0) return text.indexOf(",") === comma && !/,\d{3}$/.test(text) ? "," : "."
  return point >= 0 && text.indexOf(".") !== point ? "," : "."
}
