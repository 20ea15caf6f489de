import { coded, type Fault, fault, invalid, notFound } from "../../platform/http/errors.ts"
import { badInput } from "../../platform/http/kit.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import { resolvePeople } from "../people/public.ts"
import { type OwnershipChange, OwnershipInput, type OwnershipSaved } from "./contract.ts"
import { type Entry, partsOf, placed, sourceKey, unitKey, type Wanted } from "./ownership.ts"
import {
  deleteOwnership,
  findOwnership,
  insertOwnership,
  lockBase,
  meeting,
  type OwnershipRow,
  renameInBase,
  rootsOfPeople,
  updateOwnership,
} from "./store.ts"

export type Outcome = { status: "added" | "changed" | "unchanged"; id: string } | { status: "refused"; faults: Fault[] }

/** Adds one entry. Throws `ownership.serial_taken` where the unit has another owner. */
export async function addOwnership(scope: Scope, input: OwnershipInput): Promise<OwnershipRow> {
  mustBeAllowed(scope, "people.edit")
  return scope.transaction(async (tx) => {
    await lockBase(tx)
    const [outcome] = await place(tx, [{ ...input, source: input.source ?? "manual" }], null)
    if (!outcome || outcome.status === "refused") throw invalid("ownership.refused", outcome?.faults ?? [])
    if (outcome.status !== "unchanged") {
      await record(tx, "ownership.changed", `ownership:${outcome.id}`, { [outcome.status]: 1, product: input.product })
    }
    return (await findOwnership(tx, outcome.id))!
  })
}

/** Corrects one entry. Throws 404, `ownership.serial_taken`, and 409 where it was changed since `updatedAt`. */
export async function changeOwnership(scope: Scope, id: string, change: OwnershipChange): Promise<OwnershipRow> {
  mustBeAllowed(scope, "people.edit")
  return scope.transaction(async (tx) => {
    await lockBase(tx)
    const before = await findOwnership(tx, id)
    if (!before) throw notFound("ownership", id)
    if (change.updatedAt && Date.parse(change.updatedAt) !== before.updatedAt.getTime()) {
      throw coded("ownership.changed_meanwhile", { updatedAt: before.updatedAt.toISOString() })
    }
    const { updatedAt: _, component, ...given } = change
    const after: Entry = { ...before, ...given, ...(component === undefined ? {} : { component: partsOf(component) }) }
    if (after.purchasedAt && after.endedAt && after.endedAt < after.purchasedAt) {
      throw coded("ownership.ends_before_purchase", { from: after.purchasedAt, to: after.endedAt }, "endedAt")
    }
    const others = after.serial
      ? (await meeting(tx, [{ product: after.product, serial: after.serial, source: "", externalId: null }])).filter(
          (one) => one.id !== id,
        )
      : []
    const asked: Wanted = { ...bare(after), rootId: newId() }
    const placing = placed(asked, others)
    if (placing.status === "taken") throw taken(after, placing.by)
    await updateOwnership(tx, [after])
    const fields = Object.keys(given).concat(component === undefined ? [] : ["component"])
    await record(tx, "ownership.changed", `ownership:${id}`, { changed: 1, fields, product: after.product })
    return (await findOwnership(tx, id))!
  })
}

export async function removeOwnership(scope: Scope, id: string): Promise<void> {
  mustBeAllowed(scope, "people.edit")
  await scope.transaction(async (tx) => {
    if (!(await deleteOwnership(tx, id))) throw notFound("ownership", id)
    await record(tx, "ownership.changed", `ownership:${id}`, { removed: 1 })
  })
}

/** Gives a product, version or batch another name in the whole installed base. Returns how many entries had the old one. */
export async function renameOwned(
  scope: Scope,
  field: "product" | "version" | "batch",
  names: { from: string; to: string; product?: string | undefined },
): Promise<number> {
  mustBeAllowed(scope, "people.edit")
  return scope.transaction(async (tx) => {
    await lockBase(tx)
    const changed = await renameInBase(tx, field, names)
    if (changed > 0) await record(tx, "ownership.changed", null, { changed, field, ...names })
    return changed
  })
}

/**
 * Saves up to a thousand entries as the API gives them: each is new, changes the one with its serial number (of that
 * product and owner) or its id at the source, or is refused with every reason. Sending the same again changes nothing.
 */
export async function saveOwnershipBatch(
  scope: Scope,
  items: readonly unknown[],
  mode: "atomic" | "partial",
): Promise<OwnershipSaved> {
  mustBeAllowed(scope, "people.edit")
  const checked = items.map((item): OwnershipInput | Fault[] => {
    const result = OwnershipInput.safeParse(item)
    if (!result.success) return [...badInput(result.error.issues).details]
    if (!result.data.serial && !result.data.externalId) return [fault("ownership.no_key", {}, "serial")]
    return result.data
  })
  return scope.transaction(async (tx) => {
    const good = checked.flatMap((one) => (Array.isArray(one) ? [] : [one]))
    const saved = await saveOwnership(tx, good)
    let next = 0
    const outcomes = checked.map(
      (one): Outcome => (Array.isArray(one) ? { status: "refused", faults: one } : saved[next++]!),
    )
    const refused = outcomes.flatMap((one, index) =>
      one.status === "refused"
        ? one.faults.map((each) => ({ ...each, field: `items[${index}]${each.field ? `.${each.field}` : ""}` }))
        : [],
    )
    if (mode === "atomic" && refused.length > 0) {
      const count = outcomes.filter((one) => one.status === "refused").length
      throw invalid("ownership.batch_refused", refused, { count, total: items.length })
    }
    const count = (status: string) => outcomes.filter((one) => one.status === status).length
    return {
      added: count("added"),
      changed: count("changed"),
      unchanged: count("unchanged"),
      refused: count("refused"),
      items: outcomes.map((one, index) =>
        one.status === "refused"
          ? { index, status: one.status, errors: one.faults.map(({ params: _, ...each }) => each) }
          : { index, status: one.status, id: one.id },
      ),
    }
  })
}

