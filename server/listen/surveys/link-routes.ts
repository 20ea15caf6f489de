import { createRoute } from "@hono/zod-openapi"
import { answer, body, faults, needs, routes } from "../../platform/http/kit.ts"
import { Id, z } from "../../platform/schema.ts"
import type { Asking } from "./asking.ts"
import { LinkInput, LinkList, LinksMade, linkKinds } from "./contract.ts"
import { createLinks, listLinks, revokeLink } from "./links.ts"
import { existing } from "./verbs.ts"

const tags = ["Surveys"]
const byId = { params: z.object({ id: Id }) }

export const surveyLinkRoutes = (ask: { asking: Asking }) =>
  routes()
    .openapi(
      createRoute({
        method: "get",
        path: "/surveys/{id}/links",
        tags,
        ...needs("read"),
        summary: "Where a survey is answered, newest first",
        description: "The address of a personal link shows only with the right to personal data.",
        request: {
          ...byId,
          query: z.object({
            kind: z.enum(linkKinds).optional(),
            besides: z.enum(linkKinds).optional().openapi({ description: "All but this kind" }),
            cursor: Id.optional(),
            limit: z.coerce.number().int().min(1).max(200).default(50),
          }),
        },
        responses: { 200: answer(LinkList), ...faults },
      }),
      async (c) => {
        const { kind, besides, cursor, limit } = c.req.valid("query")
        const { id } = await existing(c.var.scope, c.req.valid("param").id)
        const items = await listLinks(
          c.var.scope,
          { surveyId: id, kind, besides },
          { limit: limit + 1, ...(cursor ? { after: cursor } : {}) },
          c.var.platform.publicUrl,
        )
        const shown = items.slice(0, limit)
        return c.json({ items: shown, next: items.length > limit ? shown.at(-1)!.id : null }, 200)
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/surveys/{id}/links",
        tags,
        ...needs("surveys.publish"),
        summary: "Make links: for anybody, for one use each, for people by name, for a kiosk or a widget",
        request: { ...byId, body: body(LinkInput) },
        responses: { 201: answer(LinksMade), ...faults },
      }),
      async (c) => {
        const { publicUrl } = c.var.platform
        return c.json(
          { items: await createLinks(c.var.scope, c.req.valid("param").id, c.req.valid("json"), publicUrl) },
          201,
        )
      },
    )
    .openapi(
      createRoute({
        method: "delete",
        path: "/survey-links/{id}",
        tags,
        ...needs("surveys.publish"),
        summary: "End a link; what was answered with it stays",
        request: byId,
        responses: { 204: { description: "Gone" }, ...faults },
      }),
      async (c) => {
        ask.asking.forget(await revokeLink(c.var.scope, c.req.valid("param").id))
        return c.body(null, 204)
      },
    )
