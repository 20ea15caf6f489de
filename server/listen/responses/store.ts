import { isDeepStrictEqual } from "node:util"
import type { Answers } from "../../../survey/definition.ts"
import { prepared, type Runner, sql } from "../../platform/postgres.ts"

/** A response as it is written: all of it, each time. */
export type ResponseRow = {
  id: string
  organization_id: string
  survey_id: string
  version: number
  link_id: string
  once: string | null
  person_id: string | null
  person_given: object | null
  language: string
  answers: Answers
  variables: object
  place: string | null
  sequence: number
  seconds: number
  human: boolean
  quotas: string[]
  started_at: string
  changed_at: string
  finished_at: string | null
  surplus_at: string | null
  sent_at: string | null
}

export type Kept =
  | { sequence: number; finished: boolean }
  /** Finished with other answers, of another link, or of somebody who was forgotten. */
  | { refused: "finished" | "foreign" | "erased" }

/**
 * Writes responses in one statement, with the events of those that are finished, so in one commit. What is older than
 * what is there changes nothing. Who calls it says that there is news (`newsTeller`).
 */
export async function keepResponses(runner: Runner, given: readonly ResponseRow[]): Promise<Kept[]> {
  // A statement can touch a row only once: of several saves of one response that came together, the newest is written.
  const newest = new Map<string, ResponseRow>()
  for (const row of given) if ((newest.get(row.id)?.sequence ?? 0) < row.sequence) newest.set(row.id, row)
  const stored = await runner.query<{ id: string; sequence: number; finished: boolean }>(
    prepared(
      "keep responses",
      sql`
    with given as (
      select * from json_to_recordset(${JSON.stringify([...newest.values()])}::json) as x(
        id uuid, organization_id uuid, survey_id uuid, version int, link_id uuid, once uuid, person_id uuid, person_given jsonb,
        language text, answers jsonb, variables jsonb, place text, sequence int, seconds int, human boolean, quotas text[],
        started_at timestamptz, changed_at timestamptz, finished_at timestamptz, surplus_at timestamptz, sent_at timestamptz)
    ), stored as (
      insert into response (id, organization_id, survey_id, version, link_id, once, person_id, person_given, language, answers,
        variables, place, sequence, seconds, human, quotas, started_at, changed_at, finished_at, surplus_at, sent_at)
      select id, organization_id, survey_id, version, link_id, once, person_id, person_given, language, answers,
        variables, place, sequence, seconds, human, quotas, started_at, changed_at, finished_at, surplus_at, sent_at from given
      on conflict (id) do update set version = excluded.version, person_given = excluded.person_given,
        language = excluded.language, answers = excluded.answers, variables = excluded.variables, place = excluded.place,
        sequence = excluded.sequence, seconds = greatest(response.seconds, excluded.seconds),
        human = response.human or excluded.human, quotas = excluded.quotas, changed_at = excluded.changed_at,
        finished_at = excluded.finished_at, surplus_at = excluded.surplus_at, sent_at = excluded.sent_at, abandoned_at = null
      where response.link_id = excluded.link_id and response.finished_at is null and response.erased_at is null
        and response.sequence < excluded.sequence
      returning id, organization_id, survey_id, sequence, finished_at, human, surplus_at
    ), told as (
      insert into outbox (organization_id, name, record, actor_kind, actor_name, payload)
      select organization_id, 'response.received', 'survey:' || survey_id, 'system', 'Respondent',
        jsonb_build_object('surveyId', survey_id, 'ids', jsonb_agg(id))
      from stored where finished_at is not null and human and surplus_at is null group by organization_id, survey_id
    )
    select id, sequence, finished_at is not null as finished from stored`,
    ),
  )
  const byId = new Map<string, { sequence: number; finished: boolean }>(stored.map((row) => [row.id, row]))
  const others = given.filter((row) => byId.get(row.id)?.sequence !== row.sequence)
  const there =
    others.length > 0
      ? await whatIsThere(
          runner,
          others.map((row) => row.id),
        )
      : undefined
  return given.map((row) => {
    const mine = byId.get(row.id)
    if (mine && mine.sequence === row.sequence) return { sequence: mine.sequence, finished: mine.finished }
    return compared(row, there!.get(row.id))
  })
}

type There = Pick<ResponseRow, "link_id" | "sequence" | "answers"> & {
  finished_at: Date | null
  erased_at: Date | null
}

async function whatIsThere(runner: Runner, ids: readonly string[]): Promise<Map<string, There>> {
  const rows = await runner.query<There & { id: string }>(sql`
    select id, link_id, sequence, answers, finished_at, erased_at from response where id = any(${ids}::uuid[])`)
  return new Map(rows.map((row) => [row.id, row]))
}

function compared(row: ResponseRow, there: There | undefined): Kept {
  if (!there || there.link_id !== row.link_id) return { refused: "foreign" }
  if (there.erased_at) return { refused: "erased" }
  if (!there.finished_at) return { sequence: there.sequence, finished: false }
  // A save from before the end that arrives late, or the same end again, changes nothing; other answers would.
  const same = row.sequence < there.sequence || isDeepStrictEqual(row.answers, there.answers)
  return same ? { sequence: there.sequence, finished: true } : { refused: "finished" }
}

export type BegunRow = {
  id: string
  link_id: string
  version: number
  language: string
  answers: Answers
  place: string | null
  sequence: number
  started_at: Date
  changed_at: Date
  finished_at: Date | null
  erased_at: Date | null
}

export async function findBegun(runner: Runner, id: string): Promise<BegunRow | undefined> {
  const [row] = await runner.query<BegunRow>(sql`
    select id, link_id, version, language, answers, place, sequence, started_at, changed_at, finished_at, erased_at
    from response where id = ${id}`)
  return row
}
