/**
 * Every way a table, a row or a cell can be refused: a stable code, an English sentence and what to do about it.
 * `{name}` in a sentence is filled from `params`, which travel with the problem so that a page can translate it.
 */
export const TABLE_PROBLEMS = {
  "table.empty": {
    message: "The file is empty.",
    remedy: "Export it again and check that it holds rows.",
  },
  "table.header_only": {
    message: "The file has column names but no rows.",
    remedy: "Check the filter and the period of the export.",
  },
  "table.binary": {
    message: "This is not a table: it looks like {found}.",
    remedy: "Save it as CSV, XLSX, JSON or NDJSON.",
  },
  "table.old_excel": {
    message: "This is an old .xls workbook or one protected by a password.",
    remedy: "Open it in Excel and save it as .xlsx without a password.",
  },
  "table.damaged": {
    message: "The file is damaged or was cut off: {reason}.",
    remedy: "Download or export it again.",
  },
  "table.no_sheet": {
    message: "The workbook has no sheet {sheet}.",
    remedy: "Choose one of: {sheets}.",
  },
  "table.encoding_unknown": {
    message: "The encoding {encoding} is not known.",
    remedy: "Choose UTF-8, UTF-16, GB18030 or Windows-1252.",
  },
  "table.file_changed": {
    message: "The file is not the one the import began with.",
    remedy: "Start a new import, or bring back the first file.",
  },
  "table.too_many_columns": {
    message: "The table has {columns} columns; at most {limit} can be read.",
    remedy: "Export only the columns that are needed.",
  },
  "table.cell_too_long": {
    message: "A cell holds {length} characters; at most {limit} are accepted.",
    remedy: "Shorten the cell, or check whether a quote is missing at its end.",
  },
  "table.row_too_long": {
    message: "The row is longer than {limit} characters.",
    remedy: "Check for a missing quote or line break, or export fewer columns.",
  },
  "table.row_too_short": {
    message: "The row has {found} cells where {expected} are expected.",
    remedy: "Check for a line break inside a cell without quotes, or allow short rows.",
  },
  "table.row_too_wide": {
    message: "The row has {found} cells where {expected} are expected.",
    remedy: "Put cells that contain the separator into quotes.",
  },
  "table.unclosed_quote": {
    message: "A quote opens in this row and never closes.",
    remedy: "Close the quote, or double it if it belongs to the text.",
  },
  "table.stray_quote": {
    message: "A quote inside a quoted cell is not doubled.",
    remedy: 'Write a quote inside a quoted cell as "" (twice).',
  },
  "table.nul_byte": {
    message: "The row contains NUL characters.",
    remedy: "Check the encoding; remove the NUL characters.",
  },
  "table.undecodable": {
    message: "The row contains bytes that are not {encoding}.",
    remedy: "Choose another encoding, or export as UTF-8.",
  },
  "table.bad_json": {
    message: "The record is not valid JSON: {reason}.",
    remedy: "Correct the record, or export the file again.",
  },
  "value.not_a_number": {
    message: "“{value}” is not a number.",
    remedy: "Write it with digits, and check the decimal sign.",
  },
  "value.not_a_boolean": {
    message: "“{value}” is neither yes nor no.",
    remedy: "Use yes or no, true or false, 1 or 0.",
  },
  "value.not_a_date": {
    message: "“{value}” is not a date that can be read.",
    remedy: "Use the form 2015-03-14 or 2015-03-14 10:20.",
  },
  "value.impossible_date": {
    message: "“{value}” does not exist in the calendar when read as {order}.",
    remedy: "Correct the date, or choose another order of day and month.",
  },
  "value.not_an_email": {
    message: "“{value}” is not an e-mail address.",
    remedy: "Correct the address, or leave the cell empty.",
  },
  "value.too_long": {
    message: "The value has {length} characters; at most {limit} are accepted.",
    remedy: "Shorten it, or map the column to the text.",
  },
  "value.not_a_score": {
    message: "“{value}” is not a score from {min} to {max}.",
    remedy: "Write the number, or give the meaning of each answer of the scale.",
  },
  "feedback.score_out_of_scale": {
    message: "The score {value} lies outside the scale {min} to {max}.",
    remedy: "Correct the score, or the scale of the column.",
  },
  "feedback.in_the_future": {
    message: "“{value}” lies in the future.",
    remedy: "Correct the date, or check the order of day and month and the time zone.",
  },
  "feedback.too_long_ago": {
    message: "“{value}” lies before 1990.",
    remedy: "Correct the date, or check the order of day and month.",
  },
  "feedback.nothing_said": {
    message: "The row holds neither text nor a score nor any other content.",
    remedy: "Leave the row out, or map more columns.",
  },
} as const satisfies Record<string, { message: string; remedy: string }>

export type TableProblemCode = keyof typeof TABLE_PROBLEMS
export type ProblemParams = Readonly<Record<string, string | number>>

export type TableProblem = {
  code: TableProblemCode
  /** Row as a spreadsheet shows it: the first row of the file is 1, a quoted cell with line breaks stays one row. */
  row?: number
  /** Name of the column. */
  column?: string
  /** The offending value, shortened. */
  value?: string
  params: ProblemParams
  message: string
  remedy: string
}

type Place = { row?: number; column?: string; value?: string }

/** A refused row or cell as plain data. Its value is shortened to 80 characters. */
export function tableProblem(code: TableProblemCode, params: ProblemParams = {}, place: Place = {}): TableProblem {
  const shown = Object.fromEntries(Object.entries(params).map(([k, v]) => [k, typeof v === "string" ? shorten(v) : v]))
  const found: TableProblem = {
    code,
    params: shown,
    message: fill(TABLE_PROBLEMS[code].message, shown),
    remedy: fill(TABLE_PROBLEMS[code].remedy, shown),
  }
  if (place.row !== undefined) found.row = place.row
  if (place.column !== undefined) found.column = place.column
  const value = place.value ?? params.value
  if (value !== undefined) found.value = shorten(String(value))
  return found
}

/** A fault of the whole file: nothing of it can be read. */
export class TableError extends Error {
  readonly problem: TableProblem
  constructor(code: TableProblemCode, params: ProblemParams = {}, place: Place = {}) {
    const problem = tableProblem(code, params, place)
    super(`${problem.message} ${problem.remedy}`)
    this.name = "TableError"
    this.problem = problem
  }
  get code(): TableProblemCode {
    return this.problem.code
  }
}

function fill(sentence: string, params: ProblemParams): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole))
}

function shorten(value: string): string {
  return value.length <= 80 ? value : `${value.slice(0, 79)}…`
}
