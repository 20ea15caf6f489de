import { createRoute } from "@hono/zod-openapi"
import { MEDIA_TYPES, writeTable } from "../../../tables/write.ts"
import { coded } from "../../platform/http/errors.ts"
import { answer, download, faults, jsonParameter, needs, routes, streamed } from "../../platform/http/kit.ts"
import { record } from "../../platform/outbox.ts"
import { Id, z } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"
import { ProblemList } from "./contract.ts"
import { items } from "./present.ts"
import { liveStates, problemStates } from "./problem.ts"
import { countProblems, type Filter, listProblems, type Place, placeOf, type Sort, sorts } from "./store.ts"

const tags = ["Problems"]
const Filters = z.object({
  state: z
    .enum([...problemStates, "live", "all"])
    .default("all")
    .openapi({ description: "live: open, planned or in progress" }),
  owner: z.union([Id, z.literal("nobody")]).optional(),
  department: Id.optional().openapi({ description: "Owned by a member of this department" }),
  slice: jsonParameter(z.record(z.string().max(120), z.string().max(300)))
    .optional()
    .openapi({ type: "string", example: '{"product":"Aria 2"}', description: "Values its slice must have, as JSON" }),
  q: z.string().max(300).optional(),
  duplicates: z.enum(["shown", "hidden"]).default("hidden"),
  sort: z.enum(sorts).default("score"),
})

export const listingRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/problems",
      tags,
      ...needs("read"),
      summary: "Problems the company accepts as real, what weighs most first",
      request: {
        query: Filters.extend({
          cursor: z.string().max(200).optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
      },
      responses: { 200: answer(ProblemList), ...faults },
    }),
    async (c) => {
      const { cursor, limit, sort, ...given } = c.req.valid("query")
      const filter = filterOf(given)
      const after = cursor ? readCursor(cursor) : undefined
      const [rows, total] = await Promise.all([
        listProblems(c.var.scope, { ...filter, sort, limit: limit + 1, ...(after ? { after } : {}) }),
        countProblems(c.var.scope, filter),
      ])
      const shown = rows.slice(0, limit)
      const next = rows.length > limit ? writeCursor(placeOf(shown.at(-1)!, sort)) : null
      return c.json({ items: await items(c.var.scope, shown), next, total }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/problems/export",
      tags,
      ...needs("read"),
      summary: "Problems as a file: what a list shows, to its end",
      description: "Leaves a trace in the audit trail.",
      request: { query: Filters.extend({ format: z.enum(["csv", "xlsx", "ndjson"]).default("csv") }) },
      responses: { 200: download("The problems", Object.values(MEDIA_TYPES)), ...faults },
    }),
    async (c) => {
      const { scope } = c.var
      const { format, sort, ...given } = c.req.valid("query")
      const filter = filterOf(given)
      const rows = await countProblems(scope, filter)
      await scope.transaction((tx) => record(tx, "problem.exported", null, { format, rows }))
      const day = scope.now().toISOString().slice(0, 10)
      return c.body(streamed(writeTable(format, columns, rowsOf(scope, filter, sort), { sheet: "Problems" })), 200, {
        "content-type": MEDIA_TYPES[format],
        "content-disposition": `attachment; filename="problems-${day}.${format}"`,
        "cache-control": "no-store",
      }) as never
    },
  )

type Given = Omit<z.output<typeof Filters>, "sort">

const filterOf = ({ state, owner, department, slice, q, duplicates }: Given): Filter => ({
  ...(state === "all" ? {} : state === "live" ? { states: liveStates } : { state }),
  ...(owner ? { ownerId: owner === "nobody" ? null : owner } : {}),
  ...(department ? { departmentId: department } : {}),
  ...(slice ? { slice } : {}),
  ...(q ? { q } : {}),
  ...(duplicates === "hidden" ? { duplicates: false } : {}),
})

const columns = [
  "number",
  "statement",
  "who",
  "where",
  "state",
  "publicStage",
  "owner",
  "severity",
  "people",
  "peopleLow",
  "peopleHigh",
  "peopleMethod",
  "told",
  "reports",
  "joined",
  "score",
  "customerValue",
  "businessValue",
  "effort",
  "revenueAtStake",
  "currency",
  "signals",
  "duplicates",
  "jobsHurt",
  "createdAt",
  "createdBy",
  "id",
]

async function* rowsOf(scope: Scope, filter: Filter, sort: Sort) {
  let after: Place | undefined
  for (;;) {
    const rows = await listProblems(scope, { ...filter, sort, limit: 200, ...(after ? { after } : {}) })
    for (const one of await items(scope, rows)) {
      yield [
        one.number,
        one.statement,
        one.who,
        one.sliceLabel,
        one.state,
        one.publicStage.stage,
        one.owner?.name,
        one.severity,
        one.size?.people,
        one.size?.low,
        one.size?.high,
        one.size?.method,
        one.size?.told,
        one.size?.reports,
        one.size?.joined,
        one.score.value,
        one.customerValue,
        one.businessValue,
        one.effort,
        one.revenueAtStake,
        one.revenue?.currency,
        one.signalCount,
        one.duplicateCount,
        one.jobsHurt.join(" | "),
        new Date(one.createdAt),
        one.createdBy.name,
        one.id,
      ]
    }
    if (rows.length < 200) return
    after = placeOf(rows.at(-1)!, sort)
  }
}

const writeCursor = ({ weight, number }: Place) => Buffer.from(JSON.stringify([weight, number])).toString("base64url")

function readCursor(text: string): Place {
  try {
    const [weight, number] = JSON.parse(Buffer.from(text, "base64url").toString("utf8")) as unknown[]
    if (typeof weight === "number" && Number.isInteger(number)) return { weight, number: Number(number) }
  } catch {
    // answered below
  }
  throw coded("cursor.invalid", {}, "cursor")
}
