import { createRoute } from "@hono/zod-openapi"
import { coded, notFound } from "../../platform/http/errors.ts"
import { answer, body, faults, needs, open, routes } from "../../platform/http/kit.ts"
import { Id, z } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"
import { findPlan } from "../plans/public.ts"
import {
  PublicStatus,
  StatusPageInput,
  StatusPageKept,
  SubscriberInput,
  Subscribers,
  Subscription,
  Update,
  UpdateInput,
  UpdateList,
} from "./contract.ts"
import { confirmLetter } from "./letters.ts"
import { publicStatus } from "./status.ts"
import { findPage, listSubscribers, listUpdates, type PageRow, subscriberOfToken } from "./store.ts"
import {
  addStakeholder,
  answerByToken,
  askToSubscribe,
  closePage,
  openPage,
  postUpdate,
  removeStakeholder,
  subscribe,
  unsubscribe,
  withdrawUpdate,
} from "./verbs.ts"

const tags = ["Plan updates"]
const byId = { params: z.object({ id: Id }) }
const byToken = { params: z.object({ token: z.string().min(20).max(64) }) }
const gone = { 204: { description: "Done" }, ...faults }

export const updateRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/plans/{id}/updates",
      tags,
      ...needs("read"),
      summary: "Updates of a plan, newest first",
      request: {
        ...byId,
        query: z.object({ cursor: Id.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
      },
      responses: { 200: answer(UpdateList), ...faults },
    }),
    async (c) => {
      const { cursor, limit } = c.req.valid("query")
      const { id } = c.req.valid("param")
      await mustExist(c.var.scope, id)
      const found = await listUpdates(c.var.scope, {
        planId: id,
        limit: limit + 1,
        ...(cursor ? { before: cursor } : {}),
      })
      const items = found.slice(0, limit)
      return c.json({ items, next: found.length > limit ? items.at(-1)!.id : null }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/plans/{id}/updates",
      tags,
      ...needs("plans.edit"),
      summary: "Say where a plan stands, or that there is no news",
      request: { ...byId, body: body(UpdateInput) },
      responses: { 201: answer(Update), ...faults },
    }),
    async (c) => c.json(await postUpdate(c.var.scope, c.req.valid("param").id, c.req.valid("json")), 201),
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/plan-updates/{id}",
      tags,
      ...needs("plans.edit"),
      summary: "Take an update back",
      request: byId,
      responses: { 200: answer(Update), ...faults },
    }),
    async (c) => c.json(await withdrawUpdate(c.var.scope, c.req.valid("param").id), 200),
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/plans/{id}/subscribers",
      tags,
      ...needs("read"),
      summary: "Who is told of updates",
      request: byId,
      responses: { 200: answer(Subscribers), ...faults },
    }),
    async (c) => {
      const { scope } = c.var
      const { id } = c.req.valid("param")
      await mustExist(scope, id)
      const all = await listSubscribers(scope, id)
      const open_ = scope.permissions.has("personal_data")
      return c.json(
        {
          me: all.some((one) => one.member_id !== null && one.member_id === scope.actor.id),
          members: all.flatMap((one) => (one.member_id ? [{ id: one.member_id, name: one.name ?? "" }] : [])),
          others: all.flatMap((one) =>
            one.email
              ? [
                  {
                    id: one.id,
                    email: open_ ? one.email : masked(one.email),
                    confirmed: one.confirmed_at !== null,
                    addedBy: one.added_by,
                  },
                ]
              : [],
          ),
        },
        200,
      )
    },
  )
  .openapi(
    createRoute({
      method: "put",
      path: "/plans/{id}/subscription",
      tags,
      ...needs("read"),
      summary: "Be told of every update",
      request: byId,
      responses: gone,
    }),
    async (c) => {
      await subscribe(c.var.scope, c.req.valid("param").id, me(c.var.scope))
      return c.body(null, 204)
    },
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/plans/{id}/subscription",
      tags,
      ...needs("read"),
      summary: "Be told no longer",
      request: byId,
      responses: gone,
    }),
    async (c) => {
      await unsubscribe(c.var.scope, c.req.valid("param").id, me(c.var.scope))
      return c.body(null, 204)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/plans/{id}/subscribers",
      tags,
      ...needs("plans.edit"),
      summary: "Add somebody outside by e-mail; she is told of public updates",
      request: { ...byId, body: body(SubscriberInput) },
      responses: gone,
    }),
    async (c) => {
      await addStakeholder(c.var.scope, c.req.valid("param").id, c.req.valid("json"))
      return c.body(null, 204)
    },
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/plan-subscribers/{id}",
      tags,
      ...needs("plans.edit"),
      summary: "Remove somebody outside",
      request: byId,
      responses: gone,
    }),
    async (c) => {
      await removeStakeholder(c.var.scope, c.req.valid("param").id)
      return c.body(null, 204)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/plans/{id}/status-page",
      tags,
      ...needs("read"),
      summary: "The page customers may look at, if it is open",
      request: byId,
      responses: { 200: answer(StatusPageKept), ...faults },
    }),
    async (c) => {
      const { id } = c.req.valid("param")
      await mustExist(c.var.scope, id)
      return c.json({ page: shownPage(await findPage(c.var.scope, id), c.var.platform.publicUrl) }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "put",
      path: "/plans/{id}/status-page",
      tags,
      ...needs("plans.edit"),
      summary: "Open the page to everybody who has its address, or change its title",
      request: { ...byId, body: body(StatusPageInput) },
      responses: { 200: answer(StatusPageKept), ...faults },
    }),
    async (c) => {
      const page = await openPage(c.var.scope, c.req.valid("param").id, c.req.valid("json").titles)
      return c.json({ page: shownPage(page, c.var.platform.publicUrl) }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/plans/{id}/status-page",
      tags,
      ...needs("plans.edit"),
      summary: "Close the page; its address leads nowhere from then on",
      request: byId,
      responses: gone,
    }),
    async (c) => {
      await closePage(c.var.scope, c.req.valid("param").id)
      return c.body(null, 204)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/status/{token}",
      tags,
      ...open,
      summary: "The status page of a plan: stages and public updates",
      request: byToken,
      responses: { 200: answer(PublicStatus), ...faults },
    }),
    async (c) => c.json(await publicStatus(c.var.platform.stores, c.req.valid("param").token), 200),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/status/{token}/subscribers",
      tags,
      ...open,
      summary: "Ask to be told of public updates by e-mail; a link to confirm is sent",
      request: { ...byToken, body: body(SubscriberInput) },
      responses: { 204: { description: "A mail is on its way, unless this address follows it already" }, ...faults },
    }),
    async (c) => {
      const { stores, mailer, publicUrl } = c.var.platform
      const asked = await askToSubscribe(stores, c.req.valid("param").token, c.req.valid("json"))
      if (asked) {
        const { scope, page, token, email, language } = asked
        const link = `${publicUrl}/status/subscription/${token}`
        await mailer.send(
          scope,
          confirmLetter({ to: email, language, organization: page.organization, titles: page.titles, link }),
        )
      }
      return c.body(null, 204)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/status-subscriptions/{token}",
      tags,
      ...open,
      summary: "What a link in a mail is about; looking changes nothing",
      request: byToken,
      responses: { 200: answer(Subscription), ...faults },
    }),
    async (c) => {
      const { stores, publicUrl } = c.var.platform
      const found = await subscriberOfToken(stores.database, c.req.valid("param").token)
      if (!found || found.ended_at) throw notFound("subscription")
      return c.json(
        {
          organization: found.organization,
          titles: found.titles ?? {},
          confirmed: found.confirmed_at !== null,
          statusLink: found.page_token ? `${publicUrl}/status/${found.page_token}` : null,
        },
        200,
      )
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/status-subscriptions/{token}/confirmation",
      tags,
      ...open,
      summary: "Yes, write to me",
      request: byToken,
      responses: gone,
    }),
    async (c) => {
      await answerByToken(c.var.platform.stores, c.req.valid("param").token, "confirm")
      return c.body(null, 204)
    },
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/status-subscriptions/{token}",
      tags,
      ...open,
      summary: "Stop these mails",
      request: byToken,
      responses: gone,
    }),
    async (c) => {
      await answerByToken(c.var.platform.stores, c.req.valid("param").token, "leave")
      return c.body(null, 204)
    },
  )

const shownPage = (page: PageRow | undefined, publicUrl: string) =>
  page
    ? {
        link: `${publicUrl}/status/${page.token}`,
        titles: page.titles,
        openedBy: page.opened_by,
        openedAt: page.opened_at.toISOString(),
      }
    : null

async function mustExist(scope: Scope, planId: string) {
  if (!(await findPlan(scope, planId))) throw notFound("plan", planId)
}

function me(scope: Scope): string {
  if (scope.actor.kind !== "member") throw coded("member.only")
  return scope.actor.id
}

const masked = (email: string) => `${email.slice(0, 1)}…@${email.slice(email.indexOf("@") + 1)}`
