import { json, type Sql, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { Ask, AskFilters, Reason, Rules } from "./contract.ts"
import { type Cause, standardRules } from "./rules.ts"

export type PolicyRow = { rules: Rules; version: number; updated_by: string | null; updated_at: Date | null }

/** The policy that holds; the standard one with version 0 where nobody has changed it. */
export async function rulesOf(scope: Scope): Promise<PolicyRow> {
  const [row] = await scope.query<PolicyRow>(
    sql`select rules, version, updated_by, updated_at from contact_policy where organization_id = ${scope.organizationId}`,
  )
  return row
    ? { ...row, rules: { ...standardRules, ...row.rules } }
    : { rules: standardRules, version: 0, updated_by: null, updated_at: null }
}

/** False where somebody else changed it meanwhile. */
export async function saveRules(tx: Tx, rules: Rules, version: number): Promise<boolean> {
  const rows = await tx.query(sql`
    insert into contact_policy (organization_id, rules, version, updated_by, updated_at)
    values (${tx.organizationId}, ${json(rules)}, 1, ${tx.actor.name}, ${tx.now()})
    on conflict (organization_id) do update set rules = excluded.rules, version = contact_policy.version + 1,
      updated_by = excluded.updated_by, updated_at = excluded.updated_at where contact_policy.version = ${version}
    returning version`)
  return rows.length > 0
}

export type NewAsk = { id: string; personId: string; linkId: string | null }

export const insertAsks = (
  tx: Tx,
  about: { surveyId: string; channel: string; at: Date; cause: Cause; metrics: readonly string[] },
  asks: readonly NewAsk[],
) =>
  tx.query(sql`
    insert into survey_ask (id, organization_id, survey_id, person_id, channel, at, cause, link_id, metrics, asked_by)
    select x.id, ${tx.organizationId}, ${about.surveyId}, x."personId", ${about.channel}, ${about.at}, ${json(about.cause)}, x."linkId",
      ${about.metrics}, ${tx.actor.name}
    from json_to_recordset(${JSON.stringify(asks)}::json) as x(id uuid, "personId" uuid, "linkId" uuid)`)

/** Remembers why somebody was not asked; the newest of a survey is kept. */
export const insertHeld = (
  tx: Tx,
  about: { surveyId: string; channel: string; at: Date; cause: Cause },
  held: ReadonlyMap<string, Reason>,
) =>
  tx.query(sql`
    insert into survey_held (survey_id, person_id, organization_id, channel, at, cause, reason, detail)
    select distinct on (p.root_id) ${about.surveyId}, p.root_id, ${tx.organizationId}, ${about.channel}, ${about.at}, ${json(about.cause)}, x.code, x.detail
    from json_to_recordset(${JSON.stringify([...held].map(([id, detail]) => ({ id, code: detail.code, detail })))}::json)
      as x(id uuid, code text, detail jsonb) join person p on p.id = x.id and p.organization_id = ${tx.organizationId}
    order by p.root_id
    on conflict (person_id, survey_id) do update set channel = excluded.channel, at = excluded.at, cause = excluded.cause,
      reason = excluded.reason, detail = excluded.detail`)

/** Asks, newest first; the cursor is when the last one was, and its id. */
export async function listAsks(
  scope: Scope,
  filters: AskFilters,
  page: { limit: number; after?: { at: string; id: string } },
): Promise<Ask[]> {
  const rows = await scope.query<AskRow>(sql`
    select k.id, k.survey_id, s.title, p.root_id, coalesce(r.name, p.name) as name, k.channel, k.at, k.asked_by, k.cause, k.ended, k.ended_at
    from survey_ask k join survey s on s.id = k.survey_id join person p on p.id = k.person_id join person r on r.id = p.root_id
    where k.organization_id = ${scope.organizationId} ${conditions(filters)}
      ${page.after ? sql`and (date_trunc('milliseconds', k.at), k.id) < (${page.after.at}::timestamptz, ${page.after.id}::uuid)` : sql``}
    order by date_trunc('milliseconds', k.at) desc, k.id desc limit ${page.limit}`)
  const masked = !scope.permissions.has("personal_data")
  return rows.map((row) => ({
    id: row.id,
    survey: { id: row.survey_id, title: row.title },
    person: { id: row.root_id, name: masked ? null : row.name, masked },
    channel: row.channel,
    at: row.at.toISOString(),
    by: row.asked_by,
    cause: row.cause,
    ended: row.ended,
    endedAt: row.ended_at?.toISOString() ?? null,
  }))
}

const conditions = ({ person, survey, channel, state, from, to }: AskFilters): Sql => sql`
  ${person ? sql`and k.person_id in (select m.id from person m where m.root_id = (select root_id from person where id = ${person}))` : sql``}
  ${survey ? sql`and k.survey_id = ${survey}` : sql``}
  ${channel ? sql`and k.channel = ${channel}` : sql``}
  ${state === "open" ? sql`and k.ended is null` : state ? sql`and k.ended = ${state}` : sql``}
  ${from ? sql`and k.at >= ${from}` : sql``} ${to ? sql`and k.at < ${to}` : sql``}`

type AskRow = {
  id: string
  survey_id: string
  title: string
  root_id: string
  name: string | null
  channel: string
  at: Date
  asked_by: string
  cause: Record<string, unknown>
  ended: Ask["ended"]
  ended_at: Date | null
}

/** When each survey is going to ask a person, and when it was last about to and did not. */
export async function dueAndHeldOf(scope: Scope, personId: string) {
  const hers = sql`(select m.id from person m where m.organization_id = ${scope.organizationId}
    and m.root_id = (select root_id from person where id = ${personId}))`
  const [due, held] = await Promise.all([
    scope.query<{ survey_id: string; due_at: Date }>(
      sql`select survey_id, min(due_at) as due_at from survey_due where person_id in ${hers} group by survey_id`,
    ),
    scope.query<{ survey_id: string; at: Date; channel: string; detail: Reason }>(sql`
      select distinct on (survey_id) survey_id, at, channel, detail from survey_held where person_id in ${hers}
      order by survey_id, at desc`),
  ])
  return {
    due: new Map(due.map((row) => [row.survey_id, row.due_at.toISOString()])),
    held: new Map(
      held.map((row) => [row.survey_id, { at: row.at.toISOString(), channel: row.channel, reason: row.detail }]),
    ),
  }
}

export type SurveyLine = { id: string; title: string; state: string; measures: string[] }

/** Surveys that are not closed, in order of priority, then the newest first. */
export const surveysByPriority = (scope: Scope, rules: Rules, closed = false) =>
  scope.query<SurveyLine>(sql`
    select s.id, s.title, s.state, coalesce((select array_agg(distinct q->>'measures') filter (where q->>'measures' is not null)
        from survey_version v, jsonb_path_query(v.definition, '$.pages[*].questions[*]') q
        where v.survey_id = s.id and v.number = s.published), '{}') as measures
    from survey s left join jsonb_array_elements_text(${JSON.stringify(rules.priority)}::jsonb) with ordinality as r(id, position)
      on r.id = s.id::text
    where s.organization_id = ${scope.organizationId} ${
      closed
        ? sql``
        : sql`and s.state in ('draft', 'open', 'paused')
      and (s.closes_at is null or s.closes_at > ${scope.now()})`
    }
    order by r.position nulls last, s.created_at desc limit 500`)

/** How many people each sentence of the policy holds back at this moment. */
export async function heldBackNow(scope: Scope, rules: Rules) {
  const now = scope.now()
  const ago = (days: number) => new Date(now.getTime() - days * 86_400_000)
  const counted = sql`k.organization_id = ${scope.organizationId} and coalesce(k.ended, '') not in ('bounced', 'not_sent')`
  const [row] = await scope.query<{
    recent: number
    often: Record<string, number> | null
    hold: number
    denied: number
    bounced: number
    people: number
  }>(sql`
    select
      (select count(distinct p.root_id) from survey_ask k join person p on p.id = k.person_id
        where ${counted} and ${rules.everyDays}::int is not null and k.at > ${ago(rules.everyDays ?? 0)}) as recent,
      (select jsonb_object_agg(metric, n) from (select metric, count(*) as n from (
          select l.metric, p.root_id from survey_ask k join person p on p.id = k.person_id
          join json_to_recordset(${JSON.stringify(rules.perYear)}::json) as l(metric text, most int) on l.metric = any(k.metrics)
          where ${counted} and k.at > ${ago(365)} group by l.metric, l.most, p.root_id having count(*) >= l.most) x group by metric) y) as often,
      (select count(distinct p.root_id) from contact_hold h join person p on p.id = h.person_id
        where h.organization_id = ${scope.organizationId}) as hold,
      (select count(*) from (select distinct on (p.root_id, c.topic) p.root_id, c.topic, c.value
          from person_consent c join person p on p.id = c.person_id
          where c.organization_id = ${scope.organizationId} and c.topic = 'surveys' order by p.root_id, c.topic, c.at desc, c.id desc) x
        where x.value = 'denied') as denied,
      (select count(*) from address_bounce b where b.organization_id = ${scope.organizationId}) as bounced,
      (select count(*) from person p where p.organization_id = ${scope.organizationId} and p.root_id = p.id
        and not exists (select 1 from person_erasure e where e.person_id = p.id)) as people`)
  return row!
}
