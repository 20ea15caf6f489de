// Reads a history from CSV into the columns the watch works on.
import { createReadStream, existsSync } from "node:fs"
import { createGunzip } from "node:zlib"
import { parse } from "csv-parse"
import type { Dimension, Records } from "../stats/slices.ts"

/** A mistake in the input or the command that the person at the keyboard can put right. */
export class UsageError extends Error {}

export type Row = { number: number; cells: string[] }

export type HistoryColumns = {
  time: string
  dims: readonly string[]
  text?: string
  outcome?: string
  bad?: BadTest
  person?: string
}

export type History = { records: Records; texts?: string[]; skipped: number }

/** Rows of a CSV or gzipped CSV, the first being the header (number 1, as a spreadsheet counts). */
export async function* csvRows(file: string): AsyncGenerator<Row> {
  if (!existsSync(file)) throw new UsageError(`There is no file ${file}.`)
  const raw = createReadStream(file)
  const parser = parse({ bom: true, relax_column_count: true, skip_empty_lines: true, trim: true, relax_quotes: true })
  const forward = (error: Error) => parser.destroy(error)
  raw.on("error", forward)
  if (file.endsWith(".gz")) raw.pipe(createGunzip().on("error", forward)).pipe(parser)
  else raw.pipe(parser)
  let number = 0
  try {
    for await (const cells of parser as AsyncIterable<string[]>) yield { number: ++number, cells }
  } catch (error) {
    throw new UsageError(`${file}, after row ${number}: ${(error as Error).message} Is it a CSV file in UTF-8?`)
  } finally {
    raw.destroy()
  }
}

/** @throws UsageError naming file, row, column and remedy. */
export async function readHistory(file: string, wanted: HistoryColumns, skipBad = false): Promise<History> {
  const days: number[] = []
  const dims = wanted.dims.map((name) => new DimensionBuilder(name))
  const persons = new Map<string, number>()
  const person: number[] = []
  const bad: number[] = []
  const texts: string[] = []
  const problems: string[] = []
  let skipped = 0
  let at: ReturnType<typeof positions> | undefined
  for await (const { number, cells } of csvRows(file)) {
    if (!at) {
      at = positions(file, cells, wanted)
      continue
    }
    const problem = (message: string) => {
      if (skipBad) skipped++
      else problems.push(`row ${number}, ${message}`)
    }
    const day = dayOf(cells[at.time] ?? "")
    if (day === undefined) {
      problem(`column "${wanted.time}": "${cells[at.time] ?? ""}" is not a date. Write dates as 2014-05-12.`)
      continue
    }
    if (at.outcome !== undefined && wanted.bad) {
      const value = cells[at.outcome] ?? ""
      const verdict = wanted.bad.test(value)
      // A record without an outcome says nothing about the share of bad ones.
      if (value === "") continue
      if (verdict === undefined) {
        problem(
          `column "${wanted.outcome}": "${value}" is not a number, which --bad '${wanted.bad.source}' compares with.`,
        )
        continue
      }
      bad.push(verdict ? 1 : 0)
    }
    days.push(day)
    for (const [j, dim] of dims.entries()) dim.add(cells[at.dims[j]!] ?? "")
    if (at.person !== undefined) person.push(codeOf(persons, cells[at.person] ?? ""))
    if (at.text !== undefined) texts.push(cells[at.text] ?? "")
    if (problems.length >= 5) break
  }
  if (!at) throw new UsageError(`${file} is empty.`)
  if (problems.length > 0) {
    throw new UsageError(
      `${file}: ${problems.join("\n  ")}\nCorrect these rows, or leave such rows out with --skip-bad.`,
    )
  }
  if (days.length === 0) throw new UsageError(`${file} has a header but no usable rows.`)
  return {
    records: {
      day: Int32Array.from(days),
      dims: dims.map((dim) => dim.build()),
      bad: at.outcome === undefined ? undefined : Uint8Array.from(bad),
      person: at.person === undefined ? undefined : Int32Array.from(person),
    },
    texts: at.text === undefined ? undefined : texts,
    skipped,
  }
}

