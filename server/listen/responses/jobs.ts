import { type Gauge, giveWay } from "../../platform/group-commit.ts"
import type { Log } from "../../platform/log.ts"
import { newsTeller, type OutboxEvent } from "../../platform/outbox.ts"
import { type Runner, sql } from "../../platform/postgres.ts"
import { mintSystemScope, type Stores } from "../../platform/scope.ts"
import { changeFeedback, type FeedbackInput, type Intake, receiveFeedback } from "../feedback/public.ts"
import type { Versions } from "../surveys/public.ts"
import { asFeedback, type Heard } from "./hearing.ts"
import { givenUpMs } from "./response.ts"

/**
 * What was answered becomes feedback, a moment later: a response that is finished, and one that was given up. It may see
 * one twice (after a crash) and leaves one item; whoever goes on after having given up changes that item.
 */
export function startHearing(options: {
  stores: Stores
  versions: Versions
  intake: Intake
  log: Log
  pressure: Gauge
}) {
  const { stores, intake, versions } = options
  const tellNews = newsTeller(stores.database)
  let looking: Promise<unknown> = Promise.resolve()
  const timer = setInterval(() => {
    looking = noteGivenUp(stores)
      .then((found) => found > 0 && tellNews())
      .catch((error) => options.log.warn("responses that were given up wait", { reason: String(error) }))
  }, 60_000)
  timer.unref()

  return {
    async handle(events: readonly OutboxEvent[]) {
      const ids = [
        ...new Set(events.flatMap((event) => (tellOf.has(event.name) ? (event.payload.ids as string[]) : []))),
      ]
      for (let from = 0; from < ids.length; from += 500) {
        const begun = performance.now()
        await hear(ids.slice(from, from + 500))
        await giveWay(options.pressure(), performance.now() - begun)
      }
    },
    async stop() {
      clearInterval(timer)
      await looking
    },
  }

  async function hear(ids: readonly string[]) {
    const waits = await waiting(stores.database, ids)
    const rows = await withDefinitions(waits)
    for (const [organizationId, mine] of Map.groupBy(rows, (row) => row.organization_id)) {
      const scope = mintSystemScope(stores, organizationId)
      const fresh = mine.filter((row) => row.heard === null)
      if (fresh.length > 0) await receiveFeedback(scope, intake, fresh.map(asFeedback))
      for (const row of mine) if (row.heard !== null && row.heard < row.sequence) await correct(row)
      await stores.database.query(sql`
        update response r set heard = x.sequence
        from json_to_recordset(${JSON.stringify(mine.map(({ id, sequence }) => ({ id, sequence })))}::json) as x(id uuid, sequence int)
        where r.id = x.id`)
    }
  }

  async function withDefinitions(rows: readonly Omit<Heard, "definition">[]): Promise<Heard[]> {
    const found: Heard[] = []
    for (const row of rows) {
      const definition = await versions(row.survey_id, row.version)
      if (definition) found.push({ ...row, definition })
    }
    return found
  }

  async function correct(row: Heard) {
    const scope = mintSystemScope(stores, row.organization_id)
    const id = await feedbackOf(stores.database, row.organization_id, row.id)
    if (!id) return
    const { source: _source, externalId: _externalId, personId: _personId, ...change } = asFeedback(row)
    await changeFeedback(scope, id, { ...emptied, ...change } as FeedbackInput)
  }
}

const tellOf = new Set(["response.received", "response.abandoned"])
// What is no longer said must not stay in the item.
const emptied = { text: "", scores: [], attributes: {} }

/** Notes which responses were given up: told once, until somebody goes on with them. */
export async function noteGivenUp({ database, now }: Pick<Stores, "database" | "now">): Promise<number> {
  const before = new Date(now().getTime() - givenUpMs)
  const [row] = await database.query<{ n: number }>(sql`
    with gone as (
      update response set abandoned_at = ${now()} where id in (
        select id from response where finished_at is null and abandoned_at is null and human and erased_at is null
          and changed_at < ${before} and answers <> '{}' order by changed_at limit 5000 for update skip locked)
      returning id, organization_id, survey_id
    ), told as (
      insert into outbox (organization_id, name, record, actor_kind, actor_name, payload)
      select organization_id, 'response.abandoned', 'survey:' || survey_id, 'system', 'Rapport',
        jsonb_build_object('surveyId', survey_id, 'ids', jsonb_agg(id)) from gone group by organization_id, survey_id
    )
    select count(*) as n from gone`)
  return row!.n
}

/** The item of feedback that a response became. */
export async function feedbackOf(runner: Runner, organizationId: string, responseId: string): Promise<string | null> {
  const [row] = await runner.query<{ id: string }>(sql`
    select id from feedback where organization_id = ${organizationId} and source = 'survey' and external_id = ${responseId}`)
  return row?.id ?? null
}

const waiting = (runner: Runner, ids: readonly string[]) =>
  runner.query<Omit<Heard, "definition">>(sql`
    select r.id, r.organization_id, r.survey_id, r.version, r.person_id, r.person_given, r.language, r.answers, r.variables,
      r.sequence, r.heard, r.changed_at, r.finished_at, s.title, s.touchpoint, s.channel, s.product, s.journey_step,
      (select l.read_by from survey_link l where l.id = r.link_id) as read_by
    from response r join survey s on s.id = r.survey_id
    where r.id = any(${ids}::uuid[]) and r.erased_at is null and r.human and r.surplus_at is null
      and (r.finished_at is not null or r.abandoned_at is not null)
      and not exists (select 1 from person_erasure e where e.person_id = r.person_id)
    order by r.changed_at`)
