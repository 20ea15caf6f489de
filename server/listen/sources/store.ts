import type { TableLayout } from "../../../tables/layout.ts"
import { coded } from "../../platform/http/errors.ts"
import { isId } from "../../platform/ids.ts"
import type { Role } from "../../platform/permissions.ts"
import { json, type Runner, sql } from "../../platform/postgres.ts"
import type { Actor, Scope, Tx } from "../../platform/scope.ts"
import type { Detection, Expected, ImportColumn, Mapping, Overrides, PreviewRow, RowProblem } from "./contract.ts"
import { type ImportState, type MovingState, movingStates } from "./import.ts"
import type { ImportKind } from "./import-kinds.ts"

/** Whose rights an import works with: those of who asked, as they were then. */
export type AskedBy = { actor: Actor; role: Role }
export type Failure = { code: string; message: string; remedy: string }

export type ImportRow = {
  id: string
  organization_id: string
  name: string
  source: string
  kind: ImportKind
  state: ImportState
  failed_in: MovingState | null
  failure: Failure | null
  bytes: number
  fingerprint: string
  file_removed_at: Date | null
  overrides: Overrides
  layout: TableLayout
  detection: Detection
  columns: ImportColumn[]
  mapping: Mapping
  preview: PreviewRow[]
  expected: Expected | null
  skip_bad_rows: boolean
  row_done: number
  rows_read: number
  sent: number
  accepted: number
  refused: number
  created_by_id: string | null
  created_by_name: string
  created_at: Date
  asked_by: AskedBy
}

export async function insertImport(tx: Tx, one: ImportRow) {
  await tx.query(sql`
    insert into import (id, organization_id, name, source, kind, state, bytes, fingerprint, overrides, layout, detection, columns,
      mapping, preview, created_by_id, created_by_name, created_at, asked_by)
    values (${one.id}, ${tx.organizationId}, ${one.name}, ${one.source}, ${one.kind}, ${one.state}, ${one.bytes}, ${one.fingerprint},
      ${json(one.overrides)}, ${json(one.layout)}, ${json(one.detection)}, ${json(one.columns)}, ${json(one.mapping)},
      ${json(one.preview)}, ${one.created_by_id}, ${one.created_by_name}, ${one.created_at}, ${json(one.asked_by)})`)
}

export async function findImport(scope: Scope, id: string): Promise<ImportRow | undefined> {
  const [row] = await scope.query<ImportRow>(sql`
    select * from import where organization_id = ${scope.organizationId} and id = ${id}`)
  return row
}

/** The same, held until the transaction ends. */
export async function lockImport(tx: Tx, id: string): Promise<ImportRow | undefined> {
  const [row] = await tx.query<ImportRow>(sql`
    select * from import where organization_id = ${tx.organizationId} and id = ${id} for update`)
  return row
}

/** Newest first; `fingerprint` finds the imports of one file. */
export async function listImports(
  scope: Scope,
  { fingerprint, cursor, limit }: { fingerprint?: string; cursor?: string; limit: number },
): Promise<{ items: ImportRow[]; next: string | null }> {
  const [at, id] = cursor === undefined ? [] : cursor.split("_")
  if (cursor !== undefined && (!isId(id ?? "") || !/^\d{1,15}$/.test(at ?? "")))
    throw coded("cursor.invalid", {}, "cursor")
  const items = await scope.query<ImportRow>(sql`
    select id, name, source, kind, state, failed_in, failure, bytes, fingerprint, expected, row_done, rows_read, sent, accepted,
      refused, created_by_id, created_by_name, created_at
    from import where organization_id = ${scope.organizationId}
      ${fingerprint === undefined ? sql`` : sql`and fingerprint = ${fingerprint}`}
      ${at && id ? sql`and (created_at, id) < (${new Date(Number(at))}, ${id}::uuid)` : sql``}
    order by created_at desc, id desc limit ${limit}`)
  const last = items.at(-1)
  return { items, next: last && items.length === limit ? `${last.created_at.getTime()}_${last.id}` : null }
}

