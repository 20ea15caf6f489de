import { createRoute } from "@hono/zod-openapi"
import { answer, body, faults, needs, routes } from "../../platform/http/kit.ts"
import { Id, listOf, plainList, z } from "../../platform/schema.ts"
import { theMember } from "../collaboration/public.ts"
import { KeptMail, NotificationList, Reading, Setting, SettingChange } from "./contract.ts"
import { countUnread, listMails, listNotifications, listSettings } from "./store.ts"
import { readNotifications, setMail } from "./verbs.ts"

const tags = ["Notifications"]

export const notificationRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/notifications",
      tags,
      ...needs("read"),
      summary: "What asks for me, newest first",
      description: "One entry per record and kind for as long as it is unread.",
      request: {
        query: z.object({
          unread: z.enum(["true", "false"]).default("false"),
          cursor: z.string().max(100).optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
      },
      responses: { 200: answer(NotificationList), ...faults },
    }),
    async (c) => {
      const { unread, cursor, limit } = c.req.valid("query")
      const member = theMember(c.var.scope)
      const page = { unread: unread === "true", limit, ...(cursor ? { cursor } : {}) }
      const [list, count] = await Promise.all([
        listNotifications(c.var.scope, member.id, page),
        countUnread(c.var.scope, member.id),
      ])
      return c.json({ ...list, unread: count }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/notifications/reading",
      tags,
      ...needs("read"),
      summary: "I have read these, or all",
      request: { body: body(Reading) },
      responses: { 200: answer(z.object({ unread: z.number().int() })), ...faults },
    }),
    async (c) => {
      await readNotifications(c.var.scope, c.req.valid("json"))
      return c.json({ unread: await countUnread(c.var.scope, theMember(c.var.scope).id) }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/notification-settings",
      tags,
      ...needs("read"),
      summary: "What is mailed to me",
      responses: { 200: answer(plainList(Setting)), ...faults },
    }),
    async (c) => c.json({ items: await listSettings(c.var.scope, theMember(c.var.scope).id) }, 200),
  )
  .openapi(
    createRoute({
      method: "put",
      path: "/notification-settings",
      tags,
      ...needs("read"),
      summary: "Choose whether a kind is mailed to me",
      request: { body: body(SettingChange) },
      responses: { 200: answer(plainList(Setting)), ...faults },
    }),
    async (c) => {
      const { kind, mail } = c.req.valid("json")
      await setMail(c.var.scope, kind, mail)
      return c.json({ items: await listSettings(c.var.scope, theMember(c.var.scope).id) }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/mail-outbox",
      tags: ["Administration"],
      ...needs("settings.manage"),
      summary: "Mails that were sent, or would have been",
      request: {
        query: z.object({ cursor: Id.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
      },
      responses: { 200: answer(listOf(KeptMail)), ...faults },
    }),
    async (c) => {
      const { cursor, limit } = c.req.valid("query")
      return c.json(await listMails(c.var.scope, { limit, ...(cursor ? { cursor } : {}) }), 200)
    },
  )
