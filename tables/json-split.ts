import { CELL_LIMIT, type RawRow, ROW_LIMIT } from "./csv-split.ts"
import { flattenRecord } from "./flatten.ts"
import { TableError, type TableProblem, type TableProblemCode, tableProblem } from "./problems.ts"

export const COLUMN_LIMIT = 2_000

/** Turns records into rows. `columns` grows when a later record holds a new field; earlier rows are just shorter. */
export class RecordRows {
  readonly columns: string[] = []
  readonly #index = new Map<string, number>()

  /** Gives a column its place before the first row that has it. */
  know(name: string): number {
    let at = this.#index.get(name)
    if (at === undefined) {
      at = this.columns.length
      this.#index.set(name, at)
      this.columns.push(name)
    }
    return at
  }

  row(row: number, json: string): RawRow {
    const parsed = parseJson(json)
    if (!parsed.ok) return refused(row, "table.bad_json", { reason: parsed.reason }, json)
    const cells: string[] = []
    for (const [name, value] of flattenRecord(parsed.value)) {
      if (value.length > CELL_LIMIT) {
        const params = { length: value.length, limit: CELL_LIMIT }
        return { row, cells: [], problem: tableProblem("table.cell_too_long", params, { row, column: name, value }) }
      }
      if (this.columns.length >= COLUMN_LIMIT && !this.#index.has(name))
        return refused(row, "table.too_many_columns", { columns: COLUMN_LIMIT + 1, limit: COLUMN_LIMIT }, name)
      cells[this.know(name)] = value
    }
    for (let i = 0; i < this.columns.length; i++) cells[i] ??= ""
    return { row, cells }
  }
}

/** One JSON record a line; the row number is the line number. */
export class NdjsonSplitter {
  #rest = ""
  #row = 0
  #dropping = false
  readonly #records: RecordRows
  constructor(records: RecordRows) {
    this.#records = records
  }

