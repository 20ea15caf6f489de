import { type TableProblem, tableProblem } from "./problems.ts"

export const CELL_LIMIT = 1_000_000
/** How far a quote may stay open before it counts as never closed. Bounds the memory of a broken file. */
export const ROW_LIMIT = 16_000_000

export type CsvDialect = {
  /** One character, or "" when the whole line is one cell. */
  delimiter: string
  quote: '"' | "'" | ""
  /** How a quote inside a quoted cell is written: doubled, or after a backslash. */
  escape: "double" | "backslash"
  lineBreak: "\n" | "\r"
}

export type RawRow = { row: number; cells: string[]; problem?: TableProblem }

/**
 * Splits delimited text (RFC 4180, and what programs really write) that arrives in pieces.
 *
 * Own code rather than a CSV package because a broken row must not end the file: a stray or unclosed quote refuses
 * one row and reading goes on at the next line; a cell over the limit is skipped without being held; and rows keep
 * the number a spreadsheet shows. A line without any quote, the usual one, is a single `split`.
 */
export class CsvSplitter {
  readonly #dialect: CsvDialect
  #text = ""
  #waiting: string[] = []
  #waitingLength = 0
  #row = 0
  /** Inside a line that is too long to hold: characters are dropped until the line ends. */
  #dropping = false

  constructor(dialect: CsvDialect) {
    this.#dialect = dialect
  }

  /** Adds text and returns the rows that are complete with it. Empty lines count as rows but are not returned. */
  push(text: string): RawRow[] {
    this.#waiting.push(text)
    this.#waitingLength += text.length
    // An unfinished row is looked at again only after the text has doubled: linear work for a long cell.
    if (this.#waitingLength < this.#text.length) return []
    return this.#take(false)
  }

  /** The last rows, when no more text will come. */
  end(): RawRow[] {
    return this.#take(true)
  }

  #take(final: boolean): RawRow[] {
    const text = this.#text + this.#waiting.join("")
    this.#waiting = []
    this.#waitingLength = 0
    const { lineBreak, quote, delimiter } = this.#dialect
    const rows: RawRow[] = []
    let at = 0
    if (this.#dropping) {
      const next = text.indexOf(lineBreak)
      if (next < 0) {
        this.#text = ""
        return rows
      }
      this.#dropping = false
      at = next + 1
    }
    let nextQuote = quote === "" ? -1 : text.indexOf(quote, at)
    while (at < text.length) {
      const lineEnd = text.indexOf(lineBreak, at)
      if (lineEnd < 0 && !final && (nextQuote < 0 || text.length - at < ROW_LIMIT)) {
        if (text.length - at < ROW_LIMIT) break
        rows.push(this.#refused(tableProblem("table.row_too_long", { limit: ROW_LIMIT })))
        this.#dropping = true
        at = text.length
        break
      }
      if (quote !== "" && nextQuote >= 0 && nextQuote < at) nextQuote = text.indexOf(quote, at)
      const end = lineEnd < 0 ? text.length : lineEnd
      if (nextQuote < 0 || nextQuote >= end) {
        this.#row++
        const stop = end > at && lineBreak === "\n" && text.charCodeAt(end - 1) === 13 ? end - 1 : end
        if (stop > at) {
          const line = text.slice(at, stop)
          rows.push(this.#checked(delimiter === "" ? [line] : line.split(delimiter)))
        }
        at = end + 1
        continue
      }
      const found = this.#quotedRow(text, at, final)
      if (found === "unfinished") {
        if (text.length - at < ROW_LIMIT) break
        rows.push(this.#refused(tableProblem("table.unclosed_quote")))
        this.#dropping = lineEnd < 0
        at = end + 1
        continue
      }
      if (found === "unclosed" || found === "stray") {
        const code = found === "stray" ? "table.stray_quote" : "table.unclosed_quote"
        rows.push(this.#refused(tableProblem(code, {}, { value: text.slice(at, Math.min(end, at + 100)) })))
        at = end + 1
        continue
      }
      this.#row++
      rows.push(this.#checked(found.cells))
      at = found.next
    }
    this.#text = at >= text.length ? "" : text.slice(at)
    return rows
  }

  /** One row that holds a quote somewhere. A quote in the middle of an unquoted cell is an ordinary character. */
  #quotedRow(
    text: string,
    start: number,
    final: boolean,
  ): { cells: string[]; next: number } | "unfinished" | "unclosed" | "stray" {
    const { delimiter, quote, escape: escaping, lineBreak } = this.#dialect
    const cells: string[] = []
    let at = start
    for (;;) {
      if (text.startsWith(quote, at)) {
        const closing = closingQuote(text, at + 1, quote, escaping)
        if (closing < 0) return final ? "unclosed" : "unfinished"
        if (closing + 1 >= text.length && !final) return "unfinished"
        cells.push(unescaped(text.slice(at + 1, closing), quote, escaping))
        at = closing + 1
        // Blanks between the closing quote and the separator belong to no cell.
        while (text.charCodeAt(at) === 32) at++
        if (text.charCodeAt(at) === 13 && lineBreak === "\n") {
          if (at + 1 >= text.length && !final) return "unfinished"
          at++
        }
        if (at >= text.length) return final ? { cells, next: at } : "unfinished"
        if (text.startsWith(lineBreak, at)) return { cells, next: at + 1 }
        if (delimiter !== "" && text.startsWith(delimiter, at)) {
          at += delimiter.length
          continue
        }
        return "stray"
      }
      const lineEnd = text.indexOf(lineBreak, at)
      const separator = delimiter === "" ? -1 : text.indexOf(delimiter, at)
      if (separator >= 0 && (lineEnd < 0 || separator < lineEnd)) {
        cells.push(text.slice(at, separator))
        at = separator + delimiter.length
        continue
      }
      if (lineEnd < 0 && !final) return "unfinished"
      const end = lineEnd < 0 ? text.length : lineEnd
      const stop = end > at && lineBreak === "\n" && text.charCodeAt(end - 1) === 13 ? end - 1 : end
      cells.push(text.slice(at, stop))
      return { cells, next: end + 1 }
    }
  }

  #refused(problem: TableProblem): RawRow {
    this.#row++
    return { row: this.#row, cells: [], problem: { ...problem, row: this.#row } }
  }

  #checked(cells: string[]): RawRow {
    for (const cell of cells) {
      if (cell.length <= CELL_LIMIT) continue
      const params = { length: cell.length, limit: CELL_LIMIT }
      const place = { row: this.#row, value: cell.slice(0, 100) }
      return { row: this.#row, cells: [], problem: tableProblem("table.cell_too_long", params, place) }
    }
    return { row: this.#row, cells }
  }
}

function closingQuote(text: string, from: number, quote: string, escaping: CsvDialect["escape"]): number {
  let at = from
  for (;;) {
    const found = text.indexOf(quote, at)
    if (found < 0) return -1
    if (escaping === "backslash" && backslashesBefore(text, found, from) % 2 === 1) at = found + 1
    else if (text.startsWith(quote, found + 1)) at = found + 2
    else return found
  }
}

function backslashesBefore(text: string, at: number, from: number): number {
  let count = 0
  while (at - 1 - count >= from && text.charCodeAt(at - 1 - count) === 92) count++
  return count
}

function unescaped(cell: string, quote: string, escaping: CsvDialect["escape"]): string {
  const plain = cell.includes(quote) ? cell.replaceAll(quote + quote, quote) : cell
  return escaping === "backslash" && plain.includes("\\") ? plain.replace(/\\(["'\\])/g, "$1") : plain
}
