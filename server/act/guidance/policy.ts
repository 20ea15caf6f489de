import type { Scope } from "../../platform/scope.ts"
import { editorOf } from "./guidance.ts"
import type { VersionRow } from "./store.ts"

export type Bar = "permission" | "own_words" | "not_requested"

/** Why the reader may not approve a version; null when she may. Nobody approves her own words, unless one pair of eyes is enough. */
export function approvalBar(scope: Scope, version: VersionRow, secondPerson: boolean): Bar | null {
  if (!scope.permissions.has("guidance.approve")) return "permission"
  if (version.requested_at === null) return "not_requested"
  if (!secondPerson) return null
  // A key is nobody: whoever holds it may be the writer.
  if (scope.actor.kind === "key" || version.editors.includes(editorOf(scope.actor))) return "own_words"
  return null
}
