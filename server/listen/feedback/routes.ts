import { createRoute } from "@hono/zod-openapi"
import { MEDIA_TYPES } from "../../../tables/write.ts"
import { notFound } from "../../platform/http/errors.ts"
import { answer, body, download, faults, needs, routes, streamed } from "../../platform/http/kit.ts"
import { Id, z } from "../../platform/schema.ts"
import { countFeedback, findFeedbackIds, QueryParameters } from "../interactions/public.ts"
import { allIdsOf } from "../people/public.ts"
import {
  BatchReceived,
  Feedback,
  FeedbackChange,
  FeedbackList,
  FeedbackPost,
  FeedbackWithTimeline,
  Received,
} from "./contract.ts"
import { exportFeedback } from "./export.ts"
import { feedbackByIds, findFeedback } from "./store.ts"
import { personTimeline } from "./timeline.ts"
import { changeFeedback, deleteFeedback, type Intake, receiveBatch, receiveFeedback } from "./verbs.ts"

const tags = ["Feedback"]
const byId = { params: z.object({ id: Id }) }
export const sorts = z.enum(["newest", "oldest", "lowest"]).default("newest")

export const feedbackRoutes = (intake: Intake) =>
  routes()
    .openapi(
      createRoute({
        method: "post",
        path: "/feedback",
        tags,
        ...needs("feedback.write"),
        summary: "Send feedback: one item, or up to 1,000",
        description: "Answered when it is durable. Sending the same source and externalId again changes nothing.",
        request: { body: body(FeedbackPost) },
        responses: {
          200: answer(BatchReceived, "A batch, item by item"),
          201: answer(Received, "One item"),
          ...faults,
        },
      }),
      async (c) => {
        const given = c.req.valid("json")
        if ("items" in given) return c.json(await receiveBatch(c.var.scope, intake, given), 200)
        const [outcome] = await receiveFeedback(c.var.scope, intake, [given])
        return c.json(outcome!, 201)
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/feedback",
        tags,
        ...needs("read"),
        summary: "Find feedback",
        request: {
          query: QueryParameters.extend({
            sort: sorts,
            limit: z.coerce.number().int().min(1).max(200).default(50),
            cursor: z.string().max(200).optional(),
          }),
        },
        responses: { 200: answer(FeedbackList), ...faults },
      }),
      async (c) => {
        const { sort, limit, cursor, ...query } = c.req.valid("query")
        const [page, total] = await Promise.all([
          findFeedbackIds(c.var.scope, query, { sort, limit, ...(cursor ? { cursor } : {}) }),
          cursor ? undefined : countFeedback(c.var.scope, query, sort),
        ])
        const items = await feedbackByIds(c.var.scope, page.ids)
        return c.json({ items, next: page.next, ...(total === undefined ? {} : { total }) }, 200)
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/feedback/export",
        tags,
        ...needs("read"),
        summary: "Feedback as a file: what a list shows, to its end",
        description:
          "Names are left out without the right to personal data. In CSV, text that a spreadsheet would run as a formula is made harmless. Leaves a trace in the audit trail.",
        request: {
          query: QueryParameters.extend({ sort: sorts, format: z.enum(["csv", "xlsx", "ndjson"]).default("csv") }),
        },
        responses: { 200: download("The feedback", Object.values(MEDIA_TYPES)), ...faults },
      }),
      async (c) => {
        const { format, sort, ...query } = c.req.valid("query")
        const pieces = await exportFeedback(c.var.scope, query, { format, sort })
        const day = c.var.scope.now().toISOString().slice(0, 10)
        return c.body(streamed(pieces), 200, {
          "content-type": MEDIA_TYPES[format],
          "content-disposition": `attachment; filename="feedback-${day}.${format}"`,
          "cache-control": "no-store",
        }) as never
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/feedback/{id}",
        tags,
        ...needs("read"),
        summary: "One item, with the person's other interactions",
        request: byId,
        responses: { 200: answer(FeedbackWithTimeline), ...faults },
      }),
      async (c) => {
        const item = await findFeedback(c.var.scope, c.req.valid("param").id)
        if (!item) throw notFound("feedback")
        const { scope } = c.var
        const timeline = item.person ? await personTimeline(scope, await allIdsOf(scope, [item.person.id])) : []
        return c.json({ ...item, timeline: timeline.filter((entry) => entry.id !== item.id) }, 200)
      },
    )
    .openapi(
      createRoute({
        method: "patch",
        path: "/feedback/{id}",
        tags,
        ...needs("feedback.write"),
        summary: "Correct an item",
        request: { ...byId, body: body(FeedbackChange) },
        responses: { 200: answer(Feedback), ...faults },
      }),
      async (c) => c.json(await changeFeedback(c.var.scope, c.req.valid("param").id, c.req.valid("json")), 200),
    )
    .openapi(
      createRoute({
        method: "delete",
        path: "/feedback/{id}",
        tags,
        ...needs("feedback.write"),
        summary: "Delete an item",
        request: byId,
        responses: { 204: { description: "Gone" }, ...faults },
      }),
      async (c) => {
        await deleteFeedback(c.var.scope, c.req.valid("param").id)
        return c.body(null, 204)
      },
    )
