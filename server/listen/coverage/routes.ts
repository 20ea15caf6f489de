import { createRoute } from "@hono/zod-openapi"
import { type ExportFormat, MEDIA_TYPES, writeTable } from "../../../tables/write.ts"
import { answer, body, download, faults, needs, routes, streamed } from "../../platform/http/kit.ts"
import { record } from "../../platform/outbox.ts"
import { Day, Id, plainList, z } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"
import {
  Coverage,
  type CoveredTouchpoint,
  Touchpoint,
  TouchpointChange,
  TouchpointInput,
  TouchpointMerge,
} from "./contract.ts"
import { coverageOf, type TasksOf } from "./counting.ts"
import { listTouchpoints } from "./store.ts"
import { addTouchpoint, changeTouchpoint, mergeInto, removeTouchpoint, splitOff } from "./verbs.ts"

const tags = ["Listening coverage"]
const byId = { params: z.object({ id: Id }) }
const guard = needs("surveys.edit")
const Period = z.object({
  from: Day.optional().openapi({ description: "Default: 90 days before `to`" }),
  to: Day.optional().openapi({ description: "Before this day; default: tomorrow" }),
})

export const coverageRoutes = ({ tasks }: { tasks: TasksOf }) =>
  routes()
    .openapi(
      createRoute({
        method: "get",
        path: "/coverage",
        tags,
        ...needs("read"),
        summary: "Touchpoints and by what customers are heard there: the gaps, and where they are asked too often",
        request: { query: Period },
        responses: { 200: answer(Coverage), ...faults },
      }),
      async (c) => {
        const { from, to } = periodOf(c.var.scope, c.req.valid("query"))
        return c.json(await coverageOf(c.var.scope, tasks, from, to), 200)
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/coverage/export",
        tags,
        ...needs("read"),
        summary: "The same as a file: a row for each listening post of each touchpoint",
        request: { query: Period.extend({ format: z.enum(["csv", "xlsx", "ndjson"]).default("csv") }) },
        responses: { 200: download("The coverage", Object.values(MEDIA_TYPES)), ...faults },
      }),
      async (c) => {
        const { format, ...period } = c.req.valid("query")
        const { scope } = c.var
        const { from, to } = periodOf(scope, period)
        const { touchpoints } = await coverageOf(scope, tasks, from, to)
        return c.body(streamed(await asFile(scope, touchpoints, format)), 200, {
          "content-type": MEDIA_TYPES[format],
          "content-disposition": `attachment; filename="coverage-${to}.${format}"`,
          "cache-control": "no-store",
        }) as never
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/touchpoints",
        tags,
        ...needs("read"),
        summary: "The register of touchpoints, in its order",
        responses: { 200: answer(plainList(Touchpoint)), ...faults },
      }),
      async (c) => c.json({ items: await listTouchpoints(c.var.scope) }, 200),
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/touchpoints",
        tags,
        ...guard,
        summary: "Enter a touchpoint, also one at which nobody is heard yet",
        request: { body: body(TouchpointInput) },
        responses: { 201: answer(Touchpoint), ...faults },
      }),
      async (c) => c.json(await addTouchpoint(c.var.scope, c.req.valid("json")), 201),
    )
    .openapi(
      createRoute({
        method: "patch",
        path: "/touchpoints/{id}",
        tags,
        ...guard,
        summary: "Rename, reorder, or say which tasks happen there",
        request: { ...byId, body: body(TouchpointChange) },
        responses: { 200: answer(Touchpoint), ...faults },
      }),
      async (c) => c.json(await changeTouchpoint(c.var.scope, c.req.valid("param").id, c.req.valid("json")), 200),
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/touchpoints/{id}/names",
        tags,
        ...guard,
        summary: "Say that another name, or another touchpoint, is this one",
        request: { ...byId, body: body(TouchpointMerge) },
        responses: { 200: answer(Touchpoint), ...faults },
      }),
      async (c) => c.json(await mergeInto(c.var.scope, c.req.valid("param").id, c.req.valid("json").name), 200),
    )
    .openapi(
      createRoute({
        method: "delete",
        path: "/touchpoints/{id}/names",
        tags,
        ...guard,
        summary: "Say that a name is not this one after all",
        request: { ...byId, query: z.object({ name: z.string().min(1).max(300) }) },
        responses: { 200: answer(Touchpoint), ...faults },
      }),
      async (c) => c.json(await splitOff(c.var.scope, c.req.valid("param").id, c.req.valid("query").name), 200),
    )
    .openapi(
      createRoute({
        method: "delete",
        path: "/touchpoints/{id}",
        tags,
        ...guard,
        summary: "Take it out of the register; feedback stays",
        request: byId,
        responses: { 204: { description: "Gone" }, ...faults },
      }),
      async (c) => {
        await removeTouchpoint(c.var.scope, c.req.valid("param").id)
        return c.body(null, 204)
      },
    )

const day = 86_400_000
function periodOf(scope: Scope, given: { from?: string | undefined; to?: string | undefined }) {
  const to = given.to ?? new Date(scope.now().getTime() + day).toISOString().slice(0, 10)
  const from = given.from ?? new Date(Date.parse(to) - 90 * day).toISOString().slice(0, 10)
  return { from, to }
}

const columns = [
  ...["touchpoint", "finding", "post", "name", "state", "heard", "lastAt", "asked", "rate", "rateLow", "rateHigh"],
  ...["rateN", "rateOf"],
]

async function asFile(scope: Scope, touchpoints: readonly CoveredTouchpoint[], format: ExportFormat) {
  await scope.transaction((tx) => record(tx, "coverage.exported", null, { format }))
  async function* rows() {
    for (const { name, finding, posts, heard, lastAt } of touchpoints) {
      if (posts.length === 0) yield [name, finding, null, null, null, heard, lastAt]
      for (const post of posts) {
        const { rate } = post
        yield [
          ...[name, finding, post.kind, post.name, post.state, post.heard, post.lastAt, post.asked],
          ...[rate?.estimate, rate?.low, rate?.high, rate?.n, post.of],
        ]
      }
    }
  }
  return writeTable(format, columns, rows(), { sheet: "Coverage" })
}
