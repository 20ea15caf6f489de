import { insertInteractions, noId, removeInteractions } from "../../listen/interactions/public.ts"
import type { OutboxEvent } from "../../platform/outbox.ts"
import { record } from "../../platform/outbox.ts"
import type { Platform } from "../../platform/platform.ts"
import { sql } from "../../platform/postgres.ts"
import { mintSystemScope, type Scope, type Stores } from "../../platform/scope.ts"
import { escalateAfterMs, remindAt } from "./followup.ts"
import { ruleOfSurvey } from "./from-survey.ts"
import { about, heardFrom } from "./opening.ts"
import { runRules } from "./running.ts"
import { closePromise, findFollowup, forgetWords, insertStep, updateFollowup } from "./store.ts"

/**
 * Feedback asks its rules once it has been digested; promises are looked at each minute. What was done and told stands
 * in the database, so a restart or a second process changes nothing.
 */
export function startFollowups({ stores, log }: Pick<Platform, "stores" | "log">) {
  let looking: Promise<unknown> = Promise.resolve()
  const look = () => {
    looking = looking.then(() => tellDue(stores)).catch((error) => log.warn("looking at promises failed", { error }))
  }
  const ticking = setInterval(look, 60_000)
  const scopeOf = (event: OutboxEvent, name?: string) => mintSystemScope(stores, event.organizationId, name)
  const text = (value: unknown) => (typeof value === "string" ? value : null)
  const heard = (why: "not_solved" | "replied") => async (event: OutboxEvent) => {
    const personId = text(event.payload.personId)
    if (personId) await heardFrom(scopeOf(event, "Customer"), personId, why, text(event.payload.feedbackId))
  }
  const reactions: Record<string, (event: OutboxEvent) => Promise<void>> = {
    "standing.not_solved": heard("not_solved"),
    "notice.replied": heard("replied"),
    "followup.contacted": (event) => onTimeline(scopeOf(event), event),
    "survey.published": async (event) => {
      if (event.payload.number === 1 && event.record)
        await ruleOfSurvey(scopeOf(event), event.record.slice("survey:".length))
    },
    "member.removed": (event) => ownerLeft(scopeOf(event)),
    "person.erased": (event) => forgotten(scopeOf(event), event.payload.ids as string[]),
  }
  return {
    reactions,
    digested: (events: readonly OutboxEvent[]) => runRules(stores, log, events),
    async stop() {
      clearInterval(ticking)
      await looking
    },
  }
}

/** Reminds before a promise falls due, tells when it has, and a day later tells those who can help. Each once. */
export async function tellDue(stores: Stores): Promise<void> {
  const now = stores.now()
  const rows = await stores.database.query<DuePromise>(sql`
    select p.*, f.owner_id as holder_id, f.department_id as holding_id from followup_promise p join followup f on f.id = p.followup_id
    where p.closed_at is null and p.until < ${new Date(now.getTime() + 3_600_000)}
      and (p.reminded_at is null or p.overdue_at is null or p.escalated_at is null)
    order by p.until`)
  for (const promise of rows) await tell(mintSystemScope(stores, promise.organization_id), promise)
}

type DuePromise = {
  id: string
  organization_id: string
  followup_id: string
  made_at: Date
  until: Date
  reminded_at: Date | null
  overdue_at: Date | null
  escalated_at: Date | null
}

async function tell(scope: Scope, promise: DuePromise) {
  const now = scope.now()
  const overdue = promise.until <= now
  await scope.transaction(async (tx) => {
    const one = await findFollowup(tx, promise.followup_id)
    if (!one) return
    const what = { ...about(one), promisedAt: promise.until.toISOString() }
    const first = async (column: "reminded_at" | "overdue_at" | "escalated_at") => {
      const set = { reminded_at: sql`reminded_at`, overdue_at: sql`overdue_at`, escalated_at: sql`escalated_at` }[
        column
      ]
      const rows = await tx.query(sql`
        update followup_promise set ${set} = ${now} where id = ${promise.id} and ${set} is null and closed_at is null returning 1`)
      return rows.length > 0
    }
    if (!overdue && remindAt(promise.made_at, promise.until) <= now && (await first("reminded_at")))
      await record(tx, "followup.reminded", `followup:${one.id}`, { ...what, memberIds: await holders(tx, one) })
    if (overdue && (await first("overdue_at")))
      await record(tx, "followup.overdue", `followup:${one.id}`, { ...what, memberIds: await holders(tx, one) })
    if (promise.until.getTime() + escalateAfterMs <= now.getTime() && (await first("escalated_at")))
      await record(tx, "followup.escalated", `followup:${one.id}`, {
        ...what,
        memberIds: await leads(tx, one.department_id),
      })
  })
}

