import { sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"

/** Serial numbers that more than one person says is hers: the same person twice, or a thing that changed hands. */
export async function sharedSerials(scope: Scope): Promise<{ serial: string; personIds: string[] }[]> {
  return scope.query(sql`
    select o.serial, array_agg(distinct p.root_id) as "personIds" from ownership o join person p on p.id = o.person_id
    where o.organization_id = ${scope.organizationId} and o.serial is not null and o.ended_at is null
    group by o.serial having count(distinct p.root_id) between 2 and 6 limit 20000`)
}