/** The same for checked entries of an import or a seed; one event tells of all of them. */
export async function saveOwnership(
  tx: Tx,
  inputs: readonly OwnershipInput[],
  { importId = null, quiet = false }: { importId?: string | null; quiet?: boolean } = {},
): Promise<Outcome[]> {
  if (inputs.length === 0) return []
  await lockBase(tx)
  const outcomes = await place(
    tx,
    inputs.map((one) => ({ ...one, source: one.source ?? "api" })),
    importId,
  )
  const added = outcomes.filter((one) => one.status === "added").length
  const changed = outcomes.filter((one) => one.status === "changed").length
  if (!quiet && added + changed > 0) {
    await record(tx, "ownership.changed", null, { added, changed, ...(importId ? { importId } : {}) })
  }
  return outcomes
}

async function place(tx: Tx, inputs: readonly (OwnershipInput & { source: string })[], importId: string | null) {
  const people = await resolvePeople(
    tx,
    inputs.map(({ person = {} }) => ({ organizationId: tx.organizationId, given: person })),
  )
  const ids = inputs.map((one, index) => one.personId ?? people[index] ?? null)
  const roots = await rootsOfPeople(tx, tx.organizationId, [...new Set(ids.filter((id) => id !== null))])
  const met = await meeting(
    tx,
    inputs.map(({ product, source, serial = null, externalId = null }) => ({ product, source, serial, externalId })),
  )
  const meetings = createMeetings(met)
  const added = new Map<string, Entry & { importId: string | null }>()
  const changed = new Map<string, Entry>()
  const outcomes = inputs.map(({ person: _, personId: given, ...input }, index): Outcome => {
    const personId = ids[index] ?? null
    const rootId = personId === null ? null : (roots.get(personId) ?? null)
    if (given && rootId === null) {
      return { status: "refused", faults: [fault("record.not_found", { kind: "person", id: given }, "personId")] }
    }
    const wanted: Wanted = { ...input, personId, rootId }
    const placing = placed(wanted, meetings.of(wanted))
    if (placing.status === "taken") return { status: "refused", faults: [taken(wanted, placing.by).fault] }
    if (placing.status === "added") {
      const entry = newEntry(wanted)
      added.set(entry.id, { ...entry, importId })
      meetings.add(entry)
      return { status: "added", id: entry.id }
    }
    if (placing.status === "changed") {
      meetings.replace(placing.entry, placing.after)
      const own = added.get(placing.entry.id)
      if (own) added.set(own.id, { ...placing.after, importId: own.importId })
      else changed.set(placing.after.id, placing.after)
    }
    return { status: placing.status, id: placing.entry.id }
  })
  // First what lets go of a serial number, then what takes it.
  if (changed.size > 0) await updateOwnership(tx, [...changed.values()])
  if (added.size > 0) await insertOwnership(tx, [...added.values()])
  return outcomes
}

/** The entries that what is asked for may meet, by serial number and by id at the source, kept up to date. */
function createMeetings(entries: readonly Entry[]) {
  const by = new Map<string, Set<Entry>>()
  const keysOf = (one: { product: string; serial?: string | null; source: string; externalId?: string | null }) => [
    ...(one.serial ? [unitKey(one.product, one.serial)] : []),
    ...(one.externalId ? [sourceKey(one.source, one.externalId)] : []),
  ]
  const add = (entry: Entry) => {
    for (const key of keysOf(entry)) by.set(key, (by.get(key) ?? new Set()).add(entry))
  }
  for (const entry of entries) add(entry)
  return {
    add,
    of: (wanted: Wanted) => [
      ...new Set(
        keysOf({ ...wanted, serial: wanted.serial ?? null, externalId: wanted.externalId ?? null }).flatMap((key) => [
          ...(by.get(key) ?? []),
        ]),
      ),
    ],
    replace(before: Entry, after: Entry) {
      for (const key of keysOf(before)) by.get(key)?.delete(before)
      add(after)
    },
  }
}

const newEntry = (wanted: Wanted): Entry => ({
  id: newId(),
  personId: wanted.personId,
  rootId: wanted.rootId,
  account: wanted.account ?? null,
  product: wanted.product,
  component: partsOf(wanted.component),
  version: wanted.version ?? null,
  batch: wanted.batch ?? null,
  serial: wanted.serial ?? null,
  orderNumber: wanted.orderNumber ?? null,
  relation: wanted.relation ?? "both",
  purchasedAt: wanted.purchasedAt ?? null,
  endedAt: wanted.endedAt ?? null,
  source: wanted.source,
  externalId: wanted.externalId ?? null,
})

const bare = (entry: Entry): Wanted => ({
  personId: entry.personId,
  rootId: entry.rootId,
  product: entry.product,
  source: entry.source,
  relation: entry.relation,
  ...(entry.serial ? { serial: entry.serial } : {}),
  ...(entry.endedAt ? { endedAt: entry.endedAt } : {}),
})

const taken = (wanted: { serial?: string | null | undefined; product: string }, by: Entry) =>
  coded(
    "ownership.serial_taken",
    { serial: wanted.serial ?? "", product: wanted.product, since: by.purchasedAt ?? "" },
    "serial",
  )
