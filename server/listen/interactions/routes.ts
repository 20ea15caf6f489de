import { createRoute } from "@hono/zod-openapi"
import { answer, faults, needs, routes } from "../../platform/http/kit.ts"
import { z } from "../../platform/schema.ts"
import { Facets, Fields, QueryParameters } from "./contract.ts"
import { facetsOf, fieldsOf } from "./store.ts"

const tags = ["Feedback"]

export const interactionRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/fields",
      tags,
      ...needs("read"),
      summary: "What feedback can be filtered and cut by",
      responses: { 200: answer(Fields), ...faults },
    }),
    async (c) => c.json({ fields: await fieldsOf(c.var.scope) }, 200),
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/facets",
      tags,
      ...needs("read"),
      summary: "The most frequent values of fields among the feedback of a query",
      request: {
        query: QueryParameters.extend({
          fields: z.string().min(1).max(500),
          limit: z.coerce.number().int().min(1).max(1000).default(50),
        }),
      },
      responses: { 200: answer(Facets), ...faults },
    }),
    async (c) => {
      const { fields, limit, ...query } = c.req.valid("query")
      return c.json({ facets: await facetsOf(c.var.scope, query, fields.split(","), limit) }, 200)
    },
  )
