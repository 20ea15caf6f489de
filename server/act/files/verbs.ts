import { type FileFolder, forget, keep } from "../../platform/files/folder.ts"
import { notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import { mustBeAllowed, type Scope } from "../../platform/scope.ts"
import { findPlan, findWorkstream, named, type Plan } from "../plans/public.ts"
import type { Attachment } from "./contract.ts"

type Row = {
  id: string
  record: string
  name: string
  bytes: number
  type: string
  hash: string
  actor_name: string
  at: Date
}

/** Files beside a record, oldest first; of a plan also those beside its workstreams. */
export async function listFiles(scope: Scope, about: string): Promise<Attachment[]> {
  const plan = await planOf(scope, about)
  return (await rowsWhere(scope, about.startsWith("plan:") ? sql`plan_id = ${plan.id}` : sql`record = ${about}`)).map(
    shown,
  )
}

/** Puts a file beside a plan or workstream. Throws 404, 413, 422 `file.empty`. */
export async function attach(
  scope: Scope,
  folder: FileFolder,
  given: { record: string; name: string; pieces: AsyncIterable<Uint8Array> },
): Promise<Attachment> {
  mustBeAllowed(scope, "plans.edit")
  const plan = await planOf(scope, given.record)
  const { hash, bytes, type } = await keep(folder, given.pieces)
  const id = newId()
  await scope.transaction(async (tx) => {
    // With the removal of the same bytes one after the other: a file is never removed under a new attachment.
    await tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${`file ${hash}`}, 0))`)
    await tx.query(sql`
      insert into attachment (id, organization_id, record, plan_id, name, bytes, type, hash, actor_id, actor_name, at)
      values (${id}, ${tx.organizationId}, ${given.record}, ${plan.id}, ${given.name}, ${bytes}, ${type}, ${hash},
        ${tx.actor.id}, ${tx.actor.name}, ${tx.now()})`)
    await record(tx, "plan.file_added", given.record, { ...named(plan), attachmentId: id, file: given.name, bytes })
  })
  return shown((await rowsWhere(scope, sql`id = ${id}`))[0]!)
}

/** Takes a file away; its bytes too, unless they are attached elsewhere. Throws 404. */
export async function detach(scope: Scope, folder: FileFolder, id: string): Promise<void> {
  mustBeAllowed(scope, "plans.edit")
  await scope.transaction(async (tx) => {
    const [row] = await rowsWhere(tx, sql`id = ${id}`)
    if (!row) throw notFound("file", id)
    const plan = await planOf(tx, row.record)
    await tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${`file ${row.hash}`}, 0))`)
    await tx.query(sql`delete from attachment where organization_id = ${tx.organizationId} and id = ${id}`)
    await record(tx, "plan.file_removed", row.record, { ...named(plan), attachmentId: id, file: row.name })
    const others = await tx.query(sql`select 1 from attachment where hash = ${row.hash} limit 1`)
    if (others.length === 0) await forget(folder, row.hash)
  })
}

export async function findFile(scope: Scope, id: string) {
  const [row] = await rowsWhere(scope, sql`id = ${id}`)
  if (!row) throw notFound("file", id)
  return row
}

const rowsWhere = (scope: Scope, which: ReturnType<typeof sql>) =>
  scope.query<Row>(sql`
    select id, record, name, bytes, type, hash, actor_name, at from attachment
    where organization_id = ${scope.organizationId} and ${which} order by at, id limit 500`)

async function planOf(scope: Scope, about: string): Promise<Plan> {
  const [kind = "", id = ""] = about.split(":")
  const planId = kind === "plan" ? id : (await findWorkstream(scope, id))?.planId
  const plan = planId ? await findPlan(scope, planId) : undefined
  if (!plan) throw notFound(kind, id)
  return plan
}

const shown = ({ id, record: about, name, bytes, type, actor_name, at }: Row): Attachment => ({
  id,
  record: about,
  name,
  bytes,
  type,
  by: actor_name,
  at: at.toISOString(),
})
