import { type CellValue, plainText, type RowValues } from "./cell.ts"

export type { CellValue, RowValues } from "./cell.ts"

import { writeXlsx } from "./xlsx-write.ts"

export type ExportFormat = "csv" | "xlsx" | "ndjson"

export const MEDIA_TYPES: Record<ExportFormat, string> = {
  csv: "text/csv; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  ndjson: "application/x-ndjson; charset=utf-8",
}

export type WriteOptions = {
  /** Put a byte order mark before CSV, without which Excel takes UTF-8 for the local code page. Default true. */
  bom?: boolean
  /** Separator of CSV, default comma. */
  delimiter?: string
  /** Name of the sheet of a workbook, default "Data". */
  sheet?: string
}

/** Writes rows as they come, in pieces of about 64 kB; memory does not depend on their number. */
export function writeTable(
  format: ExportFormat,
  columns: readonly string[],
  rows: AsyncIterable<RowValues> | Iterable<RowValues>,
  options: WriteOptions = {},
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (format === "xlsx") return writeXlsx(columns, rows, options.sheet)
  return encodeInPieces(format === "csv" ? csvLines(columns, rows, options) : ndjsonLines(columns, rows))
}

/**
 * A CSV cell that no spreadsheet runs as a formula: text that begins with = + - @, their full-width forms, tab or a
 * line break gets a leading apostrophe, unless it is a plain number (OWASP, CSV injection).
 */
export function neutraliseFormula(text: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/.test(text) && !/^[+-]?(\d+([.,]\d+)*|[.,]\d+)(e[+-]?\d+)?%?$/i.test(text)
    ? `'${text}`
    : text
}

async function* csvLines(
  columns: readonly string[],
  rows: AsyncIterable<RowValues> | Iterable<RowValues>,
  options: WriteOptions,
): AsyncGenerator<string> {
  const delimiter = options.delimiter ?? ","
  const special = new RegExp(`["\\r\\n${delimiter.replace(/[\\\]^-]/g, "\\$&")}]|^\\s|\\s$`)
  const cell = (value: CellValue) => {
    const text = typeof value === "number" ? String(value) : neutraliseFormula(plainText(value))
    return special.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  const line = (values: RowValues) => {
    const text = values.map(cell).join(delimiter)
    // A row of one empty cell would otherwise be an empty line, which readers leave out.
    return `${text === "" ? '""' : text}\r\n`
  }
  yield (options.bom === false ? "" : "\ufeff") + line(columns)
  for await (const row of rows) yield line(row)
}

async function* ndjsonLines(
  columns: readonly string[],
  rows: AsyncIterable<RowValues> | Iterable<RowValues>,
): AsyncGenerator<string> {
  const keys = columns.map((c) => JSON.stringify(c))
  for await (const row of rows) {
    const fields: string[] = []
    row.forEach((value, i) => {
      if (value !== null && value !== undefined) fields.push(`${keys[i]}:${JSON.stringify(value)}`)
    })
    yield `{${fields.join(",")}}\n`
  }
}

async function* encodeInPieces(lines: AsyncIterable<string>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder()
  let held = ""
  for await (const line of lines) {
    held += line
    if (held.length < 65_536) continue
    yield encoder.encode(held)
    held = ""
  }
  if (held !== "") yield encoder.encode(held)
}
