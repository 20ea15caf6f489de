import { createRoute } from "@hono/zod-openapi"
import { MEDIA_TYPES, writeTable } from "../../../tables/write.ts"
import { audienceOfSlice, countPeople } from "../../listen/audiences/public.ts"
import { coded, notFound } from "../../platform/http/errors.ts"
import { answer, download, faults, needs, routes, streamed } from "../../platform/http/kit.ts"
import { record } from "../../platform/outbox.ts"
import { Id, z } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"
import { actingRoutes } from "./acting.ts"
import { affectedColumns, affectedPeople, affectedRows, concernedPeople, countAffected, reachOf } from "./affected.ts"
import { AffectedPeople, SignalList, SignalPage, SignalState } from "./contract.ts"
import { exportSignals } from "./export.ts"
import { lookingRoutes } from "./looking.ts"
import { pageOf } from "./page.ts"
import { presented } from "./present.ts"
import { openStates, type SignalRow, states } from "./signal.ts"
import { countSignals, findSignal, listSignals, type Page, type Place, placeOf } from "./store.ts"

const tags = ["Signals"]
const whom = z.enum(["told", "all"]).default("told")
const byId = { params: z.object({ id: Id }) }

const Filters = z.object({
  state: z.union([SignalState, z.enum(["open", "all"])]).default("open"),
  department: Id.optional().openapi({ description: "Only what is asked of this department" }),
  stream: z.string().max(120).optional(),
  q: z.string().trim().max(200).optional().openapi({ description: "Part of what it is about, or of a typical word" }),
})

export const signalRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/signals",
      tags,
      ...needs("read"),
      summary: "What stands out and needs a person",
      description:
        "Those that stand out now first, most clearly first; then the last seen. `open` is new and acknowledged.",
      request: {
        query: Filters.extend({
          cursor: z.string().max(200).optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
      },
      responses: { 200: answer(SignalList), ...faults },
    }),
    async (c) => {
      const { cursor, limit, ...given } = c.req.valid("query")
      const filter = filterOf(given)
      const [rows, total] = await Promise.all([
        listSignals(c.var.scope, { ...filter, limit: limit + 1, ...(cursor ? { after: readCursor(cursor) } : {}) }),
        countSignals(c.var.scope, filter),
      ])
      const shown = rows.slice(0, limit)
      return c.json(
        {
          items: shown.map((row) => presented(c.var.scope, row)),
          next: rows.length > limit ? writeCursor(shown.at(-1)!) : null,
          total,
        },
        200,
      )
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/signals/export",
      tags,
      ...needs("read"),
      summary: "Signals as a file, in the order of the list",
      request: { query: Filters.extend({ format: z.enum(["csv", "xlsx", "ndjson"]).default("csv") }) },
      responses: { 200: download("The signals", Object.values(MEDIA_TYPES)), ...faults },
    }),
    async (c) => {
      const { format, ...given } = c.req.valid("query")
      const pieces = await exportSignals(c.var.scope, filterOf(given), format)
      return c.body(streamed(pieces), 200, {
        "content-type": MEDIA_TYPES[format],
        "content-disposition": `attachment; filename="signals-${c.var.scope.now().toISOString().slice(0, 10)}.${format}"`,
        "cache-control": "no-store",
      }) as never
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/signals/{id}",
      tags,
      ...needs("read"),
      summary: "One signal, with everything that speaks for it",
      request: byId,
      responses: { 200: answer(SignalPage), ...faults },
    }),
    async (c) => {
      const signal = await existing(c.var.scope, c.req.valid("param").id)
      return c.json(await pageOf(c.var.scope, signal), 200)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/signals/{id}/people",
      tags,
      ...needs("read"),
      summary: "Who is affected",
      description:
        "whom=told: who is behind the signal's records. whom=all: also who owns what it is about, as far as that is known.",
      request: {
        ...byId,
        query: z.object({
          whom,
          cursor: z.string().max(100).optional(),
          limit: z.coerce.number().int().min(1).max(500).default(100),
        }),
      },
      responses: { 200: answer(AffectedPeople), ...faults },
    }),
    async (c) => {
      const signal = await existing(c.var.scope, c.req.valid("param").id)
      const { whom, ...page } = c.req.valid("query")
      const [people, reach] = await Promise.all([
        whom === "all" ? concernedPeople(c.var.scope, signal, page) : affectedPeople(c.var.scope, signal, page),
        reachOf(c.var.scope, signal),
      ])
      return c.json({ ...people, total: whom === "all" ? (reach.all ?? reach.told) : reach.told, reach }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/signals/{id}/people/export",
      tags,
      ...needs("read"),
      summary: "Who is affected, as a file",
      description:
        "Names and addresses are masked without the right to personal data. Leaves a trace in the audit trail.",
      request: { ...byId, query: z.object({ whom, format: z.enum(["csv", "xlsx", "ndjson"]).default("csv") }) },
      responses: { 200: download("The people as a table", Object.values(MEDIA_TYPES)), ...faults },
    }),
    async (c) => {
      const { scope } = c.var
      const { format, whom } = c.req.valid("query")
      const signal = await existing(scope, c.req.valid("param").id)
      const people =
        whom === "all" ? await countPeople(scope, audienceOfSlice(signal.slice)) : await countAffected(scope, signal)
      await scope.transaction((tx) =>
        record(tx, "signal.people_exported", `signal:${signal.id}`, {
          format,
          people,
          whom,
          personalData: scope.permissions.has("personal_data"),
        }),
      )
      const rows = writeTable(format, affectedColumns, affectedRows(scope, signal, whom))
      return c.body(streamed(rows), 200, {
        "content-type": MEDIA_TYPES[format],
        "content-disposition": `attachment; filename="signal-${signal.number}-people.${format}"`,
      }) as never
    },
  )
  .route("/", actingRoutes)
  .route("/", lookingRoutes)

async function existing(scope: Scope, id: string): Promise<SignalRow> {
  const signal = await findSignal(scope, id)
  if (!signal) throw notFound("signal", id)
  return signal
}

const writeCursor = (row: SignalRow) => {
  const { active, weight, lastSeen, number } = placeOf(row)
  return Buffer.from(JSON.stringify([active, weight, lastSeen, number])).toString("base64url")
}

function filterOf({ state, department, stream, q }: z.output<typeof Filters>): Page {
  return {
    ...(state === "all" ? {} : { states: state === "open" ? openStates : states.filter((one) => one === state) }),
    ...(department ? { departmentId: department } : {}),
    ...(stream ? { stream } : {}),
    ...(q ? { q } : {}),
  }
}

function readCursor(text: string): Place {
  try {
    const [active, weight, lastSeen, number] = JSON.parse(Buffer.from(text, "base64url").toString("utf8")) as unknown[]
    if (
      typeof active === "boolean" &&
      typeof weight === "number" &&
      Number.isInteger(number) &&
      /^\d{4}-\d\d-\d\d$/.test(String(lastSeen))
    ) {
      return { active, weight, lastSeen: String(lastSeen), number: Number(number) }
    }
  } catch {
    // answered below
  }
  throw coded("cursor.invalid", {}, "cursor")
}
