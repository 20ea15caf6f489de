import { createRoute } from "@hono/zod-openapi"
import { answer, faults, needs, routes } from "../../platform/http/kit.ts"
import { Id, z } from "../../platform/schema.ts"
import { Timeline } from "./contract.ts"
import { star, timelineOf, unstar } from "./verbs.ts"

const tags = ["Plans"]
const byEvent = { params: z.object({ id: Id, event: z.coerce.number().int().positive() }) }
const gone = { 204: { description: "Done" }, ...faults }

export const timelineRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/plans/{id}/timeline",
      tags,
      ...needs("read"),
      summary: "As it happened: the plan, its workstreams, problem, signals, guidance, notices and outcomes",
      request: {
        params: z.object({ id: Id }),
        query: z.object({
          only: z.enum(["starred"]).optional().openapi({ description: "Milestones and what somebody starred" }),
          cursor: z.coerce.number().int().positive().optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
      },
      responses: { 200: answer(Timeline), ...faults },
    }),
    async (c) => {
      const { only, cursor, limit } = c.req.valid("query")
      const items = await timelineOf(c.var.scope, c.req.valid("param").id, {
        starredOnly: only === "starred",
        limit,
        ...(cursor === undefined ? {} : { before: cursor }),
      })
      return c.json({ items, next: items.length === limit ? items.at(-1)!.id : null }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "put",
      path: "/plans/{id}/timeline/{event}/star",
      tags,
      ...needs("plans.edit"),
      summary: "Mark what matters",
      request: byEvent,
      responses: gone,
    }),
    async (c) => {
      const { id, event } = c.req.valid("param")
      await star(c.var.scope, id, event)
      return c.body(null, 204)
    },
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/plans/{id}/timeline/{event}/star",
      tags,
      ...needs("plans.edit"),
      summary: "It matters less than it seemed",
      request: byEvent,
      responses: gone,
    }),
    async (c) => {
      const { id, event } = c.req.valid("param")
      await unstar(c.var.scope, id, event)
      return c.body(null, 204)
    },
  )
