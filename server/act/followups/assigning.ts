import type { Scope } from "../../platform/scope.ts"
import { type Assigning, type Candidate, candidatesOf, whoMayAct } from "./rule-store.ts"

/** Whom a rule gives a follow-up to. null: it waits for whoever takes it first. */
export async function ownerFor(
  scope: Scope,
  rule: { assigning: Assigning; department_id: string | null; owner_id: string | null },
): Promise<string | null> {
  if (rule.assigning === "fixed") return rule.owner_id ? ((await whoMayAct(scope, rule.owner_id))?.id ?? null) : null
  if (rule.assigning === "nobody" || !rule.department_id) return null
  return chosen(rule.assigning, await candidatesOf(scope, rule.department_id))
}

/** round_robin: whoever was given one the longest ago; least_loaded: whoever has the fewest, then the longest ago. */
export function chosen(assigning: "round_robin" | "least_loaded", candidates: readonly Candidate[]): string | null {
  const given = (one: Candidate) => one.last?.getTime() ?? 0
  const [first] = [...candidates].sort(
    (a, b) => (assigning === "least_loaded" ? a.open - b.open : 0) || given(a) - given(b) || (a.id < b.id ? -1 : 1),
  )
  return first?.id ?? null
}
