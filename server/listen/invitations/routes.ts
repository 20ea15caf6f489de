import { createRoute } from "@hono/zod-openapi"
import { MEDIA_TYPES } from "../../../tables/write.ts"
import { answer, body, download, faults, needs, routes, streamed } from "../../platform/http/kit.ts"
import type { Jobs } from "../../platform/jobs.ts"
import type { Platform } from "../../platform/platform.ts"
import { Id, z } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"
import { quietUntil, rulesOf } from "../policy/public.ts"
import { existingSurvey } from "../surveys/public.ts"
import {
  InvitationList,
  Mailing,
  MailingChange,
  MailingInput,
  MailingList,
  MailingReach,
  Preview,
  Seen,
  shownStates,
  TestAnswer,
} from "./contract.ts"
import { exportInvitations } from "./export.ts"
import { planInviting } from "./jobs.ts"
import type { MailingRow } from "./mailing.ts"
import { presented, presentedInvitations } from "./present.ts"
import { previewsOf, sendTest } from "./previewing.ts"
import { counted, reachOf } from "./reach.ts"
import { listMailings } from "./store.ts"
import {
  changeMailing,
  discardMailing,
  draftMailing,
  existing,
  pauseMailing,
  resumeMailing,
  sendMailing,
  stopMailing,
} from "./verbs.ts"

const tags = ["Asking by mail"]
const byId = { params: z.object({ id: Id }) }
const Filter = z.object({ state: z.enum(shownStates).optional(), reason: z.string().max(60).optional() })

