import { createRoute } from "@hono/zod-openapi"
import { answer, body, faults, needs, routes } from "../../platform/http/kit.ts"
import { Day, Id, z } from "../../platform/schema.ts"
import { KnownEvent, KnownEventChange, KnownEventList, KnownEventPost, KnownEventsAdded } from "./contract.ts"
import { listEvents } from "./store.ts"
import { addEvent, addEvents, changeEvent, removeEvent } from "./verbs.ts"

const tags = ["Known events"]
const byId = { params: z.object({ id: Id }) }

export const knownEventRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/known-events",
      tags,
      ...needs("read"),
      summary: "Releases, recalls, campaigns: what happened at the time",
      request: {
        query: z.object({
          from: Day.optional(),
          to: Day.optional().openapi({ description: "exclusive" }),
          q: z.string().max(200).optional(),
          cursor: z.string().max(100).optional(),
          limit: z.coerce.number().int().min(1).max(1_000).default(200),
        }),
      },
      responses: { 200: answer(KnownEventList), ...faults },
    }),
    async (c) => {
      const { from, to, q, cursor, limit } = c.req.valid("query")
      const filter = {
        ...(from ? { from } : {}),
        ...(to ? { to } : {}),
        ...(q ? { q } : {}),
        ...(cursor ? { cursor } : {}),
      }
      return c.json(await listEvents(c.var.scope, { ...filter, limit }), 200)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/known-events",
      tags,
      ...needs("events.edit"),
      summary: "Note an event, or up to 1,000",
      description: "It stands on every chart it concerns. The same day, title and kind is noted once.",
      request: { body: body(KnownEventPost) },
      responses: { 200: answer(KnownEventsAdded, "A list"), 201: answer(KnownEvent, "One event"), ...faults },
    }),
    async (c) => {
      const given = c.req.valid("json")
      if ("items" in given) return c.json(await addEvents(c.var.scope, given.items), 200)
      return c.json(await addEvent(c.var.scope, given), 201)
    },
  )
  .openapi(
    createRoute({
      method: "patch",
      path: "/known-events/{id}",
      tags,
      ...needs("events.edit"),
      summary: "Correct an event",
      request: { ...byId, body: body(KnownEventChange) },
      responses: { 200: answer(KnownEvent), ...faults },
    }),
    async (c) => c.json(await changeEvent(c.var.scope, c.req.valid("param").id, c.req.valid("json")), 200),
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/known-events/{id}",
      tags,
      ...needs("events.edit"),
      summary: "Remove an event",
      request: byId,
      responses: { 204: { description: "Gone" }, ...faults },
    }),
    async (c) => {
      await removeEvent(c.var.scope, c.req.valid("param").id)
      return c.body(null, 204)
    },
  )
