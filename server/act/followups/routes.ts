import { createRoute } from "@hono/zod-openapi"
import { MEDIA_TYPES } from "../../../tables/write.ts"
import { coded } from "../../platform/http/errors.ts"
import { answer, body, download, faults, needs, routes, streamed } from "../../platform/http/kit.ts"
import { record } from "../../platform/outbox.ts"
import { Day, Id, z } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"
import {
  Claims,
  Closing,
  ContactInput,
  Followup,
  FollowupFigures,
  FollowupInput,
  FollowupList,
  FollowupPage,
  HandOver,
  Several,
  Snooze,
} from "./contract.ts"
import { exportFollowups, placeAfter } from "./export.ts"
import { figuresOf } from "./figures.ts"
import { priorities, states } from "./followup.ts"
import { createFollowup } from "./opening.ts"
import { presented, presentedPage } from "./present.ts"
import { ruleRoutes } from "./rule-routes.ts"
import { countFollowups, type Filter, type FollowupRow, listFollowups, type Place } from "./store.ts"
import * as verbs from "./verbs.ts"

const tags = ["Follow-ups"]
const byId = { params: z.object({ id: Id }) }
const one = { 200: answer(Followup), ...faults }

const Filters = z.object({
  state: z
    .enum([...states, "live", "due", "overdue", "snoozed", "all"])
    .default("due")
    .openapi({ description: "due: not closed and not put off" }),
  person: Id.optional(),
  owner: z.union([Id, z.enum(["me", "nobody"])]).optional(),
  department: z.union([Id, z.literal("mine")]).optional(),
  rule: Id.optional(),
  priority: z.enum(priorities).optional(),
  q: z.string().max(200).optional(),
})

/** Everything that changes one follow-up and answers with it. */
const change = <const Path extends string>(method: "post" | "delete", path: Path, summary: string) =>
  ({ method, path, tags, ...needs("followups.act"), summary, responses: one }) as const

