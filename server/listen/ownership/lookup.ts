import { brief, sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import type { PersonMatch } from "../people/public.ts"

/**
 * Who owns the unit with this serial number, or bought with this order number. Read over the phone, spaces and dashes
 * come and go: the number is tried as given, without them, and with the other. Who owned it once is not exact.
 */
export async function ownersByNumber(scope: Scope, key: string, { limit }: { limit: number }): Promise<PersonMatch[]> {
  const forms = formsOf(key)
  if (forms.length === 0) return []
  const rows = await scope.query<{ id: string; name: string | null; by: "serial" | "order"; current: boolean }>(
    brief(
      "owners by number",
      sql`
      with found as (
        (select o.person_id, o.ended_at is null as current, 'serial' as by from ownership o
          where o.organization_id = ${scope.organizationId} and upper(o.serial) = any(${forms}::text[]) and o.serial is not null
            and o.person_id is not null limit ${limit})
        union all
        (select o.person_id, o.ended_at is null, 'order' from ownership o
          where o.organization_id = ${scope.organizationId} and upper(o.order_number) = any(${forms}::text[])
            and o.order_number is not null and o.person_id is not null limit ${limit})
      )
      select r.id, coalesce(r.name, p.name) as name, found.by, found.current
      from found join person p on p.id = found.person_id join person r on r.id = p.root_id
      where not exists (select 1 from person_erasure e where e.person_id = r.id)
      order by found.current desc`,
    ),
  )
  return rows.map(({ id, name, by, current }) => ({ personId: id, name, by, exact: current }))
}

function formsOf(key: string): string[] {
  const text = key
    .slice(0, 200)
    .normalize("NFKC")
    .replace(/[\p{Cc}\p{Cf}]/gu, "")
    .replace(/[‐-―]/g, "-")
    .trim()
    .toUpperCase()
  if (text.length < 3 || text.length > 100 || !/[\dA-Z]/.test(text)) return []
  return [...new Set([text, text.replace(/[\s-]/g, ""), text.replace(/[\s-]+/g, "-"), text.replace(/[\s-]+/g, " ")])]
}
