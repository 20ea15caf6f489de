import type { Answers, Survey } from "../../../survey/definition.ts"
import type { FileFolder } from "../../platform/files/folder.ts"
import { notFound } from "../../platform/http/errors.ts"
import { record } from "../../platform/outbox.ts"
import { type Sql, sql } from "../../platform/postgres.ts"
import { mustBeAllowed, type Scope } from "../../platform/scope.ts"
import { deleteFeedback } from "../feedback/public.ts"
import { questionsOf } from "../surveys/public.ts"
import type { Response, ResponseFilters } from "./contract.ts"
import { forgetFiles } from "./files.ts"
import { feedbackOf } from "./jobs.ts"

/** Responses, newest first. The cursor is when the last one was begun, and its id. */
export async function listResponses(
  scope: Scope,
  which: ResponseFilters & { surveyId?: string; id?: string },
  page: { limit: number; after?: { at: string; id: string } },
): Promise<Response[]> {
  const rows = await scope.query<Row>(sql`
    select r.*, v.definition, p.root_id, coalesce(o.name, p.name) as person_name, f.id as feedback_id, l.read_by,
      (select json_agg(json_build_object('id', x.id, 'question', x.question, 'name', x.name, 'type', x.type, 'bytes', x.bytes) order by x.at)
        from response_file x where x.response_id = r.id) as files
    from response r join survey_version v on v.survey_id = r.survey_id and v.number = r.version
    left join survey_link l on l.id = r.link_id
    left join feedback f on f.organization_id = r.organization_id and f.source = 'survey' and f.external_id = r.id::text
    left join person p on p.id = coalesce(r.person_id, f.person_id) left join person o on o.id = p.root_id
    where r.organization_id = ${scope.organizationId} and ${conditions(which)}
      ${page.after ? sql`and (date_trunc('milliseconds', r.started_at), r.id) < (${page.after.at}::timestamptz, ${page.after.id}::uuid)` : sql``}
    order by date_trunc('milliseconds', r.started_at) desc, r.id desc limit ${page.limit}`)
  return rows.map((row) => shown(row, scope))
}

export async function findResponse(scope: Scope, id: string): Promise<Response> {
  const [response] = await listResponses(scope, { id }, { limit: 1 })
  if (!response) throw notFound("response", id)
  if (!response.masked && response.person) {
    // Reading what somebody said under her name leaves a trace.
    await scope.transaction((tx) =>
      record(tx, "response.read", `survey:${response.surveyId}`, { responseId: id, surveyId: response.surveyId }),
    )
  }
  return response
}

/** All that one person answered, for the file she may ask for. */
export const responsesOfPerson = async (scope: Scope, ids: readonly string[]): Promise<Response[]> => {
  const all = await Promise.all(ids.map((person) => listResponses(scope, { person }, { limit: 1_000 })))
  return [...new Map(all.flat().map((one) => [one.id, one])).values()]
}

/** Deletes a response, its files and the feedback it became. Throws 404. */
export async function deleteResponse(scope: Scope, folder: FileFolder, id: string): Promise<void> {
  mustBeAllowed(scope, "feedback.write")
  await scope.transaction(async (tx) => {
    const [gone] = await tx.query<{ survey_id: string }>(sql`
      delete from response where organization_id = ${tx.organizationId} and id = ${id} returning survey_id`)
    if (!gone) throw notFound("response", id)
    await forgetFiles(tx, folder, [id])
    const feedbackId = await feedbackOf(tx, tx.organizationId, id)
    if (feedbackId) await deleteFeedback(tx, feedbackId)
    await record(tx, "response.deleted", `survey:${gone.survey_id}`, { surveyId: gone.survey_id, responseId: id })
  })
}

const stateConditions: Record<NonNullable<ResponseFilters["state"]>, Sql> = {
  counted: sql`r.human and r.surplus_at is null and (r.finished_at is not null or r.abandoned_at is not null)`,
  finished: sql`r.finished_at is not null and r.surplus_at is null and r.human`,
  partial: sql`r.finished_at is null and r.abandoned_at is null and r.human`,
  abandoned: sql`r.finished_at is null and r.abandoned_at is not null and r.human`,
  surplus: sql`r.surplus_at is not null and r.human`,
  not_counted: sql`not r.human`,
}

