import { brief, type Sql, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { Reason } from "../policy/public.ts"
import type { Setup } from "../surveys/public.ts"
import type { Cause, CauseFilters, CauseState } from "./contract.ts"

/** A survey that asks by itself at this moment. */
export type Running = { id: string; setup: Setup; startedAt: Date; lookedAt: Date }

export const runningSurveys = (scope: Scope, id?: string): Promise<Running[]> =>
  scope.query<Running>(
    brief(
      `surveys that ask by themselves${id ? ", one" : ""}`,
      sql`
    select s.id, s.setup, a.started_at as "startedAt", a.looked_at as "lookedAt" from survey_asking a join survey s on s.id = a.survey_id
    where a.organization_id = ${scope.organizationId} and s.state = 'open' and s.published is not null
      and (s.closes_at is null or s.closes_at > ${scope.now()}) ${id ? sql`and s.id = ${id}` : sql``}`,
    ),
  )

export async function startedBy(scope: Scope, surveyId: string): Promise<{ at: Date; by: string } | undefined> {
  const [row] = await scope.query<{ at: Date; by: string }>(sql`
    select started_at as at, started_by as by from survey_asking where organization_id = ${scope.organizationId} and survey_id = ${surveyId}`)
  return row
}

/** False where it asked by itself already. */
export const insertAsking = async (tx: Tx, surveyId: string): Promise<boolean> =>
  (
    await tx.query(sql`
      insert into survey_asking (survey_id, organization_id, started_at, started_by, started_by_id, looked_at)
      values (${surveyId}, ${tx.organizationId}, ${tx.now()}, ${tx.actor.name}, ${tx.actor.id}, ${tx.now()})
      on conflict do nothing returning 1`)
  ).length > 0

/** False where it did not ask by itself. */
export const deleteAsking = async (tx: Tx, surveyId: string): Promise<boolean> =>
  (
    await tx.query(sql`
      delete from survey_asking where organization_id = ${tx.organizationId} and survey_id = ${surveyId} returning 1`)
  ).length > 0

export const saveLookedAt = (scope: Scope, surveyId: string, at: Date) =>
  scope.query(sql`
    update survey_asking set looked_at = ${at} where organization_id = ${scope.organizationId} and survey_id = ${surveyId}`)

export type NewCause = { id: string; personId: string; cause: string; causedAt: Date; dueAt: Date; until: Date }

/** Writes down whom a survey is to ask, once for a cause. Returns those that are new. */
export const insertCauses = (tx: Tx, surveyId: string, causes: readonly NewCause[]) =>
  tx.query<{ id: string; person_id: string; due_at: Date }>(sql`
    insert into survey_cause (id, organization_id, survey_id, person_id, cause, caused_at, due_at, until)
    select x.id, ${tx.organizationId}, ${surveyId}, p.root_id, x.cause, x."causedAt", x."dueAt", x.until
    from json_to_recordset(${JSON.stringify(causes)}::json) as x(id uuid, "personId" uuid, cause text, "causedAt" timestamptz,
      "dueAt" timestamptz, until timestamptz)
    join person p on p.id = x."personId" and p.organization_id = ${tx.organizationId}
    where not exists (select 1 from person_erasure e where e.person_id = p.root_id)
    on conflict (survey_id, person_id, cause) do nothing returning id, person_id, due_at`)

export type CauseRow = {
  id: string
  organization_id: string
  survey_id: string
  person_id: string
  cause: string
  caused_at: Date
  due_at: Date
  until: Date
  reason: Reason | null
  ended: Exclude<CauseState, "waiting"> | null
}

/** Those of a survey that are due and that nobody else works at; held until the transaction ends. */
export const lockCauses = (tx: Tx, surveyId: string, limit: number) =>
  tx.query<CauseRow>(sql`
    select c.*, p.root_id as person_id from survey_cause c join person p on p.id = c.person_id
    where c.organization_id = ${tx.organizationId} and c.survey_id = ${surveyId} and c.ended is null and c.due_at <= ${tx.now()}
    order by c.due_at, c.id limit ${limit} for update of c skip locked`)

export const endCause = (tx: Tx, id: string, ended: Exclude<CauseState, "waiting">, reason: Reason | null) =>
  tx.query(sql`
    update survey_cause set ended = ${ended}, ended_at = ${tx.now()}, reason = coalesce(${reason && JSON.stringify(reason)}::jsonb, reason)
    where organization_id = ${tx.organizationId} and id = ${id}`)

export const postponeCause = (tx: Tx, id: string, dueAt: Date, reason: Reason | null) =>
  tx.query(sql`
    update survey_cause set due_at = ${dueAt}, reason = coalesce(${reason && JSON.stringify(reason)}::jsonb, reason)
    where organization_id = ${tx.organizationId} and id = ${id}`)

/** Ends all that wait: of a survey that was stopped, or for causes that are gone. */
export const stopWaiting = (tx: Tx, which: { surveyId: string } | { causes: readonly string[] }) =>
  tx.query<{ survey_id: string; person_id: string }>(sql`
    update survey_cause set ended = 'stopped', ended_at = ${tx.now()}
    where organization_id = ${tx.organizationId} and ended is null
      and ${"surveyId" in which ? sql`survey_id = ${which.surveyId}` : sql`cause = any(${which.causes})`}
    returning survey_id, person_id`)

const waiting = sql`c.ended is null`
const ofState = (state: CauseState): Sql => (state === "waiting" ? waiting : sql`c.ended = ${state}`)

/** Whom a survey was to ask, newest first; the cursor is the id of the last one. */
export async function listCauses(
  scope: Scope,
  which: CauseFilters & { surveyId: string },
  page: { limit: number; after?: string | undefined },
): Promise<Cause[]> {
  const rows = await scope.query<CauseRow & { root_id: string; name: string | null; ended_at: Date | null }>(sql`
    select c.*, p.root_id, coalesce(r.name, p.name) as name
    from survey_cause c join person p on p.id = c.person_id join person r on r.id = p.root_id
    where c.organization_id = ${scope.organizationId} and c.survey_id = ${which.surveyId}
      ${which.state ? sql`and ${ofState(which.state)}` : sql``}
      ${which.person ? sql`and p.root_id = (select root_id from person where id = ${which.person})` : sql``}
      ${page.after ? sql`and c.id < ${page.after}` : sql``}
    order by c.id desc limit ${page.limit}`)
  const masked = !scope.permissions.has("personal_data")
  return rows.map((row) => ({
    id: row.id,
    person: { id: row.root_id, name: masked ? null : row.name, masked },
    cause: row.cause,
    causedAt: row.caused_at.toISOString(),
    dueAt: row.due_at.toISOString(),
    until: row.until.toISOString(),
    state: row.ended ?? "waiting",
    endedAt: row.ended_at?.toISOString() ?? null,
    reason: row.reason,
  }))
}

/** How many wait, were asked and were not, of those that ended since then. */
export async function countCauses(scope: Scope, surveyId: string, since: Date) {
  const rows = await scope.query<{
    ended: CauseState | null
    code: string | null
    n: number
    next_at: Date | null
  }>(sql`
    select c.ended, case when c.ended in ('held_back', 'too_late') then coalesce(c.reason->>'code', c.ended) end as code,
      count(*) as n, min(c.due_at) as next_at
    from survey_cause c where c.organization_id = ${scope.organizationId} and c.survey_id = ${surveyId}
      and (c.ended is null or c.ended_at > ${since}) group by 1, 2 order by n desc`)
  const of = (state: CauseState | null) => rows.filter((row) => row.ended === state)
  return {
    waiting: of(null)[0]?.n ?? 0,
    nextAt: of(null)[0]?.next_at?.toISOString() ?? null,
    asked: of("asked")[0]?.n ?? 0,
    notAsked: rows.flatMap(({ code, n }) => (code ? [{ code, n }] : [])),
  }
}
