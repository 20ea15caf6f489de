import { createRoute } from "@hono/zod-openapi"
import { MEDIA_TYPES, writeTable } from "../../../tables/write.ts"
import { answer, body, download, faults, needs, routes, streamed } from "../../platform/http/kit.ts"
import { record } from "../../platform/outbox.ts"
import { Id, plainList, z } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"
import { QueryParameters } from "../interactions/public.ts"
import { findPeople } from "../people/public.ts"
import {
  EventList,
  EventNames,
  EventProperties,
  type EventView,
  Refusals,
  WriteKey,
  WriteKeyInput,
  type WriteKey as WriteKeyView,
} from "./contract.ts"
import { eventKinds, refusalReasons } from "./message.ts"
import { type EventRow, eventNames, eventProperties, findEvents, findRefusals, trafficOf } from "./store.ts"
import { makeWriteKey, restoreWriteKey, revokeWriteKey } from "./verbs.ts"
import { findWriteKeys, type WriteKeyRow } from "./write-key.ts"

const tags = ["Events"]
const byId = { params: z.object({ id: Id }) }
const filters = QueryParameters.omit({ q: true }).extend({
  name: z.string().max(300).optional().openapi({ description: "Only events of this name" }),
  kind: z.enum([...eventKinds, "event"]).optional(),
})

/** What people do in the product: what came in, what was refused and why, and the keys it is sent with. */
export const eventRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/events",
      tags,
      ...needs("read"),
      summary: "Product events, the newest first",
      description: "Events are sent to /v1/track and its neighbours with a write key: see docs/listen/events.md.",
      request: {
        query: filters.extend({
          cursor: z.string().max(200).optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
      },
      responses: { 200: answer(EventList), ...faults },
    }),
    async (c) => {
      const { cursor, limit, ...query } = c.req.valid("query")
      const { items, next } = await findEvents(c.var.scope, query, { limit, cursor })
      return c.json({ items: await presented(c.var.scope, items), next }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/events/export",
      tags,
      ...needs("read"),
      summary: "Product events as a file",
      request: { query: filters.extend({ format: z.enum(["csv", "xlsx", "ndjson"]).default("csv") }) },
      responses: { 200: download("The events", Object.values(MEDIA_TYPES)), ...faults },
    }),
    async (c) => {
      const { format, ...query } = c.req.valid("query")
      const { scope } = c.var
      await scope.transaction((tx) => record(tx, "event.list_exported", null, { format }))
      const columns = [
        "occurredAt",
        "kind",
        "name",
        "person",
        "channel",
        "product",
        "component",
        "version",
        "attributes",
      ]
      async function* rows() {
        for (let cursor: string | undefined; ; ) {
          const page = await findEvents(scope, query, { limit: 2_000, cursor })
          for (const one of masked(scope, page.items))
            yield [
              one.occurredAt,
              one.kind,
              one.name,
              one.personId,
              one.channel,
              one.product,
              one.component.join(", "),
              one.version,
              JSON.stringify(one.attributes),
            ]
          if (page.next === null) return
          cursor = page.next
        }
      }
      return c.body(streamed(writeTable(format, columns, rows(), { sheet: "Events" })), 200, {
        "content-type": MEDIA_TYPES[format],
        "content-disposition": `attachment; filename="events.${format}"`,
        "cache-control": "no-store",
      }) as never
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/events/names",
      tags,
      ...needs("read"),
      summary: "Which events there are, the most frequent first",
      request: {
        query: QueryParameters.omit({ q: true }).extend({
          q: z.string().max(200).optional(),
          limit: z.coerce.number().int().min(1).max(500).default(100),
        }),
      },
      responses: { 200: answer(EventNames), ...faults },
    }),
    async (c) => {
      const { q, limit, ...query } = c.req.valid("query")
      const items = await eventNames(c.var.scope, { ...query, search: q }, limit)
      return c.json({ items: items as z.output<typeof EventNames>["items"] }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/events/properties",
      tags,
      ...needs("read"),
      summary: "What events of a name carry, with frequent values",
      request: { query: z.object({ name: z.string().min(1).max(300) }) },
      responses: { 200: answer(EventProperties), ...faults },
    }),
    async (c) => {
      const items = await eventProperties(c.var.scope, c.req.valid("query").name)
      const shows = c.var.scope.permissions.has("personal_data")
      return c.json(
        { items: items.map((one) => ({ ...one, values: shows ? one.values : one.values.map(withoutAddress) })) },
        200,
      )
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/events/refused",
      tags,
      ...needs("read"),
      summary: "Events that were not taken in, and why",
      request: {
        query: z.object({
          reason: z.enum(refusalReasons).optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
      },
      responses: { 200: answer(Refusals), ...faults },
    }),
    async (c) => {
      const { scope } = c.var
      const { reason, limit } = c.req.valid("query")
      const [{ items, counts }, keys] = await Promise.all([
        findRefusals(scope, { reason, limit }),
        findWriteKeys(scope),
      ])
      const names = new Map(keys.map((one) => [one.id, one.name]))
      const shows = scope.permissions.has("personal_data")
      return c.json(
        {
          items: items.map(({ keyId, message, ...one }) => ({
            ...one,
            source: names.get(keyId) ?? null,
            message: shows && message !== "" ? message : null,
          })) as z.output<typeof Refusals>["items"],
          counts: counts as z.output<typeof Refusals>["counts"],
        },
        200,
      )
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/write-keys",
      tags,
      ...needs("read"),
      summary: "The keys that events are sent with",
      responses: { 200: answer(plainList(WriteKey)), ...faults },
    }),
    async (c) => c.json({ items: await withTraffic(c.var.scope, await findWriteKeys(c.var.scope)) }, 200),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/write-keys",
      tags,
      ...needs("keys.manage"),
      summary: "Make a write key",
      request: { body: body(WriteKeyInput) },
      responses: { 201: answer(WriteKey, "The key"), ...faults },
    }),
    async (c) => {
      const made = await makeWriteKey(c.var.scope, c.req.valid("json"))
      return c.json({ ...made, events: 0, refused: 0, lastAt: null }, 201)
    },
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/write-keys/{id}",
      tags,
      ...needs("keys.manage"),
      summary: "Revoke a write key",
      request: byId,
      responses: { 204: { description: "It holds no longer" }, ...faults },
    }),
    async (c) => {
      await revokeWriteKey(c.var.scope, c.req.valid("param").id)
      return c.body(null, 204)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/write-keys/{id}/restoration",
      tags,
      ...needs("keys.manage"),
      summary: "Let a revoked write key hold again",
      request: byId,
      responses: { 204: { description: "It holds again" }, ...faults },
    }),
    async (c) => {
      await restoreWriteKey(c.var.scope, c.req.valid("param").id)
      return c.body(null, 204)
    },
  )

