import { coded } from "../../platform/http/errors.ts"
import type { Actor, Scope } from "../../platform/scope.ts"

/** A comment belongs to who wrote it: nobody else changes what somebody said. */
export const mayChange = (by: Actor, comment: { authorId: string | null }) =>
  by.kind === "member" && by.id === comment.authorId

/** Who speaks, reads or is told is a person: an API key is none. Throws 403 `member.only`. */
export function theMember(scope: Scope) {
  if (scope.actor.kind !== "member") throw coded("member.only")
  return scope.actor
}
