import { listAudiences, useAudience as noteUse, releaseAudience } from "../../listen/audiences/public.ts"
import { feedbackByIds } from "../../listen/feedback/public.ts"
import { coded, notFound } from "../../platform/http/errors.ts"
import { isId, newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import type { Rule, RuleChange, RuleDefinition, RuleInput } from "./contract.ts"
import {
  deleteRule,
  departmentExists,
  insertRule,
  listRules,
  lockRule,
  membersOf,
  orderRules,
  pauseRule,
  type RuleContent,
  type RuleRow,
  resumeRule,
  updateRule,
  whoMayAct,
} from "./rule-store.ts"
import { fitting, trial } from "./running.ts"

export async function rulesOf(scope: Scope, id?: string): Promise<Rule[]> {
  const rows = await listRules(scope, id ? { id } : {})
  const members = await membersOf(
    scope,
    rows.flatMap((one) => one.department_id ?? []),
  )
  return rows.map((row) => presented(row, members.get(row.department_id ?? "") ?? 0))
}

export async function makeRule(scope: Scope, input: RuleInput): Promise<Rule> {
  mustBeAllowed(scope, "guidance.edit")
  return scope.transaction(async (tx) => {
    const id = newId()
    await mustHold(tx, input)
    await insertRule(tx, id, input)
    if (input.audienceId) await noteUse(tx, input.audienceId, `followup_rule:${id}`, input.name)
    await record(tx, "followup_rule.made", `followup_rule:${id}`, { departmentId: input.departmentId })
    return (await rulesOf(tx, id))[0]!
  })
}

/** Throws 409 `followup.changed_meanwhile` where somebody else has changed it since this version. */
export async function changeRule(scope: Scope, id: string, { version, ...change }: RuleChange): Promise<Rule> {
  mustBeAllowed(scope, "guidance.edit")
  return scope.transaction(async (tx) => {
    const before = await locked(tx, id)
    if (before.version !== version) throw coded("followup.changed_meanwhile")
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
    const content: RuleContent = { ...contentOf(before), ...given }
    await mustHold(tx, content)
    await updateRule(tx, id, content)
    if (before.audience_id && before.audience_id !== content.audienceId)
      await releaseAudience(tx, before.audience_id, `followup_rule:${id}`)
    if (content.audienceId) await noteUse(tx, content.audienceId, `followup_rule:${id}`, content.name)
    await record(tx, "followup_rule.changed", `followup_rule:${id}`, { fields: Object.keys(given) })
    return (await rulesOf(tx, id))[0]!
  })
}

export async function removeRule(scope: Scope, id: string): Promise<void> {
  mustBeAllowed(scope, "guidance.edit")
  await scope.transaction(async (tx) => {
    const before = await locked(tx, id)
    if (before.audience_id) await releaseAudience(tx, before.audience_id, `followup_rule:${id}`)
    await deleteRule(tx, id)
    await record(tx, "followup_rule.removed", `followup_rule:${id}`)
  })
}

/** Switches it off, or on again. */
export async function setPaused(scope: Scope, id: string, paused: boolean): Promise<Rule> {
  mustBeAllowed(scope, "guidance.edit")
  return scope.transaction(async (tx) => {
    const before = await locked(tx, id)
    if ((before.paused_at !== null) !== paused) {
      await (paused ? pauseRule(tx, newId(), id) : resumeRule(tx, id))
      if (paused) await record(tx, "followup_rule.paused", `followup_rule:${id}`)
      else await record(tx, "followup_rule.resumed", `followup_rule:${id}`)
    }
    return (await rulesOf(tx, id))[0]!
  })
}

export async function orderAll(scope: Scope, ids: readonly string[]): Promise<Rule[]> {
  mustBeAllowed(scope, "guidance.edit")
  return scope.transaction(async (tx) => {
    await orderRules(tx, ids)
    await record(tx, "followup_rule.ordered", null, { count: ids.length })
    return rulesOf(tx)
  })
}

/** What a rule would have made in the last 90 days, before it is saved. */
export async function tryRule(scope: Scope, definition: RuleDefinition) {
  const { samples, ...counted } = await trial(scope, definition)
  const items = await feedbackByIds(scope, samples)
  return { ...counted, samples: items.map(({ id, text, occurredAt }) => ({ id, text, occurredAt })) }
}

async function locked(tx: Tx, id: string): Promise<RuleRow> {
  const row = isId(id) ? await lockRule(tx, id) : undefined
  if (!row) throw notFound("rule", id)
  return row
}

async function mustHold(tx: Tx, one: RuleContent) {
  // Reads the conditions as SQL, which refuses fields and values that do not exist.
  fitting(tx.organizationId, one.definition, tx.now())
  if (one.departmentId && !(await departmentExists(tx, one.departmentId)))
    throw notFound("department", one.departmentId)
  if (one.assigning === "fixed" && (!one.ownerId || !(await whoMayAct(tx, one.ownerId))))
    throw coded("followup.fixed_owner_missing", {}, "ownerId")
  if (one.audienceId && (await listAudiences(tx, { id: one.audienceId })).length === 0)
    throw notFound("audience", one.audienceId)
}

const contentOf = (row: RuleRow): RuleContent => ({
  name: row.name,
  definition: row.definition,
  audienceId: row.audience_id,
  departmentId: row.department_id,
  assigning: row.assigning,
  ownerId: row.owner_id,
  promisedHours: row.promised_hours,
  businessHours: row.business_hours,
  priority: row.priority,
})

const presented = (row: RuleRow, members: number): Rule => ({
  id: row.id,
  ...contentOf(row),
  department: row.department_id ? { id: row.department_id, name: row.department_name ?? "" } : null,
  owner: row.owner_id ? { id: row.owner_id, name: row.owner_name ?? "" } : null,
  members,
  position: row.position,
  paused: row.paused_at ? { by: row.paused_by ?? "", at: row.paused_at.toISOString() } : null,
  made: row.made,
  version: row.version,
  updatedBy: row.updated_by,
  updatedAt: row.updated_at.toISOString(),
})