async function withTraffic(scope: Scope, keys: readonly WriteKeyRow[]): Promise<WriteKeyView[]> {
  const { bySource, refused } = await trafficOf(scope, new Date(scope.now().getTime() - 7 * 86_400_000))
  return keys.map((key) => {
    const mine = bySource.find((one) => one.source === key.name)
    return {
      ...key,
      events: mine?.count ?? 0,
      lastAt: mine?.lastAt ?? null,
      refused: refused.find((one) => one.key === key.id)?.count ?? 0,
    }
  })
}

async function presented(scope: Scope, rows: readonly EventRow[]): Promise<EventView[]> {
  const ids = [...new Set(rows.flatMap((row) => row.personId ?? []))]
  const people = ids.length === 0 ? [] : await findPeople(scope, { ids, limit: ids.length })
  const byId = new Map(people.flatMap((one) => one.ids.map((id) => [id, one] as const)))
  return masked(scope, rows).map(({ personId, ...row }) => {
    const person = personId === null ? undefined : byId.get(personId)
    return {
      ...row,
      kind: row.kind as EventView["kind"],
      person:
        personId === null
          ? null
          : { id: person?.id ?? personId, name: person?.name ?? null, known: person !== undefined },
    }
  })
}

/** A page that writes an address into its properties shows it only to who may see personal data. */
const masked = (scope: Scope, rows: readonly EventRow[]): EventRow[] =>
  scope.permissions.has("personal_data")
    ? [...rows]
    : rows.map((row) => ({
        ...row,
        attributes: Object.fromEntries(
          Object.entries(row.attributes).map(([name, value]) => [name, withoutAddress(value)]),
        ),
      }))

const withoutAddress = (value: string) => value.replace(/[^\s@"'=&?/]+(@|%40)[^\s@"'=&?/]+/g, "…")
