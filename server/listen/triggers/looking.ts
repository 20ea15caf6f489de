import { newId } from "../../platform/ids.ts"
import type { OutboxEvent } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import { mintSystemScope, type Scope, type Stores } from "../../platform/scope.ts"
import { listAudiences, peopleIn } from "../audiences/public.ts"
import type { Setup } from "../surveys/public.ts"
import { ofThatName, waitsFor } from "./seen.ts"
import { type NewCause, type Running, runningSurveys, saveLookedAt } from "./store.ts"
import { contactClosed, contactKinds, isDrawn, lot, roundOf } from "./trigger.ts"
import { noteCauses, noteTurns } from "./verbs.ts"

/** Called when feedback has been digested, and it is known whose it is: contacts that surveys wait for. */
export async function seeContacts(stores: Stores, events: readonly OutboxEvent[]): Promise<void> {
  const received = events.filter((event) => event.name === "feedback.received")
  for (const [organizationId, mine] of Map.groupBy(received, (event) => event.organizationId)) {
    const scope = mintSystemScope(stores, organizationId)
    const waiting = (await runningSurveys(scope)).filter((one) => waitsFor(one) === contactClosed)
    if (waiting.length === 0) continue
    const ids = [...new Set(mine.flatMap((event) => event.payload.ids as string[]))]
    for (let from = 0; from < ids.length; from += 1_000) {
      const contacts = await contactsAmong(scope, ids.slice(from, from + 1_000))
      for (const survey of waiting)
        await noteCauses(
          scope,
          survey,
          contacts.filter(
            ({ channel, kind }) =>
              !survey.setup.trigger?.channels?.length ||
              survey.setup.trigger.channels.some((one) => one === channel || one === kind),
          ),
        )
    }
  }
}

/** Product events since the last look, and the people of a schedule whose turn has come. */
export async function seeEventsAndTurns(scope: Scope): Promise<void> {
  const surveys = await runningSurveys(scope)
  for (const survey of surveys) {
    if (survey.setup.trigger?.kind === "schedule") await seeTurns(scope, survey)
    const name = waitsFor(survey)
    if (name && name !== contactClosed) await seeEvents(scope, survey, name)
  }
}

const contactsAmong = (scope: Scope, ids: readonly string[]) =>
  scope.query<{ personId: string; cause: string; at: Date; channel: string | null; kind: string }>(sql`
    select person_id as "personId", 'feedback:' || id as cause, occurred_at as at, channel, kind from feedback
    where organization_id = ${scope.organizationId} and id = any(${ids}::uuid[]) and kind = any(${contactKinds}) and person_id is not null`)

async function seeEvents(scope: Scope, survey: Running, name: string) {
  const now = scope.now()
  // What was on its way while we looked, and clocks that differ by a little: seen again it is the same cause.
  const since = new Date(survey.lookedAt.getTime() - overlapMs)
  const rows = await scope.clickhouse.rows<{ id: string; person_id: string; at: string }>(
    `select id, person_id, toUnixTimestamp64Milli(occurred_at) as at from interaction where ${ofThatName}
      and received_at > parseDateTime64BestEffort({since:String}, 3, 'UTC') and occurred_at > parseDateTime64BestEffort({from:String}, 3, 'UTC')
      order by received_at limit ${mostEvents}`,
    {
      organization: scope.organizationId,
      name,
      since: since.toISOString(),
      from: new Date(since.getTime() - latestMs).toISOString(),
    },
  )
  const happened = rows.map((row) => ({
    personId: row.person_id,
    cause: `event:${row.id}`,
    at: new Date(Number(row.at)),
  }))
  await noteCauses(scope, survey, happened)
  await saveLookedAt(scope, survey.id, now)
}

const overlapMs = 120_000
/** An event that came in so long after it happened is history. */
const latestMs = 48 * 3_600_000
const mostEvents = 50_000

/** Each person has her moment in a round, the same one however often one looks: so they are spread over it evenly. */
async function seeTurns(scope: Scope, survey: Running) {
  const { trigger } = survey.setup
  if (!trigger) return
  const now = scope.now()
  const { number, passed, ends } = roundOf(trigger, survey.startedAt, now)
  const round = `round:${number + 1}`
  for await (const people of everybody(scope, survey.setup)) {
    const turns = people.flatMap((personId): NewCause[] =>
      isDrawn(trigger.share, survey.id, personId, round) && lot("turn", survey.id, personId, round) <= passed
        ? [{ id: newId(), personId, cause: round, causedAt: now, dueAt: now, until: ends }]
        : [],
    )
    await noteTurns(scope, survey.id, turns)
  }
}

async function* everybody(scope: Scope, { audienceId }: Setup): AsyncGenerator<string[]> {
  const [audience] = audienceId ? await listAudiences(scope, { id: audienceId }) : []
  if (audienceId && !audience) return
  for (let after: string | undefined; ; ) {
    const page = audience
      ? await peopleIn(scope, audience.definition, { after, limit: pageSize })
      : await withMail(scope, after)
    if (page.length > 0) yield page
    if (page.length < pageSize) return
    after = page.at(-1)
  }
}

const pageSize = 5_000

const withMail = async (scope: Scope, after: string | undefined) =>
  (
    await scope.query<{ id: string }>(sql`
      select p.id from person p where p.organization_id = ${scope.organizationId} and p.root_id = p.id
        and exists (select 1 from person m join person_identity i on i.person_id = m.id and i.kind = 'email' where m.root_id = p.id)
        and not exists (select 1 from person_erasure e where e.person_id = p.id)
        ${after ? sql`and p.id > ${after}` : sql``} order by p.id limit ${pageSize}`)
  ).map((row) => row.id)
