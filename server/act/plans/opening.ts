import type { z } from "@hono/zod-openapi"
import { findProblem } from "../../decide/problems/public.ts"
import { coded, notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { listDepartments, listMembers } from "../../platform/organizations/store.ts"
import { record } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import { type DepartmentKind, findPlaybook, type Language, type Playbook } from "../playbooks/public.ts"
import type { PlanPromise, Severity } from "./clock.ts"
import type { PlanInput } from "./contract.ts"
import type { Plan } from "./plan.ts"
import { dueOf, nextUpdate } from "./schedule.ts"
import type { PlanSettings } from "./settings.ts"
import { loadSettings } from "./settings-store.ts"
import { findMember, findPlan, insertPlan, listPlans } from "./store.ts"
import { named } from "./verbs.ts"
import { insertWorkstream, type NewWorkstream } from "./workstream-store.ts"

export type Draft = {
  playbook: Playbook
  promise: PlanPromise
  settings: PlanSettings
  workstreams: (Omit<NewWorkstream, "id" | "tasks"> & { tasks: readonly string[]; members: number })[]
}

/** What a playbook would make of a problem if the plan were opened now. Changes nothing. Throws 404. */
export async function draftPlan(
  scope: Scope,
  given: { playbook: string; severity: Severity; language: Language; promise?: Partial<PlanPromise> | undefined },
): Promise<Draft> {
  const [playbook, { settings }, departments, members] = await Promise.all([
    findPlaybook(scope, given.playbook, given.language),
    loadSettings(scope),
    listDepartments(scope),
    listMembers(scope),
  ])
  if (!playbook) throw notFound("playbook", given.playbook)
  const promise = { ...settings.promise[given.severity], ...definedIn(given.promise) }
  const openedAt = scope.now()
  const workstreams = playbook.steps.map((step) => {
    const department = departmentFor(step.department, departments)
    const there = members.filter((member) => member.departments.some((one) => one.id === department?.id))
    return {
      departmentId: department?.id ?? null,
      departmentName: department?.name ?? step.department,
      // With one member there is no question who it is; of several, somebody has to say it.
      owner: there.length === 1 ? { id: there[0]!.id, name: there[0]!.name } : null,
      role: step.role || null,
      title: step.title,
      deliverable: step.deliverable,
      instructions: step.instructions,
      dueAt: dueOf(step.due, openedAt, promise, settings.timeZone),
      tasks: step.tasks,
      members: there.length,
    }
  })
  return { playbook, promise, settings, workstreams }
}

/**
 * Opens the plan of a problem with a playbook: clock started, workstreams given to departments, lead and sponsor named.
 * Throws 404 (problem, playbook, member), 409 `plan.already_open`, `plan.problem_duplicate`, 422 `plan.lead_missing`.
 */
export async function openPlan(scope: Scope, problemId: string, input: z.output<typeof PlanInput>): Promise<Plan> {
  mustBeAllowed(scope, "plans.edit")
  const draft = await draftPlan(scope, input)
  return scope.transaction(async (tx) => {
    await tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${`plan of ${problemId}`}, 0))`)
    const problem = await findProblem(tx, problemId)
    if (!problem) throw notFound("problem", problemId)
    if (problem.duplicate) throw coded("plan.problem_duplicate", { problemId: problem.duplicate.of_id })
    const [open] = await listPlans(tx, { problemId, state: "open" })
    if (open) throw coded("plan.already_open", { planId: open.id, number: open.number })
    const lead = await theLead(tx, input.leadId)
    const sponsor = input.sponsorId ? await memberOr404(tx, input.sponsorId) : null
    const { everyDays, hour } = draft.settings.updates[input.severity]
    const cadence = everyDays > 0 ? { everyDays, hour } : null
    const id = newId()
    const title = input.title ?? problem.statement
    const number = await insertPlan(tx, {
      id,
      problemId,
      title,
      severity: input.severity,
      playbook: input.playbook,
      lead,
      sponsor,
      promise: draft.promise,
      cadence,
      nextUpdateAt: cadence && nextUpdate(cadence, tx.now(), draft.settings.timeZone),
    })
    const plan = { id, number, title }
    await record(tx, "plan.opened", `plan:${id}`, {
      ...named(plan),
      problemId,
      severity: input.severity,
      playbook: input.playbook,
      leadId: lead.id,
      sponsorId: sponsor?.id ?? null,
      memberIds: [lead.id, ...(sponsor ? [sponsor.id] : [])],
    })
    for (const [index, one] of draft.workstreams.entries()) {
      const change = input.steps?.find((step) => step.step === index)
      if (change?.skip) continue
      await seed(tx, plan, { ...one, ...(await changed(tx, one, change)) }, sponsor?.id ?? lead.id)
    }
    return (await findPlan(tx, id))!
  })
}

async function seed(tx: Tx, plan: Pick<Plan, "id" | "number" | "title">, one: Seeded, helperId: string) {
  const id = newId()
  await insertWorkstream(tx, plan.id, { ...one, id, tasks: one.tasks.map((text) => ({ id: newId(), text })) })
  await tellAdded(tx, plan, { ...one, id }, helperId)
}

/** The events of a new workstream: it was added; where nobody is there to do it, the sponsor is asked at once. */
export async function tellAdded(
  tx: Tx,
  plan: Pick<Plan, "id" | "number" | "title">,
  one: Pick<NewWorkstream, "id" | "title" | "departmentId" | "departmentName" | "owner" | "deliverable" | "dueAt"> & {
    members: number
  },
  helperId: string,
) {
  const about = {
    planId: plan.id,
    number: plan.number,
    plan: plan.title,
    title: one.title,
    department: one.departmentName,
    departmentId: one.departmentId,
  }
  await record(tx, "workstream.added", `workstream:${one.id}`, {
    ...about,
    deliverable: one.deliverable,
    dueAt: one.dueAt.toISOString(),
    ownerId: one.owner?.id ?? null,
    memberIds: one.owner ? [one.owner.id] : [],
  })
  if (one.members === 0 && !one.owner) {
    await record(tx, "workstream.escalated", `workstream:${one.id}`, {
      ...about,
      level: "sponsor",
      reason: "nobody",
      memberIds: [helperId],
    })
  }
}

type Seeded = Draft["workstreams"][number]

async function changed(
  tx: Tx,
  one: Seeded,
  change: NonNullable<z.output<typeof PlanInput>["steps"]>[number] | undefined,
): Promise<Partial<Seeded>> {
  if (!change) return {}
  const owner =
    change.ownerId === undefined ? one.owner : change.ownerId === null ? null : await memberOr404(tx, change.ownerId)
  if (change.departmentId === undefined) return { owner, ...(change.dueAt ? { dueAt: new Date(change.dueAt) } : {}) }
  const department = await departmentOr404(tx, change.departmentId)
  const before = change.ownerId === undefined && department.id !== one.departmentId ? null : owner
  return {
    owner: before,
    departmentId: department.id,
    departmentName: department.name,
    members: department.members,
    ...(change.dueAt ? { dueAt: new Date(change.dueAt) } : {}),
  }
}

/** Throws 404 unless she is a member here. */
export async function memberOr404(scope: Scope, id: string): Promise<{ id: string; name: string }> {
  const member = await findMember(scope, id)
  if (!member) throw notFound("member", id)
  return member
}

export async function departmentOr404(scope: Scope, id: string) {
  const [row] = await scope.query<{ id: string; name: string; members: number }>(sql`
    select d.id, d.name, (select count(*)::int from department_member dm where dm.department_id = d.id) as members
    from department d where d.organization_id = ${scope.organizationId} and d.id = ${id}`)
  if (!row) throw notFound("department", id)
  return row
}

async function theLead(tx: Tx, leadId: string | undefined) {
  if (leadId) return memberOr404(tx, leadId)
  if (tx.actor.kind !== "member") throw coded("plan.lead_missing", {}, "leadId")
  return { id: tx.actor.id, name: tx.actor.name }
}

// A small company has no contact centre: whoever owns the customers does its part.
const insteadOf: Record<DepartmentKind, readonly DepartmentKind[]> = {
  product: ["product", "executive"],
  cx: ["cx", "contact_centre", "executive"],
  contact_centre: ["contact_centre", "cx", "executive"],
  marketing: ["marketing", "cx", "executive"],
  executive: ["executive"],
  other: ["other", "executive"],
}

function departmentFor<D extends { kind: DepartmentKind }>(
  kind: DepartmentKind,
  departments: readonly D[],
): D | undefined {
  for (const one of insteadOf[kind]) {
    const found = departments.find((department) => department.kind === one)
    if (found) return found
  }
  return undefined
}

const definedIn = (promise: Partial<PlanPromise> | undefined) =>
  Object.fromEntries(Object.entries(promise ?? {}).filter(([, hours]) => hours !== undefined))