export const invitationRoutes = ({ jobs }: { jobs: Jobs }) =>
  routes()
    .openapi(
      createRoute({
        method: "get",
        path: "/surveys/{id}/mailings",
        tags,
        ...needs("read"),
        summary: "How a survey was asked by mail, newest first",
        request: byId,
        responses: { 200: answer(MailingList), ...faults },
      }),
      async (c) => {
        const survey = await existingSurvey(c.var.scope, c.req.valid("param").id)
        const rows = await listMailings(c.var.scope, { surveyId: survey.id })
        return c.json({ items: await presented(c.var.scope, c.var.platform, rows) }, 200)
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/surveys/{id}/mailings",
        tags,
        ...needs("surveys.publish"),
        summary: "Begin to ask the people of an audience by mail: a draft with a letter in each language",
        request: { ...byId, body: body(MailingInput) },
        responses: { 201: answer(Mailing), ...faults },
      }),
      async (c) => {
        const row = await draftMailing(c.var.scope, c.req.valid("param").id, c.req.valid("json"))
        return c.json(await one(c.var.scope, c.var.platform, row), 201)
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/mailings/{id}",
        tags,
        ...needs("read"),
        summary: "One mailing, with what became of it",
        request: byId,
        responses: { 200: answer(Mailing), ...faults },
      }),
      async (c) =>
        c.json(await one(c.var.scope, c.var.platform, await existing(c.var.scope, c.req.valid("param").id)), 200),
    )
    .openapi(
      createRoute({
        method: "patch",
        path: "/mailings/{id}",
        tags,
        ...needs("surveys.publish"),
        summary: "Change a draft",
        request: { ...byId, body: body(MailingChange) },
        responses: { 200: answer(Mailing), ...faults },
      }),
      async (c) => {
        const row = await changeMailing(c.var.scope, c.req.valid("param").id, c.req.valid("json"))
        return c.json(await one(c.var.scope, c.var.platform, row), 200)
      },
    )
    .openapi(
      createRoute({
        method: "delete",
        path: "/mailings/{id}",
        tags,
        ...needs("surveys.publish"),
        summary: "Throw a draft away",
        request: byId,
        responses: { 204: { description: "Gone" }, ...faults },
      }),
      async (c) => {
        await discardMailing(c.var.scope, c.req.valid("param").id)
        return c.body(null, 204)
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/mailings/{id}/reach",
        tags,
        ...needs("read"),
        summary: "Whom a draft would ask now, and why the others are left out",
        request: byId,
        responses: { 200: answer(MailingReach), ...faults },
      }),
      async (c) => {
        const { scope } = c.var
        const mailing = await existing(scope, c.req.valid("param").id)
        const [reach, { rules }] = await Promise.all([reachOf(scope, mailing), rulesOf(scope)])
        return c.json(
          {
            audience: reach.all.length,
            people: reach.people.length,
            leftOut: counted(reach.leftOut),
            fingerprint: reach.fingerprint,
            version: mailing.version,
            quietUntil: quietUntil(rules.quiet, scope.now())?.toISOString() ?? null,
          },
          200,
        )
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/mailings/{id}/preview",
        tags,
        ...needs("read"),
        summary: "The letter as three of the people get it; without names for whom may not see them",
        request: byId,
        responses: { 200: answer(Preview), ...faults },
      }),
      async (c) =>
        c.json({ items: await previewsOf(c.var.scope, c.var.platform.publicUrl, c.req.valid("param").id) }, 200),
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/mailings/{id}/test",
        tags,
        ...needs("surveys.publish"),
        summary: "Send it to yourself",
        request: { ...byId, body: body(z.strictObject({ language: z.string().max(35).optional() })) },
        responses: { 200: answer(TestAnswer, "What became of it"), ...faults },
      }),
      async (c) => {
        const { language } = c.req.valid("json")
        const outcome = await sendTest(c.var.platform, c.var.scope, c.req.valid("param").id, language)
        const detail = "response" in outcome ? outcome.response : "reason" in outcome ? outcome.reason : null
        return c.json({ state: outcome.state, detail }, 200)
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/mailings/{id}/sending",
        tags,
        ...needs("surveys.publish"),
        summary: "Ask exactly the people who were shown",
        request: { ...byId, body: body(Seen) },
        responses: { 202: answer(Mailing, "Being sent"), ...faults },
      }),
      async (c) => {
        const row = await sendMailing(c.var.scope, c.req.valid("param").id, c.req.valid("json"))
        await planInviting(jobs, c.var.scope.organizationId, row.id)
        return c.json(await one(c.var.scope, c.var.platform, row), 202)
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/mailings/{id}/pause",
        tags,
        ...needs("surveys.publish"),
        summary: "Stop sending for now",
        request: byId,
        responses: { 200: answer(Mailing), ...faults },
      }),
      async (c) =>
        c.json(await one(c.var.scope, c.var.platform, await pauseMailing(c.var.scope, c.req.valid("param").id)), 200),
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/mailings/{id}/resumption",
        tags,
        ...needs("surveys.publish"),
        summary: "Go on sending",
        request: byId,
        responses: { 200: answer(Mailing), ...faults },
      }),
      async (c) => {
        const row = await resumeMailing(c.var.scope, c.req.valid("param").id)
        await planInviting(jobs, c.var.scope.organizationId, row.id)
        return c.json(await one(c.var.scope, c.var.platform, row), 200)
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/mailings/{id}/stop",
        tags,
        ...needs("surveys.publish"),
        summary: "End it for good: who has not been asked will not be, and nobody is reminded",
        request: byId,
        responses: { 200: answer(Mailing), ...faults },
      }),
      async (c) =>
        c.json(await one(c.var.scope, c.var.platform, await stopMailing(c.var.scope, c.req.valid("param").id)), 200),
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/mailings/{id}/invitations",
        tags,
        ...needs("read"),
        summary: "Each person and what became of her letter",
        request: {
          ...byId,
          query: Filter.extend({ cursor: Id.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
        },
        responses: { 200: answer(InvitationList), ...faults },
      }),
      async (c) => {
        const { cursor, limit, ...filter } = c.req.valid("query")
        const { id } = await existing(c.var.scope, c.req.valid("param").id)
        const page = { limit: limit + 1, ...(cursor ? { after: cursor } : {}) }
        const rows = await presentedInvitations(c.var.scope, id, filter, page)
        const items = rows.slice(0, limit)
        return c.json({ items, next: rows.length > limit ? items.at(-1)!.id : null }, 200)
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/mailings/{id}/invitations/export",
        tags,
        ...needs("read"),
        summary: "The same as a file",
        request: { ...byId, query: Filter.extend({ format: z.enum(["csv", "xlsx", "ndjson"]).default("csv") }) },
        responses: { 200: download("The people", Object.values(MEDIA_TYPES)), ...faults },
      }),
      async (c) => {
        const { format, ...filter } = c.req.valid("query")
        const mailing = await existing(c.var.scope, c.req.valid("param").id)
        const pieces = await exportInvitations(c.var.scope, mailing, filter, format)
        return c.body(streamed(pieces), 200, {
          "content-type": MEDIA_TYPES[format],
          "content-disposition": `attachment; filename="invitations.${format}"`,
          "cache-control": "no-store",
        }) as never
      },
    )

const one = async (scope: Scope, platform: Pick<Platform, "mailer">, row: MailingRow) =>
  (await presented(scope, platform, [row]))[0]!