export const followupRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/followups",
      tags,
      ...needs("read"),
      summary: "The queue: overdue first, then by promise and severity",
      request: {
        query: Filters.extend({
          cursor: z.string().max(400).optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
      },
      responses: { 200: answer(FollowupList), ...faults },
    }),
    async (c) => {
      const { cursor, limit, ...given } = c.req.valid("query")
      const { scope } = c.var
      const filter = filterOf(scope, given)
      const after = cursor === undefined ? undefined : readCursor(cursor)
      const now = after ? new Date(after.now) : scope.now()
      const mine = scope.actor.kind === "member" ? scope.actor.id : null
      const [rows, total, open, overdue, ofMine] = await Promise.all([
        listFollowups(scope, filter, { limit: limit + 1, ...(after ? { after } : {}) }),
        countFollowups(scope, filter),
        countFollowups(scope, { state: "live" }),
        countFollowups(scope, { state: "overdue" }),
        mine ? countFollowups(scope, { state: "live", ownerId: mine }) : 0,
      ])
      const shown = rows.slice(0, limit)
      const next = rows.length > limit ? writeCursor(placeAfter(shown.at(-1)!, filter, now)) : null
      return c.json({ items: await presented(scope, shown), next, total, counts: { open, overdue, mine: ofMine } }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/followups/export",
      tags,
      ...needs("read"),
      summary: "Follow-ups as a file",
      request: { query: Filters.extend({ format: z.enum(["csv", "xlsx", "ndjson"]).default("csv") }) },
      responses: { 200: download("The follow-ups", Object.values(MEDIA_TYPES)), ...faults },
    }),
    async (c) => {
      const { format, ...given } = c.req.valid("query")
      const pieces = await exportFollowups(c.var.scope, filterOf(c.var.scope, given), format)
      const day = c.var.scope.now().toISOString().slice(0, 10)
      return c.body(streamed(pieces), 200, {
        "content-type": MEDIA_TYPES[format],
        "content-disposition": `attachment; filename="followups-${day}.${format}"`,
        "cache-control": "no-store",
      }) as never
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/followups/figures",
      tags,
      ...needs("read"),
      summary: "How promises are kept: share closed in time, time to contact and to close, reopened share",
      request: {
        query: z.object({
          from: Day.optional().openapi({ description: "Default: twelve weeks ago" }),
          to: Day.optional().openapi({ description: "Before this day; default: now" }),
          by: z.enum(["department", "owner", "rule"]).default("department"),
          department: Id.optional(),
        }),
      },
      responses: { 200: answer(FollowupFigures), ...faults },
    }),
    async (c) => {
      const { from, to, by, department } = c.req.valid("query")
      const end = to ? new Date(to) : c.var.scope.now()
      const begin = from ? new Date(from) : new Date(end.getTime() - 84 * 86_400_000)
      const which = { from: begin, to: end, by, ...(department ? { departmentId: department } : {}) }
      return c.json(await figuresOf(c.var.scope, which), 200)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/followups",
      tags,
      ...needs("followups.act"),
      summary: "Begin a follow-up by hand",
      description: "Where a conversation with this person is open already, it joins that one (200).",
      request: { body: body(FollowupInput) },
      responses: { 201: answer(Followup, "Begun"), 200: answer(Followup, "Joined the open one"), ...faults },
    }),
    async (c) => {
      const { followup, isNew } = await createFollowup(c.var.scope, c.req.valid("json"))
      const [shown] = await presented(c.var.scope, [followup])
      return isNew ? c.json(shown!, 201) : c.json(shown!, 200)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/followups/claims",
      tags,
      ...needs("followups.act"),
      summary: "Take several",
      request: { body: body(Several) },
      responses: { 200: answer(Claims, "Which were taken, and who has the others"), ...faults },
    }),
    async (c) => c.json(await verbs.takeSeveral(c.var.scope, c.req.valid("json").ids), 200),
  )
  .route("/", ruleRoutes)
  .openapi(
    createRoute({
      method: "get",
      path: "/followups/{id}",
      tags,
      ...needs("read"),
      summary: "One follow-up with its history",
      request: byId,
      responses: { 200: answer(FollowupPage), ...faults },
    }),
    async (c) => {
      const { scope } = c.var
      const row = await verbs.existing(scope, c.req.valid("param").id)
      if (scope.permissions.has("personal_data"))
        await scope.transaction((tx) => record(tx, "person.read", `person:${row.person_id}`, { followup: row.number }))
      return c.json(await presentedPage(scope, row), 200)
    },
  )
  .openapi(
    createRoute({
      ...change("post", "/followups/{id}/claim", "Take it: everybody sees who speaks with her"),
      request: byId,
    }),
    async (c) => c.json(await shown(c.var.scope, verbs.take(c.var.scope, c.req.valid("param").id)), 200),
  )
  .openapi(
    createRoute({ ...change("delete", "/followups/{id}/claim", "Give it back to the queue"), request: byId }),
    async (c) => c.json(await shown(c.var.scope, verbs.release(c.var.scope, c.req.valid("param").id)), 200),
  )
  .openapi(
    createRoute({
      ...change("post", "/followups/{id}/hand-over", "Give it to somebody, or to a department"),
      request: { ...byId, body: body(HandOver) },
    }),
    async (c) => {
      const { memberId, departmentId } = c.req.valid("json")
      const to = { ...(memberId ? { memberId } : {}), ...(departmentId ? { departmentId } : {}) }
      return c.json(await shown(c.var.scope, verbs.handOver(c.var.scope, c.req.valid("param").id, to)), 200)
    },
  )
  .openapi(
    createRoute({
      ...change("post", "/followups/{id}/contacts", "Note a call or mail to her, reached or not"),
      request: { ...byId, body: body(ContactInput) },
    }),
    async (c) =>
      c.json(
        await shown(c.var.scope, verbs.noteContact(c.var.scope, c.req.valid("param").id, c.req.valid("json"))),
        200,
      ),
  )
  .openapi(
    createRoute({ ...change("post", "/followups/{id}/waiting", "Wait for the customer"), request: byId }),
    async (c) => c.json(await shown(c.var.scope, verbs.waitForCustomer(c.var.scope, c.req.valid("param").id)), 200),
  )
  .openapi(createRoute({ ...change("delete", "/followups/{id}/waiting", "Go on"), request: byId }), async (c) =>
    c.json(await shown(c.var.scope, verbs.resume(c.var.scope, c.req.valid("param").id)), 200),
  )
  .openapi(
    createRoute({
      ...change("post", "/followups/{id}/snooze", "Put it out of sight until then; the promise goes on"),
      request: { ...byId, body: body(Snooze) },
    }),
    async (c) => {
      const until = new Date(c.req.valid("json").until)
      return c.json(await shown(c.var.scope, verbs.snooze(c.var.scope, c.req.valid("param").id, until)), 200)
    },
  )
  .openapi(
    createRoute({ ...change("delete", "/followups/{id}/snooze", "Bring it back into sight"), request: byId }),
    async (c) => c.json(await shown(c.var.scope, verbs.wake(c.var.scope, c.req.valid("param").id)), 200),
  )
  .openapi(
    createRoute({
      ...change("post", "/followups/{id}/closure", "Close it with what came of it"),
      request: { ...byId, body: body(Closing) },
    }),
    async (c) =>
      c.json(await shown(c.var.scope, verbs.close(c.var.scope, c.req.valid("param").id, c.req.valid("json"))), 200),
  )
  .openapi(
    createRoute({ ...change("delete", "/followups/{id}/closure", "Take the closing back"), request: byId }),
    async (c) => c.json(await shown(c.var.scope, verbs.takeClosingBack(c.var.scope, c.req.valid("param").id)), 200),
  )
  .openapi(
    createRoute({
      ...change("post", "/followups/{id}/reopening", "Open it again, with a promise of its own"),
      request: byId,
    }),
    async (c) => c.json(await shown(c.var.scope, verbs.reopenByHand(c.var.scope, c.req.valid("param").id)), 200),
  )

