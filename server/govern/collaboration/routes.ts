import { createRoute } from "@hono/zod-openapi"
import { answer, body, faults, needs, routes } from "../../platform/http/kit.ts"
import { Id, z } from "../../platform/schema.ts"
import { Comment, CommentChange, CommentInput, CommentList, Here, Reads, RecordName } from "./contract.ts"
import { theMember } from "./policy.ts"
import { type Presence, presentForMs } from "./presence.ts"
import { titleOf } from "./records.ts"
import { listComments, readsOf } from "./store.ts"
import { addComment, changeComment, markRead, removeComment } from "./verbs.ts"

const tags = ["Collaboration"]
const byId = { params: z.object({ id: Id }) }
const done = { 204: { description: "Done" }, ...faults }

export const collaborationRoutes = (presence: Presence) =>
  routes()
    .openapi(
      createRoute({
        method: "get",
        path: "/comments",
        tags,
        ...needs("read"),
        summary: "What was said about a record, oldest first",
        request: {
          query: z.object({
            record: RecordName,
            cursor: Id.optional(),
            limit: z.coerce.number().int().min(1).max(500).default(200),
          }),
        },
        responses: { 200: answer(CommentList), ...faults },
      }),
      async (c) => {
        const { record, cursor, limit } = c.req.valid("query")
        await titleOf(c.var.scope, record)
        const items = await listComments(c.var.scope, record, { limit, ...(cursor ? { after: cursor } : {}) })
        return c.json({ items, next: items.length === limit ? items.at(-1)!.id : null }, 200)
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/comments",
        tags,
        ...needs("comment"),
        summary: "Say something about a record",
        description: "Whom the text mentions, as @[member id], is told at once.",
        request: { body: body(CommentInput) },
        responses: { 201: answer(Comment), ...faults },
      }),
      async (c) => c.json(await addComment(c.var.scope, c.req.valid("json")), 201),
    )
    .openapi(
      createRoute({
        method: "patch",
        path: "/comments/{id}",
        tags,
        ...needs("comment"),
        summary: "Change your own comment",
        request: { ...byId, body: body(CommentChange) },
        responses: { 200: answer(Comment), ...faults },
      }),
      async (c) => c.json(await changeComment(c.var.scope, c.req.valid("param").id, c.req.valid("json")), 200),
    )
    .openapi(
      createRoute({
        method: "delete",
        path: "/comments/{id}",
        tags,
        ...needs("comment"),
        summary: "Remove your own comment",
        request: byId,
        responses: done,
      }),
      async (c) => {
        await removeComment(c.var.scope, c.req.valid("param").id)
        return c.body(null, 204)
      },
    )
    .openapi(
      createRoute({
        method: "put",
        path: "/reads",
        tags,
        ...needs("read"),
        summary: "I have read this record",
        request: { body: body(z.strictObject({ record: RecordName })) },
        responses: done,
      }),
      async (c) => {
        await markRead(c.var.scope, c.req.valid("json").record)
        return c.body(null, 204)
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/reads",
        tags,
        ...needs("read"),
        summary: "Who has read a record, and which departments have not",
        request: { query: z.object({ record: RecordName }) },
        responses: { 200: answer(Reads), ...faults },
      }),
      async (c) => {
        const { record } = c.req.valid("query")
        await titleOf(c.var.scope, record)
        return c.json(await readsOf(c.var.scope, record), 200)
      },
    )
    .openapi(
      createRoute({
        method: "put",
        path: "/presence",
        tags,
        ...needs("read"),
        summary: "I have this record open; who else has?",
        description: `Kept for ${presentForMs / 1000} seconds and nowhere stored. Any name of a page will do, such as page:signals.`,
        request: { body: body(z.strictObject({ record: RecordName.nullable() })) },
        responses: { 200: answer(Here), ...faults },
      }),
      async (c) => {
        const { id, name } = theMember(c.var.scope)
        const { record } = c.req.valid("json")
        const state = await presence.enter(c.var.scope.organizationId, { id, name }, record)
        return c.json({ ...state, expiresInSeconds: presentForMs / 1000 }, 200)
      },
    )
    .openapi(
      createRoute({
        method: "delete",
        path: "/presence",
        tags,
        ...needs("read"),
        summary: "I have closed Rapport",
        responses: done,
      }),
      async (c) => {
        const { id, name } = theMember(c.var.scope)
        await presence.leave(c.var.scope.organizationId, { id, name })
        return c.body(null, 204)
      },
    )
