import { notFound } from "../../platform/http/errors.ts"
import { type Sql, sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import { type AudienceDefinition, isPersonIn, peopleIn } from "../audiences/public.ts"
import { findPeople } from "../people/public.ts"
import { plainSurvey, type Setup, versionsOf } from "../surveys/public.ts"
import type { Reason, ReasonCode, Rules, Who } from "./contract.ts"
import { type Cause, metricsOf, quietUntil } from "./rules.ts"
import { rulesOf } from "./store.ts"

export type WhyQuestion = {
  surveyId: string
  personIds: readonly string[]
  /** Now, unless given. */
  at?: Date
  channel?: string
  cause?: Cause
  /** Of somebody who was asked by this survey already: that ask does not speak against her. */
  reminder?: boolean
  /** Quiet hours do not speak against it: who sends waits until they are over. */
  atAnyHour?: boolean
  /** Whom the way of asking is aimed at. */
  audience?: AudienceDefinition
}

/**
 * Why these people may not be asked this survey now, by the ids they were asked by; who may be asked is not in it. One
 * statement, however many they are.
 */
export async function whyNot(scope: Scope, question: WhyQuestion): Promise<Map<string, Reason>> {
  if (question.personIds.length === 0) return new Map()
  const asked = await prepare(scope, question)
  const rows = await scope.query<{ id: string; why: RawReason | null }>(sql`
    with ${whyParts(scope, asked, question.personIds)}
    select given.id, reason.why from given left join reason on reason.id = given.root`)
  const found = new Map<string, Reason>()
  for (const { id, why } of rows) if (why) found.set(id, clean(why))
  const known = new Set(rows.map((row) => row.id))
  for (const id of question.personIds) if (!known.has(id)) found.set(id, { code: "erased" })
  if (question.audience && question.personIds.length === 1) {
    const id = question.personIds[0]!
    if (found.get(id)?.code !== "erased" && !(await isPersonIn(scope, question.audience, id)))
      found.set(id, { code: "not_in_audience" })
  }
  return found
}

/** Who of an audience would be asked at this moment, counted, with the reasons of the others and some who would be. */
export async function countWhyNot(
  scope: Scope,
  question: Omit<WhyQuestion, "personIds" | "audience"> & { audience: AudienceDefinition | null },
): Promise<Who> {
  const asked = await prepare(scope, question)
  const whom = question.audience
    ? await peopleIn(scope, question.audience, { limit: 5_000_000 })
    : sql`select p.id, p.root_id as root from person p where p.organization_id = ${scope.organizationId} and p.root_id = p.id
        and not exists (select 1 from person_erasure e where e.person_id = p.id)`
  const rows = await scope.query<{ code: ReasonCode | null; n: number; some: string[] | null }>(sql`
    with ${whyParts(scope, asked, whom)}
    select reason.why->>'code' as code, count(*) as n,
      case when reason.why is null then (array_agg(given.root order by md5(given.root::text)))[1:8] end as some
    from (select distinct root from given) given left join reason on reason.id = given.root
    group by reason.why->>'code', reason.why is null`)
  const may = rows.find((row) => row.code === null)
  const people = new Map((await findPeople(scope, { ids: may?.some ?? [], limit: 8 })).map((one) => [one.id, one]))
  return {
    people: rows.reduce((sum, row) => sum + row.n, 0),
    allowed: may?.n ?? 0,
    reasons: rows.flatMap(({ code, n }) => (code ? [{ code, n }] : [])).sort((a, b) => b.n - a.n),
    sample: (may?.some ?? []).flatMap((id) => {
      const one = people.get(id)
      return one ? [{ id, name: one.name, masked: one.masked }] : []
    }),
    quietUntil: quietUntil(asked.rules.quiet, asked.at)?.toISOString() ?? null,
  }
}

type Prepared = {
  rules: Rules
  surveyId: string
  metrics: string[]
  at: Date
  purpose: string
  ownDays: number | null
  ownPerYear: number | null
  holds: boolean
  byMail: boolean
  eventAt: Date | null
  reminder: boolean
  quietUntil: Date | null
}

async function prepare(scope: Scope, question: Omit<WhyQuestion, "personIds" | "audience">): Promise<Prepared> {
  const { rules } = await rulesOf(scope)
  const survey = await plainSurvey(scope, question.surveyId)
  if (!survey) throw notFound("survey", question.surveyId)
  const [published] = survey.published ? await versionsOf(scope, survey.id, survey.published) : []
  const own = (survey.setup as Setup).contactRule
  const at = question.at ?? scope.now()
  return {
    rules,
    surveyId: survey.id,
    metrics: published ? metricsOf(published.definition) : [],
    at,
    purpose: own?.purpose ?? "relationship",
    ownDays: own?.everyDays || null,
    ownPerYear: own?.mostPerYear ?? null,
    holds: rules.notInFollowUp || own?.notWhileFollowUpIsOpen === true,
    byMail: (question.channel ?? "email") === "email",
    eventAt: question.cause?.at ? new Date(question.cause.at) : null,
    reminder: question.reminder ?? false,
    quietUntil: question.atAnyHour ? null : quietUntil(rules.quiet, at),
  }
}

/**
 * The common part of both questions: `given` (id, root) and `reason` (id, why), the first reason that holds for a person.
 * Every table is joined as a set, so that one person costs a few index reads and a hundred thousand a few scans.
 */
function whyParts(scope: Scope, asked: Prepared, whom: readonly string[] | Sql): Sql {
  const { rules, at } = asked
  const daysBefore = (days: number) => new Date(at.getTime() - days * dayMs)
  const limits = rules.perYear.filter((one) => asked.metrics.includes(one.metric))
  const most = [
    ...limits.map((one) => ({ ...one, own: false })),
    ...(asked.ownPerYear ? [{ metric: "", most: asked.ownPerYear, own: true }] : []),
  ]
  const within = asked.purpose === "transactional" && rules.withinHours !== null && asked.eventAt !== null
  const tooOld = within && at.getTime() - asked.eventAt!.getTime() > rules.withinHours! * 3_600_000
  return sql`
    given as materialized (${Array.isArray(whom) ? sql`select p.id, p.root_id as root from person p where p.organization_id = ${scope.organizationId} and p.id = any(${whom}::uuid[])` : (whom as Sql)}),
    her as materialized (select g.root, m.id as member from (select distinct root from given) g join person m on m.root_id = g.root),
    consent as (
      select root, max(value) filter (where topic = 'surveys') as surveys, max(value) filter (where topic = 'marketing') as marketing,
        max(value) filter (where topic = 'research') as research, max(value) filter (where topic = 'email') as email,
        max(at) filter (where value = 'denied') as at
      from (select distinct on (h.root, c.topic) h.root, c.topic, c.value, c.at from her h join person_consent c on c.person_id = h.member
        where c.topic in ('surveys', 'marketing', 'research', 'email') order by h.root, c.topic, c.at desc, c.id desc) newest
      group by root),
    address as (
      select h.root, bool_and(b.email is not null) as bounced, max(b.at) as at from her h
      join person_identity i on i.person_id = h.member and i.kind = 'email'
      left join address_bounce b on b.organization_id = i.organization_id and b.email = i.value group by h.root),
    hold as (
      select distinct on (h.root) h.root, c.record, c.since from her h join contact_hold c on c.person_id = h.member
      order by h.root, c.since),
    ask as materialized (
      select h.root, k.id, k.survey_id, k.at, k.metrics from her h join survey_ask k on k.person_id = h.member
      where coalesce(k.ended, '') not in ('bounced', 'not_sent') and k.at > ${daysBefore(Math.max(365, rules.everyDays ?? 0, asked.ownDays ?? 0))}
        ${asked.reminder ? sql`and k.survey_id <> ${asked.surveyId}` : sql``}),
    recent as (
      select distinct on (root) root, survey_id, at, days from (
        select a.root, a.survey_id, a.at, case when a.survey_id = ${asked.surveyId}
          then greatest(${rules.everyDays}::int, ${asked.ownDays}::int) else ${rules.everyDays}::int end as days from ask a) a
      where a.at > ${at}::timestamptz - make_interval(days => days)
      order by root, at + make_interval(days => days) desc),
    often as (
      select distinct on (a.root) a.root, l.metric, l.most, l.own, count(*) as times, (array_agg(a.at order by a.at desc))[l.most] as oldest
      from ask a join json_to_recordset(${JSON.stringify(most)}::json) as l(metric text, most int, own boolean)
        on case when l.own then a.survey_id = ${asked.surveyId} else l.metric = any(a.metrics) end
      where a.at > ${daysBefore(365)} group by a.root, l.metric, l.most, l.own having count(*) >= l.most order by a.root, l.own),
    ranked as (select value::uuid as id, position from jsonb_array_elements_text(${JSON.stringify(rules.priority)}::jsonb) with ordinality as x(value, position)),
    first as (
      select distinct on (h.root) h.root, d.survey_id, d.due_at from her h join survey_due d on d.person_id = h.member
      join ranked r on r.id = d.survey_id
      where d.survey_id <> ${asked.surveyId} and ${rules.everyDays}::int is not null
        and d.due_at <= ${at}::timestamptz + make_interval(days => ${rules.everyDays}::int)
        and r.position < coalesce((select position from ranked where id = ${asked.surveyId}), 1000000)
      order by h.root, r.position),
    reason as (
      select g.root as id, case
        when erased.person_id is not null then jsonb_build_object('code', 'erased')
        when consent.surveys = 'denied' then jsonb_build_object('code', 'unsubscribed', 'topic', 'surveys', 'at', consent.at)
        when coalesce(consent.surveys, '') <> 'granted' and consent.marketing = 'denied'
          then jsonb_build_object('code', 'unsubscribed', 'topic', 'marketing', 'at', consent.at)
        when ${asked.purpose} = 'research' and consent.research = 'denied' then jsonb_build_object('code', 'unsubscribed', 'topic', 'research', 'at', consent.at)
        when ${asked.byMail} and consent.email = 'denied' then jsonb_build_object('code', 'unsubscribed', 'topic', 'email', 'at', consent.at)
        when ${asked.byMail} and address.root is null then jsonb_build_object('code', 'no_address')
        when ${asked.byMail} and address.bounced then jsonb_build_object('code', 'bounced', 'at', address.at)
        when ${asked.holds} and hold.root is not null then jsonb_build_object('code', 'in_follow_up', 'record', hold.record, 'at', hold.since)
        when recent.root is not null then jsonb_build_object('code', 'asked_before', 'at', recent.at, 'days', recent.days,
          'until', recent.at + make_interval(days => recent.days), 'survey', recent.survey_id)
        when often.root is not null then jsonb_build_object('code', 'metric_limit', 'most', often.most, 'until', often.oldest + interval '365 days',
          'metric', nullif(often.metric, ''))
        when ${tooOld}::boolean then jsonb_build_object('code', 'event_too_old', 'at', ${asked.eventAt}::timestamptz, 'hours', ${rules.withinHours}::int)
        when first.root is not null then jsonb_build_object('code', 'higher_priority', 'survey', first.survey_id, 'at', first.due_at)
        when ${asked.quietUntil}::timestamptz is not null then jsonb_build_object('code', 'quiet_hours', 'until', ${asked.quietUntil}::timestamptz)
        end ||  case when coalesce(recent.survey_id, first.survey_id) is null then '{}'::jsonb
          else jsonb_build_object('title', (select s.title from survey s where s.id = coalesce(recent.survey_id, first.survey_id))) end as why
      from (select distinct root from given) g
      left join person_erasure erased on erased.person_id = g.root
      left join consent on consent.root = g.root left join address on address.root = g.root
      left join hold on hold.root = g.root left join recent on recent.root = g.root left join often on often.root = g.root
      left join first on first.root = g.root)`
}

const dayMs = 86_400_000

type RawReason = Omit<Reason, "survey"> & { survey?: string; title?: string }

/** As the API says it: moments in one form, nothing that is null. */
function clean({ survey, title, ...raw }: RawReason): Reason {
  const said = Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== null)) as Omit<Reason, "survey">
  const moment = (at: string | undefined) => (at === undefined ? {} : { value: new Date(at).toISOString() })
  return {
    ...said,
    ...("at" in said ? { at: moment(said.at).value } : {}),
    ...("until" in said ? { until: moment(said.until).value } : {}),
    ...(survey ? { survey: { id: survey, title: title ?? "" } } : {}),
  } as Reason
}
