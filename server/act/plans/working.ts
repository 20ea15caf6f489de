import type { z } from "@hono/zod-openapi"
import { coded, notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import type { StateInput, WorkstreamChange, WorkstreamInput } from "./contract.ts"
import { departmentOr404, memberOr404, tellAdded } from "./opening.ts"
import type { Plan } from "./plan.ts"
import { holdersOf, markClock, openOne, unmarkClock } from "./verbs.ts"
import type { Workstream } from "./workstream.ts"
import { stepOf } from "./workstream.ts"
import {
  findWorkstream,
  insertWorkstream,
  listWorkstreams,
  lockWorkstream,
  saveState,
  updateWorkstream,
} from "./workstream-store.ts"

/** Gives a department a part of the plan. Throws 404, 409 `plan.closed`, 422 `workstream.due_past`. */
export async function addWorkstream(scope: Scope, planId: string, input: z.output<typeof WorkstreamInput>) {
  mustBeAllowed(scope, "plans.edit")
  return scope.transaction(async (tx) => {
    const plan = await openOne(tx, planId)
    const department = await departmentOr404(tx, input.departmentId)
    const owner = input.ownerId ? await memberOr404(tx, input.ownerId) : null
    const dueAt = new Date(input.dueAt)
    if (dueAt <= tx.now()) throw coded("workstream.due_past", {}, "dueAt")
    const one = {
      id: newId(),
      departmentId: department.id,
      departmentName: department.name,
      owner,
      role: input.role,
      title: input.title,
      deliverable: input.deliverable,
      instructions: input.instructions,
      dueAt,
      tasks: input.tasks.map((text) => ({ id: newId(), text })),
    }
    await insertWorkstream(tx, planId, one)
    await tellAdded(tx, plan, { ...one, members: department.members }, helperOf(plan))
    return (await findWorkstream(tx, one.id))!
  })
}

/**
 * Changes who does what until when. Later needs a reason, and lead and sponsor are told of it. Throws 404,
 * 409 `plan.closed`, `plan.changed_meanwhile`, 422 `workstream.later_needs_reason`.
 */
export async function changeWorkstream(scope: Scope, id: string, change: z.output<typeof WorkstreamChange>) {
  mustBeAllowed(scope, "plans.edit")
  return scope.transaction(async (tx) => {
    const { plan, before } = await openWorkstream(tx, id)
    if (before.version !== change.version) throw coded("plan.changed_meanwhile", { current: before })
    const owner =
      change.ownerId === undefined
        ? before.owner
        : change.ownerId === null
          ? null
          : await memberOr404(tx, change.ownerId)
    const department = change.departmentId ? await departmentOr404(tx, change.departmentId) : before.department
    const dueAt = new Date(change.dueAt ?? before.dueAt)
    const later = dueAt.getTime() - Date.parse(before.dueAt)
    if (later > 0 && !change.reason) throw coded("workstream.later_needs_reason", {}, "reason")
    const after = {
      departmentId: department.id,
      departmentName: department.name,
      owner,
      role: change.role === undefined ? before.role : change.role,
      title: change.title ?? before.title,
      deliverable: change.deliverable ?? before.deliverable,
      instructions: change.instructions ?? before.instructions,
      note: change.note === undefined ? before.note : change.note || null,
      dueAt,
    }
    const fields = changedFields(before, after)
    if (fields.length === 0) return before
    await updateWorkstream(tx, id, after)
    const newOwner = fields.includes("owner") && owner ? [owner.id] : []
    await record(tx, "workstream.changed", `workstream:${id}`, {
      ...about(plan, { ...before, title: after.title, department: { name: after.departmentName } }),
      fields,
      ...(fields.includes("owner") ? { ownerId: owner?.id ?? null, owner: owner?.name ?? "" } : {}),
      ...(later !== 0 ? { from: before.dueAt, to: dueAt.toISOString() } : {}),
      ...(later > 0 ? { later: true, reason: change.reason } : {}),
      memberIds: [...newOwner, ...(later > 0 ? holdersOf(plan) : [])],
    })
    return (await findWorkstream(tx, id))!
  })
}

/**
 * Moves a workstream through its life. A fix cannot start before it is said how we will know that it worked; when all
 * fixes of the plan are out, the clock says so. Throws 404, 409 `plan.closed`, `plan.success_missing`, 422.
 */
export async function setState(scope: Scope, id: string, { state, reason }: z.output<typeof StateInput>) {
  mustBeAllowed(scope, "plans.edit")
  return scope.transaction(async (tx) => {
    const { plan, before } = await openWorkstream(tx, id)
    if (state === before.state) return before
    if (state === "dropped" && !reason) throw coded("workstream.drop_needs_reason", {}, "reason")
    const isFix = before.deliverable === "fix_released"
    if (isFix && (state === "started" || state === "done") && !plan.success && !plan.successPostponed)
      throw coded("plan.success_missing")
    await saveState(tx, id, state, reason ?? null)
    const helped = await waitingFor(tx, plan.id, id)
    await record(tx, state === "done" ? "workstream.done" : `workstream.${state}`, `workstream:${id}`, {
      ...about(plan, before),
      ...(reason ? { reason } : {}),
      memberIds: state === "done" || state === "dropped" ? [...holdersOf(plan), ...helped] : [],
    })
    if (isFix) await followFix(tx, plan)
    return (await findWorkstream(tx, id))!
  })
}

// The fix is shipped when every part of it is; when one turns out not to be, it is not.
async function followFix(tx: Tx, plan: Plan) {
  const fixes = (await listWorkstreams(tx, { planIds: [plan.id] })).filter(
    (one) => one.deliverable === "fix_released" && one.state !== "dropped",
  )
  const out = fixes.length > 0 && fixes.every((one) => one.state === "done")
  if (out) await markClock(tx, plan.id, stepOf.fix_released!)
  else await unmarkClock(tx, plan.id, stepOf.fix_released!)
}

// The owners of what was blocked by this one: now it can go on.
async function waitingFor(tx: Tx, planId: string, id: string): Promise<string[]> {
  const all = await listWorkstreams(tx, { planIds: [planId] })
  return all.flatMap((one) =>
    one.owner && !one.owner.left && one.blockers.some((blocker) => blocker.workstream?.id === id) ? [one.owner.id] : [],
  )
}

/** The workstream and its open plan, both held. Throws 404, 409 `plan.closed`. */
export async function openWorkstream(tx: Tx, id: string): Promise<{ plan: Plan; before: Workstream }> {
  const found = await findWorkstream(tx, id)
  if (!found) throw notFound("workstream", id)
  // Always plan before workstream, so that two who change both wait for each other and never in a circle.
  const plan = await openOne(tx, found.planId)
  const before = await lockWorkstream(tx, id)
  if (!before) throw notFound("workstream", id)
  return { plan, before }
}

export const about = (
  plan: Pick<Plan, "id" | "number" | "title">,
  one: { title: string; department: { name: string } },
) => ({ planId: plan.id, number: plan.number, plan: plan.title, title: one.title, department: one.department.name })

/** Whom to ask where nobody is there to do something. */
export const helperOf = (plan: Pick<Plan, "lead" | "sponsor">) =>
  plan.sponsor && !plan.sponsor.left ? plan.sponsor.id : plan.lead.id

function changedFields(before: Workstream, after: Parameters<typeof updateWorkstream>[2]): string[] {
  const was: Record<string, unknown> = {
    department: before.department.id,
    owner: before.owner?.id ?? null,
    role: before.role,
    title: before.title,
    deliverable: before.deliverable,
    instructions: before.instructions,
    note: before.note,
    dueAt: Date.parse(before.dueAt),
  }
  const is: Record<string, unknown> = {
    department: after.departmentId,
    owner: after.owner?.id ?? null,
    role: after.role,
    title: after.title,
    deliverable: after.deliverable,
    instructions: after.instructions,
    note: after.note,
    dueAt: after.dueAt.getTime(),
  }
  return Object.keys(was).filter((field) => was[field] !== is[field])
}
