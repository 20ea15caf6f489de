import { notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import { rootsOf } from "../people/public.ts"
import { plainSurvey, versionsOf } from "../surveys/public.ts"
import type { Ask, Reason } from "./contract.ts"
import { type Cause, metricsOf } from "./rules.ts"
import { insertAsks, insertHeld, type NewAsk } from "./store.ts"
import { whyNot } from "./why.ts"

export type Asking = {
  surveyId: string
  channel: string
  cause: Cause
  /** With the personal link each is asked with, where there is one. */
  people: readonly { personId: string; linkId?: string | null }[]
  at?: Date
}

export type Claimed = {
  /** The ask of each person who may be asked, by the id given: ask her now. */
  asked: Map<string, string>
  /** Why the others are not. */
  held: Map<string, Reason>
}

/**
 * What every channel calls right before it asks: whoever the policy allows is written down as asked, the others with the
 * reason. Two channels that are about to ask the same person come one after the other, and the second is refused. With
 * `force` the policy is not asked (somebody of ours decided to, with the customer at the telephone): it is still written.
 * `unsaid`: the caller records an event for all it asks, instead of one for each call.
 */
export async function claimAsks(
  scope: Scope,
  asking: Asking,
  options: { force?: boolean; unsaid?: boolean } = {},
): Promise<Claimed> {
  return scope.transaction(async (tx) => {
    const at = asking.at ?? tx.now()
    const ids = asking.people.map((one) => one.personId)
    const roots = await rootsOf(tx, ids)
    await lockPeople(tx, [...new Set(roots.values())])
    const held = options.force
      ? new Map<string, Reason>(ids.filter((id) => !roots.has(id)).map((id) => [id, { code: "erased" }]))
      : await whyNot(tx, { ...asking, personIds: ids, at })
    const asked = new Map<string, string>()
    const asks: NewAsk[] = []
    const taken = new Map<string, string>()
    for (const { personId, linkId } of asking.people) {
      if (held.has(personId)) continue
      const root = roots.get(personId)!
      // Two records that are one person are asked once.
      const id = taken.get(root) ?? newId()
      if (!taken.has(root)) asks.push({ id, personId: root, linkId: linkId ?? null })
      taken.set(root, id)
      asked.set(personId, id)
    }
    const about = { ...asking, at }
    if (asks.length > 0) await insertAsks(tx, { ...about, metrics: await metricsNow(tx, asking.surveyId) }, asks)
    if (held.size > 0) await insertHeld(tx, about, held)
    if (asks.length > 0 && !options.unsaid)
      await record(tx, "survey.asked", `survey:${asking.surveyId}`, {
        surveyId: asking.surveyId,
        channel: asking.channel,
        cause: asking.cause,
        people: asks.length,
        held: held.size,
      })
    return { asked, held }
  })
}

/** Writes down that people were asked, whatever the policy says: what an import or another tool already did. */
export const recordAsks = (scope: Scope, asking: Asking) => claimAsks(scope, asking, { force: true })

/** How an ask ended; one that has ended stays so, except that whoever answered after all did answer. */
export const endAsks = (scope: Scope, askIds: readonly string[], ended: NonNullable<Ask["ended"]>) =>
  scope.query(sql`
    update survey_ask set ended = ${ended}, ended_at = ${scope.now()}
    where organization_id = ${scope.organizationId} and id = any(${askIds}::uuid[])
      and (ended is null or (${ended} = 'answered' and ended <> 'answered'))`)

/** The personal link that was made for an ask. */
export const linkAsk = (tx: Tx, askId: string, linkId: string) =>
  tx.query(
    sql`update survey_ask set link_id = ${linkId} where organization_id = ${tx.organizationId} and id = ${askId}`,
  )

/** It did not happen after all: nothing was handed over, and it will be tried again. */
export const withdrawAsk = (scope: Scope, askId: string) =>
  scope.query(sql`delete from survey_ask where organization_id = ${scope.organizationId} and id = ${askId}`)

/** Says whom a survey is going to ask, so that surveys of lower priority wait. `record` is what is going to ask. */
export const planAsks = (
  tx: Tx,
  planned: { surveyId: string; record: string; people: readonly { personId: string; dueAt: Date }[] },
) =>
  tx.query(sql`
    insert into survey_due (survey_id, person_id, organization_id, record, due_at)
    select ${planned.surveyId}, x."personId", ${tx.organizationId}, ${planned.record}, min(x."dueAt")
    from json_to_recordset(${JSON.stringify(planned.people)}::json) as x("personId" uuid, "dueAt" timestamptz) group by x."personId"
    on conflict (person_id, survey_id, record) do update set due_at = excluded.due_at`)

/** It is not going to ask any more: all of the record, or these people. */
export const dropPlanned = (scope: Scope, record: string, personIds?: readonly string[]) =>
  scope.query(sql`
    delete from survey_due where organization_id = ${scope.organizationId} and record = ${record}
      ${personIds ? sql`and person_id = any(${personIds}::uuid[])` : sql``}`)

/** Somebody speaks with this person, or no longer: `record` is the conversation. */
export const holdPerson = (scope: Scope, record: string, personId: string) =>
  scope.query(sql`
    insert into contact_hold (organization_id, record, person_id, since)
    select ${scope.organizationId}, ${record}, p.id, ${scope.now()} from person p
    where p.organization_id = ${scope.organizationId} and p.id = ${personId} on conflict do nothing`)
export const releasePerson = (scope: Scope, record: string) =>
  scope.query(sql`delete from contact_hold where organization_id = ${scope.organizationId} and record = ${record}`)

async function metricsNow(scope: Scope, surveyId: string): Promise<string[]> {
  const survey = await plainSurvey(scope, surveyId)
  if (!survey) throw notFound("survey", surveyId)
  const [published] = survey.published ? await versionsOf(scope, surveyId, survey.published) : []
  return published ? metricsOf(published.definition) : []
}

// In the order of their ids, so that two that lock the same people cannot wait for each other in a circle.
const lockPeople = (tx: Tx, roots: readonly string[]) =>
  tx.query(sql`
    select 1 from person where organization_id = ${tx.organizationId} and id = any(${roots}::uuid[]) order by id for no key update`)
