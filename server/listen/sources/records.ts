import { parseDate } from "../../../tables/dates.ts"
import type { TableLayout } from "../../../tables/layout.ts"
import { type CodedError, type Fault, fault } from "../../platform/http/errors.ts"
import { badInput } from "../../platform/http/kit.ts"
import { type Runner, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import { OwnershipInput, saveOwnership } from "../ownership/public.ts"
import { PersonRow, savePeople } from "../people/public.ts"
import type { ImportColumn, Mapping, RowProblem } from "./contract.ts"
import type { ImportKind } from "./import-kinds.ts"

/** A row of people or of the installed base, as its own slice takes it. */
export type Taken = { kind: "ownership"; value: OwnershipInput } | { kind: "people"; value: PersonRow }
type Cells = { row: number; cells: readonly string[] }

/** Turns rows of a file into records of a kind, or says everything that is wrong with them. */
export function recordReader(
  kind: Exclude<ImportKind, "feedback">,
  {
    columns,
    mapping,
    layout,
    source,
  }: { columns: readonly ImportColumn[]; mapping: Mapping; layout: TableLayout; source: string },
) {
  const faulty = (row: number, { details }: CodedError) => details.map((one) => problemAt(row, one, mapping, columns))

  return (
    { row, cells }: Cells,
    identity: string,
  ): { row: number } & ({ record: Taken } | { problems: RowProblem[] }) => {
    const given: Record<string, unknown> = {}
    const problems: RowProblem[] = []
    for (const { index, target, attribute } of mapping.columns) {
      const text = (cells[index] ?? "").trim()
      if (text === "" || target === "ignore") continue
      if (target === "purchasedAt" || target === "endedAt") {
        const read = parseDate(text, { order: layout.dateOrder })
        if (read.ok) given[target] = read.value.day ?? read.value.at.toISOString().slice(0, 10)
        else
          problems.push(
            problemOf(row, fault("request.field", { detail: `“${text}” is not a date.` }), index, text, columns),
          )
      } else if (target === "component") given.component = text.split(/\s*[|;]\s*/).filter(Boolean)
      else put(given, target === "attribute" ? `attributes.${attribute ?? columns[index]?.name}` : target, text)
    }
    if (problems.length > 0) return { row, problems }
    return kind === "ownership" ? asOwnership(row, given, identity, source) : asPerson(row, given)
  }

  function asOwnership(row: number, given: Record<string, unknown>, identity: string, from: string) {
    const known = Boolean(given.serial || given.externalId)
    const relation = typeof given.relation === "string" ? { relation: given.relation.toLowerCase() } : {}
    const { source: _, attributes: __, ...rest } = given
    const result = OwnershipInput.safeParse({
      ...rest,
      ...relation,
      source: from,
      ...(known ? {} : { externalId: identity }),
    })
    return result.success
      ? { row, record: { kind: "ownership" as const, value: result.data } }
      : { row, problems: faulty(row, badInput(result.error.issues)) }
  }

  function asPerson(row: number, given: Record<string, unknown>) {
    const { person = {}, consent, ...rest } = given as { person?: object; consent?: Record<string, string> }
    const said = consent
      ? { consent: Object.fromEntries(Object.entries(consent).map(([topic, text]) => [topic, consentIn(text)])) }
      : {}
    const result = PersonRow.safeParse({ ...rest, ...person, ...said })
    return result.success
      ? { row, record: { kind: "people" as const, value: result.data } }
      : { row, problems: faulty(row, badInput(result.error.issues)) }
  }
}

/** Saves records in the transaction of their checkpoint. The outcome has one entry for each: new, known, or refused. */
export async function saveRecords(
  tx: Tx,
  records: readonly Taken[],
  { importId, source, quiet = false }: { importId: string; source: string; quiet?: boolean },
): Promise<("new" | "known" | readonly Fault[])[]> {
  const owned = records.flatMap((one) => (one.kind === "ownership" ? [one.value] : []))
  if (owned.length > 0) {
    const outcomes = await saveOwnership(tx, owned, { importId, quiet })
    return outcomes.map((one) =>
      one.status === "refused" ? one.faults : one.status === "unchanged" ? ("known" as const) : ("new" as const),
    )
  }
  const rows = records.flatMap((one) => (one.kind === "people" ? [one.value] : []))
  if (rows.length === 0) return []
  const [before] = await tx.query<{ at: Date }>(sql`select now() as at`)
  const saved = await savePeople(tx, rows, source)
  const ids = saved.flatMap((one) => ("id" in one ? [one.id] : []))
  // Who was made in this transaction was not known before it.
  const made = new Set(
    (
      await tx.query<{ person_id: string }>(sql`
        insert into import_person (import_id, person_id)
        select ${importId}, p.id from person p where p.id = any(${ids}::uuid[]) and p.first_seen_at >= ${before!.at}
        on conflict do nothing returning person_id`)
    ).map((row) => row.person_id),
  )
  return saved.map((one) => ("errors" in one ? one.errors : made.has(one.id) ? ("new" as const) : ("known" as const)))
}

/** What the check would find if it stored them: everything is taken back. */
export async function tryRecords(scope: Scope, records: readonly Taken[], importId: string) {
  let found: Awaited<ReturnType<typeof saveRecords>> = []
  await scope
    .transaction(async (tx) => {
      found = await saveRecords(tx, records, { importId, source: "import", quiet: true })
      throw takenBack
    })
    .catch((error: unknown) => {
      if (error !== takenBack) throw error
    })
  return found
}

/** Some of the people only this import made and nothing else knows are removed; returns how many. */
export async function removeSomePeople(tx: Tx, importId: string, limit: number): Promise<number> {
  const some = await tx.query<{ person_id: string }>(sql`
    delete from import_person where import_id = ${importId} and person_id in (
      select person_id from import_person where import_id = ${importId} limit ${limit}) returning person_id`)
  const rows = await tx.query(sql`
    delete from person p where p.id = any(${some.map((row) => row.person_id)}::uuid[]) and p.root_id = p.id
      and not exists (select 1 from feedback f where f.person_id = p.id)
      and not exists (select 1 from ownership o where o.person_id = p.id)
      and not exists (select 1 from person other where other.root_id = p.id and other.id <> p.id)
      and not exists (select 1 from import_person i where i.person_id = p.id)
    returning p.id`)
  return rows.length
}

export const leftOfPeople = async (runner: Runner, importId: string) =>
  (await runner.query(sql`select 1 from import_person where import_id = ${importId} limit 1`)).length > 0

/** A fault about a field of the record, with the column it came from. */
export function problemAt(
  row: number,
  one: Fault,
  mapping: Mapping,
  columns: readonly ImportColumn[],
  cells?: readonly string[],
) {
  const field = (one.field ?? "").replace(/\[\d+\]$/, "")
  const at = mapping.columns.find(
    ({ target, attribute }) =>
      target === field ||
      target === `person.${field}` ||
      (target === "attribute" && `attributes.${attribute}` === field),
  )?.index
  return problemOf(row, one, at, at === undefined ? undefined : cells?.[at], columns)
}

function problemOf(
  row: number,
  { code, message, remedy, params }: Fault,
  at: number | undefined,
  value: string | undefined,
  columns: readonly ImportColumn[],
): RowProblem {
  return {
    row,
    column: at === undefined ? null : (columns[at]?.name ?? null),
    value: value === undefined ? null : value.slice(0, 80),
    code,
    message,
    remedy: remedy ?? null,
    params: params ?? {},
  }
}

const takenBack = new Error("taken back")

const consentIn = (text: string) =>
  /^(1|y|yes|true|granted|opt.?in|ja|是|同意)$/i.test(text)
    ? "granted"
    : /^(0|n|no|false|denied|opt.?out|nein|否|不同意)$/i.test(text)
      ? "denied"
      : text

/** Puts a value where a dotted name says: "person.email". */
function put(into: Record<string, unknown>, name: string, value: string) {
  const [first = "", ...rest] = name.split(".")
  if (rest.length === 0) into[first] = value
  else {
    into[first] = { ...(into[first] as object | undefined), [rest.join(".")]: value }
  }
}
