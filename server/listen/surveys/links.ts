import { randomBytes } from "node:crypto"
import { coded, notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import { rootsOf } from "../people/public.ts"
import type { LinkInput, LinkKind, SurveyLink } from "./contract.ts"
import { lockSurvey, urlOf } from "./store.ts"

/** 144 random bits: nobody finds a survey by trying. */
const newKey = () => randomBytes(18).toString("base64url")
export const keyForm = /^[\w-]{24}$/

export type NewLink = {
  /** Where it must be known before it is made. */
  id?: string | undefined
  kind: LinkKind
  label?: string | undefined
  personId?: string | undefined
  expiresAt?: string | undefined
  language?: string | undefined
  variables?: Record<string, string | number> | undefined
  /** A member reads it out to a customer and fills it in. */
  readBy?: { id: string | null; name: string } | undefined
  /** The contact it was made after. */
  contactId?: string | undefined
}

/** Makes links; in the order given, with their keys. */
export async function insertLinks(tx: Tx, surveyId: string, links: readonly NewLink[]) {
  const rows = links.map((one) => ({ ...one, id: one.id ?? newId(), key: newKey() }))
  await tx.query(sql`
    insert into survey_link (id, organization_id, survey_id, key, kind, label, person_id, expires_at, variables, language,
      read_by, read_by_id, contact_id, created_at, created_by)
    select x.id, ${tx.organizationId}, ${surveyId}, x.key, x.kind, x.label, x."personId", x."expiresAt", coalesce(x.variables, '{}'), x.language,
      x."readBy"->>'name', x."readBy"->>'id', x."contactId", ${tx.now()}, ${tx.actor.name}
    from json_to_recordset(${JSON.stringify(rows)}::json) as x(id uuid, key text, kind text, label text, "personId" uuid,
      "expiresAt" timestamptz, variables jsonb, language text, "readBy" jsonb, "contactId" uuid)`)
  return rows
}

/** Makes the links somebody asks for. Throws 404 for a survey or a person that is not there, 409 `survey.not_published`. */
export async function createLinks(scope: Scope, surveyId: string, given: LinkInput, publicUrl: string) {
  mustBeAllowed(scope, "surveys.publish")
  return scope.transaction(async (tx) => {
    const survey = await lockSurvey(tx, surveyId)
    if (!survey) throw notFound("survey", surveyId)
    if (survey.published === null) throw coded("survey.not_published")
    const { people, count = 1, kind, ...same } = given
    const roots = people ? await rootsOf(tx, people) : undefined
    const missing = people?.find((id) => !roots!.has(id))
    if (missing) throw notFound("person", missing)
    const wanted: NewLink[] = people
      ? [...new Set(roots!.values())].map((personId) => ({ kind, personId, ...same }))
      : Array.from({ length: count }, () => ({ kind, ...same }))
    const made = await insertLinks(tx, surveyId, wanted)
    await record(tx, "survey.links_made", `survey:${surveyId}`, { kind, count: made.length })
    return listLinks(tx, { ids: made.map((one) => one.id) }, { limit: made.length }, publicUrl)
  })
}

/** Ends a link: what was answered with it stays. Answers with the survey it led to; throws 404. */
export async function revokeLink(scope: Scope, id: string): Promise<string> {
  mustBeAllowed(scope, "surveys.publish")
  return scope.transaction(async (tx) => {
    const [row] = await tx.query<{ survey_id: string }>(sql`
      update survey_link set revoked_at = ${tx.now()}, revoked_by = ${tx.actor.name}
      where organization_id = ${tx.organizationId} and id = ${id} and revoked_at is null returning survey_id`)
    if (!row) throw notFound("link", id)
    await record(tx, "survey.link_revoked", `survey:${row.survey_id}`, { linkId: id })
    return row.survey_id
  })
}

/** Links, newest first; the cursor is the id of the last one (its time is in it). */
export async function listLinks(
  scope: Scope,
  which: { surveyId?: string; ids?: readonly string[]; kind?: LinkKind | undefined; besides?: LinkKind | undefined },
  page: { limit: number; after?: string },
  publicUrl: string,
): Promise<SurveyLink[]> {
  const rows = await scope.query<LinkRow>(sql`
    select l.*, p.root_id, coalesce(r.name, p.name) as person_name,
      (select count(*) from response a where a.survey_id = l.survey_id and a.link_id = l.id and a.finished_at is not null and a.human) as responses
    from survey_link l left join person p on p.id = l.person_id left join person r on r.id = p.root_id
    where l.organization_id = ${scope.organizationId}
      ${which.surveyId ? sql`and l.survey_id = ${which.surveyId}` : sql``}
      ${which.ids ? sql`and l.id = any(${which.ids}::uuid[])` : sql``}
      ${which.kind ? sql`and l.kind = ${which.kind}` : sql``} ${which.besides ? sql`and l.kind <> ${which.besides}` : sql``}
      ${page.after ? sql`and l.id < ${page.after}::uuid` : sql``}
    order by l.id desc limit ${page.limit}`)
  const masked = !scope.permissions.has("personal_data")
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    label: row.label,
    // Who has a personal link is that person to the survey, and reads her first name there.
    url: row.kind === "personal" && masked ? urlOf(publicUrl, "…") : urlOf(publicUrl, row.key),
    person: row.root_id === null ? null : { id: row.root_id, name: masked ? null : row.person_name, masked },
    language: row.language,
    variables: masked ? {} : row.variables,
    expiresAt: row.expires_at?.toISOString() ?? null,
    usedAt: row.used_at?.toISOString() ?? null,
    responses: row.responses,
    created: { at: row.created_at.toISOString(), by: row.created_by },
    revoked: row.revoked_at && { at: row.revoked_at.toISOString(), by: row.revoked_by! },
  }))
}

/** The ids of a survey's links that hold, oldest first. */
export const linksOf = async (scope: Scope, surveyId: string): Promise<string[]> => {
  const rows = await scope.query<{ id: string }>(sql`
    select id from survey_link where organization_id = ${scope.organizationId} and survey_id = ${surveyId}
      and revoked_at is null order by created_at, id`)
  return rows.map((row) => row.id)
}

type LinkRow = {
  id: string
  key: string
  kind: LinkKind
  label: string | null
  root_id: string | null
  person_name: string | null
  language: string | null
  variables: Record<string, string | number>
  expires_at: Date | null
  used_at: Date | null
  responses: number
  created_at: Date
  created_by: string
  revoked_at: Date | null
  revoked_by: string | null
}
