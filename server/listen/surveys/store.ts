import type { Survey } from "../../../survey/definition.ts"
import { json, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { Setup, SurveySummary, SurveyWithDraft } from "./contract.ts"
import type { State, SurveyRow } from "./survey.ts"

export type ListedRow = SurveyRow & {
  published_at: Date | null
  published_by: string | null
  note: string | null
  changed: boolean
  finished: number
  last_at: Date | null
  key: string | null
}

export type SurveysQuery = { q?: string | undefined; state?: State | undefined; touchpoint?: string | undefined }

/** Surveys, the ones changed last first; the cursor is `updated_at` and the id of the last one. */
export function listSurveys(
  scope: Scope,
  { id, q, state, touchpoint }: SurveysQuery & { id?: string },
  page: { limit: number; after?: { at: string; id: string } } = { limit: 1 },
): Promise<ListedRow[]> {
  return scope.query<ListedRow>(sql`
    select s.*, ${stateNow(scope)} as state, v.published_at, v.published_by, v.note, s.draft is distinct from v.definition as changed,
      (select count(*) from response r where r.survey_id = s.id and r.finished_at is not null and r.surplus_at is null and r.human) as finished,
      (select max(r.finished_at) from response r where r.survey_id = s.id and r.finished_at is not null) as last_at,
      (select l.key from survey_link l where l.survey_id = s.id and l.kind = 'anonymous' and l.revoked_at is null
        order by l.created_at, l.id limit 1) as key
    from survey s left join survey_version v on v.survey_id = s.id and v.number = s.published
    where s.organization_id = ${scope.organizationId}
      ${id === undefined ? sql`` : sql`and s.id = ${id}`}
      ${q ? sql`and strpos(lower(s.title), lower(${q})) > 0` : sql``}
      ${state ? sql`and ${stateNow(scope)} = ${state}` : sql``}
      ${touchpoint ? sql`and s.touchpoint = ${touchpoint}` : sql``}
      ${page.after ? sql`and (date_trunc('milliseconds', s.updated_at), s.id) < (${page.after.at}::timestamptz, ${page.after.id}::uuid)` : sql``}
    order by date_trunc('milliseconds', s.updated_at) desc, s.id desc limit ${page.limit}`)
}

/** Where a survey stands in the list. */
export const placeOf = ({ updated_at, id }: ListedRow) => ({ at: updated_at.toISOString(), id })

/** A survey without what is counted of it. */
export async function plainSurvey(scope: Scope, id: string): Promise<SurveyRow | undefined> {
  const [row] = await scope.query<SurveyRow>(
    sql`select * from survey where organization_id = ${scope.organizationId} and id = ${id}`,
  )
  return row
}

export async function lockSurvey(tx: Tx, id: string): Promise<SurveyRow | undefined> {
  const [row] = await tx.query<SurveyRow>(
    sql`select s.*, ${stateNow(tx)} as state from survey s where s.organization_id = ${tx.organizationId} and s.id = ${id} for update`,
  )
  return row
}

// Past its closing date a survey is closed, though nobody has closed it.
const stateNow = (scope: Scope) =>
  sql`case when s.state = 'open' and s.closes_at <= ${scope.now()} then 'closed' else s.state end`

export type NewSurvey = Pick<
  SurveyRow,
  "id" | "title" | "draft" | "template" | "touchpoint" | "channel" | "product" | "journey_step" | "quotas" | "setup"
> & { closes_at: string | null }

export const insertSurvey = (tx: Tx, one: NewSurvey) =>
  tx.query(sql`
    insert into survey (id, organization_id, title, state_at, state_by, draft, template, touchpoint, channel, product,
      journey_step, closes_at, quotas, setup, created_by, created_by_id, created_at, updated_by, updated_at)
    values (${one.id}, ${tx.organizationId}, ${one.title}, ${tx.now()}, ${tx.actor.name}, ${json(one.draft)}, ${one.template},
      ${one.touchpoint}, ${one.channel}, ${one.product}, ${one.journey_step}, ${one.closes_at}, ${json(one.quotas)},
      ${json(one.setup)}, ${tx.actor.name}, ${tx.actor.id}, ${tx.now()}, ${tx.actor.name}, ${tx.now()})`)

export type Changes = Partial<Omit<NewSurvey, "id" | "template">>

export const updateSurvey = (tx: Tx, id: string, changes: Changes) =>
  tx.query(sql`
    update survey s set (title, draft, touchpoint, channel, product, journey_step, closes_at, quotas, setup) =
      (select x.title, x.draft, x.touchpoint, x.channel, x.product, x.journey_step, x.closes_at, x.quotas, x.setup
       from jsonb_populate_record(s, ${json(changes)}::jsonb) x),
      version = s.version + 1, updated_by = ${tx.actor.name}, updated_at = ${tx.now()}
    where s.organization_id = ${tx.organizationId} and s.id = ${id}`)

export const updateState = (tx: Tx, id: string, state: State) =>
  tx.query(sql`
    update survey set state = ${state}, state_at = ${tx.now()}, state_by = ${tx.actor.name}, updated_at = ${tx.now()},
      updated_by = ${tx.actor.name}
    where organization_id = ${tx.organizationId} and id = ${id}`)

export const deleteSurveyRow = (tx: Tx, id: string) =>
  tx.query(sql`delete from survey where organization_id = ${tx.organizationId} and id = ${id}`)

export const hasResponses = async (tx: Tx, id: string) =>
  (await tx.query(sql`select 1 from response where survey_id = ${id} limit 1`)).length > 0

export async function insertVersion(tx: Tx, id: string, one: { definition: Survey; note: string | null }) {
  const [row] = await tx.query<{ number: number }>(sql`
    insert into survey_version (survey_id, number, definition, note, published_at, published_by, published_by_id)
    select ${id}, coalesce(max(number), 0) + 1, ${json(one.definition)}, ${one.note}, ${tx.now()}, ${tx.actor.name}, ${tx.actor.id}
    from survey_version where survey_id = ${id} returning number`)
  await tx.query(sql`update survey set published = ${row!.number} where id = ${id}`)
  return row!.number
}

export type VersionRow = {
  number: number
  definition: Survey
  note: string | null
  published_at: Date
  published_by: string
}

/** Versions, newest first. The organization is that of the survey. */
export const versionsOf = (scope: Scope, id: string, number?: number) =>
  scope.query<VersionRow>(sql`
    select v.* from survey_version v join survey s on s.id = v.survey_id
    where s.organization_id = ${scope.organizationId} and s.id = ${id} ${number === undefined ? sql`` : sql`and v.number = ${number}`}
    order by v.number desc limit 500`)

export const summary = (row: ListedRow, publicUrl: string): SurveySummary => ({
  id: row.id,
  title: row.title,
  state: row.state,
  stateSince: { at: row.state_at.toISOString(), by: row.state_by },
  version: row.version,
  published:
    row.published === null
      ? null
      : { number: row.published, at: row.published_at!.toISOString(), by: row.published_by!, note: row.note },
  changed: row.changed,
  questions: row.draft.pages.reduce((sum, page) => sum + page.questions.filter(asks).length, 0),
  languages: row.draft.languages,
  template: row.template,
  touchpoint: row.touchpoint,
  channel: row.channel,
  product: row.product,
  journeyStep: row.journey_step,
  closesAt: row.closes_at?.toISOString() ?? null,
  quotas: row.quotas,
  setup: row.setup as Setup,
  responses: { finished: row.finished, lastAt: row.last_at?.toISOString() ?? null },
  url: row.key === null || row.published === null ? null : urlOf(publicUrl, row.key),
  created: { at: row.created_at.toISOString(), by: row.created_by },
  updated: { at: row.updated_at.toISOString(), by: row.updated_by },
})

export const withDraft = (row: ListedRow, publicUrl: string): SurveyWithDraft => ({
  ...summary(row, publicUrl),
  draft: row.draft,
})

/** The page on which a link is answered. */
export const urlOf = (publicUrl: string, key: string) => `${publicUrl}/q/${key}`

const asks = ({ kind }: { kind: string }) => kind !== "statement"
