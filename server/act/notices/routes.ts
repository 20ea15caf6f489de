import { createRoute } from "@hono/zod-openapi"
import { MEDIA_TYPES } from "../../../tables/write.ts"
import { answer, body, download, faults, needs, routes, streamed } from "../../platform/http/kit.ts"
import { record } from "../../platform/outbox.ts"
import type { Platform } from "../../platform/platform.ts"
import { Id, z } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"
import {
  Notice,
  NoticeChange,
  NoticeInput,
  NoticeList,
  NoticeReach,
  NoticeRecipientList,
  NoticeSettings,
  NoticeSettingsChange,
} from "./contract.ts"
import { changeSettings, renewWebhookSecret } from "./controlling.ts"
import { exportNotices, exportRecipients } from "./export.ts"
import { noticeKinds, noticeStates, recipientStates } from "./notice.ts"
import { presentedOne as one, presented, presentedReach, presentedRecipients } from "./present.ts"
import { countNotices, listNotices, settingsOf } from "./store.ts"
import { changeNotice, discardNotice, draftNotice, existing } from "./verbs.ts"

const tags = ["Notices"]
const byId = { params: z.object({ id: Id }) }
const Format = z.enum(["csv", "xlsx", "ndjson"]).default("csv")
const Filter = z.object({
  plan: Id.optional(),
  kind: z.enum(noticeKinds).optional(),
  state: z.enum(noticeStates).optional(),
  q: z.string().max(200).optional(),
})
const RecipientFilter = z.object({
  state: z.enum([...recipientStates, "bounced", "delivered", "unsubscribed"]).optional(),
})

