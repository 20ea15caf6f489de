import { type RawRow, ROW_LIMIT } from "./csv-split.ts"
import { guessDialect, sampleRows, usualWidth } from "./dialect.ts"
import { decoderFor, guessEncoding } from "./encoding.ts"
import { checkFormat, guessFormat } from "./format.ts"
import { columnNames, guessHeader } from "./header.ts"
import { COLUMN_LIMIT, JsonArraySplitter, NdjsonSplitter, RecordRows } from "./json-split.ts"
import type { Detection, LayoutOverrides, Row, TableLayout } from "./layout.ts"
import { TableError, tableProblem } from "./problems.ts"
import { guessDateOrder, guessDecimal } from "./value-forms.ts"

/** How many bytes of a file, unpacked, the guesses rest on. */
export const SAMPLE_BYTES = 256 * 1024
const PREVIEW_ROWS = 200

type Reasons = Detection["reasons"]

/**
 * Guesses how a text table (CSV and its kin, JSON, NDJSON) is written, each guess with its reason.
 * @param head first bytes of the file, unpacked if it was gzip; SAMPLE_BYTES are enough
 * @param complete whether `head` is the whole file
 * @param overrides what is known or was corrected by hand; it replaces the guess
 * @throws TableError table.empty, table.binary, table.old_excel, table.too_many_columns
 */
export function detectTable(
  head: Uint8Array,
  options: { name?: string; complete: boolean; overrides?: LayoutOverrides },
): Detection {
  const overrides = options.overrides ?? {}
  const reasons: Reasons = {}
  checkFormat(head)
  const guessed = guessEncoding(head)
  const encoding = overrides.encoding ?? guessed.encoding
  reasons.encoding = overrides.encoding ? "chosen by hand" : guessed.reason
  const text = decoderFor(encoding).decode(head, { stream: !options.complete })
  if (text.trim() === "") throw new TableError("table.empty")
  refuseBinary(text)
  const format = guessFormat(text, options.name ?? "")
  reasons.format = overrides.format ? "chosen by hand" : format.reason
  const base = { format: overrides.format ?? format.format, encoding, sheet: "" }
  if (base.format === "json" || base.format === "ndjson") {
    const records = new RecordRows()
    const splitter = base.format === "json" ? new JsonArraySplitter(records) : new NdjsonSplitter(records)
    const rows = splitter.push(text)
    if (options.complete) rows.push(...splitter.end())
    return soFar(
      detectRecords({ ...base, ...PLAIN_DIALECT }, rows, records.columns, overrides, reasons),
      options.complete,
    )
  }
  const dialect = guessDialect(text, options.complete)
  reasons.delimiter = overrides.delimiter === undefined ? dialect.reasons.delimiter : "chosen by hand"
  reasons.quote = overrides.quote === undefined ? dialect.reasons.quote : "chosen by hand"
  const layout = {
    ...base,
    delimiter: overrides.delimiter ?? dialect.delimiter,
    quote: overrides.quote ?? dialect.quote,
    escape: overrides.escape ?? dialect.escape,
    lineBreak: overrides.lineBreak ?? dialect.lineBreak,
  }
  let rows = sampleRows(text, layout, options.complete)
  if (/^sep=.\r?\n/.test(text)) rows = rows.slice(1)
  return soFar(detectRows(layout, rows, overrides, reasons), options.complete)
}

/** That there are no rows can only be said of a whole file: the first row may be longer than the sample. */
function soFar(found: Detection, complete: boolean): Detection {
  return complete ? found : { ...found, problems: [] }
}

type Base = Pick<TableLayout, "format" | "encoding" | "sheet" | "delimiter" | "quote" | "escape" | "lineBreak">

export const PLAIN_DIALECT = { delimiter: ",", quote: '"', escape: "double", lineBreak: "\n" } as const

/** The second half of detection, also for the first rows of a workbook: header, short rows, decimals, dates. */
export function detectRows(
  base: Base,
  rows: readonly RawRow[],
  overrides: LayoutOverrides,
  reasons: Reasons,
): Detection {
  const usual = usualWidth(rows)
  const good = rows.filter((r) => !r.problem)
  const guess = guessHeader(good.slice(0, 50), usual.width)
  const { headerRow, firstDataRow } = placeHeader(guess, good[0]?.row ?? 1, overrides)
  reasons.headerRow =
    overrides.headerRow === undefined && overrides.header === undefined ? guess.reason : "chosen by hand"
  const data = good.filter((r) => r.row >= firstDataRow)
  const header = headerRow === null ? [] : (good.find((r) => r.row === headerRow)?.cells ?? [])
  const columns = nameColumns(header, data.length > 0 ? usualWidth(data).width : header.length)
  if (columns.length > COLUMN_LIMIT)
    throw new TableError("table.too_many_columns", { columns: columns.length, limit: COLUMN_LIMIT })
  const short = data.filter((r) => r.cells.length < columns.length).length
  const shortRows =
    overrides.shortRows ?? (base.format === "xlsx" || dropsEmptyEnds(data, short, columns.length) ? "pad" : "refuse")
  if (base.format !== "xlsx") reasons.shortRows = `${short} of ${data.length} rows end early`
  const second = headerRow === null ? undefined : good.find((r) => r.row > headerRow && r.row < firstDataRow)?.cells
  const found = finish({ ...base, headerRow, firstDataRow, shortRows }, columns, data, overrides, reasons)
  return second ? { ...found, second: [...second] } : found
}

