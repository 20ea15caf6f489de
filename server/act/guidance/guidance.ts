import type { Actor } from "../../platform/scope.ts"

export const states = ["draft", "asked", "scheduled", "live", "expired", "superseded", "withdrawn"] as const
export type State = (typeof states)[number]

/** What decides the state of a version: the acts on it, and its time. */
export type Acts = {
  number: number
  requested: boolean
  liveFrom: number | null
  validUntil: number | null
  withdrawn: boolean
}

/**
 * The state of each version at a moment. Of the approved ones whose time has come the newest counts: an older one does
 * not come back when it expires or is withdrawn, because nobody has said that it is still true.
 */
export function statesAt(versions: readonly Acts[], now: number): Map<number, State> {
  const current = versions
    .filter((one) => one.liveFrom !== null && one.liveFrom <= now)
    .reduce<Acts | undefined>((newest, one) => (newest && newest.number > one.number ? newest : one), undefined)
  return new Map(versions.map((one) => [one.number, stateOf(one, current, now)]))
}

function stateOf(one: Acts, current: Acts | undefined, now: number): State {
  if (one.withdrawn) return "withdrawn"
  if (one.liveFrom === null) return one.requested ? "asked" : "draft"
  if (current && one.number < current.number) return "superseded"
  if (one.liveFrom > now) return "scheduled"
  return one.validUntil !== null && one.validUntil <= now ? "expired" : "live"
}

/** A text an agent can use says at least what to say. */
export const isUsable = (text: { say: string; offer: string; steps: readonly string[] }) =>
  text.say !== "" || text.offer !== "" || text.steps.length > 0

/**
 * The language a caller is served in: hers, else another of the same tongue, else English, else any. `missing` says
 * that it is not hers.
 */
export function bestLanguage(
  languages: readonly string[],
  wanted: string | null,
): { language: string; missing: boolean } | null {
  const sorted = [...languages].sort()
  const wish = wanted?.toLowerCase()
  const tongue = (tag: string) => tag.toLowerCase().split("-")[0]!
  const found =
    (wish && sorted.find((one) => one.toLowerCase() === wish)) ||
    (wish && sorted.find((one) => tongue(one) === tongue(wish) && sameScript(one, wish)))
  if (found) return { language: found, missing: false }
  const other = sorted.find((one) => tongue(one) === "en") ?? sorted[0]
  return other === undefined ? null : { language: other, missing: wish !== undefined && wish !== "" }
}

// Somebody who reads traditional characters is not served with simplified ones as if they were hers.
const sameScript = (a: string, b: string) => /hant|-tw|-hk|-mo/i.test(a) === /hant|-tw|-hk|-mo/i.test(b)

/** Who writes, as the list of a version's writers keeps it. */
export const editorOf = ({ kind, id }: Pick<Actor, "kind" | "id">) => `${kind}:${id ?? ""}`
