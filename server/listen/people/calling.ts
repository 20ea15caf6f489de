import { brief, sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import { type Identity, mask } from "./person.ts"

export type Calling = {
  id: string
  /** All ids that are hers, her own first. */
  ids: string[]
  name: string | null
  role: string | null
  firstSeenAt: string
  /** What she asked for, else the language she last wrote in. */
  language: string | null
  masked: boolean
  reach: string[]
  accounts: string[]
}

/**
 * Who is on the line, with no more than is needed while she is: one statement that is planned once, because hundreds
 * of agents ask it a second. Undefined for whoever was erased or is of another organization.
 */
export async function personCalling(scope: Scope, id: string): Promise<Calling | undefined> {
  const [row] = await scope.query<Row>(
    brief(
      "person calling",
      sql`
      with her as (
        select m.* from person p join person m on m.root_id = p.root_id
        where p.id = ${id} and p.organization_id = ${scope.organizationId}
          and not exists (select 1 from person_erasure e where e.person_id = p.root_id)
      )
      select (array_agg(root_id))[1] as id, array_agg(id order by id <> root_id, id) as ids,
        (array_agg(name order by id <> root_id, id) filter (where name is not null))[1] as name,
        (array_agg(role order by id <> root_id, id) filter (where role is not null))[1] as role,
        min(first_seen_at) as first_seen_at,
        (select json_agg(json_build_object('kind', i.kind, 'value', i.value) order by i.kind, i.learned_at) from person_identity i
          where i.person_id in (select id from her) and i.kind in ('email', 'phone')) as identities,
        (select array_agg(distinct a.name) from person_account pa join customer_account a on a.id = pa.account_id
          where pa.person_id in (select id from her)) as accounts,
        coalesce(
          (select c.value from person_consent c where c.person_id in (select id from her) and c.topic = 'language'
            order by c.at desc, c.id desc limit 1),
          (select f.reading ->> 'language' from feedback f where f.person_id in (select id from her) and f.reading is not null
            order by f.occurred_at desc limit 1)) as language
      from her having count(*) > 0`,
    ),
  )
  if (!row) return undefined
  const masked = !scope.permissions.has("personal_data")
  return {
    id: row.id,
    ids: row.ids,
    name: masked ? null : row.name,
    role: row.role,
    firstSeenAt: row.first_seen_at.toISOString(),
    language: row.language,
    masked,
    reach: (row.identities ?? []).map(({ value }) => (masked ? mask(value) : value)),
    accounts: row.accounts ?? [],
  }
}

type Row = {
  id: string
  ids: string[]
  name: string | null
  role: string | null
  first_seen_at: Date
  identities: Identity[] | null
  accounts: string[] | null
  language: string | null
}
