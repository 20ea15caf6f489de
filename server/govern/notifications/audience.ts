import type { OutboxEvent } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import { findSignal, headlineOf } from "../../understand/signals/public.ts"
import { commentersBefore, findComment, readable, titlesOf } from "../collaboration/public.ts"
import { actRules } from "./act-audience.ts"
import { carersAt, membersOfDepartments, texts } from "./at-event.ts"
import { always, type Kind, type Params } from "./contract.ts"
import { followingsOf } from "./following-store.ts"
import type { Rule, Telling } from "./telling.ts"

/**
 * Whom an event concerns, and who follows its record. Nobody is told of what she did herself, and of a record she has
 * muted only what names her.
 */
export async function tellingsOf(scope: Scope, event: OutboxEvent): Promise<Telling[]> {
  const tellings = (await rules[event.name]?.(scope, event)) ?? []
  const self = event.actor.kind === "member" ? event.actor.id : null
  const named = new Set(tellings.filter((one) => always.includes(one.kind)).flatMap((one) => one.memberIds))
  const whole = await Promise.all(tellings.map((one) => withFollowers(scope, event, one, named)))
  return whole
    .map((one) => ({ ...one, memberIds: [...new Set(one.memberIds)].filter((id) => id !== self) }))
    .filter((one) => one.memberIds.length > 0)
}

async function withFollowers(scope: Scope, event: OutboxEvent, telling: Telling, named: ReadonlySet<string>) {
  if (always.includes(telling.kind)) return telling
  const records = telling.within ? [telling.record, telling.within] : [telling.record]
  const { following, muted } = await followingsOf(scope, records, event.at)
  // Who is named by the same event is told of that.
  const followers = isFollowed(telling) ? following.filter((id) => !named.has(id)) : []
  return { ...telling, memberIds: [...telling.memberIds, ...followers].filter((id) => !muted.includes(id)) }
}

// To remind or ask a follower of what is somebody else's to do would be noise.
const isFollowed = ({ kind }: Telling) => kind !== "due" && kind !== "approval" && kind !== "invitation"

const rules: Readonly<Record<string, Rule>> = {
  "comment.added": aboutComment,
  // Who is mentioned only now is told now; the others have been.
  "comment.changed": async (scope, event) => (await aboutComment(scope, event)).filter((one) => one.kind === "mention"),
  "signal.assigned": async (scope, event) => {
    const memberIds = await membersOfDepartments(scope, event, { ids: texts(event.payload.added) })
    return [{ ...(await aboutRecord(scope, event)), kind: "assignment", memberIds, cause: `assigned:${event.id}` }]
  },
  "signal.found": aboutSignal,
  "signal.grew": aboutSignal,
  "signal.returned": aboutSignal,
  "signal.accepted": forCarers("signal"),
  "signal.dismissed": forCarers("signal"),
  "problem.opened": aboutOwner,
  "problem.changed": async (scope, event) =>
    texts(event.payload.fields).includes("ownerId") ? aboutOwner(scope, event) : [],
  "problem.relapsed": forCarers("problem"),
  "problem.solved": forCarers("problem"),
  "problem.dismissed": forCarers("problem"),
  "problem.reopened": forCarers("problem"),
  ...actRules,
  "member.joined": async (scope, event) => {
    const memberId = event.record!.slice("member:".length)
    const [row] = await scope.query<{ name: string; invited_by: string }>(sql`
      select u.name, i.invited_by from member m join "user" u on u.id = m.user_id
        join invitation i on i.organization_id = m.organization_id and i.email = u.email and i.accepted_at is not null
      where m.organization_id = ${scope.organizationId} and m.id = ${memberId} and i.invited_by is not null
      order by i.accepted_at desc limit 1`)
    if (!row) return []
    const about = { record: event.record!, key: event.name, params: { title: row.name }, headline: row.name }
    return [{ ...about, kind: "invitation", memberIds: [row.invited_by], cause: `joined:${memberId}` }]
  },
}

/** The events of which members are told. */
export const toldEvents = Object.keys(rules)

async function aboutComment(scope: Scope, event: OutboxEvent): Promise<Telling[]> {
  const comment = await findComment(scope, String(event.payload.commentId))
  // Removed before anybody was told.
  if (!comment) return []
  const { record } = comment
  const words = readable(comment.text, new Map(comment.mentions.map((one) => [one.id, one.name])))
  const mentioned = comment.mentions.map((one) => one.id)
  const concerned = [...(await commentersBefore(scope, comment)), ...(await carersAt(scope, event, record))]
  const params = { words: cut(words, 300), ...(await titleOf(scope, record)) }
  const about = { record, params, headline: words }
  return [
    { ...about, kind: "mention", key: "mention", memberIds: mentioned, cause: `mention:${comment.id}` },
    {
      ...about,
      kind: "comment",
      key: "comment.added",
      memberIds: concerned.filter((id) => !mentioned.includes(id)),
      cause: `comment:${comment.id}`,
    },
  ]
}

async function aboutSignal(scope: Scope, event: OutboxEvent): Promise<Telling[]> {
  // A signal of the past, found in imported history, and one seen twice are news to nobody.
  if (event.payload.active === false || event.payload.mergedInto !== undefined) return []
  // Somebody woke or reopened it: that one knows, and it is in the feed for the others.
  if (event.actor.kind === "member") return []
  const assigned = await carersAt(scope, event)
  const memberIds = assigned.length > 0 ? assigned : await membersOfDepartments(scope, event, { kinds: firstAsked })
  return [{ ...(await aboutRecord(scope, event)), kind: "signal", memberIds, cause: `${event.name}:${event.id}` }]
}

async function aboutOwner(scope: Scope, event: OutboxEvent): Promise<Telling[]> {
  const { ownerId } = event.payload
  if (typeof ownerId !== "string") return []
  const about = { ...(await aboutRecord(scope, event)), key: "problem.owner" }
  return [{ ...about, kind: "assignment", memberIds: [ownerId], cause: `owner:${event.id}` }]
}

function forCarers(kind: Kind): Rule {
  return async (scope, event) => [
    {
      ...(await aboutRecord(scope, event)),
      kind,
      memberIds: await carersAt(scope, event),
      cause: `${event.name}:${event.id}`,
    },
  ]
}

async function aboutRecord(scope: Scope, event: OutboxEvent) {
  const params = await titleOf(scope, event.record!)
  const title = params.title ?? event.payload.headline ?? event.payload.statement ?? ""
  return {
    record: event.record!,
    key: event.name,
    params: { ...params, title: String(title) },
    headline: String(title),
  }
}

/** A record's title for a sentence; who said something and what she said stand behind rights, so they are not named. */
export async function titleOf(scope: Scope, record: string): Promise<Params> {
  const [kind = "", id = ""] = record.split(":")
  if (kind === "person" || kind === "feedback") return { about: kind }
  const signal = kind === "signal" ? await findSignal(scope, id) : undefined
  if (signal) {
    const { headline, params } = headlineOf(signal)
    return { title: headline, stream: params.stream!, slice: params.slice!, ratio: params.ratio! }
  }
  const title = (await titlesOf(scope, [record])).get(record)
  return title === undefined ? {} : { title }
}

// Whom a signal nobody has been given concerns first: who makes it, who owns the experience, who takes the calls.
const firstAsked = ["product", "cx", "contact_centre"]

const cut = (text: string, length: number) =>
  [...text].length > length ? `${[...text].slice(0, length - 1).join("")}…` : text
