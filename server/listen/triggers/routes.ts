import { createRoute } from "@hono/zod-openapi"
import type { Context } from "hono"
import { MEDIA_TYPES } from "../../../tables/write.ts"
import { answer, body, download, type Env, faults, needs, open, routes, streamed } from "../../platform/http/kit.ts"
import type { createSender } from "../../platform/http/sender.ts"
import { Id, z } from "../../platform/schema.ts"
import type { Throttle } from "../responses/public.ts"
import { existingSurvey } from "../surveys/public.ts"
import { askAfterContact, askableSurveys } from "./agent.ts"
import type { Invite } from "./asking.ts"
import {
  AskableList,
  AskInput,
  AskMade,
  CauseFilters,
  CauseList,
  Shown,
  Site,
  SiteRules,
  SurveyAsking,
} from "./contract.ts"
import { exportCauses } from "./export.ts"
import { makeSite, noteShown, siteOf, siteRules } from "./site.ts"
import { listCauses } from "./store.ts"
import { askingOf, startAsking, stopAsking } from "./verbs.ts"

const tags = ["Surveys"]
const byId = { params: z.object({ id: Id }) }
const byKey = { params: z.object({ key: z.string().max(100) }) }

type Services = { invite: Invite; throttle: Throttle; sender: ReturnType<typeof createSender> }

export const triggerRoutes = ({ invite, throttle, sender }: Services) =>
  routes()
    .openapi(
      createRoute({
        method: "get",
        path: "/surveys/{id}/asking",
        tags,
        ...needs("read"),
        summary: "Whether a survey asks by itself, and what came of it",
        request: byId,
        responses: { 200: answer(SurveyAsking), ...faults },
      }),
      async (c) => c.json(await askingOf(c.var.scope, c.req.valid("param").id), 200),
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/surveys/{id}/asking",
        tags,
        ...needs("surveys.publish"),
        summary: "Let it ask by itself from now on, by the rule in its set-up",
        request: byId,
        responses: { 200: answer(SurveyAsking), ...faults },
      }),
      async (c) => c.json(await startAsking(c.var.scope, c.req.valid("param").id), 200),
    )
    .openapi(
      createRoute({
        method: "delete",
        path: "/surveys/{id}/asking",
        tags,
        ...needs("surveys.publish"),
        summary: "It asks by itself no more; those who wait are not asked",
        request: byId,
        responses: { 200: answer(SurveyAsking), ...faults },
      }),
      async (c) => c.json(await stopAsking(c.var.scope, c.req.valid("param").id), 200),
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/surveys/{id}/causes",
        tags,
        ...needs("read"),
        summary: "Whom it was to ask by itself, and what became of it, newest first",
        request: {
          ...byId,
          query: CauseFilters.extend({
            cursor: Id.optional(),
            limit: z.coerce.number().int().min(1).max(200).default(50),
          }),
        },
        responses: { 200: answer(CauseList), ...faults },
      }),
      async (c) => {
        const { cursor, limit, ...filters } = c.req.valid("query")
        const { id } = await existingSurvey(c.var.scope, c.req.valid("param").id)
        const rows = await listCauses(c.var.scope, { ...filters, surveyId: id }, { limit: limit + 1, after: cursor })
        const items = rows.slice(0, limit)
        return c.json({ items, next: rows.length > limit ? items.at(-1)!.id : null }, 200)
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/surveys/{id}/causes/export",
        tags,
        ...needs("read"),
        summary: "The same as a file",
        request: {
          ...byId,
          query: CauseFilters.extend({
            format: z.enum(["csv", "xlsx", "ndjson"]).default("csv"),
            organization: z.string().optional(),
          }),
        },
        responses: { 200: download("The file", Object.values(MEDIA_TYPES)), ...faults },
      }),
      async (c) => {
        const { format, organization: _, ...filters } = c.req.valid("query")
        const { id } = await existingSurvey(c.var.scope, c.req.valid("param").id)
        const pieces = await exportCauses(c.var.scope, { ...filters, surveyId: id }, format)
        return c.body(streamed(pieces), 200, {
          "content-type": MEDIA_TYPES[format],
          "content-disposition": `attachment; filename="asked-by-itself.${format}"`,
        })
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/askable-surveys",
        tags,
        ...needs("feedback.write"),
        summary: "What one may ask a customer after a contact",
        request: { query: z.object({ personId: Id.optional() }) },
        responses: { 200: answer(AskableList), ...faults },
      }),
      async (c) => c.json({ items: await askableSurveys(c.var.scope, c.req.valid("query").personId) }, 200),
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/surveys/{id}/asks",
        tags,
        ...needs("feedback.write"),
        summary: "Ask one customer after a contact: by mail, by a link, or by reading it out",
        request: { ...byId, body: body(AskInput) },
        responses: { 201: answer(AskMade), ...faults },
      }),
      async (c) => {
        const { publicUrl } = c.var.platform
        const given = { ...c.req.valid("json"), surveyId: c.req.valid("param").id }
        return c.json(await askAfterContact(c.var.scope, given, { invite, publicUrl }), 201)
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/survey-site",
        tags,
        ...needs("read"),
        summary: "The line for the website that shows surveys when their moment has come",
        responses: { 200: answer(Site), ...faults },
      }),
      async (c) => c.json(siteShown(await siteOf(c.var.scope), c.var.platform.publicUrl), 200),
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/survey-site",
        tags,
        ...needs("surveys.publish"),
        summary: "Make that line; made once, it stays",
        responses: { 200: answer(Site), ...faults },
      }),
      async (c) => c.json(siteShown(await makeSite(c.var.scope), c.var.platform.publicUrl), 200),
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/ask/site/{key}",
        tags: ["Asking"],
        ...open,
        summary: "Which surveys a website shows to a visitor, and when",
        request: { ...byKey, query: z.object({ visitor: z.string().min(8).max(200).optional() }) },
        responses: { 200: answer(SiteRules), ...faults },
      }),
      async (c) => {
        const { key } = c.req.valid("param")
        throttle(senderOf(c, sender), key)
        c.header("cache-control", "private, max-age=60")
        return c.json(await siteRules(c.var.platform.stores, key, c.req.valid("query").visitor), 200)
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/ask/site/{key}/shown",
        tags: ["Asking"],
        ...open,
        summary: "A survey was shown to a visitor",
        request: { ...byKey, body: body(Shown) },
        responses: { 204: { description: "Noted" }, ...faults },
      }),
      async (c) => {
        const { key } = c.req.valid("param")
        throttle(senderOf(c, sender), key)
        await noteShown(c.var.platform.stores, key, c.req.valid("json"))
        return c.body(null, 204)
      },
    )

const siteShown = (key: string | null, publicUrl: string) => ({
  key,
  snippet: key && `<script src="${publicUrl}/widget.js" data-site="${key}" async></script>`,
})

const senderOf = (c: Context<Env>, sender: Services["sender"]) => {
  const { incoming } = (c.env ?? {}) as { incoming?: { socket?: { remoteAddress?: string } } }
  return sender(incoming?.socket?.remoteAddress ?? "", c.req.header("x-forwarded-for"))
}
