import { randomBytes } from "node:crypto"
import { coded, notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import type { Platform } from "../../platform/platform.ts"
import type { z } from "../../platform/schema.ts"
import { mustBeAllowed, type Scope } from "../../platform/scope.ts"
import type { ReceiverChange, ReceiverInput, Replay, SecretInput, Trial, TrialResult } from "./contract.ts"
import { defaultMapping } from "./defaults.ts"
import { examplePayload } from "./examples.ts"
import { bodiesSealedAs, secretsSealedAs } from "./intake.ts"
import { createReader } from "./mapping.ts"
import { pathsOf } from "./path.ts"
import { isTheirSecret, type Proof, usualProof } from "./receiver.ts"
import {
  deleteRemoval,
  findDelivery,
  findReceivers,
  insertReceiver,
  insertRemoval,
  type ReceiverRow,
  replaceSecret,
  reviveDeliveries,
  updateReceiver,
} from "./store.ts"
import { notReadable, parsePayload } from "./working.ts"

const mostReceivers = 100
type Keeper = Pick<Platform, "vault">
type WithSecret = { receiver: ReceiverRow; secret: string | null }

/** Opens an address for another tool. A secret that we make is returned here and never again. */
export async function addReceiver(
  scope: Scope,
  { vault }: Keeper,
  given: z.output<typeof ReceiverInput>,
): Promise<WithSecret> {
  mustBeAllowed(scope, "connections.manage")
  const { name, vendor } = given
  const proof = given.proof ?? usualProof(vendor)
  const made = given.secret || isTheirSecret(proof) ? null : newSecret(proof)
  const secret = given.secret ?? made
  const id = newId()
  return scope.transaction(async (tx) => {
    if ((await findReceivers(tx)).length >= mostReceivers) throw coded("receiver.too_many", { most: mostReceivers })
    await insertReceiver(tx, {
      id,
      name,
      vendor,
      proof,
      key: randomBytes(24).toString("base64url"),
      source: given.source ?? (vendor === "generic" ? name : vendor),
      secret: secret === null ? null : vault.seal(secretsSealedAs, secret),
      mapping: defaultMapping(vendor),
    })
    await record(tx, "receiver.added", `receiver:${id}`, { vendor })
    return { receiver: await existing(tx, id), secret: made }
  })
}

/** Throws `receiver.mapping_invalid`, and `receiver.changed_meanwhile` where somebody was faster. */
export async function changeReceiver(
  scope: Scope,
  id: string,
  change: z.output<typeof ReceiverChange>,
): Promise<ReceiverRow> {
  mustBeAllowed(scope, "connections.manage")
  if (change.mapping) createReader(change.mapping)
  const { version, ...fields } = change
  return scope.transaction(async (tx) => {
    await existing(tx, id)
    if (!(await updateReceiver(tx, id, fields, version))) throw coded("receiver.changed_meanwhile")
    await record(tx, "receiver.changed", `receiver:${id}`, { fields: Object.keys(fields) })
    return existing(tx, id)
  })
}

/** Sets the secret, or makes a new one; the one before holds for some hours more, so that the tool can follow. */
export async function setSecret(
  scope: Scope,
  { vault }: Keeper,
  id: string,
  given: z.output<typeof SecretInput>,
): Promise<WithSecret> {
  mustBeAllowed(scope, "connections.manage")
  return scope.transaction(async (tx) => {
    const { proof } = await existing(tx, id)
    const made = given.secret ? null : newSecret(proof)
    const until = new Date(tx.now().getTime() + given.overlapHours * 3_600_000)
    await replaceSecret(tx, id, vault.seal(secretsSealedAs, given.secret ?? made!), until)
    await record(tx, "receiver.secret_changed", `receiver:${id}`, { overlapHours: given.overlapHours })
    return { receiver: await existing(tx, id), secret: made }
  })
}

/** Closes the address. What came in by it stays; it can be opened again. */
export async function removeReceiver(scope: Scope, id: string): Promise<void> {
  mustBeAllowed(scope, "connections.manage")
  await scope.transaction(async (tx) => {
    if ((await insertRemoval(tx, id)).length === 0) throw notFound("receiver", id)
    await record(tx, "receiver.removed", `receiver:${id}`)
  })
}

export async function restoreReceiver(scope: Scope, id: string): Promise<void> {
  mustBeAllowed(scope, "connections.manage")
  await scope.transaction(async (tx) => {
    if ((await deleteRemoval(tx, id)).length === 0) throw notFound("receiver", id)
    await record(tx, "receiver.restored", `receiver:${id}`)
  })
}

/** Reads again what failed: one delivery, all of a reason, or all. Returns how many wait now. */
export async function replay(scope: Scope, id: string, which: z.output<typeof Replay>): Promise<number> {
  mustBeAllowed(scope, "connections.manage")
  return scope.transaction(async (tx) => {
    await existing(tx, id)
    const count = await reviveDeliveries(tx, id, which)
    if (count === 0 && which.deliveryId) {
      if (!(await findDelivery(tx, id, which.deliveryId))) throw notFound("delivery", which.deliveryId)
      throw coded("receiver.nothing_kept")
    }
    if (count > 0) await record(tx, "receiver.replayed", `receiver:${id}`, { receiverId: id, count })
    return count
  })
}

/**
 * Tries a mapping without keeping anything: on what is given, on a delivery, or on the tool's own example. What a
 * customer sent is shown only with the right to personal data, and that it was looked at is recorded.
 */
export async function tryMapping(
  scope: Scope,
  { vault }: Keeper,
  id: string,
  given: z.output<typeof Trial>,
): Promise<z.output<typeof TrialResult>> {
  mustBeAllowed(scope, "connections.manage")
  const receiver = await existing(scope, id)
  const read = createReader(given.mapping ?? receiver.mapping)
  const delivery = given.payload === undefined ? await findDelivery(scope, id, given.deliveryId) : undefined
  if (given.deliveryId && !delivery) throw notFound("delivery", given.deliveryId)
  if (given.deliveryId && delivery && delivery.body === null) throw coded("receiver.nothing_kept")
  const shown = delivery && (given.deliveryId || scope.permissions.has("personal_data")) ? delivery : undefined
  const payload =
    given.payload ?? (shown ? await lookInto(scope, { vault }, id, shown) : null) ?? examplePayload(receiver.vendor)
  const about = {
    from: given.payload !== undefined ? ("given" as const) : shown ? ("delivery" as const) : ("example" as const),
    deliveryId: shown?.id ?? null,
    payload,
  }
  let value: unknown
  try {
    value = parsePayload(payload)
  } catch {
    return { ...about, paths: [], rules: [], items: [], skipped: false, problems: [notReadable()] }
  }
  const { items, skipped, problems, found } = read(value, scope.now())
  return {
    ...about,
    paths: pathsOf(value),
    rules: found.map((one) => ({ value: one ? asText(one.value) : null, path: one?.path ?? null })),
    items: items.slice(0, 20).map((one) => ({ ...one.item, source: receiver.source })),
    skipped,
    problems,
  }
}

/** What was sent, opened; null once it is no longer kept. Leaves a trace. */
export async function lookInto(
  scope: Scope,
  { vault }: Keeper,
  receiverId: string,
  delivery: { id: string; body: string | null },
): Promise<string | null> {
  mustBeAllowed(scope, "personal_data")
  const { body } = delivery
  if (body === null) return null
  await scope.transaction((tx) => record(tx, "delivery.read", `receiver:${receiverId}`, { deliveryId: delivery.id }))
  return vault.open(bodiesSealedAs, body)
}

/** Throws 404 unless the organization has it. */
export async function existing(scope: Scope, id: string): Promise<ReceiverRow> {
  const [receiver] = await findReceivers(scope, id)
  if (!receiver) throw notFound("receiver", id)
  return receiver
}

const newSecret = (proof: Proof) =>
  proof === "standard" ? `whsec_${randomBytes(24).toString("base64")}` : randomBytes(24).toString("base64url")

const asText = (value: unknown) => {
  const text = typeof value === "string" ? value : JSON.stringify(value)
  return text.length <= 300 ? text : `${text.slice(0, 299)}…`
}
