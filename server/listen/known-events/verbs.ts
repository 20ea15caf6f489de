import type { z } from "@hono/zod-openapi"
import { notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { mustBeAllowed, type Scope } from "../../platform/scope.ts"
import type { KnownEvent, KnownEventChange, KnownEventInput } from "./contract.ts"
import { deleteEventRow, insertEvents, listEvents, updateEvent } from "./store.ts"

/** Notes one event. Where it is noted already (same day, title and kind), that one is returned and nothing is added. */
export async function addEvent(scope: Scope, input: KnownEventInput): Promise<KnownEvent> {
  const { items } = await addEvents(scope, [input])
  if (items[0]) return items[0]
  const { items: known } = await listEvents(scope, { from: input.at, q: input.title, limit: 100 })
  return known.find((one) => one.at === input.at && one.title === input.title && one.kind === input.kind)!
}

/** Notes many at once, all or none; what is noted already (same day, title and kind) is not noted again. */
export async function addEvents(scope: Scope, inputs: readonly KnownEventInput[]) {
  mustBeAllowed(scope, "events.edit")
  const events = inputs.map((input) => ({ ...input, link: input.link ?? null, id: newId() }))
  return scope.transaction(async (tx) => {
    const fresh = await insertEvents(tx, events)
    const items = events.filter((one) => fresh.has(one.id))
    if (items.length === 1) await record(tx, "known_event.added", `known_event:${items[0]!.id}`, titleOf(items[0]!))
    else if (items.length > 1)
      await record(tx, "known_event.added", null, { count: items.length, title: items[0]!.title })
    return { added: items.length, duplicates: events.length - items.length, items }
  })
}

export async function changeEvent(
  scope: Scope,
  id: string,
  change: z.output<typeof KnownEventChange>,
): Promise<KnownEvent> {
  mustBeAllowed(scope, "events.edit")
  return scope.transaction(async (tx) => {
    const [before] = (await listEvents(tx, { ids: [id], limit: 1 })).items
    if (!before) throw notFound("known event", id)
    const event = {
      ...before,
      at: change.at ?? before.at,
      title: change.title ?? before.title,
      kind: change.kind ?? before.kind,
      slice: change.slice ?? before.slice,
      link: change.link === undefined ? before.link : change.link,
    }
    await updateEvent(tx, event)
    await record(tx, "known_event.changed", `known_event:${id}`, titleOf(event))
    return event
  })
}

export async function removeEvent(scope: Scope, id: string): Promise<void> {
  mustBeAllowed(scope, "events.edit")
  await scope.transaction(async (tx) => {
    const gone = await deleteEventRow(tx, id)
    if (!gone) throw notFound("known event", id)
    await record(tx, "known_event.removed", `known_event:${id}`, { title: gone.title })
  })
}

const titleOf = ({ title, at, kind }: KnownEvent) => ({ title, on: at, kind })
