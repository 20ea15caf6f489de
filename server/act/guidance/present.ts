import type { Scope } from "../../platform/scope.ts"
import type { Guidance, GuidanceVersion } from "./contract.ts"
import { isUsable, statesAt } from "./guidance.ts"
import { approvalBar } from "./policy.ts"
import { type GuidanceRow, needsSecond, type VersionRow, versionsOf } from "./store.ts"
import { countUses } from "./use.ts"

export type Whole = Guidance & { versions: GuidanceVersion[] }

/** Guidance as the API answers it, in the order of the rows. */
export async function presented(scope: Scope, rows: readonly GuidanceRow[]): Promise<Whole[]> {
  const ids = rows.map((row) => row.id)
  // One after the other: inside a transaction there is one connection.
  const versions = await versionsOf(scope, ids)
  const uses = await countUses(scope, ids)
  const secondPerson = await needsSecond(scope)
  return rows.map((row) => {
    const mine = versions.filter((one) => one.guidance_id === row.id)
    const states = statesAt(mine.map(actsOf), scope.now().getTime())
    const all = mine.map((one) => presentedVersion(scope, one, states.get(one.number)!, secondPerson))
    const live = all.find((one) => one.state === "live") ?? null
    const draft = all.find((one) => one.state === "draft" || one.state === "asked") ?? null
    const shown = live ?? all[0]
    return {
      id: row.id,
      number: row.number,
      title: shown?.title ?? "",
      state: row.state,
      problem:
        row.problem_id === null
          ? null
          : { id: row.problem_id, number: row.problem_number!, statement: row.problem_statement! },
      planId: row.plan_id,
      languages: shown ? usableLanguages(shown.texts) : [],
      live,
      draft,
      use: uses.get(row.id)!,
      createdAt: row.created_at.toISOString(),
      createdBy: { name: row.created_by },
      versions: all,
    }
  })
}

export const usableLanguages = (texts: GuidanceVersion["texts"]): string[] =>
  Object.keys(texts)
    .filter((language) => isUsable(texts[language]!))
    .sort()

export const actsOf = (row: VersionRow) => ({
  number: row.number,
  requested: row.requested_at !== null,
  liveFrom: row.live_from?.getTime() ?? null,
  validUntil: row.valid_until?.getTime() ?? null,
  withdrawn: row.withdrawn_at !== null,
})

function presentedVersion(
  scope: Scope,
  row: VersionRow,
  state: GuidanceVersion["state"],
  secondPerson: boolean,
): GuidanceVersion {
  const bar = approvalBar(scope, row, secondPerson)
  return {
    id: row.id,
    number: row.number,
    state,
    title: row.title,
    texts: row.texts,
    eligibility: row.eligibility,
    validFrom: row.valid_from?.toISOString() ?? null,
    validUntil: row.valid_until?.toISOString() ?? null,
    revision: row.revision,
    created: { by: row.created_by, at: row.created_at.toISOString() },
    changed: { by: row.changed_by, at: row.changed_at.toISOString() },
    requested: act(row.requested_by, row.requested_at),
    approved: act(row.approved_by, row.approved_at),
    withdrawn: row.withdrawn_at
      ? { by: row.withdrawn_by!, at: row.withdrawn_at.toISOString(), reason: row.withdrawn_reason! }
      : null,
    mayApprove: state === "asked" && bar === null,
    approvalBarred: bar,
  }
}

const act = (by: string | null, at: Date | null) => (by !== null && at !== null ? { by, at: at.toISOString() } : null)
