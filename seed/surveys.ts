import { createSurvey, linksOf, publishSurvey, redraftSurvey } from "../server/listen/surveys/public.ts"
import { type Sql, sql } from "../server/platform/postgres.ts"
import type { Scope } from "../server/platform/scope.ts"
import type { Survey } from "../survey/definition.ts"
import { afterContact } from "../survey/templates/after-contact.ts"
import { afterDelivery } from "../survey/templates/after-delivery.ts"
import { effort } from "../survey/templates/effort.ts"
import { npsRelationship } from "../survey/templates/nps-relationship.ts"
import type { Template } from "../survey/templates/template.ts"
import { both, page, scale } from "../survey/templates/wording.ts"
import { membersAtWork } from "./at-work.ts"

/**
 * Northlight's surveys. What customers answered is in its feedback already; here it gets the surveys and responses it
 * came from: the same answers, and those who opened one and left. Two are being prepared. All or nothing: a load that
 * is cut off begins here anew.
 */
export async function addSurveys(scope: Scope, endOn: string): Promise<void> {
  const known = await scope.query(sql`select 1 from survey where organization_id = ${scope.organizationId} limit 1`)
  if (known.length > 0) return
  await membersAtWork(scope, endOn, async (as) => {
    const daysBefore = (days: number) => as("tom", days, 0)
    // Until two months ago nobody asked what went wrong with a parcel.
    const before: Survey = {
      ...afterDelivery.definition,
      pages: afterDelivery.definition.pages.filter((one) => one.id !== "p2"),
    }
    const delivery = await published(daysBefore(729), before, {
      title: "After delivery",
      touchpoint: "Delivery",
      template: afterDelivery,
    })
    const change = daysBefore(60)
    await redraftSurvey(change, delivery, () => afterDelivery.definition, ["draft"])
    await publishSurvey(change, delivery, { note: "Asks unhappy ones what went wrong" })
    await addResponses(daysBefore(0), {
      surveyId: delivery,
      title: "After delivery",
      changedAt: change.now(),
      answers: sql`'csat', s.scores->'csat', 'why', f.text,
        'what', case when f.occurred_at >= ${change.now()} and (s.scores->>'csat')::numeric <= 3 then
          case when f.attributes->>'lateParcel' = 'true' then '["late"]'::jsonb
            when s.luck % 3 = 0 then '["damaged"]' when s.luck % 3 = 1 then '["news"]' else '["late", "news"]' end end`,
    })

    const relationship = await published(daysBefore(729), relationshipDefinition(), {
      title: "Relationship",
      touchpoint: "Relationship survey",
      template: npsRelationship,
    })
    await addResponses(daysBefore(0), {
      surveyId: relationship,
      title: "Relationship",
      changedAt: null,
      answers: sql`'nps', s.scores->'nps', 'why', f.text, 'quality', s.scores->'quality', 'value', s.scores->'value'`,
    })

    const contact = (title: string, touchpoint: string, template: Template, channels: string[]) =>
      published(daysBefore(729), template.definition, {
        ...{ title, touchpoint },
        template: {
          ...template,
          setup: { ...template.setup, trigger: { ...template.setup.trigger, kind: "event", channels } },
        },
      })
    const afterCall = await contact("After call", "Support call", afterContact, ["phone"])
    await addResponses(daysBefore(0), { surveyId: afterCall, title: "After call", changedAt: null, answers: handled })
    const afterChat = await contact("After contact", "Support chat", afterContact, ["chat", "WeChat"])
    await addResponses(daysBefore(0), {
      surveyId: afterChat,
      title: "After contact",
      changedAt: null,
      answers: handled,
    })
    const easy = await contact("Effort after contact", "Support case", effort, ["e-mail", "web form"])
    await addResponses(daysBefore(0), {
      surveyId: easy,
      title: "Effort after contact",
      changedAt: null,
      answers: sql`'ces', s.scores->'ces', 'why', f.text, 'hard', case when (s.scores->>'ces')::numeric <= 4 then
        case s.luck % 4 when 0 then '["repeat"]'::jsonb when 1 then '["wait"]' when 2 then '["passed", "repeat"]' else '["find"]' end end`,
    })

    const firstUse = await createSurvey(daysBefore(3), { template: "first-use", title: "First week with a new device" })
    await publishSurvey(daysBefore(2), firstUse.id, {})
    await createSurvey(daysBefore(1), { template: "umux-lite", title: "The app in two questions" })
  })
}

