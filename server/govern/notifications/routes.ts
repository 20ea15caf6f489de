import { createRoute } from "@hono/zod-openapi"
import { answer, body, faults, needs, open, routes } from "../../platform/http/kit.ts"
import type { Platform } from "../../platform/platform.ts"
import { sql } from "../../platform/postgres.ts"
import { Id, listOf, plainList, z } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"
import { RecordName, theMember, titlesOf } from "../collaboration/public.ts"
import { memberChat } from "./chatting.ts"
import {
  Following,
  FollowingChange,
  HoursChange,
  KeptMail,
  languages,
  Muting,
  NotificationList,
  Reading,
  SettingChange,
  Settings,
} from "./contract.ts"
import { follow, muteByLink, mutingOf } from "./following.ts"
import { followingOf, listFollowing } from "./following-store.ts"
import { hoursOf, listSettings } from "./settings-store.ts"
import { countUnread, listMails, listNotifications } from "./store.ts"
import { choose, chooseUsual, readNotifications, setHours } from "./verbs.ts"
import { languageOf, sentenceOf } from "./words.ts"

const tags = ["Notifications"]
const byToken = { params: z.object({ token: z.string().max(1_000) }) }

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
          language: z
            .enum(languages)
            .optional()
            .openapi({ description: "Of the sentences; the member's own unless given" }),
          cursor: z.string().max(100).optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
      },
      responses: { 200: answer(NotificationList), ...faults },
    }),
    async (c) => {
      const { unread, cursor, limit, language } = c.req.valid("query")
      const member = theMember(c.var.scope)
      const page = { unread: unread === "true", limit, ...(cursor ? { cursor } : {}) }
      const [{ items, next }, count, reader] = await Promise.all([
        listNotifications(c.var.scope, member.id, page),
        countUnread(c.var.scope, member.id),
        readerOf(c.var.scope, member),
      ])
      const said = { ...reader, ...(language ? { language } : {}) }
      const told = items.map((one) => ({
        ...one,
        sentence: sentenceOf({ ...one, actorName: one.actor?.name ?? null }, said),
      }))
      return c.json({ items: told, next, unread: count }, 200)
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
      summary: "What I am told, where and when",
      responses: { 200: answer(Settings), ...faults },
    }),
    async (c) => c.json(await settingsOf(c.var.scope, c.var.platform), 200),
  )
  .openapi(
    createRoute({
      method: "put",
      path: "/notification-settings",
      tags,
      ...needs("read"),
      summary: "Choose where a kind reaches me",
      request: { body: body(SettingChange) },
      responses: { 200: answer(Settings), ...faults },
    }),
    async (c) => {
      const { kind, ...chosen } = c.req.valid("json")
      await choose(c.var.scope, c.var.platform, kind, given(chosen))
      return c.json(await settingsOf(c.var.scope, c.var.platform), 200)
    },
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/notification-settings",
      tags,
      ...needs("read"),
      summary: "Back to what is usual for my role and department",
      responses: { 200: answer(Settings), ...faults },
    }),
    async (c) => {
      await chooseUsual(c.var.scope)
      return c.json(await settingsOf(c.var.scope, c.var.platform), 200)
    },
  )
  .openapi(
    createRoute({
      method: "patch",
      path: "/notification-hours",
      tags,
      ...needs("read"),
      summary: "Choose when mail and chat may reach me",
      request: { body: body(HoursChange) },
      responses: { 200: answer(Settings), ...faults },
    }),
    async (c) => {
      await setHours(c.var.scope, given(c.req.valid("json")))
      return c.json(await settingsOf(c.var.scope, c.var.platform), 200)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/following",
      tags,
      ...needs("read"),
      summary: "Whether I follow or have muted a record",
      request: { query: z.object({ record: RecordName }) },
      responses: { 200: answer(Following), ...faults },
    }),
    async (c) => {
      const { record } = c.req.valid("query")
      const state = await followingOf(c.var.scope, theMember(c.var.scope).id, record)
      return c.json({ record, state, title: null }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "put",
      path: "/following",
      tags,
      ...needs("read"),
      summary: "Follow a record, mute it, or neither",
      description:
        "Of a muted record only what names me reaches me. Of a followed one everything does that is told of it.",
      request: { body: body(FollowingChange) },
      responses: { 200: answer(Following), ...faults },
    }),
    async (c) => {
      const { record, state } = c.req.valid("json")
      await follow(c.var.scope, record, state)
      return c.json({ record, state, title: null }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/followings",
      tags,
      ...needs("read"),
      summary: "What I follow and have muted, the last choice first",
      responses: { 200: answer(plainList(Following)), ...faults },
    }),
    async (c) => {
      const rows = await listFollowing(c.var.scope, theMember(c.var.scope).id)
      // A customer's name stands behind a right.
      const plain = rows.filter((row) => !row.record.startsWith("person:")).map((row) => row.record)
      const titles = await titlesOf(c.var.scope, plain)
      return c.json({ items: rows.map((row) => ({ ...row, title: titles.get(row.record) ?? null })) }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/mutings/{token}",
      tags,
      ...open,
      summary: "What a link in a mail would mute",
      request: byToken,
      responses: { 200: answer(Muting), ...faults },
    }),
    async (c) => {
      const { stores, vault } = c.var.platform
      c.header("cache-control", "no-store")
      return c.json(await mutingOf(stores, vault, c.req.valid("param").token), 200)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/mutings/{token}",
      tags,
      ...open,
      summary: "Mute the record of a mail, without signing in",
      request: byToken,
      responses: { 200: answer(Muting), ...faults },
    }),
    async (c) => {
      const { stores, vault } = c.var.platform
      const { token } = c.req.valid("param")
      await muteByLink(stores, vault, token, true)
      return c.json(await mutingOf(stores, vault, token), 200)
    },
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/mutings/{token}",
      tags,
      ...open,
      summary: "Take it back",
      request: byToken,
      responses: { 200: answer(Muting), ...faults },
    }),
    async (c) => {
      const { stores, vault } = c.var.platform
      const { token } = c.req.valid("param")
      await muteByLink(stores, vault, token, false)
      return c.json(await mutingOf(stores, vault, token), 200)
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

async function settingsOf(scope: Scope, platform: Pick<Platform, "vault">) {
  const { id } = theMember(scope)
  const [items, hours, chat] = await Promise.all([
    listSettings(scope, id),
    hoursOf(scope, id),
    memberChat(scope, platform),
  ])
  return { items, hours, chat: chat ? { name: "Slack" } : null }
}

async function readerOf(scope: Scope, member: { id: string; userId: string }) {
  const [[user], { inEffect }] = await Promise.all([
    scope.query<{ locale: string | null }>(sql`select locale from "user" where id = ${member.userId}`),
    hoursOf(scope, member.id),
  ])
  return { language: languageOf(user?.locale), timeZone: inEffect }
}

/** Without what was left out. */
function given<Some extends object>(some: Some) {
  return Object.fromEntries(Object.entries(some).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Some]?: Exclude<Some[Name], undefined>
  }
}
