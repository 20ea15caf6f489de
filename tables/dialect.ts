import { type CsvDialect, CsvSplitter, type RawRow } from "./csv-split.ts"
import { looksLikeHeaderName } from "./header.ts"

export type DialectGuess = CsvDialect & { reasons: { delimiter: string; quote: string } }

const DELIMITERS = [",", ";", "\t", "|"] as const
const DELIMITER_NAMES: Record<string, string> = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar" }
const SAMPLE_ROWS = 300

/**
 * Guesses how delimited text is written from its beginning.
 * @param text decoded beginning of the file, without byte order mark
 * @param complete whether `text` is the whole file (otherwise its last, cut row is left out)
 */
export function guessDialect(text: string, complete: boolean): DialectGuess {
  const lineBreak = text.includes("\n") || !text.includes("\r") ? "\n" : "\r"
  const declared = /^sep=(.)\r?\n/.exec(text)?.[1]
  const escaping = guessEscape(text)
  const candidates = declared === undefined ? DELIMITERS : [declared]
  let best: { delimiter: string; quote: '"' | "'"; score: number; share: number; width: number } | undefined
  for (const delimiter of candidates) {
    const quote = guessQuote(text, delimiter)
    const rows = sampleRows(text, { delimiter, quote, escape: escaping, lineBreak }, complete)
    const { share, width } = usualWidth(rows)
    // A separator must cut most rows alike; among those that do, the one that makes more columns explains more.
    const score = width < 2 ? 0 : share * (1 + Math.log2(width) / 10) * nameBonus(rows, width)
    if (!best || score > best.score) best = { delimiter, quote, score, share, width }
  }
  if (declared !== undefined && best)
    return {
      delimiter: declared,
      quote: best.quote,
      escape: escaping,
      lineBreak,
      reasons: { delimiter: "the first line says so", quote: quoteReason(best.quote) },
    }
  if (!best || best.score < 0.45)
    return {
      delimiter: "",
      quote: guessWholeLineQuote(text),
      escape: escaping,
      lineBreak,
      reasons: { delimiter: "no separator cuts the lines alike: one cell a line", quote: quoteReason('"') },
    }
  const name = DELIMITER_NAMES[best.delimiter] ?? best.delimiter
  const reason = `${name}: ${Math.round(best.share * 100)} % of the rows have ${best.width} cells`
  return {
    delimiter: best.delimiter,
    quote: best.quote,
    escape: escaping,
    lineBreak,
    reasons: { delimiter: reason, quote: quoteReason(best.quote) },
  }
}

/** The first rows of a sample under a dialect; a last row that the sample cuts off is left out. */
export function sampleRows(text: string, dialect: CsvDialect, complete: boolean, limit = SAMPLE_ROWS): RawRow[] {
  const splitter = new CsvSplitter(dialect)
  const rows = splitter.push(text)
  if (complete || rows.length === 0) rows.push(...splitter.end())
  return rows.slice(0, limit)
}

/** The most frequent number of cells and the share of rows that have it. */
export function usualWidth(rows: readonly RawRow[]): { width: number; share: number } {
  const counts = new Map<number, number>()
  for (const row of rows) {
    const width = row.problem ? -1 : row.cells.length
    counts.set(width, (counts.get(width) ?? 0) + 1)
  }
  let width = 0
  let most = 0
  for (const [w, n] of counts) if (w > 0 && (n > most || (n === most && w > width))) [width, most] = [w, n]
  return { width, share: rows.length === 0 ? 0 : most / rows.length }
}

function nameBonus(rows: readonly RawRow[], width: number): number {
  const first = rows.find((r) => r.cells.length === width)
  if (!first) return 1
  return first.cells.every(looksLikeHeaderName) ? 1.1 : 1
}

function guessQuote(text: string, delimiter: string): '"' | "'" {
  const d = delimiter.replace(/[|\\^$.*+?()[\]{}]/g, "\\$&")
  const around = (q: string) =>
    (text.match(new RegExp(`(?:^|${d})${q}[^${q}\\r\\n]*${q}(?=${d}|\\r?$)`, "gm")) ?? []).length
  const double = around('"')
  return double === 0 && around("'") > 1 ? "'" : '"'
}

/** In one-cell lines a quote is only meant as one when it wraps whole lines. */
function guessWholeLineQuote(text: string): '"' | "" {
  const lines = text.split(/\r?\n/).filter((l) => l !== "")
  const wrapped = lines.filter((l) => l.startsWith('"')).length
  return wrapped * 2 > lines.length ? '"' : ""
}

function guessEscape(text: string): "double" | "backslash" {
  const backslashed = (text.match(/[^\\]\\"/g) ?? []).length
  const doubled = (text.match(/[^",;\t|\r\n]""[^",;\t|\r\n]/g) ?? []).length
  return backslashed > 0 && backslashed > doubled && !/\\",(?:\r?\n|"|\d)/.test(text) ? "backslash" : "double"
}

function quoteReason(quote: '"' | "'"): string {
  return quote === '"' ? "double quotes, the usual ones" : "single quotes stand around the cells"
}
