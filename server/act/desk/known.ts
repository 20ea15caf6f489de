import { listProblems, type ProblemRow, problemsOfPerson } from "../../decide/problems/public.ts"
import type { Owned } from "../../listen/ownership/public.ts"
import type { Scope } from "../../platform/scope.ts"
import { bestLanguage, coverageOf, type LiveGuidance, liveGuidance } from "../guidance/public.ts"
import { listPlans } from "../plans/public.ts"
import { type KnownProblem, severities } from "./contract.ts"

/** What is known of problems that affect her, the worst first, each with its guidance in her language. */
export async function knownProblems(
  scope: Scope,
  her: { personId: string; owns: readonly Owned[]; language: string | null },
): Promise<KnownProblem[]> {
  return withGuidance(scope, await problemsOfPerson(scope, her.personId), { ...her, affected: true })
}

/** The worst problems now; of her products where it is known what she has. */
export async function worstProblems(
  scope: Scope,
  her: { owns: readonly Owned[]; language: string | null },
  limit = 5,
): Promise<KnownProblem[]> {
  const open = await listProblems(scope, { states: ["open", "planned", "in_progress"], limit: 200 })
  const products = new Set(her.owns.map((one) => one.product.toLowerCase()))
  const mine = open.filter((one) => products.size === 0 || !one.slice.product || products.has(one.slice.product.toLowerCase()))
  return (await withGuidance(scope, mine, { ...her, affected: false })).slice(0, limit)
}

async function withGuidance(
  scope: Scope,
  problems: readonly ProblemRow[],
  her: { owns: readonly Owned[]; language: string | null; affected: boolean },
): Promise<KnownProblem[]> {
  if (problems.length === 0) return []
  const ids = problems.map((one) => one.id)
  const [guidance, plans] = await Promise.all([
    liveGuidance(scope, ids),
    listPlans(scope, { problemIds: ids, state: "open" }),
  ])
  const all = problems.map((problem): KnownProblem => {
    const plan = plans.find((one) => one.problemId === problem.id)
    return {
      id: problem.id,
      number: problem.number,
      statement: problem.statement,
      severity: plan?.severity ?? problem.severity,
      affected: her.affected,
      planId: plan?.id ?? null,
      guidance: guidance.filter((one) => one.problemId === problem.id).flatMap((one) => forHer(one, her)),
    }
  })
  return all.sort(worstFirst)
}

function forHer(one: LiveGuidance, { owns, language }: { owns: readonly Owned[]; language: string | null }) {
  const languages = Object.keys(one.texts)
  const best = bestLanguage(languages, language)
  if (!best) return []
  return [
    {
      id: one.id,
      number: one.number,
      versionId: one.versionId,
      version: one.version,
      title: one.title,
      language: best.language,
      languageMissing: best.missing,
      languages,
      text: one.texts[best.language]!,
      texts: one.texts,
      coverage: coverageOf(one.eligibility, owns),
      liveFrom: one.liveFrom,
    },
  ]
}

// The worst first; of two as bad, the one about which there is something to say.
function worstFirst(a: KnownProblem, b: KnownProblem): number {
  const rank = (one: KnownProblem) => (one.severity === null ? severities.length : severities.indexOf(one.severity))
  return rank(a) - rank(b) || b.guidance.length - a.guidance.length || b.number - a.number
}
