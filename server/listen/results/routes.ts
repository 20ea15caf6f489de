import { createRoute } from "@hono/zod-openapi"
import { MEDIA_TYPES } from "../../../tables/write.ts"
import { answer, download, faults, needs, routes, streamed } from "../../platform/http/kit.ts"
import { Id, z } from "../../platform/schema.ts"
import { ResponseFilters } from "../responses/public.ts"
import { Crosstab, CutList, ResultFilters, Results, Trend } from "./contract.ts"
import { crosstabOf, cutsOf, trendOf } from "./crossing.ts"
import { exportResponses } from "./export.ts"
import { resultsOf } from "./reading.ts"
import { steps } from "./store.ts"

const tags = ["Survey results"]
const byId = { params: z.object({ id: Id }) }
const ofQuestion = z.string().min(1).max(64).openapi({ description: "The question that is looked at" })

export const resultRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/surveys/{id}/results",
      tags,
      ...needs("responses.read"),
      summary: "What the answers to a survey say: distributions, scores, where people gave up, how long it took",
      description:
        "Counts responses that are finished or were given up, with at least one answer by a human. Who is still at it stands in `underWay` only.",
      request: { ...byId, query: ResultFilters },
      responses: { 200: answer(Results), ...faults },
    }),
    async (c) => c.json(await resultsOf(c.var.scope, c.req.valid("param").id, c.req.valid("query")), 200),
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/surveys/{id}/results/trend",
      tags,
      ...needs("responses.read"),
      summary: "The score of one question over time, and where the question became another one",
      request: { ...byId, query: ResultFilters.extend({ of: ofQuestion, step: z.enum(steps).optional() }) },
      responses: { 200: answer(Trend), ...faults },
    }),
    async (c) => c.json(await trendOf(c.var.scope, c.req.valid("param").id, c.req.valid("query")), 200),
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/surveys/{id}/results/crosstab",
      tags,
      ...needs("responses.read"),
      summary: "The answers to one question, cut by anything known of a response",
      request: {
        ...byId,
        query: ResultFilters.extend({
          of: ofQuestion,
          by: z.string().min(1).max(100).openapi({ description: "One of `/results/cuts`, such as question.q2" }),
        }),
      },
      responses: { 200: answer(Crosstab), ...faults },
    }),
    async (c) => c.json(await crosstabOf(c.var.scope, c.req.valid("param").id, c.req.valid("query")), 200),
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/surveys/{id}/results/cuts",
      tags,
      ...needs("responses.read"),
      summary: "By what answers can be cut: fields of a response, variables, other questions",
      request: byId,
      responses: { 200: answer(CutList), ...faults },
    }),
    async (c) => c.json({ items: await cutsOf(c.var.scope, c.req.valid("param").id) }, 200),
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/surveys/{id}/responses/export",
      tags,
      ...needs("responses.read"),
      summary: "Responses as a file: what a list shows, to its end",
      description:
        "`spss`: a ZIP of the answers as codes, a codebook, and the syntax that reads them. Masked without the right to personal data. Leaves a trace in the audit trail.",
      request: {
        ...byId,
        query: ResponseFilters.extend({ format: z.enum(["csv", "xlsx", "ndjson", "spss"]).default("csv") }),
      },
      responses: { 200: download("The responses", [...Object.values(MEDIA_TYPES), "application/zip"]), ...faults },
    }),
    async (c) => {
      const { format, ...filters } = c.req.valid("query")
      const pieces = await exportResponses(c.var.scope, c.req.valid("param").id, filters, format)
      const day = c.var.scope.now().toISOString().slice(0, 10)
      return c.body(streamed(pieces), 200, {
        "content-type": format === "spss" ? "application/zip" : MEDIA_TYPES[format],
        "content-disposition": `attachment; filename="responses-${day}${format === "spss" ? "-spss.zip" : `.${format}`}"`,
        "cache-control": "no-store",
      }) as never
    },
  )
