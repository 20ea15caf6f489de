import { createRoute } from "@hono/zod-openapi"
import { coded, fault } from "../../platform/http/errors.ts"
import { answer, body, faults, needs, routes } from "../../platform/http/kit.ts"
import type { Jobs } from "../../platform/jobs.ts"
import { Id, z } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"
import {
  Mailbox,
  MailboxChange,
  MailboxInput,
  MailboxList,
  MailboxMailList,
  MailboxTrial,
  MailboxTried,
} from "./contract.ts"
import { wakeMailbox } from "./jobs.ts"
import { outcomes } from "./mailbox.ts"
import { countMails, listMailboxes, listMails, type MailboxRow } from "./store.ts"
import {
  addMailbox,
  changeMailbox,
  existing,
  pauseMailbox,
  readSoon,
  removeMailbox,
  resumeMailbox,
  tryMailbox,
} from "./verbs.ts"

const tags = ["Mailboxes"]
const byId = { params: z.object({ id: Id }) }
const guard = needs("connections.manage")

export const mailboxRoutes = ({ jobs }: { jobs: Jobs }) =>
  routes()
    .openapi(
      createRoute({
        method: "get",
        path: "/mailboxes",
        tags,
        ...needs("read"),
        summary: "Mailboxes that are read, and how it goes",
        responses: { 200: answer(MailboxList), ...faults },
      }),
      async (c) => {
        const [rows, counts] = await Promise.all([listMailboxes(c.var.scope), countMails(c.var.scope)])
        return c.json({ items: rows.map((row) => presented(row, counts.get(row.id))) }, 200)
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/mailboxes/trial",
        tags,
        ...guard,
        summary: "Sign in to a mail server and see its folders; nothing is kept",
        request: { body: body(MailboxTrial) },
        responses: { 200: answer(MailboxTried), ...faults },
      }),
      async (c) => c.json(await tryMailbox(c.var.scope, c.var.platform, c.req.valid("json")), 200),
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/mailboxes",
        tags,
        ...guard,
        summary: "Read a mailbox from now on",
        description: "Signed in to before it is saved. Its mails become feedback of kind email.",
        request: { body: body(MailboxInput) },
        responses: { 201: answer(Mailbox), ...faults },
      }),
      async (c) => {
        const row = await addMailbox(c.var.scope, c.var.platform, c.req.valid("json"))
        await wakeMailbox(jobs, row)
        return c.json(await withCounts(c.var.scope, row), 201)
      },
    )
    .openapi(
      createRoute({
        method: "patch",
        path: "/mailboxes/{id}",
        tags,
        ...guard,
        summary: "Change a mailbox; signed in to before it is saved",
        request: { ...byId, body: body(MailboxChange) },
        responses: { 200: answer(Mailbox), ...faults },
      }),
      async (c) => {
        const row = await changeMailbox(c.var.scope, c.var.platform, c.req.valid("param").id, c.req.valid("json"))
        await wakeMailbox(jobs, row)
        return c.json(await withCounts(c.var.scope, row), 200)
      },
    )
    .openapi(
      createRoute({
        method: "put",
        path: "/mailboxes/{id}/pause",
        tags,
        ...guard,
        summary: "Do not read it for the time being",
        request: byId,
        responses: { 200: answer(Mailbox), ...faults },
      }),
      async (c) => c.json(await withCounts(c.var.scope, await pauseMailbox(c.var.scope, c.req.valid("param").id)), 200),
    )
    .openapi(
      createRoute({
        method: "delete",
        path: "/mailboxes/{id}/pause",
        tags,
        ...guard,
        summary: "Go on reading it, from where it was left",
        request: byId,
        responses: { 200: answer(Mailbox), ...faults },
      }),
      async (c) => {
        const row = await resumeMailbox(c.var.scope, c.req.valid("param").id)
        await wakeMailbox(jobs, row)
        return c.json(await withCounts(c.var.scope, row), 200)
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/mailboxes/{id}/reading",
        tags,
        ...guard,
        summary: "Read it now",
        request: byId,
        responses: { 202: answer(Mailbox, "Asked"), ...faults },
      }),
      async (c) => {
        const row = await readSoon(c.var.scope, c.req.valid("param").id)
        await wakeMailbox(jobs, row)
        return c.json(await withCounts(c.var.scope, row), 202)
      },
    )
    .openapi(
      createRoute({
        method: "delete",
        path: "/mailboxes/{id}",
        tags,
        ...guard,
        summary: "Remove a mailbox; what came from it stays",
        request: byId,
        responses: { 204: { description: "Gone" }, ...faults },
      }),
      async (c) => {
        await removeMailbox(c.var.scope, c.req.valid("param").id)
        return c.body(null, 204)
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/mailboxes/{id}/mails",
        tags,
        ...needs("read"),
        summary: "What became of each mail, newest first",
        description: "Mails that are left out leave no trace but their number in the folder and the reason.",
        request: {
          ...byId,
          query: z.object({
            outcome: z.enum(outcomes).optional(),
            limit: z.coerce.number().int().min(1).max(200).default(50),
            cursor: z.string().max(60).optional(),
          }),
        },
        responses: { 200: answer(MailboxMailList), ...faults },
      }),
      async (c) => {
        const { id } = c.req.valid("param")
        await existing(c.var.scope, id)
        const { outcome, limit, cursor } = c.req.valid("query")
        const rows = await listMails(c.var.scope, id, {
          limit,
          ...(outcome ? { outcome } : {}),
          ...(cursor ? { before: positionOf(cursor) } : {}),
        })
        const last = rows.at(-1)
        return c.json(
          {
            items: rows.map(({ uid, outcome, feedback_id, at }) => ({
              uid,
              outcome,
              feedbackId: feedback_id,
              at: at.toISOString(),
            })),
            next: last && rows.length === limit ? `${last.at.getTime()}_${last.uid}` : null,
          },
          200,
        )
      },
    )

function positionOf(cursor: string): { at: Date; uid: number } {
  const [, at, uid] = /^(\d{1,15})_(\d{1,10})$/.exec(cursor) ?? []
  if (!at || !uid) throw coded("cursor.invalid", {}, "cursor")
  return { at: new Date(Number(at)), uid: Number(uid) }
}

const withCounts = async (scope: Scope, row: MailboxRow) => presented(row, (await countMails(scope)).get(row.id))

function presented(row: MailboxRow, counts: Partial<Record<(typeof outcomes)[number], number>> = {}) {
  const { failure } = row
  const known = failure && fault(failure.code, failure.params)
  return {
    id: row.id,
    name: row.name,
    host: row.host,
    port: row.port,
    security: row.security,
    username: row.username,
    signIn: row.sign_in,
    folder: row.folder,
    afterwards: row.afterwards,
    moveTo: row.move_to,
    ownDomains: row.own_domains,
    touchpoint: row.touchpoint,
    product: row.product,
    everyMinutes: row.every_minutes,
    since: row.since?.toISOString() ?? null,
    readAt: row.read_at?.toISOString() ?? null,
    nextAt: row.paused_at === null ? row.next_at.toISOString() : null,
    paused: row.paused_at && row.paused_by !== null ? { by: row.paused_by, at: row.paused_at.toISOString() } : null,
    failure:
      failure && known
        ? { code: known.code, message: known.message, remedy: known.remedy ?? "", params: failure.params }
        : null,
    counts: Object.fromEntries(outcomes.map((one) => [one, counts[one] ?? 0])) as Record<
      (typeof outcomes)[number],
      number
    >,
    version: row.version,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
  }
}
