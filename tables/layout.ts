import type { DateOrder } from "./dates.ts"
import type { Encoding } from "./encoding.ts"
import type { TableProblem } from "./problems.ts"
import type { DecimalSign } from "./values.ts"

export type TableFormat = "csv" | "xlsx" | "json" | "ndjson"

/** Everything that must be known to read a table the same way again. Every field can be set by hand. */
export type TableLayout = {
  format: TableFormat
  encoding: Encoding
  /** "" when the whole line is one cell. */
  delimiter: string
  quote: '"' | "'" | ""
  escape: "double" | "backslash"
  lineBreak: "\n" | "\r"
  /** Name of the sheet of a workbook, otherwise "". */
  sheet: string
  /** Row (1-based) with the column names, or null. */
  headerRow: number | null
  /** First row (1-based) with data. */
  firstDataRow: number
  /** What to do with rows that end early: an exporter that leaves out empty cells at the end needs "pad". */
  shortRows: "refuse" | "pad"
  decimal: DecimalSign
  dateOrder: DateOrder
}

/** `header: false` says that the first row is data, `true` that it holds the names. */
export type LayoutOverrides = Partial<TableLayout> & { header?: boolean }

export type Row = {
  /** Row as a spreadsheet counts: the first of the file is 1. In JSON and NDJSON the record or line, from 1. */
  row: number
  /** One cell per column; empty when the row is refused. */
  cells: string[]
  /** Why the row cannot be used. */
  problem?: TableProblem
}

export type Detection = {
  layout: TableLayout
  gzip: boolean
  /** Why each guess was made. */
  reasons: Partial<Record<keyof TableLayout, string>>
  columns: string[]
  /** The second header row, of exports that have one. */
  second?: string[]
  /** The first data rows, at most 200. */
  preview: Row[]
  /** Sheets of a workbook, otherwise empty. */
  sheets: string[]
  /** What is worth saying before reading, such as table.header_only. */
  problems: TableProblem[]
}
