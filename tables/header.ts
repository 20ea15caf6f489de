import { isDateLike, isNumberLike } from "./values.ts"

export type HeaderGuess = {
  /** Row (1-based) with the column names, or null when the first row is already data. */
  headerRow: number | null
  /** First row (1-based) that holds data. */
  firstDataRow: number
  reason: string
}

type SampleRow = { row: number; cells: readonly string[] }

/**
 * Finds the row with the column names: skips a title above the table, the second and third header rows of Qualtrics
 * exports, and the second one of SurveyMonkey exports.
 */
export function guessHeader(rows: readonly SampleRow[], width: number): HeaderGuess {
  const at = rows.findIndex((r) => filled(r.cells) >= Math.max(1, Math.ceil(width / 2)))
  const asked = rows.findIndex((r) => /^\s*respondent ?id\s*$/i.test(r.cells[0] ?? ""))
  const [questions, answers] = asked < 0 ? [] : rows.slice(asked, asked + 2)
  if (questions && answers && (answers.cells[0] ?? "").trim() === "")
    return header(questions.row, answers.row + 1, "a SurveyMonkey export: questions, then their answers")
  const first = rows[at]
  if (!first) return { headerRow: null, firstDataRow: 1, reason: "no row looks like column names" }
  const second = rows[at + 1]
  const third = rows[at + 2]
  if (third?.cells.some((c) => /^\{"ImportId":/.test(c)))
    return header(first.row, third.row + 1, "a Qualtrics export: names, questions, import ids")
  if (second && first.cells.slice(0, 5).join() === "V1,V2,V3,V4,V5")
    return header(first.row, second.row + 1, "an older Qualtrics export: names, then questions")
  const dataLike = first.cells.filter((c) => c.trim() !== "" && !looksLikeHeaderName(c)).length
  if (dataLike > 0 && dataLike * 10 >= filled(first.cells))
    return { headerRow: null, firstDataRow: first.row, reason: "the first row holds numbers, dates or long text" }
  if (width === 1 && rows.length > 1 && sentenceLike(first.cells[0] ?? ""))
    return { headerRow: null, firstDataRow: first.row, reason: "the first line is a sentence like the others" }
  const skipped = first.row > 1 ? ` (rows 1 to ${first.row - 1} are a title)` : ""
  return header(first.row, first.row + 1, `the first full row reads like names${skipped}`)
}

/** Whether a cell could be the name of a column rather than a value. */
export function looksLikeHeaderName(cell: string): boolean {
  const text = cell.trim()
  if (text === "") return true
  if (text.length > 300) return false
  if (/^[+-]?\d/.test(text) && (isNumberLike(text) || isDateLike(text))) return /^(19|20)\d\d$/.test(text)
  if (/^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i.test(text) || /^https?:\/\//i.test(text)) return false
  return !/^(true|false)$/i.test(text)
}

/** Names of all columns: trimmed, empty ones numbered, repeated ones told apart by a number. */
export function columnNames(cells: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return cells.map((cell, i) => {
    const name = cell.replace(/\s+/g, " ").trim() || `Column ${i + 1}`
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    return times === 1 ? name : `${name} (${times})`
  })
}

function header(headerRow: number, firstDataRow: number, reason: string): HeaderGuess {
  return { headerRow, firstDataRow, reason }
}

function filled(cells: readonly string[]): number {
  return cells.filter((c) => c.trim() !== "").length
}

function sentenceLike(text: string): boolean {
  return (
    text.split(/\s+/).length > 4 ||
    /[.!?。！？]$/.test(text.trim()) ||
    (/\p{Script=Han}/u.test(text) && text.length > 8)
  )
}
