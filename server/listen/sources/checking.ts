import type { Table } from "../../../tables/read.ts"
import { record } from "../../platform/outbox.ts"
import type { Scope } from "../../platform/scope.ts"
import type { ImportColumn, RowProblem } from "./contract.ts"
import { completed } from "./mapping.ts"
import { clean } from "./recognition.ts"
import { problemAt, type Taken, tryRecords } from "./records.ts"
import { createOccurrenceCounter, keyOf } from "./row-identity.ts"
import { type Reading, readRows } from "./rows.ts"
import {
  deleteProblems,
  type ImportRow,
  insertProblems,
  knownAmong,
  saveChecked,
  saveExpected,
  saveState,
} from "./store.ts"
import type { Work } from "./work.ts"

/** How many problems are kept to be shown; the count is exact however many there are. */
const keptProblems = 10_000

/**
 * Reads the whole file as an import would, stores nothing of it, and says what would come of it: every bad row, and how
 * many items are new or known already. Cut off by a crash, it begins anew.
 */
export async function checkImport(scope: Scope, one: ImportRow, reading: Reading, work: Work): Promise<void> {
  await deleteProblems(scope, one.id)
  const seen = createOccurrenceCounter()
  const counts = { rows: 0, refused: 0, duplicates: 0, problems: 0 }
  let table: Table | undefined
  const onOpen = (opened: Table) => {
    table = opened
  }
  for await (const chunk of readRows(reading, { now: () => scope.now(), onOpen })) {
    if (work.stopping()) return
    const problems: RowProblem[] = []
    const fresh: { source: string; externalId: string }[] = []
    const records: { row: number; record: Taken }[] = []
    for (const row of chunk) {
      counts.rows++
      if ("problems" in row) {
        counts.refused++
        problems.push(...row.problems)
      } else if ("record" in row) records.push(row)
      else if (seen.next(keyOf(`${row.feedback.source}\u001f${row.feedback.externalId}`)) > 1) counts.duplicates++
      else fresh.push(row.feedback)
    }
    if (fresh.length > 0) counts.duplicates += await knownAmong(scope, fresh)
    if (records.length > 0) {
      const outcomes = await tryRecords(
        scope,
        records.map((one) => one.record),
        one.id,
      )
      outcomes.forEach((outcome, at) => {
        if (outcome === "known") counts.duplicates++
        if (typeof outcome === "string") return
        counts.refused++
        const { row } = records[at]!
        problems.push(...outcome.map((fault) => problemAt(row, fault, one.mapping, one.columns)))
      })
    }
    const kept = problems.slice(0, Math.max(0, keptProblems - counts.problems))
    if (kept.length > 0) await insertProblems(scope, one.id, counts.problems, kept)
    counts.problems += kept.length
    if (!(await saveChecked(scope, one.id, counts.rows, counts.refused))) return
    await work.tell({ rowsRead: counts.rows, refused: counts.refused })
  }
  const { rows, refused, duplicates } = counts
  const expected = { accepted: rows - refused - duplicates, duplicates, refused }
  const columns = withLateColumns(one.columns, table?.columns ?? [])
  await scope.transaction(async (tx) => {
    await saveChecked(tx, one.id, rows, refused)
    await saveExpected(tx, one.id, expected, columns, completed(columns, one.mapping))
    if (await saveState(tx, one.id, "checking", "checked")) {
      await record(tx, "import.checked", `import:${one.id}`, { rows, ...expected })
    }
  })
}

/** Records of a JSON file may bring fields that its beginning did not have: they are kept, as attributes, while there is room. */
function withLateColumns(known: readonly ImportColumn[], all: readonly string[]): ImportColumn[] {
  let room = 50 - known.filter((one) => one.guess.target === "attribute").length
  const late = all.slice(known.length).map((raw, at): ImportColumn => {
    const name = clean(raw)
    const guess =
      room-- > 0 ? { target: "attribute" as const, attribute: name.slice(0, 60) } : { target: "ignore" as const }
    return { name, index: known.length + at, sample: [], guess, confidence: 0.3, reason: "first found further down" }
  })
  return [...known, ...late]
}
