import { randomBytes } from "node:crypto"
import { coded, notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { slugOf } from "../../platform/organizations/store.ts"
import { record } from "../../platform/outbox.ts"
import type { Platform } from "../../platform/platform.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import { arrived, attemptOf, sealedAs, send } from "./sending.ts"
import {
  deletePause,
  deleteWebhook,
  eventsSince,
  insertDeliveries,
  insertPause,
  insertWebhook,
  listWebhooks,
  replaceSecret,
  reviveDeliveries,
  secretsOf,
  updateWebhook,
} from "./store.ts"
import { asksFor, bodyOf, type PauseReason, type Webhook } from "./webhook.ts"

/** How many endpoints an organization has at the most, and how many events one replay sends. */
const mostWebhooks = 50
const mostReplayed = 10_000
/** Seconds for which the secret before the newest one signs too. */
const overlap = 24 * 3600

type Given = { url: string; events: string[]; description: string }
type Keeper = Pick<Platform, "vault">

/** Adds an endpoint. Its secret is returned here and never again. Throws `webhook.too_many`. */
export async function addWebhook(scope: Scope, { vault }: Keeper, given: Given): Promise<Webhook & { secret: string }> {
  mustBeAllowed(scope, "connections.manage")
  const [id, secret] = [newId(), newSecret()]
  return scope.transaction(async (tx) => {
    if ((await listWebhooks(tx)).length >= mostWebhooks) throw coded("webhook.too_many", { most: mostWebhooks })
    await insertWebhook(tx, { id, ...given, secret: vault.seal(sealedAs, secret) })
    await record(tx, "webhook.added", `webhook:${id}`, { events: given.events })
    return { ...(await existing(tx, id)), secret }
  })
}

export async function changeWebhook(
  scope: Scope,
  id: string,
  change: { [Key in keyof Given]?: Given[Key] | undefined },
): Promise<Webhook> {
  mustBeAllowed(scope, "connections.manage")
  return scope.transaction(async (tx) => {
    const before = await existing(tx, id)
    await updateWebhook(tx, id, {
      url: change.url ?? before.url,
      events: change.events ?? before.events,
      description: change.description ?? before.description,
    })
    await record(tx, "webhook.changed", `webhook:${id}`, { fields: Object.keys(change) })
    return existing(tx, id)
  })
}

/** Removes an endpoint with everything that waits for it. */
export async function removeWebhook(scope: Scope, id: string): Promise<void> {
  mustBeAllowed(scope, "connections.manage")
  await scope.transaction(async (tx) => {
    if (!(await deleteWebhook(tx, id))) throw notFound("webhook", id)
    await record(tx, "webhook.removed", `webhook:${id}`)
  })
}

/** Makes a new secret; for a day messages are signed by both, so that the receiver can change over at leisure. */
export async function rotateSecret(scope: Scope, { vault }: Keeper, id: string): Promise<Webhook & { secret: string }> {
  mustBeAllowed(scope, "connections.manage")
  const secret = newSecret()
  return scope.transaction(async (tx) => {
    await existing(tx, id)
    await replaceSecret(tx, id, vault.seal(sealedAs, secret), new Date(tx.now().getTime() + overlap * 1000))
    await record(tx, "webhook.secret_changed", `webhook:${id}`)
    return { ...(await existing(tx, id)), secret }
  })
}

/** Tells it nothing until it is resumed. What waited is given up and can be replayed. */
export async function pauseWebhook(scope: Scope, id: string, reason: PauseReason): Promise<void> {
  mustBeAllowed(scope, "connections.manage")
  await scope.transaction(async (tx) => {
    const { url } = await existing(tx, id)
    if (await insertPause(tx, id, reason))
      await record(tx, "webhook.paused", `webhook:${id}`, { reason, host: new URL(url).host })
  })
}

/** Tells it again, from the next event on. */
export async function resumeWebhook(scope: Scope, id: string): Promise<void> {
  mustBeAllowed(scope, "connections.manage")
  await scope.transaction(async (tx) => {
    await existing(tx, id)
    if (await deletePause(tx, id)) await record(tx, "webhook.resumed", `webhook:${id}`)
  })
}

/** Sends a message that means nothing, now, and says what came back. It is not kept and not repeated. */
export async function testWebhook(scope: Scope, platform: Pick<Platform, "vault" | "outbound">, id: string) {
  mustBeAllowed(scope, "connections.manage")
  const webhook = await existing(scope, id)
  const at = scope.now()
  const body = JSON.stringify({ type: "webhook.test", timestamp: at.toISOString(), data: { webhook: id } })
  const message = { id: newId(), url: webhook.url, body, ...(await secretsOf(scope, id)) }
  const answer = await send(platform, message, at)
  return { ok: arrived(answer), attempt: { number: 1, at: at.toISOString(), ...attemptOf(answer) } }
}

/** Sends one delivery again, with its old id. Throws `webhook.still_waiting` when it has not been given up or received. */
export async function replayDelivery(scope: Scope, id: string, deliveryId: string): Promise<void> {
  mustBeAllowed(scope, "connections.manage")
  await scope.transaction(async (tx) => {
    await mustListen(tx, id)
    if ((await reviveDeliveries(tx, { deliveryId })) === 0) throw coded("webhook.still_waiting")
    await record(tx, "webhook.replayed", `webhook:${id}`, { count: 1 })
  })
}

/**
 * Sends again what was given up since a moment; with `all` also what arrived, and what happened while nobody was told.
 * Returns how many deliveries wait now.
 */
export async function replaySince(
  scope: Scope,
  { publicUrl }: Pick<Platform, "publicUrl">,
  id: string,
  { since, which }: { since: Date; which: "all" | "dead" },
): Promise<number> {
  mustBeAllowed(scope, "connections.manage")
  return scope.transaction(async (tx) => {
    const webhook = await mustListen(tx, id)
    const revived = await reviveDeliveries(tx, {
      webhookId: id,
      since,
      ...(which === "dead" ? { state: "dead" as const } : {}),
    })
    const missed = which === "all" ? await eventsSince(tx, since, mostReplayed) : []
    const slug = await slugOf(tx)
    const added = await insertDeliveries(
      tx,
      missed
        .filter((event) => asksFor(webhook.events, event.name))
        .reverse()
        .map((event) => ({
          webhookId: id,
          eventId: event.id,
          eventName: event.name,
          body: bodyOf(event, slug, publicUrl),
        })),
    )
    await record(tx, "webhook.replayed", `webhook:${id}`, { count: revived + added })
    return revived + added
  })
}

/** Throws 404 unless the organization has it. */
export async function existing(scope: Scope, id: string): Promise<Webhook> {
  const [webhook] = await listWebhooks(scope, id)
  if (!webhook) throw notFound("webhook", id)
  return webhook
}

async function mustListen(tx: Tx, id: string): Promise<Webhook> {
  const webhook = await existing(tx, id)
  if (webhook.pause) throw coded("webhook.paused")
  return webhook
}

const newSecret = () => `whsec_${randomBytes(32).toString("base64")}`
