import { prepared, sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import type { Eligibility, GuidanceText } from "./contract.ts"

export type LiveGuidance = {
  id: string
  number: number
  versionId: string
  version: number
  problemId: string | null
  planId: string | null
  title: string
  texts: Record<string, GuidanceText>
  eligibility: Eligibility
  liveFrom: string
  validUntil: string | null
}

/** What agents see now about some problems, newest first: the newest version whose time has come, if it still holds. */
export async function liveGuidance(scope: Scope, problemIds: readonly string[]): Promise<LiveGuidance[]> {
  if (problemIds.length === 0) return []
  const rows = await scope.query<Row>(
    prepared(
      "live guidance",
      sql`
    select g.id, g.number, g.problem_id, g.plan_id, v.id as version_id, v.number as version, v.title, v.texts, v.eligibility,
      v.live_from, v.valid_until
    from guidance g join lateral (
      select v.*, a.live_from, w.version_id is not null as withdrawn
      from guidance_version v join guidance_approval a on a.version_id = v.id
        left join guidance_withdrawal w on w.version_id = v.id
      where v.guidance_id = g.id and a.live_from <= ${scope.now()} order by v.number desc limit 1
    ) v on not v.withdrawn and (v.valid_until is null or v.valid_until > ${scope.now()})
    where g.organization_id = ${scope.organizationId} and g.problem_id = any(${problemIds}::uuid[])
    order by v.live_from desc, g.number desc`,
    ),
  )
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    versionId: row.version_id,
    version: row.version,
    problemId: row.problem_id,
    planId: row.plan_id,
    title: row.title,
    texts: row.texts,
    eligibility: row.eligibility,
    liveFrom: row.live_from.toISOString(),
    validUntil: row.valid_until?.toISOString() ?? null,
  }))
}

type Row = {
  id: string
  number: number
  problem_id: string | null
  plan_id: string | null
  version_id: string
  version: number
  title: string
  texts: Record<string, GuidanceText>
  eligibility: Eligibility
  live_from: Date
  valid_until: Date | null
}

/** One version with the guidance it belongs to. */
export async function findVersion(scope: Scope, versionId: string) {
  const [row] = await scope.query<{
    id: string
    guidanceId: string
    number: number
    version: number
    problemId: string | null
    planId: string | null
  }>(sql`
    select v.id, g.id as "guidanceId", g.number, v.number as version, g.problem_id as "problemId", g.plan_id as "planId"
    from guidance_version v join guidance g on g.id = v.guidance_id
    where g.organization_id = ${scope.organizationId} and v.id = ${versionId}`)
  return row
}
