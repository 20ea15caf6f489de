import { listProblems, liveStates, type ProblemRow, problemsHeardFrom } from "../../decide/problems/public.ts"
import { AudienceDefinition, type AudienceRule, audienceOfSlice, whichHold } from "../../listen/audiences/public.ts"
import type { Owned } from "../../listen/ownership/public.ts"
import type { Realtime } from "../../platform/realtime.ts"
import type { Scope } from "../../platform/scope.ts"
import { type LiveGuidance, liveGuidance } from "../guidance/public.ts"
import { openPlansOf } from "../plans/public.ts"
import type { Severity } from "./contract.ts"
import { rememberEach } from "./remembered.ts"

export type Affecting = ReturnType<typeof createAffecting>
export type Her = { personId: string; ids: readonly string[]; owns: readonly Owned[] }
export type Affected = { problem: ProblemRow; affects: "yes" | "perhaps" }

/** What there is to say about problems: guidance that is live, and the plan under which it is worked on. */
export type Answers = {
  guidance: readonly LiveGuidance[]
  plans: readonly { id: string; problemId: string; severity: Severity }[]
}

type Known = { problems: readonly ProblemRow[]; definitions: readonly AudienceDefinition[] }

/**
 * Which open problems affect a caller: those about which she wrote, those whose affected people she is among, and
 * perhaps those of her product where its batch or version is not on record. What is open and what is said about it is
 * remembered, because an agent's page asks while hundreds of others do.
 */
export function createAffecting(realtime: Realtime) {
  const open = rememberEach(realtime, { changedBy: /^problem\./, atLeastMs: 1_000, atMostMs: 60_000, read: readOpen })
  // Guidance begins and ends to hold by the clock alone, so nothing is believed for longer than a second.
  const answers = rememberEach(realtime, {
    changedBy: /^(guidance|plan)\./,
    atLeastMs: 0,
    atMostMs: 1_000,
    read: async (scope): Promise<Answers & { known: Known }> => {
      const known = await open.of(scope)
      // What was written for a duplicate is said about the problem it is a duplicate of.
      const ids = known.problems.flatMap((one) => [one.id, ...one.duplicates])
      const [guidance, plans] = await Promise.all([liveGuidance(scope, ids), openPlansOf(scope, ids)])
      return { guidance, plans, known }
    },
  })

  return {
    openProblems: async (scope: Scope) => (await open.of(scope)).problems,
    /** What there is to say about the open problems. */
    async answers(scope: Scope): Promise<Answers> {
      const [known, found] = await Promise.all([open.of(scope), answers.of(scope)])
      return found.known === known ? found : answers.anew(scope)
    },
    async affecting(scope: Scope, her: Her): Promise<Affected[]> {
      const { problems, definitions } = await open.of(scope)
      if (problems.length === 0) return []
      // What she owns is at hand: most definitions say no more, and are not asked of the database.
      const asked = definitions.filter((one) => !isOwning(one))
      const [heard, answers] = await Promise.all([
        problemsHeardFrom(scope, her.ids),
        asked.length > 0 ? whichHold(scope, asked, her.personId) : [],
      ])
      const held = new Map(asked.map((one, index) => [one, answers[index] === true]))
      const holds = definitions.map((one) => held.get(one) ?? one.anyOf.some((rule) => ownsOne(rule, her.owns)))
      return problems.flatMap((problem, index): Affected[] => {
        if (holds[index] || [problem.id, ...problem.duplicates].some((id) => heard.includes(id)))
          return [{ problem, affects: "yes" }]
        return problem.affected === null && mayBeHers(problem.slice, her.owns) ? [{ problem, affects: "perhaps" }] : []
      })
    },
  }
}

async function readOpen(scope: Scope): Promise<Known> {
  const problems = await listProblems(scope, { states: liveStates, duplicates: false, limit: 500 })
  const definitions = problems.map(
    ({ affected, slice }) =>
      // By default what she said counts by the evidence it has become, which is at hand.
      (affected === null ? undefined : AudienceDefinition.safeParse(affected).data) ?? {
        anyOf: audienceOfSlice(slice).anyOf.filter((rule) => rule.kind !== "said"),
      },
  )
  return { problems, definitions }
}

const isOwning = ({ anyOf, allOf, noneOf }: AudienceDefinition) =>
  !allOf?.length && !noneOf?.length && anyOf.every((rule) => rule.kind === "owns")

/** The rule of owning, as audiences put it to the database, over what is at hand. */
function ownsOne(rule: AudienceRule, owns: readonly Owned[]): boolean {
  if (rule.kind !== "owns") return false
  const { product, version, batch, component, purchasedFrom, purchasedTo } = rule
  const narrowed = Boolean(product?.length || version?.length || batch?.length)
  if (!narrowed && !component?.length && !purchasedFrom && !purchasedTo) return false
  const among = (values: readonly string[] | undefined, value: string | null) =>
    !values?.length || (value !== null && values.includes(value))
  return owns.some(
    (unit) =>
      among(product, unit.product) &&
      among(version, unit.version) &&
      among(batch, unit.batch) &&
      (!component?.length ||
        unit.component.some((one) => component.includes(one)) ||
        // A part is in every unit of its product, unless somebody wrote down which parts are in it.
        (narrowed && unit.component.length === 0)) &&
      (!purchasedFrom || (unit.purchasedAt !== null && unit.purchasedAt >= purchasedFrom)) &&
      (!purchasedTo || (unit.purchasedAt !== null && unit.purchasedAt < purchasedTo)),
  )
}

/** Her product, and nothing that is on record of it speaks against the rest. */
function mayBeHers(slice: Readonly<Record<string, string>>, owns: readonly Owned[]): boolean {
  const { product, version, batch, component } = slice
  if (!product || (!version && !batch && !component)) return false
  return owns.some(
    (unit) =>
      same(unit.product, product) &&
      (!version || unit.version === null || same(unit.version, version)) &&
      (!batch || unit.batch === null || same(unit.batch, batch)) &&
      (!component || unit.component.length === 0 || unit.component.some((one) => same(one, component))),
  )
}

const same = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase()