export async function saveReading(tx: Tx, one: ImportRow) {
  await tx.query(sql`
    update import set state = ${one.state}, kind = ${one.kind}, source = ${one.source}, overrides = ${json(one.overrides)}, layout = ${json(one.layout)},
      detection = ${json(one.detection)}, columns = ${json(one.columns)}, mapping = ${json(one.mapping)},
      preview = ${json(one.preview)}, expected = null, failed_in = null, failure = null, rows_read = 0, refused = 0
    where id = ${one.id}`)
  await tx.query(sql`delete from import_problem where import_id = ${one.id}`)
}

export async function saveAsked(tx: Tx, id: string, state: ImportState, by: AskedBy, skipBadRows?: boolean) {
  await tx.query(sql`
    update import set state = ${state}, failed_in = null, failure = null, asked_by = ${json(by)}, touched_at = now(),
      skip_bad_rows = ${skipBadRows ?? false}
    where id = ${id}`)
}

/** A run from the first row on: what the check counted is forgotten. */
export const saveStart = (scope: Scope, id: string) =>
  scope.query(sql`
    update import set rows_read = 0, refused = 0, sent = 0, accepted = 0
    where id = ${id} and organization_id = ${scope.organizationId} and row_done = 0`)

export type Checkpoint = { rowDone: number; rowsRead: number; sent: number; accepted: number; refused: number }

/** Moves the checkpoint, unless the import is no longer running or somebody else has moved it. Returns whether it did. */
export async function saveCheckpoint(
  scope: Scope,
  id: string,
  before: Checkpoint,
  after: Checkpoint,
): Promise<boolean> {
  const rows = await scope.query(sql`
    update import set row_done = ${after.rowDone}, rows_read = ${after.rowsRead}, sent = ${after.sent},
      accepted = ${after.accepted}, refused = ${after.refused}, touched_at = now()
    where id = ${id} and organization_id = ${scope.organizationId} and state = 'running' and row_done = ${before.rowDone}
    returning id`)
  return rows.length > 0
}

/** How far a check has come. Returns whether it is still wanted. */
export async function saveChecked(scope: Scope, id: string, rowsRead: number, refused: number): Promise<boolean> {
  const rows = await scope.query(sql`
    update import set rows_read = ${rowsRead}, refused = ${refused}, touched_at = now()
    where id = ${id} and organization_id = ${scope.organizationId} and state = 'checking' returning id`)
  return rows.length > 0
}

export const saveExpected = (tx: Tx, id: string, expected: Expected, columns: ImportColumn[], mapping: Mapping) =>
  tx.query(sql`
    update import set expected = ${json(expected)}, columns = ${json(columns)}, mapping = ${json(mapping)}
    where id = ${id} and organization_id = ${tx.organizationId}`)

/** From one state to the next, if it is still in the first; returns whether it was. */
export async function saveState(
  tx: Tx,
  id: string,
  from: ImportState,
  to: ImportState,
  failed?: { in: MovingState; failure: Failure },
): Promise<boolean> {
  const rows = await tx.query(sql`
    update import set state = ${to}, failed_in = ${failed?.in ?? null}, failure = ${json(failed?.failure)}, touched_at = now()
    where id = ${id} and organization_id = ${tx.organizationId} and state = ${from} returning id`)
  return rows.length > 0
}

/** How many items of an import there are now. */
export async function countImported(scope: Scope, importId: string): Promise<number> {
  const [row] = await scope.query<{ n: number }>(sql`
    select count(*) as n from feedback where import_id = ${importId} and organization_id = ${scope.organizationId}`)
  return row!.n
}

export const saveAccepted = (scope: Scope, id: string, accepted: number) =>
  scope.query(
    sql`update import set accepted = ${accepted} where id = ${id} and organization_id = ${scope.organizationId}`,
  )

