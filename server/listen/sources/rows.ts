import type { TableLayout } from "../../../tables/layout.ts"
import { mapRows } from "../../../tables/map.ts"
import { TableError, type TableProblem } from "../../../tables/problems.ts"
import { readTable, type Table } from "../../../tables/read.ts"
import type { Fault } from "../../platform/http/errors.ts"
import { badInput } from "../../platform/http/kit.ts"
import { FeedbackInput } from "../feedback/public.ts"
import type { ImportColumn, Mapping, RowProblem } from "./contract.ts"
import type { ImportKind } from "./import-kinds.ts"
import { asTableMapping } from "./mapping.ts"
import { clean } from "./recognition.ts"
import { recordReader, type Taken } from "./records.ts"
import { createRowIdentity } from "./row-identity.ts"

export type ReadRow = { row: number } & ({ feedback: Identified } | { record: Taken } | { problems: RowProblem[] })
export type Identified = FeedbackInput & { source: string; externalId: string }

/** How a file is read: everything that must be the same when it is read again. */
export type Reading = {
  file: string
  name: string
  source: string
  kind: ImportKind
  layout: TableLayout
  columns: readonly ImportColumn[]
  mapping: Mapping
}

export const chunkRows = 1_000
/** Reading may hold up the requests of others for this long at a time. */
const sliceMs = 8

/**
 * Reads a file as feedback, a thousand rows at a time, good ones and bad ones in their order. Each good row has an
 * external id: its own, or one made from its content (`createRowIdentity`). Rows up to `afterRow` are passed over.
 * A file that turns out damaged ends with a bad row that says so. Lets others work in between.
 * @param onOpen is given the open table, whose columns can grow while a JSON file is read
 */
export async function* readRows(
  { file, name, source, kind, layout, columns, mapping }: Reading,
  { afterRow = 0, now, onOpen }: { afterRow?: number; now: () => Date; onOpen?: (table: Table) => void },
): AsyncGenerator<ReadRow[]> {
  const table = await readTable(file, { name, layout })
  onOpen?.(table)
  const read = kind === "feedback" ? rowReader(table, { source, columns, mapping, now }) : undefined
  const readRecord =
    kind === "feedback" ? undefined : recordReader(kind, { columns, mapping, layout: table.layout, source })
  const identify = createRowIdentity()
  const placeOf = (target: string) => mapping.columns.find((one) => one.target === target)?.index
  const [idAt, sourceAt] = [placeOf("externalId"), placeOf("source")]
  let chunk: ReadRow[] = []
  let last = 0
  let since = performance.now()
  try {
    for await (const batch of table.batches()) {
      for (const { row, cells: raw, problem } of batch) {
        last = row
        if (performance.now() - since > sliceMs) {
          await new Promise((resolve) => setImmediate(resolve))
          since = performance.now()
        }
        const cells = raw.map(clean)
        // Rows before the checkpoint are counted too: equal rows are told apart by their number from the beginning.
        const own = idAt === undefined || problem ? "" : (cells[idAt] ?? "").trim()
        const identity = own === "" && !problem ? identify(cells) : ""
        if (row <= afterRow) continue
        if (problem) {
          chunk.push({ row, problems: [asRowProblem(problem, row)] })
        } else if (readRecord) {
          chunk.push(readRecord({ row, cells }, identity))
        } else if (read) {
          const found = read({ row, cells })
          if ("feedback" in found) {
            const given = found.feedback
            if (!given.externalId) given.externalId = identity
            const named = sourceAt === undefined ? "" : (cells[sourceAt] ?? "").trim()
            if (named !== "") given.source = named.slice(0, 300)
          }
          chunk.push(found)
        }
        if (chunk.length === chunkRows) {
          yield chunk
          chunk = []
          since = performance.now()
        }
      }
    }
  } catch (error) {
    if (!(error instanceof TableError)) throw error
    chunk.push({ row: last + 1, problems: [asRowProblem(error.problem, last + 1)] })
  } finally {
    await table.close()
  }
  if (chunk.length > 0) yield chunk
}

type RawRow = { row: number; cells: readonly string[]; problem?: TableProblem }

/** Turns one row into feedback that the API would take, or says everything that is wrong with it. */
function rowReader(
  table: Table,
  { source, columns, mapping, now }: Pick<Reading, "source" | "columns" | "mapping"> & { now: () => Date },
) {
  const map = mapRows(table.columns, asTableMapping(columns, mapping), table.layout, now)
  return (raw: RawRow): ReadRow => {
    const mapped = map(raw)
    if (!mapped.ok) {
      return { row: raw.row, problems: mapped.problems.map((problem) => asRowProblem(problem, raw.row)) }
    }
    const checked = FeedbackInput.safeParse({ source, ...mapped.feedback })
    if (checked.success) {
      const { externalId = "", ...feedback } = checked.data
      return { row: raw.row, feedback: { ...feedback, source, externalId } }
    }
    const problems = badInput(checked.error.issues).details.map((fault) => {
      const at = columnOf(fault, mapping, mapped.feedback.scores)
      const value = at === undefined ? undefined : raw.cells[at]
      return {
        row: raw.row,
        column: at === undefined ? null : (columns[at]?.name ?? null),
        value: value === undefined ? null : shown(value),
        code: fault.code,
        message: fault.message,
        remedy: fault.remedy ?? null,
        params: fault.params ?? {},
      }
    })
    return { row: raw.row, problems }
  }
}

/** The column that a field such as "person.email" or "scores[0].value" came from. */
function columnOf(
  { field = "" }: Fault,
  mapping: Mapping,
  scores: readonly { metric: string }[] | undefined,
): number | undefined {
  const score = /^scores\[(\d+)\]/.exec(field)?.[1]
  const metric = score === undefined ? undefined : scores?.[Number(score)]?.metric
  const attribute = /^attributes\.(.+)$/.exec(field)?.[1]
  const target = field.replace(/\[\d+\]$/, "")
  return mapping.columns.find((one) =>
    one.target === "score"
      ? metric !== undefined && one.metric === metric
      : one.target === "attribute"
        ? attribute !== undefined && one.attribute === attribute
        : one.target === target,
  )?.index
}

const asRowProblem = ({ row, column, value, code, message, remedy, params }: TableProblem, at: number): RowProblem => ({
  row: row ?? at,
  column: column === undefined ? null : clean(column),
  value: value === undefined ? null : shown(value),
  code,
  message: clean(message),
  remedy: clean(remedy),
  params: Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, typeof value === "string" ? clean(value) : value]),
  ),
})

const shown = (value: string) => clean(value.length <= 80 ? value : `${value.slice(0, 79)}…`)
