import type { ProblemRow } from "../../decide/problems/public.ts"
import type { Owned } from "../../listen/ownership/public.ts"
import { bestLanguage, coverageOf, type LiveGuidance } from "../guidance/public.ts"
import type { Answers } from "./affecting.ts"
import { type KnownProblem, severities } from "./contract.ts"

export type Found = { problem: ProblemRow; affects: KnownProblem["affects"] }

/** Problems as an agent sees them: the worst first, those that may not be hers last, each with its guidance in her language. */
export function withGuidance(
  { guidance, plans }: Answers,
  found: readonly Found[],
  her: { owns: readonly Owned[]; language: string | null },
): KnownProblem[] {
  const all = found.map(({ problem, affects }): KnownProblem => {
    const mine = [problem.id, ...problem.duplicates]
    const plan = plans.find((one) => mine.includes(one.problemId))
    return {
      id: problem.id,
      number: problem.number,
      statement: problem.statement,
      severity: plan?.severity ?? problem.severity,
      affects,
      planId: plan?.id ?? null,
      guidance: guidance.filter((one) => mine.includes(one.problemId ?? "")).flatMap((one) => forHer(one, her)),
    }
  })
  return all.sort(worstFirst)
}

/** Problems of what she owns, where it is known what that is; all of them where it is not. */
export function ofHerProducts(problems: readonly ProblemRow[], owns: readonly Owned[]): ProblemRow[] {
  const products = new Set(owns.map((one) => one.product.toLowerCase()))
  return problems.filter(
    ({ slice }) => products.size === 0 || !slice.product || products.has(slice.product.toLowerCase()),
  )
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
      texts: one.texts,
      coverage: coverageOf(one.eligibility, owns),
      liveFrom: one.liveFrom,
    },
  ]
}

// First what surely affects her, then the worst; of two as bad, the one about which there is something to say.
function worstFirst(a: KnownProblem, b: KnownProblem): number {
  const sure = (one: KnownProblem) => ["yes", "perhaps", "no"].indexOf(one.affects)
  const rank = (one: KnownProblem) => (one.severity === null ? severities.length : severities.indexOf(one.severity))
  const spoken = (one: KnownProblem) => (one.guidance.length > 0 ? 0 : 1)
  return sure(a) - sure(b) || rank(a) - rank(b) || spoken(a) - spoken(b) || b.number - a.number
}
