import type { Actor, Scope } from "../../platform/scope.ts"
import type { Plan } from "./plan.ts"

/**
 * Who may give a plan into other hands: who holds it, its sponsor, and those who run the organization. Once the lead has
 * left the company everybody who works on plans may take it up, or it would stay with nobody.
 */
export const mayHandOver = (scope: Pick<Scope, "actor" | "role">, plan: Pick<Plan, "lead" | "sponsor">): boolean =>
  scope.role === "owner" ||
  scope.role === "admin" ||
  scope.role === "system" ||
  is(scope.actor, plan.lead.id) ||
  is(scope.actor, plan.sponsor?.id) ||
  plan.lead.left

/** Whom it was offered to says yes or no; who offered it, and who may hand over, can take the offer back. */
export const mayAnswer = (by: Actor, to: string): boolean => is(by, to)

export const is = (actor: Actor, memberId: string | undefined): boolean =>
  actor.kind === "member" && actor.id === memberId
