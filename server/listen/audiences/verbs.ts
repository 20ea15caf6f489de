import { coded, notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import type { AudienceChange, AudienceDefinition } from "./contract.ts"
import { countPeople } from "./membership.ts"
import {
  type AudienceRow,
  deleteAudienceRow,
  insertAudience,
  isNameTaken,
  listAudiences,
  lockAudience,
  saveCount,
  updateAudience,
} from "./store.ts"

/** Saves an audience under a name. Throws `audience.name_taken`, and `query.invalid` where a rule makes no sense. */
export async function createAudience(
  scope: Scope,
  { name, definition }: { name: string; definition: AudienceDefinition },
): Promise<AudienceRow> {
  mustBeAllowed(scope, "people.edit")
  // Counting it is also the proof that its rules can be evaluated.
  const people = await countPeople(scope, definition)
  const id = newId()
  return scope.transaction(async (tx) => {
    await mustBeFree(tx, name, id)
    await insertAudience(tx, { id, name, definition })
    await saveCount(tx, { id, version: 1 }, people)
    await record(tx, "audience.created", `audience:${id}`, { name, people })
    return existing(tx, id)
  })
}

/** Changes name or rules. Throws 404, `audience.name_taken`, and 409 where it was changed since `version`. */
export async function changeAudience(scope: Scope, id: string, change: AudienceChange): Promise<AudienceRow> {
  mustBeAllowed(scope, "people.edit")
  const people = change.definition ? await countPeople(scope, change.definition) : null
  return scope.transaction(async (tx) => {
    const before = await lockAudience(tx, id)
    if (!before) throw notFound("audience", id)
    if (change.version !== undefined && change.version !== before.version) {
      throw coded("audience.changed_meanwhile", { version: before.version })
    }
    const name = change.name ?? before.name
    await mustBeFree(tx, name, id)
    await updateAudience(tx, { id, name, definition: change.definition ?? before.definition })
    if (people !== null) await saveCount(tx, { id, version: before.version + 1 }, people)
    const fields = [...(name === before.name ? [] : ["name"]), ...(change.definition ? ["definition"] : [])]
    await record(tx, "audience.changed", `audience:${id}`, { name, fields, ...(people === null ? {} : { people }) })
    return existing(tx, id)
  })
}

/** Deletes an audience that nothing uses. Throws 404 and `audience.in_use`. */
export async function deleteAudience(scope: Scope, id: string): Promise<void> {
  mustBeAllowed(scope, "people.edit")
  await scope.transaction(async (tx) => {
    const audience = await lockAudience(tx, id)
    if (!audience) throw notFound("audience", id)
    if (audience.uses.length > 0) {
      throw coded("audience.in_use", { uses: audience.uses.map((use) => use.label).join(", ") })
    }
    await deleteAudienceRow(tx, id)
    await record(tx, "audience.deleted", `audience:${id}`, { name: audience.name })
  })
}

/** Throws 404 unless the organization has it. */
export async function existing(scope: Scope, id: string): Promise<AudienceRow> {
  const [audience] = await listAudiences(scope, { id })
  if (!audience) throw notFound("audience", id)
  return audience
}

/** Counts every audience of the organization anew. Returns how many numbers are others than before. */
export async function recount(scope: Scope): Promise<number> {
  let changed = 0
  for (const audience of await listAudiences(scope, { limit: 1_000 })) {
    if (await saveCount(scope, audience, await countPeople(scope, audience.definition))) changed++
  }
  return changed
}

async function mustBeFree(tx: Tx, name: string, id: string) {
  if (await isNameTaken(tx, name, id)) throw coded("audience.name_taken", { name }, "name")
}
