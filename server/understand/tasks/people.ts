import { type Feedback, feedbackOfPerson } from "../../listen/feedback/public.ts"
import type { Query } from "../../listen/interactions/public.ts"
import { findPeople } from "../../listen/people/public.ts"
import { coded } from "../../platform/http/errors.ts"
import type { z } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"
import { attemptsOf, type Period } from "./attempts.ts"
import type { TaskDefinition, TaskOutcome } from "./task.ts"

type Said = z.output<typeof Feedback>
type Asked = {
  outcome: TaskOutcome
  step?: number | undefined
  query?: Query
  limit: number
  cursor?: string | undefined
}
type Found = { person: string; attempts: number; last: number; step: number; errors: number }

/** Who did not manage (or did), the latest first, with what she last said on any channel. */
export async function peopleOfTask(scope: Scope, definition: TaskDefinition, period: Period, asked: Asked) {
  const { outcome, step, query, limit, cursor } = asked
  const after = cursor === undefined ? undefined : readCursor(cursor)
  const attempts = await attemptsOf(scope, definition, period, query ? { query } : {})
  const chosen = `outcome = {out:String} ${step === undefined ? "" : "and furthest = {step:UInt8}"}`
  const grouped = `select person, count() as attempts, max(started) as last, toUInt8(argMax(furthest, started)) as step,
    sum(errors) as errors from (${attempts.text}) where ${chosen} group by person`
  const values = { ...attempts.values, out: outcome, step, limit: limit + 1, cl: after?.[0], cp: after?.[1] }
  const rows = await scope.clickhouse.rows<Found & { total: number }>(
    `select * from (select *, count() over () as total from (${grouped}))
     ${after ? "where (last, person) < ({cl:UInt64}, {cp:UUID})" : ""} order by last desc, person desc limit {limit:UInt32}`,
    values,
  )
  const shown = rows.slice(0, limit)
  const ids = shown.map((row) => row.person)
  const people = ids.length === 0 ? [] : await findPeople(scope, { ids, limit: ids.length })
  const byId = new Map(people.flatMap((one) => one.ids.map((id) => [id, one] as const)))
  const said = await lastWords(
    scope,
    people.flatMap((one) => one.ids),
  )
  const last = shown.at(-1)
  return {
    items: shown.map((row) => {
      const person = byId.get(row.person)
      return {
        person: { id: person?.id ?? row.person, name: person?.name ?? null, known: person !== undefined },
        attempts: row.attempts,
        lastAt: new Date(row.last).toISOString(),
        step: row.step,
        errors: row.errors,
        said: (person && said.get(person.id)) ?? null,
      }
    }),
    next:
      rows.length > limit && last ? Buffer.from(JSON.stringify([last.last, last.person])).toString("base64url") : null,
    total: rows[0]?.total ?? 0,
  }
}

async function lastWords(scope: Scope, ids: readonly string[]): Promise<Map<string, Said>> {
  const said = new Map<string, Said>()
  if (ids.length === 0) return said
  for (const one of await feedbackOfPerson(scope, ids, 500)) {
    if (one.text && one.person && !said.has(one.person.id)) said.set(one.person.id, one)
  }
  return said
}

function readCursor(text: string): [number, string] {
  try {
    const [last, person] = JSON.parse(Buffer.from(text, "base64url").toString("utf8")) as [number, string]
    if (Number.isInteger(last) && /^[0-9a-f-]{36}$/.test(person)) return [last, person]
  } catch {
    // answered below
  }
  throw coded("cursor.invalid", {}, "cursor")
}
