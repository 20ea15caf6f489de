import type { z } from "@hono/zod-openapi"
import { coded } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import type { HandOverAnswer, HandOverInput } from "./contract.ts"
import { memberOr404 } from "./opening.ts"
import type { Plan } from "./plan.ts"
import { is, mayAnswer, mayHandOver } from "./policy.ts"
import { answerHandOver, findPlan, insertHandOver, saveHolder } from "./store.ts"
import { named, openOne } from "./verbs.ts"

/**
 * Offers a plan to somebody else. It changes hands when she accepts, not before; who takes it herself has accepted.
 * Throws 403 `plan.not_yours`, 404, 409 `plan.hand_over_open`, `plan.holds_already`.
 */
export async function handOver(scope: Scope, id: string, input: z.output<typeof HandOverInput>): Promise<Plan> {
  mustBeAllowed(scope, "plans.edit")
  return scope.transaction(async (tx) => {
    const plan = await openOne(tx, id)
    if (!mayHandOver(tx, plan)) throw coded("plan.not_yours", { who: plan.lead.name })
    const to = await memberOr404(tx, input.to)
    const from = plan[input.role]
    if (from?.id === to.id) throw coded("plan.holds_already", { who: to.name }, "to")
    const waiting = plan.handOvers.find((one) => one.role === input.role)
    if (waiting) throw coded("plan.hand_over_open", { who: waiting.to.name })
    const handing = { id: newId(), role: input.role, from, to, note: input.note }
    await insertHandOver(tx, id, handing)
    if (is(tx.actor, to.id)) return pass(tx, plan, handing, null)
    await record(tx, "plan.hand_over_asked", `plan:${id}`, {
      ...named(plan),
      role: input.role,
      toId: to.id,
      to: to.name,
      memberIds: [to.id],
    })
    return (await findPlan(tx, id))!
  })
}

/** Says yes or no to an offer, or takes it back. Throws 403 `plan.not_yours`, 409 `plan.no_hand_over`. */
export async function answerOffer(scope: Scope, id: string, input: z.output<typeof HandOverAnswer>): Promise<Plan> {
  mustBeAllowed(scope, "plans.edit")
  return scope.transaction(async (tx) => {
    const plan = await openOne(tx, id)
    const offer = plan.handOvers.find((one) => one.role === input.role)
    if (!offer) throw coded("plan.no_hand_over")
    const allowed = input.answer === "withdrawn" ? mayHandOver(tx, plan) : mayAnswer(tx.actor, offer.to.id)
    if (!allowed) throw coded("plan.not_yours", { who: offer.to.name })
    const from = plan[input.role]
    if (input.answer === "accepted") return pass(tx, plan, { ...offer, from }, input.note ?? null)
    await answerHandOver(tx, offer.id, input.answer, input.note ?? null)
    await record(tx, `plan.hand_over_${input.answer}`, `plan:${id}`, {
      ...named(plan),
      role: input.role,
      toId: offer.to.id,
      to: offer.to.name,
      memberIds: input.answer === "withdrawn" ? [offer.to.id] : from && !from.left ? [from.id] : [],
    })
    return (await findPlan(tx, id))!
  })
}

async function pass(
  tx: Tx,
  plan: Plan,
  offer: {
    id: string
    role: "lead" | "sponsor"
    from: { id: string; name: string } | null
    to: { id: string; name: string }
  },
  note: string | null,
): Promise<Plan> {
  await answerHandOver(tx, offer.id, "accepted", note)
  await saveHolder(tx, plan.id, offer.role, offer.to)
  const others = [offer.from?.id, plan.lead.id, plan.sponsor?.id].filter((id) => id !== undefined && id !== offer.to.id)
  await record(tx, "plan.handed_over", `plan:${plan.id}`, {
    ...named(plan),
    role: offer.role,
    fromId: offer.from?.id ?? null,
    from: offer.from?.name ?? "",
    toId: offer.to.id,
    to: offer.to.name,
    memberIds: [...new Set(others)],
  })
  return (await findPlan(tx, plan.id))!
}

/**
 * A member left the company: her plans and workstreams say so, and the sponsor (or, of a sponsor, the lead; otherwise
 * those who run the organization) is asked who takes over. Nothing changes hands by itself. May be called again.
 */
export async function noteLeaving(scope: Scope, memberId: string, eventId: number): Promise<void> {
  await scope.transaction(async (tx) => {
    const plans = await tx.query<Leaving>(sql`
      select p.id, p.number, p.title, p.lead_id, p.lead_name, p.sponsor_id, p.sponsor_name from plan p
      where p.organization_id = ${tx.organizationId} and (p.lead_id = ${memberId} or p.sponsor_id = ${memberId})
        and not exists (select 1 from plan_closure c where c.plan_id = p.id and c.reopened_at is null)
        and not exists (select 1 from outbox o where o.organization_id = ${tx.organizationId} and o.record = 'plan:' || p.id
          and o.payload ->> 'cause' = ${String(eventId)})
      for update`)
    for (const plan of plans) {
      const role = plan.lead_id === memberId ? "lead" : "sponsor"
      const other = role === "lead" ? plan.sponsor_id : plan.lead_id
      await record(tx, `plan.${role}_left`, `plan:${plan.id}`, {
        ...named(plan),
        who: role === "lead" ? plan.lead_name : plan.sponsor_name,
        memberIds: await thoseHere(tx, other && other !== memberId ? [other] : []),
        cause: String(eventId),
      })
    }
    const workstreams = await tx.query<LeavingOwner>(sql`
      select w.id, w.title, w.owner_name, w.department_name, p.id as plan_id, p.number, p.title as plan_title, p.lead_id
      from workstream w join plan p on p.id = w.plan_id
      where w.organization_id = ${tx.organizationId} and w.owner_id = ${memberId}
        and coalesce((select s.state from workstream_state s where s.workstream_id = w.id order by s.id desc limit 1), 'waiting')
          in ('waiting', 'started')
        and not exists (select 1 from plan_closure c where c.plan_id = p.id and c.reopened_at is null)
        and not exists (select 1 from outbox o where o.organization_id = ${tx.organizationId} and o.record = 'workstream:' || w.id
          and o.payload ->> 'cause' = ${String(eventId)})
      for update of w`)
    for (const one of workstreams) {
      await record(tx, "workstream.owner_left", `workstream:${one.id}`, {
        planId: one.plan_id,
        number: one.number,
        plan: one.plan_title,
        title: one.title,
        department: one.department_name,
        who: one.owner_name,
        memberIds: await thoseHere(tx, [one.lead_id]),
        cause: String(eventId),
      })
    }
  })
}

/** Those of the members who are still here; where nobody is, whoever runs the organization. */
export async function thoseHere(scope: Scope, ids: readonly string[]): Promise<string[]> {
  const rows = await scope.query<{ id: string; asked: boolean }>(sql`
    select id, id = any(${ids}::uuid[]) as asked from member
    where organization_id = ${scope.organizationId} and (id = any(${ids}::uuid[]) or role in ('owner', 'admin'))`)
  const asked = rows.filter((row) => row.asked)
  return (asked.length > 0 ? asked : rows).map((row) => row.id)
}

type Leaving = {
  id: string
  number: number
  title: string
  lead_id: string
  lead_name: string
  sponsor_id: string | null
  sponsor_name: string | null
}
type LeavingOwner = {
  id: string
  title: string
  owner_name: string
  department_name: string
  plan_id: string
  number: number
  plan_title: string
  lead_id: string
}