function conditions({
  surveyId,
  id,
  state,
  from,
  to,
  language,
  version,
  linkId,
  person,
  onBehalf,
  question,
  value,
}: ResponseFilters & { surveyId?: string; id?: string }): Sql {
  return sql`true
    ${surveyId ? sql`and r.survey_id = ${surveyId}` : sql``}
    ${id ? sql`and r.id = ${id}` : sql``}
    ${state ? sql`and ${stateConditions[state]}` : sql``}
    ${from ? sql`and r.started_at >= ${from}` : sql``}
    ${to ? sql`and r.started_at < ${to}` : sql``}
    ${language ? sql`and r.language = ${language}` : sql``}
    ${version ? sql`and r.version = ${version}` : sql``}
    ${linkId ? sql`and r.link_id = ${linkId}` : sql``}
    ${person ? sql`and p.root_id = (select root_id from person where id = ${person})` : sql``}
    ${onBehalf ? sql`and (l.read_by is not null) = ${onBehalf === "true"}` : sql``}
    ${question ? sql`and r.answers ? ${question}` : sql``}
    ${question && value !== undefined ? answered(question, value) : sql``}`
}

// A value is a number, a choice, or one of several choices: whichever of these was answered.
function answered(question: string, value: string): Sql {
  const number = Number(value)
  const forms: unknown[] = [value, [value], { choice: value }, { choices: [value] }]
  // One cell of a matrix, as results name it.
  const [row, column] = value.split(/=(.*)/s)
  if (row && column) forms.push({ rows: { [row]: column } }, { rows: { [row]: [column] } })
  if (value.trim() !== "" && Number.isFinite(number)) forms.push(number)
  if (value === "true" || value === "false") forms.push(value === "true")
  return sql`and r.answers->${question} @> any(${forms.map((one) => JSON.stringify(one))}::jsonb[])`
}

type Row = {
  id: string
  survey_id: string
  version: number
  link_id: string
  language: string
  answers: Answers
  variables: Record<string, string | number>
  place: string | null
  seconds: number
  human: boolean
  started_at: Date
  changed_at: Date
  finished_at: Date | null
  surplus_at: Date | null
  abandoned_at: Date | null
  definition: Survey
  root_id: string | null
  person_name: string | null
  feedback_id: string | null
  read_by: string | null
  files: Response["files"] | null
}

function shown(row: Row, scope: Scope): Response {
  const masked = !scope.permissions.has("personal_data")
  return {
    id: row.id,
    surveyId: row.survey_id,
    version: row.version,
    state: stateOf(row),
    language: row.language,
    answers: masked ? withoutContacts(row.definition, row.answers) : row.answers,
    variables: masked ? {} : row.variables,
    place: row.place,
    seconds: row.seconds,
    startedAt: row.started_at.toISOString(),
    changedAt: row.changed_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    person: row.root_id === null ? null : { id: row.root_id, name: masked ? null : row.person_name, masked },
    onBehalf: row.read_by === null ? null : { by: row.read_by },
    feedbackId: row.feedback_id,
    linkId: row.link_id,
    files: masked ? [] : (row.files ?? []),
    masked,
  }
}

function stateOf(row: Row): Response["state"] {
  if (!row.human) return "not_counted"
  if (row.surplus_at) return "surplus"
  if (row.finished_at) return "finished"
  return row.abandoned_at ? "abandoned" : "partial"
}

/** Answers as they are shown without the right to personal data. */
export function withoutContacts(survey: Survey, answers: Answers): Answers {
  const hidden = questionsOf(survey).filter(
    (one) => one.kind === "contact" || one.kind === "file" || (one.kind === "text" && one.pattern),
  )
  return Object.fromEntries(Object.entries(answers).filter(([id]) => !hidden.some((one) => one.id === id)))
}