  push(text: string): RawRow[] {
    const lines = (this.#rest + text).split("\n")
    this.#rest = lines.pop() ?? ""
    const rows: RawRow[] = []
    for (const line of lines) this.#line(line, rows)
    if (this.#rest.length > ROW_LIMIT) {
      if (!this.#dropping) rows.push(refused(this.#row + 1, "table.row_too_long", { limit: ROW_LIMIT }, this.#rest))
      this.#dropping = true
      this.#rest = ""
    }
    return rows
  }

  end(): RawRow[] {
    const rows: RawRow[] = []
    if (this.#rest !== "" || this.#dropping) this.#line(this.#rest, rows)
    this.#rest = ""
    return rows
  }

  #line(line: string, rows: RawRow[]): void {
    this.#row++
    if (this.#dropping) this.#dropping = false
    else if (line.trim() !== "") rows.push(this.#records.row(this.#row, line))
  }
}

/**
 * The elements of a JSON array, one at a time: of the array the file consists of, or of the first array of objects
 * inside the outer object (`{"data": [{…}, …]}`). An object without such an array is one record.
 * The row number is the place in the array, from 1.
 */
export class JsonArraySplitter {
  #text = ""
  /** Where scanning goes on in #text. */
  #at = 0
  /** Start of the element being read in #text, or -1 between elements. */
  #start = -1
  #depth = 0
  #inString = false
  #dropping = false
  #row = 0
  #state: "seek" | "array" | "done" = "seek"
  readonly #records: RecordRows
  constructor(records: RecordRows) {
    this.#records = records
  }

  push(text: string): RawRow[] {
    this.#text += text
    if (this.#state === "seek" && !this.#seek()) {
      if (this.#text.length > ROW_LIMIT) throw new TableError("table.damaged", { reason: "no list of records in it" })
      return []
    }
    return this.#elements()
  }

  end(): RawRow[] {
    const rest =
      this.#start >= 0 ? this.#text.slice(this.#start).trim() : this.#state === "seek" ? this.#text.trim() : ""
    this.#text = ""
    if (this.#dropping || rest === "") return []
    this.#row++
    if (this.#state === "seek") return [this.#records.row(this.#row, rest)]
    return [refused(this.#row, "table.bad_json", { reason: "the file ends inside it" }, rest)]
  }

  /** Finds the array to read. Looks at the beginning again with each piece: it is short in every real file. */
  #seek(): boolean {
    const text = this.#text
    const token = /["{}[\]]/g
    const open: string[] = []
    for (let m = token.exec(text); m; m = token.exec(text)) {
      if (m[0] === '"') {
        const close = stringEnd(text, m.index + 1)
        if (close < 0) return false
        token.lastIndex = close + 1
      } else if (m[0] === "[") {
        const next = /\S/.exec(text.slice(m.index + 1, m.index + 1_000))?.[0]
        if (next === undefined) return false
        if (open.length === 0 || (next === "{" && !open.includes("["))) {
          this.#state = "array"
          this.#at = m.index + 1
          return true
        }
        open.push("[")
      } else if (m[0] === "{") open.push("{")
      else open.pop()
    }
    return false
  }

  #elements(): RawRow[] {
    const rows: RawRow[] = []
    const text = this.#text
    let at = this.#at
    for (; at < text.length && this.#state !== "done"; at++) {
      if (this.#inString) {
        const close = stringEnd(text, at)
        if (close < 0) {
          at = pendingEscape(text, at)
          break
        }
        this.#inString = false
        at = close
        continue
      }
      const c = text.charCodeAt(at)
      if (c === 34) this.#inString = true
      if (this.#start < 0 && !this.#dropping) {
        // Between elements: blanks and commas.
        if (c === 93) this.#state = "done"
        else if (c !== 44 && c > 32) {
          this.#start = at
          this.#depth = c === 123 || c === 91 ? 1 : 0
        }
        continue
      }
      if (c === 123 || c === 91) this.#depth++
      else if (c === 125 || c === 93) {
        if (this.#depth === 0) {
          this.#finish(rows, text, at)
          this.#state = "done"
        } else if (--this.#depth === 0) this.#finish(rows, text, at + 1)
      } else if (c === 44 && this.#depth === 0) this.#finish(rows, text, at)
    }
    if (this.#state === "done") {
      this.#text = ""
      return rows
    }
    this.#keepRest(rows, text, at)
    return rows
  }

  #finish(rows: RawRow[], text: string, end: number): void {
    if (!this.#dropping) rows.push(this.#records.row(++this.#row, text.slice(this.#start, end)))
    this.#dropping = false
    this.#start = -1
  }

  #keepRest(rows: RawRow[], text: string, at: number): void {
    if (this.#start >= 0 && text.length - this.#start > ROW_LIMIT) {
      rows.push(
        refused(++this.#row, "table.row_too_long", { limit: ROW_LIMIT }, text.slice(this.#start, this.#start + 100)),
      )
      this.#dropping = true
      this.#start = -1
    }
    const from = this.#start >= 0 ? this.#start : at
    this.#text = text.slice(from)
    this.#at = at - from
    if (this.#start >= 0) this.#start = 0
  }
}

/** Place of the quote that ends a string, or -1. */
function stringEnd(text: string, from: number): number {
  let at = from
  for (;;) {
    const quote = text.indexOf('"', at)
    if (quote < 0) return -1
    let slashes = 0
    while (quote - 1 - slashes >= from && text.charCodeAt(quote - 1 - slashes) === 92) slashes++
    if (slashes % 2 === 0) return quote
    at = quote + 1
  }
}

/** Where an unfinished string is looked at again: before the backslashes at its end, if any. */
function pendingEscape(text: string, from: number): number {
  let end = text.length
  while (end > from && text.charCodeAt(end - 1) === 92) end--
  return end
}

function refused(row: number, code: TableProblemCode, params: TableProblem["params"], value: string): RawRow {
  return { row, cells: [], problem: tableProblem(code, params, { row, value: value.slice(0, 100) }) }
}

type ParsedJson = { ok: true; value: unknown } | { ok: false; reason: string }

function parseJson(json: string): ParsedJson {
  try {
    return { ok: true, value: /\d{16}/.test(json) ? parseKeepingLongNumbers(json) : JSON.parse(json) }
  } catch (e) {
    return { ok: false, reason: e instanceof SyntaxError ? e.message.replace(/, ?".*$/s, "") : String(e) }
  }
}

type Reviver = (this: unknown, key: string, value: unknown, context?: { source?: string }) => unknown

/** Identifiers of 16 and more digits do not fit a JavaScript number: they keep their digits as text. */
function parseKeepingLongNumbers(json: string): unknown {
  const keep: Reviver = (_key, value, context) =>
    typeof value === "number" && context?.source && /^-?\d{16,}$/.test(context.source) ? context.source : value
  return JSON.parse(json, keep)
}
