import { randomBytes } from "node:crypto"
import { newId } from "../../platform/ids.ts"
import { type Runner, sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"

/** One person's own page about one plan, as the holder of its link sees it. */
export type StandingLink = {
  id: string
  organizationId: string
  token: string
  personId: string
  planId: string
  createdAt: Date
}

/** 144 random bits: nobody finds a page by trying. */
const newToken = () => randomBytes(18).toString("base64url")

/**
 * The link of each of these people (roots) for a plan; made where she has none yet. The same link stands in every notice
 * about the plan. A revoked one is not given out again: a new one takes its place.
 */
export async function linksFor(
  scope: Scope,
  planId: string,
  personIds: readonly string[],
): Promise<Map<string, string>> {
  if (personIds.length === 0) return new Map()
  const made = personIds.map((personId) => ({ id: newId(), token: newToken(), personId }))
  await scope.query(sql`
    insert into standing_link (id, organization_id, token, person_id, plan_id, created_at)
    select x.id, ${scope.organizationId}, x.token, x."personId", ${planId}, ${scope.now()}
    from json_to_recordset(${JSON.stringify(made)}::json) as x(id uuid, token text, "personId" uuid)
    where not exists (select 1 from standing_link l where l.person_id = x."personId" and l.plan_id = ${planId}
      and not exists (select 1 from standing_revocation r where r.link_id = l.id))`)
  const rows = await scope.query<{ person_id: string; token: string }>(sql`
    select l.person_id, l.token from standing_link l
    where l.organization_id = ${scope.organizationId} and l.plan_id = ${planId} and l.person_id = any(${personIds}::uuid[])
      and not exists (select 1 from standing_revocation r where r.link_id = l.id)`)
  return new Map(rows.map((row) => [row.person_id, row.token]))
}

/** Whose page a token opens; undefined for one that nobody gave out, or that was revoked. */
export async function linkOfToken(runner: Runner, token: string): Promise<StandingLink | undefined> {
  if (!/^[\w-]{24}$/.test(token)) return undefined
  const [row] = await runner.query<Row>(sql`
    select ${columns} from standing_link l where l.token = ${token}
      and not exists (select 1 from standing_revocation r where r.link_id = l.id)`)
  return row && asLink(row)
}

/** Every link that leads to one of these people, newest first, with whether it still does. */
export async function linksOfPeople(scope: Scope, personIds: readonly string[]) {
  const rows = await scope.query<Row & { revoked_at: Date | null; revoked_by: string | null }>(sql`
    select ${columns}, r.at as revoked_at, r.actor_name as revoked_by
    from standing_link l left join standing_revocation r on r.link_id = l.id
    where l.organization_id = ${scope.organizationId} and l.person_id = any(${personIds}::uuid[])
    order by l.created_at desc, l.id desc limit 200`)
  return rows.map((row) => ({
    ...asLink(row),
    revoked: row.revoked_at ? { at: row.revoked_at.toISOString(), by: row.revoked_by ?? "" } : null,
  }))
}

type Row = {
  id: string
  organization_id: string
  token: string
  person_id: string
  plan_id: string
  created_at: Date
}
const columns = sql`l.id, l.organization_id, l.token, l.person_id, l.plan_id, l.created_at`
const asLink = (row: Row): StandingLink => ({
  id: row.id,
  organizationId: row.organization_id,
  token: row.token,
  personId: row.person_id,
  planId: row.plan_id,
  createdAt: row.created_at,
})
