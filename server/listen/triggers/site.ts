import { randomBytes } from "node:crypto"
import { notFound } from "../../platform/http/errors.ts"
import { record } from "../../platform/outbox.ts"
import { type Database, sql } from "../../platform/postgres.ts"
import { mintSystemScope, mustBeAllowed, type Scope, type Stores } from "../../platform/scope.ts"
import { isPersonIn, listAudiences } from "../audiences/public.ts"
import { claimAsks, rulesOf, whyNot } from "../policy/public.ts"
import { insertLinks, keyForm, type Setup } from "../surveys/public.ts"
import type { SiteRules, WebRule } from "./contract.ts"

/** The line for the website, made when it is first asked for. */
export async function siteOf(scope: Scope): Promise<string | null> {
  const [row] = await scope.query<{ key: string }>(
    sql`select key from survey_site where organization_id = ${scope.organizationId}`,
  )
  return row?.key ?? null
}

export async function makeSite(scope: Scope): Promise<string> {
  mustBeAllowed(scope, "surveys.publish")
  return scope.transaction(async (tx) => {
    const rows = await tx.query(sql`
      insert into survey_site (organization_id, key, created_at, created_by)
      values (${tx.organizationId}, ${randomBytes(18).toString("base64url")}, ${tx.now()}, ${tx.actor.name})
      on conflict do nothing returning 1`)
    if (rows.length > 0) await record(tx, "survey.site_made", null)
    return (await siteOf(tx))!
  })
}

/**
 * Which surveys a website shows, and when. Whom one knows (the browser snippet has told who this visitor is) is shown
 * only what the policy lets her be asked and whose audience she is in; nobody else sees what is for an audience.
 * Throws 404 for a wrong key.
 */
export async function siteRules(stores: Stores, key: string, visitor: string | undefined): Promise<SiteRules> {
  const scope = await scopeOfSite(stores, key)
  const [surveys, { rules }] = await Promise.all([webSurveys(scope), rulesOf(scope)])
  const person = visitor ? await personOf(scope, visitor) : undefined
  const shown = await Promise.all(
    surveys.map(async (one) => ((await isFor(scope, one, person)) ? ruleOf(scope, one) : [])),
  )
  return { surveys: shown.flat(), quietDays: rules.everyDays ?? 0 }
}

/** It was shown to a visitor: if one knows her, she has been asked. */
export async function noteShown(
  stores: Stores,
  key: string,
  given: { survey: string; visitor: string },
): Promise<void> {
  const scope = await scopeOfSite(stores, key)
  const person = await personOf(scope, given.visitor)
  const one = (await webSurveys(scope)).find(({ key }) => key === given.survey)
  if (person && one)
    await claimAsks(scope, { surveyId: one.id, channel: "web", cause: { kind: "web" }, people: [{ personId: person }] })
}

type WebSurvey = { id: string; setup: Setup; key: string | null }

async function scopeOfSite(stores: Stores, key: string): Promise<Scope> {
  const id = keyForm.test(key) ? await organizationOf(stores.database, key) : undefined
  if (!id) throw notFound("site")
  return mintSystemScope(stores, id)
}

async function organizationOf(database: Database, key: string): Promise<string | undefined> {
  const [row] = await database.query<{ id: string }>(
    sql`select organization_id as id from survey_site where key = ${key}`,
  )
  return row?.id
}

const webSurveys = (scope: Scope) =>
  scope.query<WebSurvey>(sql`
    select s.id, s.setup, (select l.key from survey_link l where l.survey_id = s.id and l.kind = 'widget' and l.revoked_at is null
        and (l.expires_at is null or l.expires_at > ${scope.now()}) order by l.created_at, l.id limit 1) as key
    from survey s left join contact_policy c on c.organization_id = s.organization_id
    left join jsonb_array_elements_text(c.rules->'priority') with ordinality as r(id, position) on r.id = s.id::text
    where s.organization_id = ${scope.organizationId} and s.state = 'open' and s.published is not null
      and (s.closes_at is null or s.closes_at > ${scope.now()}) and jsonb_typeof(s.setup->'web') = 'object'
    order by r.position nulls last, s.created_at limit 20`)

async function personOf(scope: Scope, visitor: string): Promise<string | undefined> {
  const [row] = await scope.query<{ id: string }>(sql`
    select p.root_id as id from person_identity i join person p on p.id = i.person_id
    where i.organization_id = ${scope.organizationId} and i.kind = 'anonymous' and i.value = ${visitor}
      and not exists (select 1 from person_erasure e where e.person_id = p.root_id) limit 1`)
  return row?.id
}

async function isFor(scope: Scope, { id, setup }: WebSurvey, person: string | undefined): Promise<boolean> {
  if (setup.audienceId) {
    const [audience] = await listAudiences(scope, { id: setup.audienceId })
    if (!person || !audience || !(await isPersonIn(scope, audience.definition, person))) return false
  }
  return !person || !(await whyNot(scope, { surveyId: id, personIds: [person], channel: "web" })).has(person)
}

async function ruleOf(scope: Scope, one: WebSurvey): Promise<WebRule[]> {
  const key = one.key ?? (await makeLink(scope, one.id))
  const { againAfterDays, ...rule } = one.setup.web ?? {}
  return [{ key, ...rule, ...(againAfterDays === undefined ? {} : { days: againAfterDays }) }]
}

// The first visitor's: two who come at once get the same.
const makeLink = (scope: Scope, surveyId: string): Promise<string> =>
  scope.transaction(async (tx) => {
    await tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${`widget link ${surveyId}`}, 0))`)
    const made = (await webSurveys(tx)).find(({ id }) => id === surveyId)?.key
    return made ?? (await insertLinks(tx, surveyId, [{ kind: "widget" }]))[0]!.key
  })
