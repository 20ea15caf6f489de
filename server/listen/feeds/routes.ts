import { createRoute } from "@hono/zod-openapi"
import { fault } from "../../platform/http/errors.ts"
import { answer, body, faults, needs, routes } from "../../platform/http/kit.ts"
import type { Jobs } from "../../platform/jobs.ts"
import { Id, z } from "../../platform/schema.ts"
import { Feed, FeedChange, FeedInput, FeedList } from "./contract.ts"
import { wakeFeed } from "./jobs.ts"
import { type FeedRow, listFeeds } from "./store.ts"
import { addFeed, changeFeed, pauseFeed, readSoon, removeFeed } from "./verbs.ts"

const tags = ["Feeds"]
const byId = { params: z.object({ id: Id }) }
const guard = needs("connections.manage")

export const feedRoutes = ({ jobs }: { jobs: Jobs }) =>
  routes()
    .openapi(
      createRoute({
        method: "get",
        path: "/feeds",
        tags,
        ...needs("read"),
        summary: "Addresses that are fetched on a schedule",
        responses: { 200: answer(FeedList), ...faults },
      }),
      async (c) => c.json({ items: (await listFeeds(c.var.scope)).map(presented) }, 200),
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/feeds",
        tags,
        ...guard,
        summary: "Fetch a feed (RSS, Atom, JSON) or a table (CSV) from now on",
        description:
          "Fetched once before it is saved. The first table waits as an import for its columns to be looked at.",
        request: { body: body(FeedInput) },
        responses: { 201: answer(Feed), ...faults },
      }),
      async (c) => {
        const row = await addFeed(c.var.scope, c.var.platform, c.req.valid("json"))
        await wakeFeed(jobs, row)
        return c.json(presented(row), 201)
      },
    )
    .openapi(
      createRoute({
        method: "patch",
        path: "/feeds/{id}",
        tags,
        ...guard,
        summary: "Change a feed or a table; it is fetched at once",
        request: { ...byId, body: body(FeedChange) },
        responses: { 200: answer(Feed), ...faults },
      }),
      async (c) => {
        const row = await changeFeed(c.var.scope, c.var.platform, c.req.valid("param").id, c.req.valid("json"))
        if (row.paused_at === null) await wakeFeed(jobs, row)
        return c.json(presented(row), 200)
      },
    )
    .openapi(
      createRoute({
        method: "put",
        path: "/feeds/{id}/pause",
        tags,
        ...guard,
        summary: "Do not fetch it for the time being",
        request: byId,
        responses: { 200: answer(Feed), ...faults },
      }),
      async (c) => c.json(presented(await pauseFeed(c.var.scope, c.req.valid("param").id, true)), 200),
    )
    .openapi(
      createRoute({
        method: "delete",
        path: "/feeds/{id}/pause",
        tags,
        ...guard,
        summary: "Go on fetching it",
        request: byId,
        responses: { 200: answer(Feed), ...faults },
      }),
      async (c) => {
        const row = await pauseFeed(c.var.scope, c.req.valid("param").id, false)
        await wakeFeed(jobs, row)
        return c.json(presented(row), 200)
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/feeds/{id}/reading",
        tags,
        ...guard,
        summary: "Fetch it now",
        request: byId,
        responses: { 202: answer(Feed, "Asked"), ...faults },
      }),
      async (c) => {
        const row = await readSoon(c.var.scope, c.req.valid("param").id)
        await wakeFeed(jobs, row)
        return c.json(presented(row), 202)
      },
    )
    .openapi(
      createRoute({
        method: "delete",
        path: "/feeds/{id}",
        tags,
        ...guard,
        summary: "Remove it; what came from it stays",
        request: byId,
        responses: { 204: { description: "Gone" }, ...faults },
      }),
      async (c) => {
        await removeFeed(c.var.scope, c.req.valid("param").id)
        return c.body(null, 204)
      },
    )

function presented(row: FeedRow) {
  const { failure } = row
  const words = failure && fault(failure.code, failure.params)
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    url: row.url,
    everyMinutes: row.every_minutes,
    defaults: row.defaults,
    readAt: row.read_at?.toISOString() ?? null,
    nextAt: row.paused_at === null ? row.next_at.toISOString() : null,
    paused: row.paused_at && row.paused_by !== null ? { by: row.paused_by, at: row.paused_at.toISOString() } : null,
    failure:
      failure && words
        ? { code: failure.code, message: words.message, remedy: words.remedy ?? "", params: failure.params }
        : null,
    importId: row.import_id,
    importState: row.import_state,
    taken: row.taken,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
  }
}
