import { pieces } from "../../platform/clickhouse.ts"
import { type Runner, sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"

export const noId = "00000000-0000-0000-0000-000000000000"

/** Whether a fact's person buys, uses, or both; '' where nobody said. Ids are unique over all organizations. */
export const roleOfPerson = `multiIf(${["buyer", "user", "both"]
  .map((role) => `person_id in (select person_id from person_now final where role = '${role}'), '${role}'`)
  .join(", ")}, '')`

/**
 * Records that were merged into another, with the person they belong to: the columns `person_id` and `root_id`.
 * `organization` is SQL, usually a parameter.
 */
export const mergedPeople = (organization: string) =>
  `(select person_id, argMax(root_id, version) as root_id from person_now where organization_id = ${organization}
    group by person_id having root_id != person_id)`

/**
 * The people of a query as rows of `root_id` (each once) and sums over all their records. Facts are grouped by the id
 * they came with first, so that following merges costs a look-up for each record and not for each fact.
 */
export const peopleOf = (
  organization: string,
  where: string,
  sums: { each: string; all: string } = { each: "", all: "" },
) =>
  `select if(m.root_id = toUUID('${noId}'), p.person_id, m.root_id) as root ${sums.all && `, ${sums.all}`}
   from (select person_id ${sums.each && `, ${sums.each}`} from interaction
         where ${where} and person_id != toUUID('${noId}') group by person_id) as p
   any left join ${mergedPeople(organization)} as m on m.person_id = p.person_id
   group by root`

/** The ids of everybody behind the given ids, as a subquery. */
export const everyIdOf = (organization: string, ids: string) =>
  `(with merged as ${mergedPeople(organization)},
      asked as (select if(m.root_id = toUUID('${noId}'), g.id, m.root_id) as root
        from (select arrayJoin(${ids}) as id) as g any left join merged as m on m.person_id = g.id)
    select root from asked union all select person_id from merged where root_id in (select root from asked))`

/** Whether anybody of an organization was merged: where nobody was, queries need not look. */
export async function hasMerges(scope: Pick<Scope, "clickhouse" | "organizationId">): Promise<boolean> {
  const rows = await scope.clickhouse.rows(`select 1 as one from ${mergedPeople("{o:UUID}")} limit 1`, {
    o: scope.organizationId,
  })
  return rows.length > 0
}

/**
 * Tells the analytical store what is true of people now. Told again it says the same; of two tellings the one that
 * read later holds, so it may be repeated after a crash.
 */
export async function tellOfPeople(stores: { database: Runner } & Pick<Scope, "clickhouse">, ids: readonly string[]) {
  for (let from = 0; from < ids.length; from += 5_000) {
    const rows = await stores.database.query<object>(sql`
      select p.organization_id, p.id as person_id, p.root_id, (extract(epoch from clock_timestamp()) * 1e6)::int8 as version,
        coalesce(r.role, p.role, (select m.role from person m where m.root_id = r.id and m.role is not null order by m.id limit 1), '') as role
      from person p join person r on r.id = p.root_id where p.id = any(${ids.slice(from, from + 5_000)}::uuid[])`)
    await stores.clickhouse.insert("person_now", rows)
  }
}

/** Takes the words and free attributes out of the facts of people who were erased; what is counted stays. */
export async function eraseWords(
  scope: Pick<Scope, "clickhouse">,
  organizationId: string,
  personIds: readonly string[],
) {
  for (const ids of pieces(personIds))
    await scope.clickhouse.command(
      `alter table interaction update tokens = [], attributes = map()
       where organization_id = {o:UUID} and person_id in ({ids:Array(UUID)}) settings mutations_sync = 1`,
      { o: organizationId, ids },
    )
}