/** Rows before the data are skipped; a row is padded, cut of empty cells, or refused to fit the columns. */
export function fitRow(raw: RawRow, layout: Pick<TableLayout, "shortRows">, width: number): Row {
  if (raw.problem) return raw
  const { row, cells } = raw
  if (cells.length === width) return raw
  if (cells.length > width) {
    if (cells.slice(width).every((c) => c.trim() === "")) return { row, cells: cells.slice(0, width) }
    const params = { found: cells.length, expected: width }
    return { row, cells: [], problem: tableProblem("table.row_too_wide", params, { row, value: cells.join(" · ") }) }
  }
  if (layout.shortRows === "refuse") {
    const params = { found: cells.length, expected: width }
    return { row, cells: [], problem: tableProblem("table.row_too_short", params, { row, value: cells.join(" · ") }) }
  }
  return { row, cells: [...cells, ...Array<string>(width - cells.length).fill("")] }
}

function detectRecords(
  base: Base,
  rows: readonly RawRow[],
  columns: readonly string[],
  overrides: LayoutOverrides,
  reasons: Reasons,
): Detection {
  reasons.headerRow = "records carry their own names"
  const layout = { ...base, headerRow: null, firstDataRow: 1, shortRows: "pad" } as const
  return finish(layout, [...columns], rows, overrides, reasons)
}

function finish(
  layout: Omit<TableLayout, "decimal" | "dateOrder">,
  columns: string[],
  data: readonly RawRow[],
  overrides: LayoutOverrides,
  reasons: Reasons,
): Detection {
  const cells = data.map((r) => r.cells)
  const decimal = guessDecimal(cells, layout.delimiter)
  const sign = overrides.decimal ?? decimal.value
  const order = guessDateOrder(cells, sign)
  reasons.decimal = overrides.decimal ? "chosen by hand" : decimal.reason
  reasons.dateOrder = overrides.dateOrder ? "chosen by hand" : order.reason
  const full: TableLayout = { ...layout, decimal: sign, dateOrder: overrides.dateOrder ?? order.value }
  const preview = data.slice(0, PREVIEW_ROWS).map((r) => fitRow(r, full, columns.length))
  const problems = data.length === 0 ? [tableProblem("table.header_only")] : []
  return { layout: full, gzip: false, reasons, columns, preview, sheets: [], problems }
}

function placeHeader(
  guess: { headerRow: number | null; firstDataRow: number },
  firstRow: number,
  overrides: LayoutOverrides,
): { headerRow: number | null; firstDataRow: number } {
  let { headerRow, firstDataRow } = guess
  const chosen = overrides.headerRow
  if (chosen !== undefined && chosen !== headerRow) {
    headerRow = chosen
    firstDataRow = chosen === null ? firstRow : chosen + 1
  } else if (chosen === undefined && overrides.header === false && headerRow !== null) {
    firstDataRow = headerRow
    headerRow = null
  } else if (chosen === undefined && overrides.header === true && headerRow === null) {
    headerRow = firstRow
    firstDataRow = firstRow + 1
  }
  return { headerRow, firstDataRow: overrides.firstDataRow ?? firstDataRow }
}

/**
 * Whether the exporter leaves out empty cells at the end of a row: then many rows are short and no full row ends
 * with an empty cell. Otherwise a short row is a broken one.
 */
function dropsEmptyEnds(data: readonly RawRow[], short: number, width: number): boolean {
  return short >= 3 && short * 20 >= data.length && !data.some((r) => r.cells.length === width && r.cells.at(-1) === "")
}

/** One name per column of the data; names that nothing stands under (a separator at the end of the line) are dropped. */
function nameColumns(header: readonly string[], width: number): string[] {
  const cells = [...header]
  while (cells.length > width && cells.at(-1)?.trim() === "") cells.pop()
  while (cells.length < width) cells.push("")
  return columnNames(cells)
}

/** More than two control characters in a hundred (and more than four) are not text; a few stray ones only refuse their rows. */
function refuseBinary(text: string): void {
  const sample = text.slice(0, Math.min(text.length, ROW_LIMIT))
  let control = 0
  for (let i = 0; i < sample.length; i++) {
    const c = sample.charCodeAt(i)
    if ((c < 32 && c !== 9 && c !== 10 && c !== 12 && c !== 13 && c !== 26) || (c >= 127 && c < 160 && c !== 133))
      control++
  }
  if (control > 4 && control * 50 > sample.length) throw new TableError("table.binary", { found: "binary data" })
}
