import { parse } from "csv-parse/sync"
import { agrestiCoull, geometricMeanInterval, meanInterval, summarize, wilson } from "../../../stats/intervals.ts"
import { garwood } from "../../../stats/rates.ts"
import { notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import type { Estimate, z } from "../../platform/schema.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import type { UsabilityFigures, UsabilityImported, UsabilityInput, UsabilitySession } from "./contract.ts"
import { findTasks, memberId } from "./store.ts"

/** Logs a session in which somebody was watched; the same participant on the same day of a study is written anew. */
export async function logSession(scope: Scope, given: UsabilityInput): Promise<UsabilitySession> {
  mustBeAllowed(scope, "tasks.edit")
  return scope.transaction(async (tx) => {
    const known = new Set((await findTasks(tx)).map((one) => one.id))
    for (const one of given.attempts) if (!known.has(one.taskId)) throw notFound("task", one.taskId)
    const id = await save(tx, { ...given, sus: given.sus ?? null, susScore: given.sus ? susOf(given.sus) : null })
    await record(tx, "usability.logged", `usability:${id}`, { study: given.study, attempts: given.attempts.length })
    return (await findSessions(tx, { id }))[0]!
  })
}

export async function removeSession(scope: Scope, id: string): Promise<void> {
  mustBeAllowed(scope, "tasks.edit")
  await scope.transaction(async (tx) => {
    const gone = await tx.query(sql`
      delete from usability_session where id = ${id} and organization_id = ${tx.organizationId} returning id`)
    if (gone.length === 0) throw notFound("usability session", id)
    await record(tx, "usability.removed", `usability:${id}`)
  })
}

/**
 * Reads sessions from a CSV file: participant, date, sus (or sus1 … sus10), and for each task "<name> success",
 * "<name> seconds", "<name> errors". Rows that cannot be read are listed; the others are saved.
 */
export async function importSessions(
  scope: Scope,
  { study, csv, dryRun }: { study: string; csv: string; dryRun: boolean },
): Promise<z.output<typeof UsabilityImported>> {
  mustBeAllowed(scope, "tasks.edit")
  const rows = parse(csv, {
    columns: (head: string[]) => head.map(plain),
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    relax_quotes: true,
  }) as Record<string, string>[]
  return scope.transaction(async (tx) => {
    const tasks = (await findTasks(tx)).map((one) => ({ id: one.id, name: plain(one.name) }))
    const refused: { row: number; reason: string }[] = []
    let attempts = 0
    let sessions = 0
    for (const [index, row] of rows.entries()) {
      const read = readRow(row, tasks)
      if (typeof read === "string") {
        refused.push({ row: index + 2, reason: read })
        continue
      }
      sessions++
      attempts += read.attempts.length
      if (!dryRun) await save(tx, { ...read, study })
    }
    if (!dryRun && sessions > 0) await record(tx, "usability.imported", null, { study, sessions, attempts })
    const known = new Set([
      "participant",
      "date",
      "note",
      "sus",
      ...Array.from({ length: 10 }, (_, at) => `sus${at + 1}`),
      ...tasks.flatMap(({ name }) => ["success", "seconds", "errors"].map((what) => `${name} ${what}`)),
    ])
    return {
      sessions,
      attempts,
      refused: refused.slice(0, 100),
      unknownColumns: Object.keys(rows[0] ?? {}).filter((one) => !known.has(one)),
    }
  })
}

export async function findSessions(
  scope: Scope,
  { id, study }: { id?: string; study?: string | undefined } = {},
): Promise<UsabilitySession[]> {
  return scope.query<UsabilitySession>(sql`
    select s.id, s.study, s.participant, to_char(s.held_on, 'YYYY-MM-DD') as "heldOn", s.sus_score as "susScore", s.note, s.created_by as "createdBy",
      coalesce((select json_agg(json_build_object('taskId', t.id, 'task', t.name, 'succeeded', a.succeeded, 'seconds', a.seconds, 'errors', a.errors) order by t.name)
        from usability_attempt a join task t on t.id = a.task_id where a.session_id = s.id), '[]') as attempts
    from usability_session s where s.organization_id = ${scope.organizationId}
      ${id ? sql`and s.id = ${id}` : sql``} ${study ? sql`and s.study = ${study}` : sql``}
    order by s.held_on desc, s.study, s.participant limit 500`)
}

/** The same figures as a task has from events, from being watched: few people, so the interval counts. */
export async function usabilityFigures(
  scope: Scope,
  taskId: string,
): Promise<z.output<typeof UsabilityFigures> | null> {
  const [row] = await scope.query<{
    n: number
    succeeded: number
    errors: number
    timed: number
    mean: number | null
    sd: number | null
    scores: number[] | null
  }>(sql`
    select count(*)::int as n, (count(*) filter (where a.succeeded))::int as succeeded, coalesce(sum(a.errors), 0)::int as errors,
      (count(*) filter (where a.succeeded and a.seconds is not null))::int as timed,
      avg(ln(a.seconds)) filter (where a.succeeded) as mean, stddev_samp(ln(a.seconds)) filter (where a.succeeded) as sd,
      array_agg(s.sus_score) filter (where s.sus_score is not null) as scores
    from usability_attempt a join usability_session s on s.id = a.session_id
    where s.organization_id = ${scope.organizationId} and a.task_id = ${taskId}`)
  if (!row || row.n === 0) return null
  const success = row.n < 30 ? agrestiCoull(row.succeeded, row.n) : wilson(row.succeeded, row.n)
  return {
    sessions: row.n,
    small: row.n < 30,
    success: {
      n: row.n,
      estimate: success.estimate,
      low: Math.max(0, success.low ?? 0),
      high: Math.min(1, success.high ?? 1),
    },
    geometricMean: bare(geometricMeanInterval({ n: row.timed, mean: row.mean ?? 0, sd: row.sd ?? 0 })),
    errorsPerAttempt: { ...bare(garwood(row.errors, row.n)), n: row.n },
    sus: bare(meanInterval(summarize(row.scores ?? []))),
  }
}

/** SUS: odd items count what is above 1, even ones what is below 5; times 2.5. */
export const susOf = (answers: readonly number[]) =>
  answers.reduce((sum, answer, index) => sum + (index % 2 === 0 ? answer - 1 : 5 - answer), 0) * 2.5

type Read = {
  participant: string
  heldOn: string
  sus: number[] | null
  susScore: number | null
  note?: string | undefined
  attempts: { taskId: string; succeeded: boolean; seconds?: number | undefined; errors: number }[]
}

function readRow(row: Record<string, string>, tasks: readonly { id: string; name: string }[]): Read | string {
  const participant = (row.participant ?? "").slice(0, 200)
  if (participant === "") return "participant"
  const heldOn = row.date ?? ""
  if (!/^\d{4}-\d\d-\d\d$/.test(heldOn) || Number.isNaN(Date.parse(heldOn))) return "date"
  const answers = Array.from({ length: 10 }, (_, at) => Number(row[`sus${at + 1}`] || Number.NaN))
  const all = answers.every((one) => Number.isInteger(one) && one >= 1 && one <= 5)
  const given = row.sus ? Number(row.sus) : null
  if (given !== null && !(given >= 0 && given <= 100)) return "sus"
  const attempts: Read["attempts"] = []
  for (const { id, name } of tasks) {
    const success = readYes(row[`${name} success`] ?? "")
    if (success === undefined) continue
    if (success === null) return `${name} success`
    const seconds = row[`${name} seconds`] ? Number(row[`${name} seconds`]) : undefined
    if (seconds !== undefined && !(seconds > 0 && seconds <= 86_400)) return `${name} seconds`
    const errors = Number(row[`${name} errors`] || 0)
    if (!Number.isInteger(errors) || errors < 0 || errors > 1_000) return `${name} errors`
    attempts.push({ taskId: id, succeeded: success, seconds, errors })
  }
  return {
    participant,
    heldOn,
    sus: all ? answers : null,
    susScore: all ? susOf(answers) : given,
    note: row.note?.slice(0, 5_000),
    attempts,
  }
}

/** undefined: not tried; null: not readable. */
function readYes(text: string): boolean | null | undefined {
  const word = text.trim().toLowerCase()
  if (word === "") return undefined
  if (["1", "yes", "true", "y", "success", "是", "成功"].includes(word)) return true
  return ["0", "no", "false", "n", "failure", "否", "失败"].includes(word) ? false : null
}

async function save(tx: Tx, given: Read & { study: string }): Promise<string> {
  const [row] = await tx.query<{ id: string }>(sql`
    insert into usability_session (id, organization_id, study, participant, held_on, sus, sus_score, note, created_at, created_by, created_by_id)
    values (${newId()}, ${tx.organizationId}, ${given.study}, ${given.participant}, ${given.heldOn}, ${given.sus}::int[], ${given.susScore},
      ${given.note ?? null}, ${tx.now()}, ${tx.actor.name}, ${memberId(tx)})
    on conflict (organization_id, study, participant, held_on) do update set sus = excluded.sus, sus_score = excluded.sus_score, note = excluded.note
    returning id`)
  const id = row!.id
  await tx.query(sql`delete from usability_attempt where session_id = ${id}`)
  await tx.query(sql`
    insert into usability_attempt (session_id, task_id, succeeded, seconds, errors)
    select ${id}, x."taskId", x.succeeded, x.seconds, x.errors
    from json_to_recordset(${JSON.stringify(given.attempts)}::json) as x("taskId" uuid, succeeded bool, seconds float8, errors int)
    on conflict do nothing`)
  return id
}

const plain = (text: string) => text.trim().toLowerCase().replace(/\s+/g, " ")
const bare = ({ n, estimate, low, high }: Estimate): Estimate => ({ n, estimate, low, high })