/** Days since 1970 of 2014-05-12, 2014/05/12 or 20140512, with or without a time behind it; undefined otherwise. */
export function dayOf(text: string): number | undefined {
  const match = /^(\d{4})([-/]?)(\d{1,2})\2(\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?$/.exec(text.trim())
  if (!match) return undefined
  const [year, month, day] = [Number(match[1]), Number(match[3]), Number(match[4])]
  const time = Date.UTC(year, month - 1, day)
  const back = new Date(time)
  if (back.getUTCMonth() !== month - 1 || back.getUTCDate() !== day) return undefined
  return Math.round(time / 86_400_000)
}

export function isoOf(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10)
}

/** Several values in one cell are joined by " | ". */
export function valuesOf(cell: string): string[] {
  return [...new Set(cell.split(" | ").map((value) => value.trim()))].filter((value) => value !== "")
}

export type BadTest = { source: string; test: (value: string) => boolean | undefined }

/** '<=2', '>3', '=no' and the like; the test answers undefined for what cannot be compared.
 * @throws UsageError when the operator is missing. */
export function badTest(source: string): BadTest {
  const match = /^\s*(<=|>=|!=|=|<|>)\s*(.+?)\s*$/.exec(source)
  if (!match)
    throw new UsageError(`--bad '${source}' is not understood. Write an operator and a value, such as --bad '<=2'.`)
  const operator = match[1]!
  const limit = match[2]!
  const number = Number(limit)
  if (operator === "=" || operator === "!=") {
    const equal = (value: string) =>
      value === limit || (value !== "" && !Number.isNaN(number) && Number(value) === number)
    return { source, test: (value) => equal(value) === (operator === "=") }
  }
  if (Number.isNaN(number)) throw new UsageError(`--bad '${source}': "${limit}" is not a number.`)
  const compare: Record<string, (x: number) => boolean> = {
    "<=": (x) => x <= number,
    ">=": (x) => x >= number,
    "<": (x) => x < number,
    ">": (x) => x > number,
  }
  return {
    source,
    test: (value) =>
      value.trim() === "" || Number.isNaN(Number(value)) ? undefined : compare[operator]!(Number(value)),
  }
}

class DimensionBuilder {
  private readonly name: string
  private readonly values: string[] = []
  private readonly known = new Map<string, number>()
  private readonly codes: number[] = []
  private readonly offsets: number[] = [0]
  private single = true

  constructor(name: string) {
    this.name = name
  }

  add(cell: string): void {
    const values = valuesOf(cell)
    if (values.length !== 1) this.single = false
    for (const value of values) {
      let code = this.known.get(value)
      if (code === undefined) {
        code = this.values.push(value) - 1
        this.known.set(value, code)
      }
      this.codes.push(code)
    }
    this.offsets.push(this.codes.length)
  }

  build(): Dimension {
    const codes = Int32Array.from(this.codes)
    if (this.single) return { name: this.name, values: this.values, codes }
    return { name: this.name, values: this.values, codes, offsets: Int32Array.from(this.offsets) }
  }
}

function positions(file: string, header: readonly string[], wanted: HistoryColumns) {
  const find = (name: string, option: string): number => {
    const exact = header.indexOf(name)
    const at = exact >= 0 ? exact : header.findIndex((h) => h.toLowerCase() === name.toLowerCase())
    if (at < 0)
      throw new UsageError(`${file} has no column "${name}" (${option}). Its columns are: ${header.join(", ")}.`)
    return at
  }
  const optional = (name: string | undefined, option: string) => (name === undefined ? undefined : find(name, option))
  return {
    time: find(wanted.time, "--time"),
    dims: wanted.dims.map((name) => find(name, "--dims")),
    text: optional(wanted.text, "--text"),
    outcome: optional(wanted.outcome, "--outcome"),
    person: optional(wanted.person, "--person"),
  }
}

function codeOf(codes: Map<string, number>, value: string): number {
  if (value === "") return -1
  let code = codes.get(value)
  if (code === undefined) {
    code = codes.size
    codes.set(value, code)
  }
  return code
}
