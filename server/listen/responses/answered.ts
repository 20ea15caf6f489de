import type { Survey } from "../../../survey/definition.ts"
import { type Runner, sql } from "../../platform/postgres.ts"
import { textIn } from "../surveys/public.ts"
import { asFeedback, type Heard } from "./hearing.ts"

/** What a respondent may see again of what she answered. */
export type Answered = {
  organizationId: string
  responseId: string
  /** Only where a personal link said who she is: a name that somebody typed proves nothing. */
  personId: string | null
  feedbackId: string | null
  title: string
  language: string
  words: string | null
  product: string | null
  at: string
}

/** A finished response by its id; undefined where there is none, or no longer. */
export async function answeredBy(runner: Runner, id: string): Promise<Answered | undefined> {
  const [row] = await runner.query<
    Heard & { definition: Survey; feedback_id: string | null; root_id: string | null }
  >(sql`
    select r.id, r.organization_id, r.survey_id, r.version, r.person_id, r.person_given, r.language, r.answers, r.variables,
      r.sequence, r.heard, r.changed_at, r.finished_at, s.title, s.touchpoint, s.channel, s.product, s.journey_step,
      (select l.read_by from survey_link l where l.id = r.link_id) as read_by,
      v.definition, f.id as feedback_id, p.root_id
    from response r join survey s on s.id = r.survey_id join survey_version v on v.survey_id = r.survey_id and v.number = r.version
    left join feedback f on f.organization_id = r.organization_id and f.source = 'survey' and f.external_id = r.id::text
    left join person p on p.id = r.person_id
    where r.id = ${id} and r.finished_at is not null and r.erased_at is null and r.human
      and not exists (select 1 from person_erasure e where e.person_id = p.root_id)`)
  if (!row) return undefined
  const item = asFeedback(row)
  return {
    organizationId: row.organization_id,
    responseId: row.id,
    personId: row.root_id,
    feedbackId: row.feedback_id,
    title: textIn(row.definition.title, row.definition, row.language),
    language: row.language,
    words: item.text ?? null,
    product: item.product ?? null,
    at: item.occurredAt!,
  }
}