/** Who is satisfied was mostly helped. */
const handled = sql`'csat', s.scores->'csat', 'why', f.text,
  'solved', case when (s.scores->>'csat')::numeric >= 4 then case when s.luck % 9 = 0 then 'partly' else 'yes' end
    when (s.scores->>'csat')::numeric = 3 then case when s.luck % 3 = 0 then 'no' else 'partly' end
    else case when s.luck % 4 = 0 then 'partly' else 'no' end end`

const relationshipDefinition = (): Survey => ({
  ...npsRelationship.definition,
  pages: [
    ...npsRelationship.definition.pages,
    page(
      "p3",
      scale("quality", both("How do you rate the quality of our products?", "您如何评价我们产品的质量？"), {
        ...{ measures: "quality", min: 1, max: 5, unsure: true },
        low: both("Very poor", "非常差"),
        high: both("Very good", "非常好"),
      }),
      scale("value", both("How do you rate what you get for what you pay?", "您如何评价所得与所付的价值？"), {
        ...{ measures: "value", min: 1, max: 5, unsure: true },
        low: both("Very poor value", "非常不值"),
        high: both("Very good value", "非常超值"),
      }),
    ),
  ],
})

type About = { title: string; touchpoint: string; template: Template }

async function published(then: Scope, definition: Survey, { title, touchpoint, template }: About): Promise<string> {
  const { setup } = template
  const { id } = await createSurvey(then, { definition, title, touchpoint, setup })
  await publishSurvey(then, id, {})
  return id
}

/** One response for each item of feedback of a survey, and beside every second one somebody who left at the start. */
async function addResponses(
  scope: Scope,
  { surveyId, title, changedAt, answers }: { surveyId: string; title: string; changedAt: Date | null; answers: Sql },
) {
  const [link] = await linksOf(scope, surveyId)
  const source = sql`
    from feedback f cross join lateral (
      select jsonb_object_agg(x->>'metric', x->'value') as scores, abs(hashtext(f.external_id)) as luck
      from jsonb_array_elements(f.scores) x) s
    where f.organization_id = ${scope.organizationId} and f.source = 'survey' and f.attributes->>'survey' = ${title}`
  const version = changedAt ? sql`case when f.occurred_at < ${changedAt} then 1 else 2 end` : sql`1`
  const language = sql`case when f.reading->>'language' like 'zh%' or f.channel = 'WeChat' then 'zh-CN' else 'en' end`
  await scope.query(sql`
    insert into response (id, organization_id, survey_id, version, link_id, language, answers, place, sequence, seconds, human,
      started_at, changed_at, finished_at, heard)
    select f.external_id::uuid, f.organization_id, ${surveyId}, ${version}, ${link!}, ${language},
      jsonb_strip_nulls(jsonb_build_object(${answers})), null, 3, 9 + s.luck % 60 + coalesce(length(f.text), 0) / 4, true,
      f.occurred_at - make_interval(secs => 9 + s.luck % 60 + coalesce(length(f.text), 0) / 4), f.occurred_at, f.occurred_at, 3
    ${source} on conflict do nothing`)
  await scope.query(sql`
    insert into response (id, organization_id, survey_id, version, link_id, language, answers, place, sequence, seconds, human,
      started_at, changed_at, abandoned_at)
    select md5(f.external_id)::uuid, f.organization_id, ${surveyId}, ${version}, ${link!}, ${language}, '{}', 'p1', 1,
      2 + s.luck % 9, s.luck % 6 <> 0, f.occurred_at + interval '7 minutes', f.occurred_at + interval '7 minutes',
      f.occurred_at + interval '40 minutes'
    ${source} and s.luck % 2 = 0 on conflict do nothing`)
  await scope.query(sql`
    insert into survey_opening (survey_id, link_id, day, count)
    select survey_id, link_id, started_at::date, count(*) from response where survey_id = ${surveyId} group by 1, 2, 3`)
  // They are counted as if they had just come in, some hundreds at a time.
  await scope.query(sql`
    insert into outbox (organization_id, name, record, actor_kind, actor_name, payload)
    select organization_id, 'response.received', 'survey:' || survey_id, 'system', 'Respondent',
      jsonb_build_object('surveyId', survey_id, 'ids', jsonb_agg(id))
    from response where survey_id = ${surveyId} and finished_at is not null group by organization_id, survey_id, substr(id::text, 36)`)
}
