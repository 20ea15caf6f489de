import type { OutboxEvent } from "../../platform/outbox.ts"
import { record } from "../../platform/outbox.ts"
import type { Platform } from "../../platform/platform.ts"
import { sql } from "../../platform/postgres.ts"
import { mintSystemScope, type Scope, type Stores } from "../../platform/scope.ts"
import { ladderOf, type Rung } from "./escalation.ts"
import { noteLeaving, thoseHere } from "./leading.ts"
import type { Plan } from "./plan.ts"
import { loadSettings } from "./settings-store.ts"
import { findPlan } from "./store.ts"
import { about } from "./working.ts"
import type { Workstream } from "./workstream.ts"
import { lockWorkstream, saveRung } from "./workstream-store.ts"

/**
 * The ladder of every workstream, looked at each minute: who is due to be told is told, once. What was told stands in
 * the database, so a restart or a second process changes nothing, and what fell into a pause is told after it.
 */
export function startEscalating({ stores, log }: Pick<Platform, "stores" | "log">) {
  let looking: Promise<unknown> = Promise.resolve()
  const look = () => {
    looking = looking.then(() => escalateDue(stores)).catch((error) => log.warn("escalating failed", { error }))
  }
  const ticking = setInterval(look, 60_000)
  const reactions: Record<string, (event: OutboxEvent) => Promise<void>> = {
    "member.removed": (event) =>
      noteLeaving(mintSystemScope(stores, event.organizationId), event.record!.slice("member:".length), event.id),
  }
  return {
    reactions,
    async stop() {
      clearInterval(ticking)
      await looking
    },
  }
}

/** Tells everybody whom a ladder names by now and who has not been told. */
export async function escalateDue(stores: Stores): Promise<void> {
  const now = stores.now()
  // No ladder begins more than a day and some hours before the due time, but for those of a few hours.
  const soon = new Date(now.getTime() + 2 * 86_400_000)
  const candidates = await stores.database.query<{ organization_id: string; id: string }>(sql`
    select w.organization_id, w.id from workstream w
    where w.due_at < ${soon}
      and coalesce((select s.state from workstream_state s where s.workstream_id = w.id order by s.id desc limit 1), 'waiting')
        in ('waiting', 'started')
      and not exists (select 1 from plan_closure c where c.plan_id = w.plan_id and c.reopened_at is null)
      and not exists (select 1 from workstream_escalation e
        where e.workstream_id = w.id and e.due_at = w.due_at and e.level = 'committee')
    order by w.due_at`)
  for (const { organization_id, id } of candidates) await climb(mintSystemScope(stores, organization_id), id)
}

async function climb(scope: Scope, id: string): Promise<void> {
  await scope.transaction(async (tx) => {
    const one = await lockWorkstream(tx, id)
    if (!one || one.ladder.length === 0) return
    const plan = (await findPlan(tx, one.planId))!
    const { settings } = await loadSettings(tx)
    const dueAt = new Date(one.dueAt)
    const ladder = ladderOf({ dueAt, createdAt: new Date(one.createdAt) }, plan.severity, settings)
    // A plan that comes back after weeks does not tell at once of all that was due while it was closed.
    const since = plan.reopened?.at ?? one.createdAt
    for (const [index, rung] of ladder.entries()) {
      if (rung.at > tx.now() || rung.at.toISOString() < since) continue
      if (!(await saveRung(tx, id, { dueAt, level: rung.level, plannedAt: rung.at }))) continue
      await record(tx, eventOf[rung.level], `workstream:${id}`, {
        ...about(plan, one),
        level: rung.level,
        dueAt: one.dueAt,
        next: next(ladder[index + 1]),
        memberIds: await told(tx, rung.level, plan, one),
      })
    }
  })
}

const eventOf: Record<Rung["level"], string> = {
  owner: "workstream.reminded",
  late: "workstream.late",
  lead: "workstream.escalated",
  sponsor: "workstream.escalated",
  committee: "workstream.escalated",
}

const next = (rung: Rung | undefined) => (rung ? { level: rung.level, at: rung.at.toISOString() } : null)

async function told(scope: Scope, level: Rung["level"], plan: Plan, one: Workstream): Promise<string[]> {
  if (level === "lead") return thoseHere(scope, [plan.lead.id])
  if (level === "sponsor") return thoseHere(scope, [plan.sponsor?.id ?? plan.lead.id])
  if (level === "committee") {
    const rows = await scope.query<{ id: string }>(sql`
      select distinct dm.member_id as id from department d join department_member dm on dm.department_id = d.id
      where d.organization_id = ${scope.organizationId} and d.kind = 'executive'`)
    return thoseHere(
      scope,
      rows.map((row) => row.id),
    )
  }
  if (one.owner && !one.owner.left) return [one.owner.id]
  const rows = await scope.query<{ id: string }>(sql`
    select member_id as id from department_member where department_id = ${one.department.id}`)
  return rows.length > 0 ? rows.map((row) => row.id) : thoseHere(scope, [plan.lead.id])
}