/** Who has it; otherwise everybody of the department who can take it; of a department without members those who lead. */
async function holders(
  scope: Scope,
  one: { owner_id: string | null; department_id: string | null },
): Promise<string[]> {
  if (one.owner_id) return [one.owner_id]
  const rows = await scope.query<{ id: string }>(sql`
    select m.id from department_member dm join member m on m.id = dm.member_id
    where dm.department_id = ${one.department_id} and m.role not in ('viewer', 'auditor') order by m.id`)
  return rows.length > 0 ? rows.map((row) => row.id) : leads(scope, one.department_id)
}

/** Who can help: editors and admins of the department, otherwise the admins and owners of the organization. */
async function leads(scope: Scope, departmentId: string | null): Promise<string[]> {
  const rows = await scope.query<{ id: string; here: boolean; role: string }>(sql`
    select m.id, m.role, exists (select 1 from department_member dm where dm.member_id = m.id and dm.department_id = ${departmentId}) as here
    from member m where m.organization_id = ${scope.organizationId} and m.role in ('owner', 'admin', 'editor') order by m.id`)
  const here = rows.filter((one) => one.here)
  return (here.length > 0 ? here : rows.filter((one) => one.role !== "editor")).map((one) => one.id)
}

// A call to her stands on her timeline beside what she said and did; it is no feedback, so no number counts it.
async function onTimeline(scope: Scope, event: OutboxEvent) {
  const { contactId, personId, channel, reached } = event.payload
  const id = String(contactId)
  await removeInteractions(scope, [id])
  await insertInteractions(scope, [
    {
      organization_id: scope.organizationId,
      fact: "event",
      metric: "",
      occurred_at: event.at,
      id,
      kind: "followup",
      name: reached ? "followup_reached" : "followup_tried",
      source: "followup",
      channel: String(channel),
      touchpoint: "follow-up",
      product: "",
      component: [],
      version: "",
      batch: "",
      region: "",
      business_unit: "",
      journey_step: "",
      account: "",
      person_id: typeof personId === "string" ? personId : noId,
      value: 0,
      scale_min: 0,
      scale_max: 0,
      sentiment: 0,
      sentiment_label: "",
      has_words: false,
      language: "",
      themes: [],
      tokens: [],
      attributes: {},
      import_id: noId,
      received_at: event.at,
    },
  ])
}

// What a member had who is gone waits for somebody else, and says so.
async function ownerLeft(scope: Scope) {
  await scope.transaction(async (tx) => {
    const rows = await tx.query<{ id: string }>(sql`
      select id from followup where organization_id = ${tx.organizationId} and owner_id is null and state in ('taken', 'waiting') for update`)
    for (const { id } of rows) {
      const one = (await findFollowup(tx, id))!
      await updateFollowup(tx, id, { state: "open" })
      await insertStep(tx, id, "owner_left")
      await record(tx, "followup.owner_left", `followup:${id}`, { ...about(one), memberIds: await holders(tx, one) })
    }
  })
}

async function forgotten(scope: Scope, personIds: readonly string[]) {
  await scope.transaction(async (tx) => {
    for (const id of await forgetWords(tx, personIds)) {
      const one = (await findFollowup(tx, id))!
      await updateFollowup(tx, id, { state: "closed" })
      await insertStep(tx, id, "closed", { outcome: "no_action" })
      await closePromise(tx, id, { departmentId: one.department_id, ownerId: one.owner_id })
      await record(tx, "followup.closed", `followup:${id}`, { ...about(one), outcome: "no_action", erased: true })
    }
  })
}