export const noticeRoutes = routes()
  .openapi(
    createRoute({
      method: "post",
      path: "/plans/{id}/notices",
      tags,
      ...needs("notices.edit"),
      summary: "Draft a notice to the people a plan's problem affects",
      request: { ...byId, body: body(NoticeInput) },
      responses: { 201: answer(Notice, "The draft"), ...faults },
    }),
    async (c) => {
      const notice = await draftNotice(c.var.scope, c.req.valid("param").id, c.req.valid("json"))
      return c.json(await one(c.var.scope, notice), 201)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/notices",
      tags,
      ...needs("read"),
      summary: "Notices, newest first",
      request: {
        query: Filter.extend({
          cursor: z.coerce.number().int().optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
      },
      responses: { 200: answer(NoticeList), ...faults },
    }),
    async (c) => {
      const { plan, cursor, limit, ...filter } = c.req.valid("query")
      const asked = { ...filter, ...(plan ? { planId: plan } : {}) }
      const [rows, total] = await Promise.all([
        listNotices(c.var.scope, { ...asked, limit: limit + 1, ...(cursor === undefined ? {} : { before: cursor }) }),
        cursor === undefined ? countNotices(c.var.scope, asked) : undefined,
      ])
      const items = await presented(c.var.scope, rows.slice(0, limit))
      const next = rows.length > limit ? String(items.at(-1)!.number) : null
      return c.json({ items, next, ...(total === undefined ? {} : { total }) }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/notices/export",
      tags,
      ...needs("read"),
      summary: "Notices and what became of them, as a file",
      request: { query: Filter.extend({ format: Format }) },
      responses: { 200: download("The notices", Object.values(MEDIA_TYPES)), ...faults },
    }),
    async (c) => {
      const { plan, format, ...filter } = c.req.valid("query")
      const pieces = await exportNotices(c.var.scope, { ...filter, ...(plan ? { planId: plan } : {}) }, format)
      return c.body(streamed(pieces), 200, fileHeaders("notices", format)) as never
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/notices/settings",
      tags,
      ...needs("read"),
      summary: "How this organization sends notices",
      responses: { 200: answer(NoticeSettings), ...faults },
    }),
    async (c) => c.json(await presentedSettings(c.var.scope, c.var.platform), 200),
  )
  .openapi(
    createRoute({
      method: "patch",
      path: "/notices/settings",
      tags,
      ...needs("settings.manage"),
      summary: "Change above how many people a second person approves, and how fast mails are sent",
      request: { body: body(NoticeSettingsChange) },
      responses: { 200: answer(NoticeSettings), ...faults },
    }),
    async (c) => {
      await changeSettings(c.var.scope, c.req.valid("json"))
      return c.json(await presentedSettings(c.var.scope, c.var.platform), 200)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/notices/settings/webhook-secret",
      tags,
      ...needs("settings.manage"),
      summary: "Make a new secret to sign messages to the SMS or push provider with",
      responses: { 201: answer(z.object({ secret: z.string() }), "It is shown only now"), ...faults },
    }),
    async (c) => c.json({ secret: await renewWebhookSecret(c.var.scope, c.var.platform.vault) }, 201),
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/notices/{id}",
      tags,
      ...needs("read"),
      summary: "One notice",
      request: byId,
      responses: { 200: answer(Notice), ...faults },
    }),
    async (c) => c.json(await one(c.var.scope, await existing(c.var.scope, c.req.valid("param").id)), 200),
  )
  .openapi(
    createRoute({
      method: "patch",
      path: "/notices/{id}",
      tags,
      ...needs("notices.edit"),
      summary: "Change a notice that is not being sent yet",
      request: { ...byId, body: body(NoticeChange) },
      responses: { 200: answer(Notice), ...faults },
    }),
    async (c) => {
      const notice = await changeNotice(c.var.scope, c.req.valid("param").id, c.req.valid("json"))
      return c.json(await one(c.var.scope, notice), 200)
    },
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/notices/{id}",
      tags,
      ...needs("notices.edit"),
      summary: "Take away a notice nobody has been sent",
      request: byId,
      responses: { 204: { description: "Gone" }, ...faults },
    }),
    async (c) => {
      await discardNotice(c.var.scope, c.req.valid("param").id)
      return c.body(null, 204)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/notices/{id}/reach",
      tags,
      ...needs("read"),
      summary: "Who would get it now, who not and why, and what three of them would read",
      request: { ...byId, query: z.object({ turn: z.coerce.number().int().min(0).max(100_000).default(0) }) },
      responses: { 200: answer(NoticeReach), ...faults },
    }),
    async (c) => {
      const notice = await existing(c.var.scope, c.req.valid("param").id)
      const { turn } = c.req.valid("query")
      return c.json(await presentedReach(c.var.scope, notice, c.var.platform.publicUrl, turn), 200)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/notices/{id}/recipients",
      tags,
      ...needs("read"),
      summary: "Its people, and what became of each one's mail",
      request: {
        ...byId,
        query: RecipientFilter.extend({
          cursor: Id.optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
      },
      responses: { 200: answer(NoticeRecipientList), ...faults },
    }),
    async (c) => {
      const notice = await existing(c.var.scope, c.req.valid("param").id)
      const { cursor, limit, state } = c.req.valid("query")
      const items = await presentedRecipients(c.var.scope, notice, {
        limit,
        ...(state ? { state } : {}),
        ...(cursor ? { after: cursor } : {}),
      })
      if (items.some((item) => !item.masked))
        await c.var.scope.transaction((tx) =>
          record(tx, "notice.people_read", `notice:${notice.id}`, { planId: notice.plan_id, people: items.length }),
        )
      return c.json({ items, next: items.length === limit ? items.at(-1)!.personId : null }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/notices/{id}/recipients/export",
      tags,
      ...needs("read"),
      summary: "Its people as a file",
      request: { ...byId, query: RecipientFilter.extend({ format: Format }) },
      responses: { 200: download("The people", Object.values(MEDIA_TYPES)), ...faults },
    }),
    async (c) => {
      const notice = await existing(c.var.scope, c.req.valid("param").id)
      const { format, state } = c.req.valid("query")
      const pieces = await exportRecipients(c.var.scope, notice, state ? { state } : {}, format)
      return c.body(streamed(pieces), 200, fileHeaders(`notice-${notice.number}-people`, format)) as never
    },
  )

async function presentedSettings(scope: Scope, { mailer, inboundDomain }: Platform) {
  const { webhookSecret, ...settings } = await settingsOf(scope)
  return {
    ...settings,
    hasWebhookSecret: webhookSecret !== null,
    repliesComeIn: inboundDomain !== null,
    mailIsSent: mailer.address !== null,
  }
}

const fileHeaders = (name: string, format: keyof typeof MEDIA_TYPES) => ({
  "content-type": MEDIA_TYPES[format],
  "content-disposition": `attachment; filename="${name}.${format}"`,
  "cache-control": "no-store",
})