async function shown(scope: Scope, changed: Promise<FollowupRow>) {
  const [followup] = await presented(scope, [await changed])
  return followup!
}

function filterOf(scope: Scope, given: z.output<typeof Filters>): Filter {
  const { state, person, owner, department, rule, priority, q } = given
  const me = scope.actor.kind === "member" ? scope.actor : null
  return {
    ...(state === "all" ? {} : { state }),
    ...(person ? { personIds: [person] } : {}),
    ...(owner ? { ownerId: owner === "nobody" ? null : owner === "me" ? (me?.id ?? null) : owner } : {}),
    ...(department ? { departmentIds: department === "mine" ? (me?.departmentIds ?? []) : [department] } : {}),
    ...(rule ? { ruleId: rule } : {}),
    ...(priority ? { priority } : {}),
    ...(q ? { q } : {}),
  }
}

const writeCursor = (place: Place) =>
  Buffer.from(JSON.stringify([place.now, place.shelf, place.at, place.id])).toString("base64url")

function readCursor(text: string): Place {
  try {
    const [now, shelf, at, id] = JSON.parse(Buffer.from(text, "base64url").toString("utf8")) as unknown[]
    if (
      isMoment(now) &&
      isMoment(at) &&
      typeof shelf === "number" &&
      Number.isInteger(shelf) &&
      Id.safeParse(id).success
    )
      return { now, shelf, at, id: String(id) }
  } catch {
    // answered below
  }
  throw coded("cursor.invalid", {}, "cursor")
}

const isMoment = (value: unknown): value is string => typeof value === "string" && !Number.isNaN(Date.parse(value))
