import { firstTexts } from "../server/listen/invitations/mailing.ts"
import { insertLinks, versionsOf } from "../server/listen/surveys/public.ts"
import { startAsking } from "../server/listen/triggers/public.ts"
import { newToken } from "../server/platform/addresses.ts"
import { newId } from "../server/platform/ids.ts"
import type { Platform } from "../server/platform/platform.ts"
import { json, sql } from "../server/platform/postgres.ts"
import { mintSystemScope, type Scope } from "../server/platform/scope.ts"

/**
 * Northlight's contact policy, and one survey it asked by mail: those who answered it since are whom the letter reached.
 */
export async function addAsking(platform: Platform, scope: Scope, endOn: string): Promise<void> {
  const known = await scope.query(sql`select 1 from contact_policy where organization_id = ${scope.organizationId}`)
  const [survey] = await scope.query<{ id: string; title: string }>(sql`
    select id, title from survey where organization_id = ${scope.organizationId} and title = 'Relationship'`)
  if (known.length > 0 || !survey) return
  const at = new Date(Date.parse(endOn) - sentDaysAgo * 86_400_000)
  const then = mintSystemScope({ ...platform.stores, now: () => at }, scope.organizationId, "Tom Whitlock")
  const [version] = await versionsOf(scope, survey.id)
  await then.transaction(async (tx) => {
    const rules = {
      ...{ everyDays: 30, perYear: [{ metric: "nps", most: 2 }], withinHours: 48, notInFollowUp: true },
      quiet: { from: 20, to: 8, days: [7], timeZone: "Europe/Berlin" },
      priority: [survey.id],
    }
    await tx.query(sql`
      insert into contact_policy (organization_id, rules, version, updated_by, updated_at)
      values (${tx.organizationId}, ${json(rules)}, 1, ${tx.actor.name}, ${at})`)
    const answered = await tx.query<Invited>(sql`
      select distinct on (f.person_id) f.person_id as "personId", r.id as "responseId", r.finished_at as "answeredAt"
      from response r join feedback f on f.organization_id = r.organization_id and f.source = 'survey' and f.external_id = r.id::text
      where r.survey_id = ${survey.id} and r.finished_at > ${at} and exists (select 1 from person_identity i where i.person_id = f.person_id and i.kind = 'email') order by f.person_id, r.finished_at limit 200`)
    const others = await tx.query<Invited>(sql`
      select i.person_id as "personId", null as "responseId", null as "answeredAt" from person_identity i
      where i.organization_id = ${tx.organizationId} and i.kind = 'email' and i.person_id <> all(${answered.map((one) => one.personId)}::uuid[])
      group by i.person_id order by md5(i.person_id::text) limit ${Math.max(40, answered.length * 3)}`)
    const people = [...answered, ...others]
    const definition = { anyOf: [{ kind: "named", personIds: people.map((one) => one.personId) }] }
    const [audienceId, mailingId] = [newId(), newId()]
    await tx.query(sql`
      insert into audience (id, organization_id, name, definition, created_by, created_at, updated_by, updated_at, people, counted_at)
      values (${audienceId}, ${tx.organizationId}, 'Relationship panel', ${json(definition)}, ${tx.actor.name}, ${at}, ${tx.actor.name}, ${at},
        ${people.length}, ${at})`)
    const texts = firstTexts(version!.definition, "Northlight")
    await tx.query(sql`
      insert into survey_mailing (id, organization_id, survey_id, audience_id, audience, audience_name, texts, spread_hours, reminders,
        created_by, created_at, updated_by, updated_at)
      values (${mailingId}, ${tx.organizationId}, ${survey.id}, ${audienceId}, ${json(definition)}, 'Relationship panel', ${json(texts)}, 4, 0,
        ${tx.actor.name}, ${at}, ${tx.actor.name}, ${at})`)
    await tx.query(sql`
      insert into survey_mailing_step (mailing_id, state, people, actor_kind, actor_name, at)
      values (${mailingId}, 'sending', ${people.length}, 'system', ${tx.actor.name}, ${at}),
        (${mailingId}, 'sent', ${people.length - leftOut}, 'system', 'Rapport', ${new Date(at.getTime() + 4 * 3_600_000)})`)
    const asked = people.slice(0, people.length - leftOut)
    const links = await insertLinks(
      tx,
      survey.id,
      asked.map(({ personId }) => ({ kind: "personal", personId })),
    )
    const rows = people.map((one, index) => ({
      ...{ ...one, linkId: links[index]?.id ?? null, askId: newId(), token: newToken() },
      state: index < asked.length ? "sent" : "dropped",
    }))
    const listed = sql`json_to_recordset(${JSON.stringify(rows)}::json) as x("personId" uuid, "responseId" uuid, "answeredAt" timestamptz,
      "linkId" uuid, "askId" uuid, token text, state text)`
    await tx.query(sql`
      insert into survey_invitation (mailing_id, person_id, round, organization_id, token, language, state, reason, detail, due_at, ask_id,
        link_id, tries, claimed_at, done_at)
      select ${mailingId}, x."personId", 0, ${tx.organizationId}, x.token,
        case when (select name from person where id = x."personId") ~ '[一-龥]' then 'zh-CN' else 'en' end, x.state,
        case when x.state = 'dropped' then 'in_follow_up' end, case when x.state = 'dropped' then ${json({ code: "in_follow_up", at })}::jsonb end,
        ${at}, x."askId", x."linkId", 1, ${at}, ${at} from ${listed}`)
    await tx.query(sql`
      insert into survey_ask (id, organization_id, survey_id, person_id, channel, at, cause, link_id, metrics, asked_by, ended, ended_at)
      select x."askId", ${tx.organizationId}, ${survey.id}, x."personId", 'email', ${at}, ${json({ kind: "mailing", id: mailingId })},
        x."linkId", array['nps', 'quality', 'value'], ${tx.actor.name}, case when x."answeredAt" is not null then 'answered' end, x."answeredAt"
      from ${listed} where x.state = 'sent'`)
    await tx.query(
      sql`update survey_link l set used_at = x."answeredAt" from ${listed} where l.id = x."linkId" and x."answeredAt" is not null`,
    )
    await tx.query(sql`
      update response r set link_id = x."linkId", once = x."linkId", person_id = x."personId" from ${listed} where r.id = x."responseId"`)
  })
}

/** From now on who has called is asked about it an hour later, by mail. (What came in before is asked about no more.) */
export async function askAfterCalls(scope: Scope): Promise<void> {
  const [survey] = await scope.query<{ id: string }>(sql`
    select id from survey where organization_id = ${scope.organizationId} and title = 'After call'`)
  if (survey) await startAsking(scope, survey.id)
}

type Invited = { personId: string; responseId: string | null; answeredAt: string | null }
const sentDaysAgo = 12
const leftOut = 3