/** Which of these are stored already, as `keyOf` names them. */
export async function knownAmong(
  scope: Scope,
  items: readonly { source: string; externalId: string }[],
): Promise<number> {
  const [row] = await scope.query<{ n: number }>(sql`
    select count(*) as n from feedback f
    join unnest(${items.map((one) => one.source)}::text[], ${items.map((one) => one.externalId)}::text[]) as x(source, external_id)
      on f.source = x.source and f.external_id = x.external_id
    where f.organization_id = ${scope.organizationId}`)
  return row!.n
}

/** Ids of some items of an import, for taking it out piece by piece. */
export const someOfImport = async (scope: Scope, importId: string, limit: number) =>
  (
    await scope.query<{ id: string }>(sql`
      select id from feedback where import_id = ${importId} and organization_id = ${scope.organizationId}
      order by id limit ${limit}`)
  ).map((row) => row.id)

export const deleteProblems = (scope: Scope, importId: string) =>
  scope.query(sql`delete from import_problem where import_id = ${importId}`)

export const insertProblems = (scope: Scope, importId: string, from: number, problems: readonly RowProblem[]) =>
  scope.query(sql`
    insert into import_problem (import_id, position, row, "column", value, code, message, remedy, params)
    select ${importId}, ${from}::int + ordinality, row, "column", value, code, message, remedy, params
    from rows from (json_to_recordset(${JSON.stringify(problems)}::json)
      as (row bigint, "column" text, value text, code text, message text, remedy text, params jsonb)) with ordinality
    on conflict do nothing`)

export async function listProblems(
  scope: Scope,
  importId: string,
  { after = 0, limit }: { after?: number; limit: number },
): Promise<{ items: RowProblem[]; next: string | null }> {
  const rows = await scope.query<RowProblem & { position: number }>(sql`
    select p.position, p.row, p."column", p.value, p.code, p.message, p.remedy, p.params
    from import_problem p join import i on i.id = p.import_id
    where p.import_id = ${importId} and i.organization_id = ${scope.organizationId} and p.position > ${after}
    order by p.position limit ${limit}`)
  const last = rows.at(-1)
  return {
    items: rows.map(({ position: _, ...problem }) => problem),
    next: last && rows.length === limit ? String(last.position) : null,
  }
}

/** Imports that work should go on with, of every organization; with `idleSeconds` only those nobody has touched since. */
export const movingImports = (runner: Runner, idleSeconds: number) =>
  runner.query<{ id: string; organization_id: string }>(sql`
    select id, organization_id from import
    where state = any(${movingStates}) and touched_at <= now() - make_interval(secs => ${idleSeconds})`)

/** One import by its id alone, for the background, which then works in its organization. */
export async function importAnywhere(runner: Runner, id: string): Promise<ImportRow | undefined> {
  const [row] = await runner.query<ImportRow>(sql`select * from import where id = ${id}`)
  return row
}

/** Imports whose file nobody needs any more: at its end, or older than so many days. */
export const filesToRemove = async (runner: Runner, days: number) =>
  (
    await runner.query<{ id: string }>(sql`
      select id from import where file_removed_at is null and state not in ('checking', 'running')
        and (state in ('done', 'undoing', 'undone') or created_at < now() - make_interval(days => ${days})) limit 500`)
  ).map((row) => row.id)

export const saveFileRemoved = (runner: Runner, ids: readonly string[]) =>
  runner.query(sql`update import set file_removed_at = now() where id = any(${ids}::uuid[])`)

/** Those of the ids that no import has. */
export const withoutImport = async (runner: Runner, ids: readonly string[]) =>
  (
    await runner.query<{ id: string }>(sql`
      select x.id from unnest(${ids}::text[]) as x(id) where not exists (select 1 from import i where i.id::text = x.id)`)
  ).map((row) => row.id)
