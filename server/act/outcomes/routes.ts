import { createRoute } from "@hono/zod-openapi"
import { MEDIA_TYPES, writeTable } from "../../../tables/write.ts"
import { answer, body, download, faults, needs, routes, streamed } from "../../platform/http/kit.ts"
import { record } from "../../platform/outbox.ts"
import { Id, z } from "../../platform/schema.ts"
import { ClosingInput, MethodInput, Outcome, OutcomeList, OutcomeRecord, RoundInput, verdicts } from "./contract.ts"
import { columns, outcomeItems, outcomeRows } from "./listing.ts"
import { recordOf } from "./record.ts"
import { chooseMethod, closeWithOutcome, measureAgain, outcomeOf } from "./verbs.ts"

const tags = ["Outcomes"]
const byPlan = { params: z.object({ id: Id }) }
const Filter = z.object({ verdict: z.enum([...verdicts, "open"]).optional() })

export const outcomeRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/plans/{id}/outcome",
      tags,
      ...needs("read"),
      summary: "Did it work? What a plan changed, as it stands",
      request: byPlan,
      responses: { 200: answer(Outcome), ...faults },
    }),
    async (c) => c.json(await outcomeOf(c.var.scope, c.req.valid("param").id), 200),
  )
  .openapi(
    createRoute({
      method: "put",
      path: "/plans/{id}/outcome/method",
      tags,
      ...needs("plans.edit"),
      summary: "Say when the change came, or what to compare with",
      request: { ...byPlan, body: body(MethodInput) },
      responses: { 200: answer(Outcome), ...faults },
    }),
    async (c) => c.json(await chooseMethod(c.var.scope, c.req.valid("param").id, c.req.valid("json")), 200),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/plans/{id}/outcome/closing",
      tags,
      ...needs("plans.edit"),
      summary: "Close a plan with its outcome",
      description: "With the verdict that was measured; where it cannot be told, as unclear, with a reason.",
      request: { ...byPlan, body: body(ClosingInput) },
      responses: { 200: answer(Outcome), ...faults },
    }),
    async (c) => c.json(await closeWithOutcome(c.var.scope, c.req.valid("param").id, c.req.valid("json").reason), 200),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/plans/{id}/outcome/rounds",
      tags,
      ...needs("plans.edit"),
      summary: "Measure anew, after something else was changed",
      request: { ...byPlan, body: body(RoundInput) },
      responses: { 201: answer(Outcome), ...faults },
    }),
    async (c) => c.json(await measureAgain(c.var.scope, c.req.valid("param").id, c.req.valid("json").changeAt), 201),
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/outcomes",
      tags,
      ...needs("read"),
      summary: "Outcomes of plans, the last decided first",
      request: {
        query: Filter.extend({
          cursor: z.string().max(200).optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
      },
      responses: { 200: answer(OutcomeList), ...faults },
    }),
    async (c) => c.json(await outcomeItems(c.var.scope, c.req.valid("query")), 200),
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/outcomes/record",
      tags,
      ...needs("read"),
      summary: "What the organization's plans came to",
      responses: { 200: answer(OutcomeRecord), ...faults },
    }),
    async (c) => c.json(await recordOf(c.var.scope), 200),
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/outcomes/export",
      tags,
      ...needs("read"),
      summary: "Outcomes as a file",
      request: { query: Filter.extend({ format: z.enum(["csv", "xlsx", "ndjson"]).default("csv") }) },
      responses: { 200: download("The outcomes as a table", Object.values(MEDIA_TYPES)), ...faults },
    }),
    async (c) => {
      const { scope } = c.var
      const { format, verdict } = c.req.valid("query")
      await scope.transaction((tx) => record(tx, "outcome.exported", null, { format }))
      return c.body(streamed(writeTable(format, columns, outcomeRows(scope, verdict))), 200, {
        "content-type": MEDIA_TYPES[format],
        "content-disposition": `attachment; filename="outcomes.${format}"`,
      }) as never
    },
  )
