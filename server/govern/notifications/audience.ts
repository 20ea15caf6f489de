import { listProblems } from "../../decide/problems/public.ts"
import type { OutboxEvent } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import { findSignal } from "../../understand/signals/public.ts"
import { commentersBefore, findComment, readable, titlesOf } from "../collaboration/public.ts"
import type { Kind } from "./contract.ts"

/** Something some members are to be told, for one cause. */
export type Telling = {
  kind: Kind
  record: string
  headline: string
  memberIds: string[]
  cause: string
}

/** Whom an event concerns. Nobody is told of what she did herself. */
export async function tellingsOf(scope: Scope, event: OutboxEvent): Promise<Telling[]> {
  const tellings = (await byName[event.name]?.(scope, event)) ?? []
  const self = event.actor.kind === "member" ? event.actor.id : null
  return tellings
    .map((one) => ({ ...one, memberIds: [...new Set(one.memberIds)].filter((id) => id !== self) }))
    .filter((one) => one.memberIds.length > 0)
}

type Rule = (scope: Scope, event: OutboxEvent) => Promise<Telling[]>

const byName: Record<string, Rule> = {
  "comment.added": aboutComment,
  // Who is mentioned only now is told now; the others have been.
  "comment.changed": async (scope, event) => (await aboutComment(scope, event)).filter((one) => one.kind === "mention"),
  "signal.assigned": async (scope, event) => {
    const record = event.record!
    const headline = (await titlesOf(scope, [record])).get(record)
    if (headline === undefined) return []
    const memberIds = await membersOfDepartments(scope, { ids: texts(event.payload.added) })
    return [{ kind: "assignment", record, headline, memberIds, cause: `assigned:${event.id}` }]
  },
  "signal.found": aboutSignal,
  "signal.grew": aboutSignal,
  "signal.returned": aboutSignal,
  "problem.opened": aboutOwner,
  "problem.changed": async (scope, event) =>
    texts(event.payload.fields).includes("ownerId") ? aboutOwner(scope, event) : [],
  "followup.opened": aboutFollowup,
  "followup.handed_over": aboutFollowup,
  "followup.reopened": aboutFollowup,
  "followup.resumed": aboutFollowup,
  "followup.owner_left": aboutFollowup,
  "followup.reminded": aboutFollowup,
  "followup.overdue": aboutFollowup,
  "followup.escalated": aboutFollowup,
  "member.joined": async (scope, event) => {
    const memberId = event.record!.slice("member:".length)
    const [row] = await scope.query<{ name: string; invited_by: string }>(sql`
      select u.name, i.invited_by from member m join "user" u on u.id = m.user_id
        join invitation i on i.organization_id = m.organization_id and i.email = u.email and i.accepted_at is not null
      where m.organization_id = ${scope.organizationId} and m.id = ${memberId} and i.invited_by is not null
      order by i.accepted_at desc limit 1`)
    if (!row) return []
    const about = { record: event.record!, headline: row.name, memberIds: [row.invited_by] }
    return [{ kind: "invitation", ...about, cause: `joined:${memberId}` }]
  },
}

/** The events of which members are told. */
export const toldEvents = Object.keys(byName)

async function aboutComment(scope: Scope, event: OutboxEvent): Promise<Telling[]> {
  const comment = await findComment(scope, String(event.payload.commentId))
  // Removed before anybody was told.
  if (!comment) return []
  const { record } = comment
  const headline = readable(comment.text, new Map(comment.mentions.map((one) => [one.id, one.name])))
  const mentioned = comment.mentions.map((one) => one.id)
  const concerned = [...(await commentersBefore(scope, comment)), ...(await carersOf(scope, record))]
  return [
    { kind: "mention", record, headline, memberIds: mentioned, cause: `mention:${comment.id}` },
    {
      kind: "comment",
      record,
      headline,
      memberIds: concerned.filter((id) => !mentioned.includes(id)),
      cause: `comment:${comment.id}`,
    },
  ]
}

async function aboutSignal(scope: Scope, event: OutboxEvent): Promise<Telling[]> {
  const record = event.record!
  // A signal of the past, found in imported history, and one seen twice are news to nobody.
  if (event.payload.active === false || event.payload.mergedInto !== undefined) return []
  // Somebody woke or reopened it: that one knows, and it is in the feed for the others.
  if (event.actor.kind === "member") return []
  const headline = headlineIn(event) ?? (await titlesOf(scope, [record])).get(record)
  if (headline === undefined) return []
  const assigned = await carersOf(scope, record)
  const memberIds = assigned.length > 0 ? assigned : await membersOfDepartments(scope, { kinds: firstAsked })
  return [{ kind: "signal", record, headline, memberIds, cause: `${event.name}:${event.id}` }]
}

async function aboutOwner(scope: Scope, event: OutboxEvent): Promise<Telling[]> {
  const { ownerId } = event.payload
  if (typeof ownerId !== "string" || !event.record) return []
  const headline = (await titlesOf(scope, [event.record])).get(event.record)
  if (headline === undefined) return []
  return [{ kind: "problem", record: event.record, headline, memberIds: [ownerId], cause: `owner:${event.id}` }]
}

// The event says whom it concerns: who has it, the department it waits for, or those who can help.
async function aboutFollowup(scope: Scope, event: OutboxEvent): Promise<Telling[]> {
  const memberIds = texts(event.payload.memberIds)
  const headline = memberIds.length > 0 ? (await titlesOf(scope, [event.record!])).get(event.record!) : undefined
  if (headline === undefined) return []
  return [{ kind: "assignment", record: event.record!, headline, memberIds, cause: `followup:${event.id}` }]
}

/** Who is asked to care for a record: the members of the departments a signal is assigned to, a problem's owner. */
async function carersOf(scope: Scope, record: string): Promise<string[]> {
  const [kind, id = ""] = record.split(":")
  if (kind === "signal") {
    const signal = await findSignal(scope, id)
    const ids = signal?.departments.map((one) => one.id) ?? []
    return ids.length > 0 ? membersOfDepartments(scope, { ids }) : []
  }
  if (kind !== "problem") return []
  const [problem] = await listProblems(scope, { id })
  return problem?.owner ? [problem.owner.id] : []
}

// Whom a signal nobody has been given concerns first: who makes it, who owns the experience, who takes the calls.
const firstAsked = ["product", "cx", "contact_centre"]

/** Members of departments, by id or by kind. */
async function membersOfDepartments(
  scope: Scope,
  which: { ids: readonly string[] } | { kinds: readonly string[] },
): Promise<string[]> {
  const rows = await scope.query<{ member_id: string }>(sql`
    select distinct dm.member_id from department d join department_member dm on dm.department_id = d.id
    where d.organization_id = ${scope.organizationId}
      and ${"ids" in which ? sql`d.id = any(${which.ids}::uuid[])` : sql`d.kind = any(${which.kinds})`}`)
  return rows.map((row) => row.member_id)
}

const headlineIn = ({ payload }: OutboxEvent) => (typeof payload.headline === "string" ? payload.headline : undefined)
const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : []
