import { type KnownExport, recogniseExport } from "../../../tables/exports.ts"
import { guessColumns, type ColumnTarget as TableTarget } from "../../../tables/guess.ts"
import type { LayoutOverrides, Detection as TableDetection, TableLayout } from "../../../tables/layout.ts"
import { TableError, type TableProblem } from "../../../tables/problems.ts"
import { inspectTable } from "../../../tables/read.ts"
import { type CodedError, coded } from "../../platform/http/errors.ts"
import type { Detection, ImportColumn, Mapping, Overrides, PreviewRow } from "./contract.ts"
import type { ImportKind } from "./import-kinds.ts"
import { guessFor, kindOf } from "./kind.ts"
import { asTarget, completed, withinLimits } from "./mapping.ts"

/** What a look at a file found; `mapping` is what the guesses propose. */
export type Recognised = {
  kind: ImportKind
  layout: TableLayout
  detection: Detection
  columns: ImportColumn[]
  mapping: Mapping
  preview: PreviewRow[]
}

const previewRows = 50
const previewLength = 500
const sampleLength = 200

/** Looks at the beginning of a file: how it is written, what its columns are. @throws CodedError import.unreadable */
export async function recognise(
  file: string,
  name: string,
  overrides: Overrides,
  asked?: ImportKind,
): Promise<Recognised> {
  const found = await inspectTable(file, { name, layout: asLayout(overrides) }).catch((error) => {
    throw error instanceof TableError ? unreadable(error.problem) : error
  })
  if (found.problems[0]) throw unreadable(found.problems[0])
  const { layout } = found
  const rows = found.preview.filter((row) => !row.problem).map((row) => row.cells)
  const known = knownExport(found, rows, overrides, asked)
  const guesses = guessColumns(known?.names ?? found.columns, rows, layout).map((one) => {
    const sure = sureTarget(known, one.index, one.guess)
    const name = clean(found.columns[one.index] ?? one.column)
    const title = clean(one.column)
    return {
      name,
      index: one.index,
      ...(title === name ? {} : { title: shortened(title, 300) }),
      sample: one.sample.map((text) => shortened(text, sampleLength)),
      guess: asTarget(sure ?? one.guess),
      confidence: sure ? 1 : one.confidence,
      reason: sure ? `known of ${known!.tool}` : clean(one.reason),
    }
  })
  const feedback = withinLimits(guesses)
  const rowsAre = asked ?? (known ? "feedback" : kindOf(name, feedback))
  const columns = guessFor(rowsAre, feedback)
  const kind =
    rowsAre !== "feedback" || columns.some((one) => one.guess.target === "kind")
      ? undefined
      : known
        ? { kind: known.kind, reason: `it is an export of ${known.tool}` }
        : kindNamed(name, columns)
  const defaults = { ...(kind ? { kind: kind.kind } : {}), ...(known?.channel ? { channel: known.channel } : {}) }
  return {
    kind: rowsAre,
    layout,
    detection: detectionOf(found, kind, known),
    columns,
    mapping: completed(columns, { columns: [], ...(Object.keys(defaults).length > 0 ? { defaults } : {}) }),
    preview: found.preview.slice(0, previewRows).map(({ row, cells }) => ({
      row,
      cells: cells.map((text) => shortened(text, previewLength)),
    })),
  }
}

export const unreadable = ({ code, message, remedy, params }: TableProblem): CodedError =>
  coded("import.unreadable", { ...params, detail: message, remedy, problem: code })

/** The tool whose export it is, unless somebody said that it is none, or another. */
function knownExport(
  { columns, second }: TableDetection,
  rows: readonly (readonly string[])[],
  { tool }: Overrides,
  asked: ImportKind | undefined,
): KnownExport | undefined {
  if (tool === "none" || (asked !== undefined && asked !== "feedback")) return undefined
  return recogniseExport(columns, { rows, ...(second ? { second } : {}) })
}

/** What is known of a column; a guess that would take what another one certainly is becomes an attribute. */
function sureTarget(known: KnownExport | undefined, index: number, guess: TableTarget): TableTarget | undefined {
  const sure = known?.targets[index]
  if (!known || sure) return sure
  const { target } = guess
  const taken = known.targets.some((one) => one?.target === target)
  if (!taken || target === "score" || target === "attribute" || target === "text" || target === "ignore")
    return undefined
  return { target: "attribute", name: (known.names[index] ?? "").replaceAll(".", "_").slice(0, 60), type: "string" }
}

function asLayout({ delimiter, tool: _, ...overrides }: Overrides): LayoutOverrides {
  return { ...overrides, ...(delimiter === undefined ? {} : { delimiter: delimiter ?? "" }) }
}

function detectionOf(
  { layout, reasons, sheets }: TableDetection,
  kind: Kind | undefined,
  known: KnownExport | undefined,
): Detection {
  const { format, encoding, delimiter, quote, decimal, dateOrder, headerRow, sheet, shortRows } = layout
  const given = Object.entries(reasons).filter(([, reason]) => reason !== undefined)
  return {
    format,
    encoding,
    delimiter: format === "csv" ? delimiter : null,
    quote,
    decimal,
    dateOrder,
    header: headerRow !== null,
    sheet,
    shortRows,
    sheets,
    tool: known?.tool ?? null,
    reasons: { ...Object.fromEntries(given), header: reasons.headerRow ?? "", ...(kind ? { kind: kind.reason } : {}) },
  }
}

type Kind = { kind: NonNullable<NonNullable<Mapping["defaults"]>["kind"]>; reason: string }

const kindWords: readonly (readonly [Kind["kind"], RegExp])[] = [
  ["complaint", /complain|beschwerde|reklamation|投诉/],
  ["ticket", /ticket|helpdesk|zendesk|case(s|_|\b)|anfrage|工单/],
  ["call", /\bcalls?\b|call.?cent|hotline|anruf|来电|通话/],
  ["chat", /\bchats?\b|聊天|会话/],
  ["email", /\be?-?mails?\b|邮件/],
  ["review", /review|rezension|bewertung|app.?store|google.?play|trustpilot|评价|评论/],
  ["response", /survey|response|nps|csat|\bces\b|umfrage|问卷|调查/],
  ["social", /tweet|twitter|weibo|reddit|social|微博/],
]

/** Contact rate and signals count by kind, so a file that says nothing of it gets the likeliest one; it can be corrected. */
function kindNamed(name: string, columns: readonly ImportColumn[]): Kind | undefined {
  const inName = kindIn(name)
  if (inName) return { kind: inName, reason: `the file is named ${name}` }
  // "complaint_id" says it too; a column about the e-mail address of a person does not.
  for (const column of columns) {
    if (column.guess.target.startsWith("person.") || column.guess.target === "score") continue
    const found = kindIn(column.name)
    if (found) return { kind: found, reason: `there is a column ${column.name}` }
  }
  const has = (target: string) => columns.some((one) => one.guess.target === target)
  return has("score") ? { kind: "response", reason: "the rows carry scores" } : undefined
}

function kindIn(text: string): Kind["kind"] | undefined {
  const words = text.toLowerCase().replaceAll(/[_\-.]+/g, " ")
  return kindWords.find(([, test]) => test.test(words))?.[0]
}

const shortened = (text: string, length: number) => clean(text.length <= length ? text : `${text.slice(0, length)}…`)

/** Without what PostgreSQL cannot hold: NUL, and halves of a pair of UTF-16. */
export const clean = (text: string) =>
  text.isWellFormed() && !text.includes("\0") ? text : text.toWellFormed().replaceAll("\0", "")
