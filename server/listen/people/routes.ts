import { createRoute } from "@hono/zod-openapi"
import { notFound } from "../../platform/http/errors.ts"
import { answer, faults, needs, routes } from "../../platform/http/kit.ts"
import { record } from "../../platform/outbox.ts"
import { Id, z } from "../../platform/schema.ts"
import { personTimeline, TimelineEntry } from "../feedback/public.ts"
import { PersonList, PersonSchema } from "./contract.ts"
import { findPeople, findPerson } from "./store.ts"

const tags = ["People"]
export const peopleRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/people",
      tags,
      ...needs("read"),
      summary: "People, by name or address",
      request: {
        query: z.object({
          q: z.string().max(200).optional(),
          cursor: Id.optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
      },
      responses: { 200: answer(PersonList), ...faults },
    }),
    async (c) => {
      const { q, cursor, limit } = c.req.valid("query")
      const items = await findPeople(c.var.scope, { limit, ...(q ? { q } : {}), ...(cursor ? { after: cursor } : {}) })
      return c.json({ items, next: items.length === limit ? items.at(-1)!.id : null }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/people/{id}",
      tags,
      ...needs("read"),
      summary: "One person, and all she said and did",
      request: { params: z.object({ id: Id }) },
      responses: { 200: answer(z.object({ person: PersonSchema, timeline: z.array(TimelineEntry) })), ...faults },
    }),
    async (c) => {
      const { id } = c.req.valid("param")
      const person = await findPerson(c.var.scope, id)
      if (!person) throw notFound("person")
      // Reading somebody's personal data leaves a trace, whoever reads.
      const trace = person.masked
        ? undefined
        : c.var.scope.transaction((tx) => record(tx, "person.read", `person:${person.id}`))
      const [timeline] = await Promise.all([personTimeline(c.var.scope, person.ids), trace])
      return c.json({ person, timeline }, 200)
    },
  )
