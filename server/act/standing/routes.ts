import { createRoute } from "@hono/zod-openapi"
import type { Intake } from "../../listen/feedback/public.ts"
import { answer, body, faults, needs, open, routes } from "../../platform/http/kit.ts"
import { Id, z } from "../../platform/schema.ts"
import {
  NotSolved,
  Standing,
  StandingLinkInput,
  StandingLinkList,
  StandingLink as StandingLinkSchema,
} from "./contract.ts"
import type { StandingLink } from "./links.ts"
import { giveLink, linksOfPerson, revokeLink, sayNotSolved, standingOf, takeBackNotSolved } from "./verbs.ts"

const tags = ["What became of my feedback?"]
const byId = { params: z.object({ id: Id }) }
const byToken = { params: z.object({ token: z.string().max(100) }) }

export const standingRoutes = ({ intake }: { intake: Intake }) =>
  routes()
    .openapi(
      createRoute({
        method: "get",
        path: "/standing/{token}",
        tags,
        ...open,
        summary: "A customer's own page: what she said, and what became of it",
        request: byToken,
        responses: { 200: answer(Standing), ...faults },
      }),
      async (c) => {
        const standing = await standingOf(c.var.platform, c.req.valid("param").token)
        c.header("x-robots-tag", "noindex, nofollow")
        c.header("cache-control", "no-store")
        c.header("referrer-policy", "no-referrer")
        return c.json(standing, 200)
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/standing/{token}/not-solved",
        tags,
        ...open,
        summary: "She says that it is not solved for her",
        request: { ...byToken, body: body(NotSolved) },
        responses: { 201: answer(Standing), ...faults },
      }),
      async (c) => {
        const { platform } = c.var
        const { token } = c.req.valid("param")
        await sayNotSolved(platform, intake, token, c.req.valid("json").words || undefined)
        return c.json(await standingOf(platform, token), 201)
      },
    )
    .openapi(
      createRoute({
        method: "delete",
        path: "/standing/{token}/not-solved",
        tags,
        ...open,
        summary: "She takes it back",
        request: byToken,
        responses: { 200: answer(Standing), ...faults },
      }),
      async (c) => {
        const { platform } = c.var
        const { token } = c.req.valid("param")
        await takeBackNotSolved(platform, token)
        return c.json(await standingOf(platform, token), 200)
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/plans/{id}/standing-links",
        tags,
        ...needs("followups.act"),
        summary: "The link to a person's own page about a plan",
        request: { ...byId, body: body(StandingLinkInput) },
        responses: { 201: answer(StandingLinkSchema), ...faults },
      }),
      async (c) => {
        const link = await giveLink(c.var.scope, c.req.valid("param").id, c.req.valid("json").personId)
        return c.json(presented({ ...link, revoked: null }, c.var.platform.publicUrl), 201)
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/people/{id}/standing-links",
        tags,
        ...needs("followups.act"),
        summary: "The links to a person's own pages",
        request: byId,
        responses: { 200: answer(StandingLinkList), ...faults },
      }),
      async (c) => {
        const links = await linksOfPerson(c.var.scope, c.req.valid("param").id)
        return c.json({ items: links.map((link) => presented(link, c.var.platform.publicUrl)) }, 200)
      },
    )
    .openapi(
      createRoute({
        method: "delete",
        path: "/standing-links/{id}",
        tags,
        ...needs("notices.edit"),
        summary: "Revoke a link: it leads nowhere from now on",
        request: byId,
        responses: { 204: { description: "Revoked" }, ...faults },
      }),
      async (c) => {
        await revokeLink(c.var.scope, c.req.valid("param").id)
        return c.body(null, 204)
      },
    )

const presented = (link: StandingLink & { revoked: { at: string; by: string } | null }, publicUrl: string) => ({
  id: link.id,
  planId: link.planId,
  url: `${publicUrl}/s/${link.token}`,
  createdAt: link.createdAt.toISOString(),
  revoked: link.revoked,
})
