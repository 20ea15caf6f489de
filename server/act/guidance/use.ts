import { wilson } from "../../../stats/intervals.ts"
import { type Runner, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"

export const outcomes = ["answered", "offered", "not_answered", "other"] as const
export type ContactOutcome = (typeof outcomes)[number]

export type Use = {
  shown: number
  logged: number
  offered: number
  answered: { n: number; estimate: number | null; low: number | null; high: number | null }
}

/**
 * How guidance is used. shown: callers it was shown for, one caller on one day once. answered: contacts it answered ÷
 * contacts it answered or did not, with Wilson's interval; what was offered or something else is not in it.
 */
export async function countUses(scope: Scope, guidanceIds: readonly string[]): Promise<Map<string, Use>> {
  const rows = await scope.query<{
    id: string
    shown: number
    yes: number
    no: number
    offered: number
    logged: number
  }>(sql`
    select g.id, (select count(*) from guidance_showing s where s.guidance_id = g.id) as shown,
      count(c.contact_id) as logged, count(*) filter (where c.outcome = 'answered') as yes,
      count(*) filter (where c.outcome = 'not_answered') as no, count(*) filter (where c.outcome = 'offered') as offered
    from guidance g left join guidance_contact c on c.guidance_id = g.id
    where g.organization_id = ${scope.organizationId} and g.id = any(${guidanceIds}::uuid[]) group by g.id`)
  return new Map(
    rows.map(({ id, shown, logged, offered, yes, no }) => {
      const { n, estimate, low, high } = wilson(yes, yes + no)
      return [id, { shown, logged, offered, answered: { n, estimate, low, high } }]
    }),
  )
}

/** Notes that a contact was logged on a version. */
export const noteContact = (
  tx: Tx,
  contact: { contactId: string; guidanceId: string; versionId: string; outcome: ContactOutcome },
) =>
  tx.query(sql`
    insert into guidance_contact (contact_id, organization_id, guidance_id, version_id, outcome, at)
    values (${contact.contactId}, ${tx.organizationId}, ${contact.guidanceId}, ${contact.versionId}, ${contact.outcome}, ${tx.now()})
    on conflict (contact_id) do nothing`)

export const forgetContact = (tx: Tx, contactId: string) =>
  tx.query(sql`delete from guidance_contact where organization_id = ${tx.organizationId} and contact_id = ${contactId}`)

export type Showing = {
  organizationId: string
  guidanceId: string
  versionId: string
  personId: string
  at: string
}

/** Notes for whom it was shown; organizations may be mixed. Again on the same day changes nothing. */
export const noteShown = (runner: Runner, showings: readonly Showing[]) =>
  runner.query(sql`
    insert into guidance_showing (organization_id, guidance_id, version_id, person_id, day, at)
    select x."organizationId", x."guidanceId", x."versionId", x."personId", (x.at at time zone 'UTC')::date, x.at
    from json_to_recordset(${JSON.stringify(showings)}::json)
      as x("organizationId" uuid, "guidanceId" uuid, "versionId" uuid, "personId" uuid, at timestamptz)
    join person p on p.id = x."personId" on conflict do nothing`)
