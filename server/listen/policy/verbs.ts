import { coded } from "../../platform/http/errors.ts"
import { record } from "../../platform/outbox.ts"
import { mustBeAllowed, type Scope } from "../../platform/scope.ts"
import type { Rules } from "./contract.ts"
import { rulesOf, saveRules } from "./store.ts"

/** Changes how often customers may be asked. Throws 409 `policy.changed_meanwhile`. */
export async function changePolicy(scope: Scope, change: { version: number; rules: Partial<Rules> }): Promise<void> {
  mustBeAllowed(scope, "surveys.publish")
  await scope.transaction(async (tx) => {
    const before = await rulesOf(tx)
    if (change.version !== before.version)
      throw coded("policy.changed_meanwhile", { by: before.updated_by ?? "Rapport" })
    const rules: Rules = { ...before.rules, ...change.rules }
    if (!(await saveRules(tx, rules, before.version)))
      throw coded("policy.changed_meanwhile", { by: before.updated_by ?? "Rapport" })
    const fields = Object.keys(change.rules) as (keyof Rules)[]
    await record(tx, "policy.changed", null, {
      version: before.version + 1,
      before: Object.fromEntries(fields.map((field) => [field, before.rules[field]])),
      after: Object.fromEntries(fields.map((field) => [field, rules[field]])),
    })
  })
}
