import { sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"

/** How one person can be reached, unmasked: for Rapport's own work (sending, the agent's desk), never for a list. */
export type Contact = {
  personId: string
  name: string | null
  email: string | null
  phone: string | null
  /** What she asked for, else the language she last wrote in. */
  language: string | null
  marketing: "granted" | "denied" | "unknown"
  /** None of her e-mail addresses is known to work. */
  bounced: boolean
}

/**
 * One contact for each person behind the ids, by her root; an address that works goes before one that bounced, her own
 * before that of a merged record. Somebody who was erased, or is of another organization, has none.
 */
export async function contactsOf(scope: Scope, personIds: readonly string[]): Promise<Contact[]> {
  if (personIds.length === 0) return []
  const rows = await scope.query<{
    id: string
    name: string | null
    email: string | null
    bounced: boolean | null
    phone: string | null
    language: string | null
    marketing: string | null
  }>(sql`
    with roots as (
      select distinct p.root_id as id from person p
      where p.organization_id = ${scope.organizationId} and p.id = any(${personIds}::uuid[])
        and not exists (select 1 from person_erasure e where e.person_id = p.root_id))
    select r.id, m.name, e.value as email, e.bounced, t.value as phone,
      coalesce(l.value, w.language) as language, k.value as marketing
    from roots r
    cross join lateral (
      select array_agg(p.id) as ids,
        (array_agg(p.name order by p.id <> r.id, p.id) filter (where p.name is not null))[1] as name
      from person p where p.root_id = r.id) m
    left join lateral (
      select i.value, b.email is not null as bounced from person_identity i
      left join address_bounce b on b.organization_id = i.organization_id and b.email = i.value
      where i.person_id = any(m.ids) and i.kind = 'email'
      order by b.email is not null, i.person_id <> r.id, i.learned_at, i.value limit 1) e on true
    left join lateral (
      select i.value from person_identity i where i.person_id = any(m.ids) and i.kind = 'phone'
      order by i.person_id <> r.id, i.learned_at, i.value limit 1) t on true
    left join lateral (
      select c.value from person_consent c where c.person_id = any(m.ids) and c.topic = 'language'
      order by c.at desc, c.id desc limit 1) l on true
    left join lateral (
      select c.value from person_consent c where c.person_id = any(m.ids) and c.topic = 'marketing'
      order by c.at desc, c.id desc limit 1) k on true
    left join lateral (
      select f.reading->>'language' as language from feedback f
      where f.person_id = any(m.ids) and f.reading is not null order by f.occurred_at desc limit 1) w on true
    order by r.id`)
  return rows.map(({ id, marketing, bounced, ...row }) => ({
    ...row,
    personId: id,
    marketing: marketing === "granted" || marketing === "denied" ? marketing : "unknown",
    bounced: bounced ?? false,
  }))
}
