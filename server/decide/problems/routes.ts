import { createRoute } from "@hono/zod-openapi"
import { answer, body, faults, needs, routes } from "../../platform/http/kit.ts"
import { Id, z } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"
import { listSignals, presented, sliceLabel } from "../../understand/signals/public.ts"
import { Problem, ProblemChange, ProblemInput, ProblemList } from "./contract.ts"
import { type ProblemRow, problemStates } from "./problem.ts"
import { listProblems } from "./store.ts"
import { acceptAsProblem, changeProblem, existing } from "./verbs.ts"

const tags = ["Problems"]
const byId = { params: z.object({ id: Id }) }

export const problemRoutes = routes()
  .openapi(
    createRoute({
      method: "post",
      path: "/signals/{id}/problem",
      tags,
      ...needs("problems.edit"),
      summary: "Accept a signal as a problem",
      request: { ...byId, body: body(ProblemInput) },
      responses: { 201: answer(Problem, "The problem"), ...faults },
    }),
    async (c) => {
      const problem = await acceptAsProblem(c.var.scope, c.req.valid("param").id, c.req.valid("json"))
      return c.json(await withSignals(c.var.scope, problem), 201)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/problems",
      tags,
      ...needs("read"),
      summary: "Problems the company accepts as real, newest first",
      request: {
        query: z.object({
          state: z.enum([...problemStates, "all"]).default("all"),
          cursor: z.coerce.number().int().optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
      },
      responses: { 200: answer(ProblemList), ...faults },
    }),
    async (c) => {
      const { state, cursor, limit } = c.req.valid("query")
      const rows = await listProblems(c.var.scope, {
        limit: limit + 1,
        ...(state === "all" ? {} : { state }),
        ...(cursor === undefined ? {} : { after: { weight: 0, number: cursor } }),
      })
      const shown = rows.slice(0, limit)
      const items = await Promise.all(shown.map((row) => withSignals(c.var.scope, row)))
      return c.json({ items, next: rows.length > limit ? String(shown.at(-1)!.number) : null }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/problems/{id}",
      tags,
      ...needs("read"),
      summary: "One problem",
      request: byId,
      responses: { 200: answer(Problem), ...faults },
    }),
    async (c) => c.json(await withSignals(c.var.scope, await existing(c.var.scope, c.req.valid("param").id)), 200),
  )
  .openapi(
    createRoute({
      method: "patch",
      path: "/problems/{id}",
      tags,
      ...needs("problems.edit"),
      summary: "Change what a problem says, who owns it, or how far it is",
      request: { ...byId, body: body(ProblemChange) },
      responses: { 200: answer(Problem), ...faults },
    }),
    async (c) => {
      const problem = await changeProblem(c.var.scope, c.req.valid("param").id, c.req.valid("json"))
      return c.json(await withSignals(c.var.scope, problem), 200)
    },
  )

async function withSignals(scope: Scope, row: ProblemRow) {
  const signals = row.signal_ids.length > 0 ? await listSignals(scope, { ids: row.signal_ids }) : []
  return {
    id: row.id,
    number: row.number,
    version: row.version,
    statement: row.statement,
    slice: row.slice,
    sliceLabel: sliceLabel(row.slice),
    state: row.state,
    dismissedReason: row.state === "dismissed" ? (row.change?.reason ?? null) : null,
    ownerId: row.owner?.id ?? null,
    owner: row.owner,
    signals: signals.map((one) => presented(scope, one)),
    createdAt: row.created_at.toISOString(),
    createdBy: { name: row.created_by },
  }
}
