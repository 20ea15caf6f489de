import { createRoute } from "@hono/zod-openapi"
import { Feedback, feedbackByIds } from "../../listen/feedback/public.ts"
import { notFound } from "../../platform/http/errors.ts"
import { answer, faults, needs, routes } from "../../platform/http/kit.ts"
import { Id, Moment, z } from "../../platform/schema.ts"
import { findNotice } from "../notices/public.ts"
import { countReplies, listReplies } from "./store.ts"

export const NoticeReplies = z
  .object({
    items: z.array(z.object({ id: Id, at: Moment, feedback: Feedback })),
    next: z.string().nullable(),
    total: z.number().int(),
    automatic: z.number().int().openapi({ description: "Answering machines: counted, not read" }),
    bounces: z.number().int(),
  })
  .openapi("NoticeReplies")

export const replyRoutes = routes().openapi(
  createRoute({
    method: "get",
    path: "/notices/{id}/replies",
    tags: ["Notices"],
    ...needs("read"),
    summary: "What customers answered, newest first",
    request: {
      params: z.object({ id: Id }),
      query: z.object({ cursor: Id.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
    },
    responses: { 200: answer(NoticeReplies), ...faults },
  }),
  async (c) => {
    const { id } = c.req.valid("param")
    if (!(await findNotice(c.var.scope, id))) throw notFound("notice", id)
    const { cursor, limit } = c.req.valid("query")
    const rows = await listReplies(c.var.scope, id, { limit, ...(cursor ? { before: cursor } : {}) })
    const [counts, feedback] = await Promise.all([
      countReplies(c.var.scope, id),
      feedbackByIds(
        c.var.scope,
        rows.map((row) => row.feedback_id),
      ),
    ])
    const items = rows.flatMap((row) => {
      const words = feedback.find((one) => one.id === row.feedback_id)
      return words ? [{ id: row.id, at: row.at.toISOString(), feedback: words }] : []
    })
    const { replies, automatic, bounces } = counts
    return c.json(
      { items, next: rows.length === limit ? rows.at(-1)!.id : null, total: replies, automatic, bounces },
      200,
    )
  },
)
