import { checkAnswers } from "../../../survey/answers.ts"
import type { Survey } from "../../../survey/definition.ts"
import { createGroupCommit } from "../../platform/group-commit.ts"
import { type CodedError, coded, fault, invalid, notFound } from "../../platform/http/errors.ts"
import { newsTeller } from "../../platform/outbox.ts"
import { isDatabaseAway, isDiskFull, type Runner, sql } from "../../platform/postgres.ts"
import type { Stores } from "../../platform/scope.ts"
import { type Asking, type Link, once, stateOf } from "../surveys/public.ts"
import type { ResponseInput, Taken } from "./contract.ts"
import { cleaned, filesIn, graceMs, knownVariables, namedIn, quotasOf } from "./response.ts"
import { findBegun, type Kept, keepResponses, type ResponseRow } from "./store.ts"

export type Responding = ReturnType<typeof createResponding>

/**
 * Takes what respondents send. Answers that come at the same moment are stored in one commit, and answered when they
 * are durable. A link that leads to one response only, or a survey that wants so many answers and no more, is looked at
 * in a transaction of its own, so that two who come at once are told apart.
 */
export function createResponding(
  { database, now }: Stores,
  asking: Asking,
  /** Where a respondent sees what became of her answers: a later stage knows. */
  statusUrlFor?: (responseId: string) => string,
) {
  const tellNews = newsTeller(database)
  const quick = createGroupCommit<ResponseRow, Kept>({
    lanes: 2,
    maxItems: 1_000,
    async write(rows) {
      const kept = await keepResponses(database, rows)
      tellNews()
      return kept
    },
    mayBeOfOneItem: (error) => !(error instanceof Error && (isDatabaseAway(error) || isDiskFull(error))),
  })

  /**
   * Keeps a response as it is now. Throws 404 for a wrong key, 400 `response.invalid` with the answers that are wrong,
   * 409 or 410 where the link or the survey takes no answers (any more), or this response is finished with others.
   */
  async function take(key: string, id: string, given: ResponseInput): Promise<Taken> {
    const link = await asking.link(key)
    const survey = given.version === link.version ? link.survey : await asking.version(link.surveyId, given.version)
    if (!survey) throw coded("response.version_unknown", { version: given.version })
    const row = asRow(link, survey, id, given)
    const state = stateOf(link, now())
    if (state !== "open") await mayFinish(link, state, row)
    const careful = once(link) || link.quotas.length > 0 || filesIn(survey, row.answers).length > 0
    const [kept] = careful
      ? [await database.transaction((tx) => keepCarefully(tx, link, survey, row))]
      : await quick.add([row])
    if (careful) {
      tellNews()
      asking.forget(link.surveyId)
    }
    if ("full" in kept!) throw coded("survey.full")
    if ("refused" in kept!) throw refusals[kept.refused]()
    return { ...kept!, ...(row.human && kept!.finished ? statusOf(survey, id) : {}) }
  }

  const statusOf = (survey: Survey, id: string): { statusUrl?: string } =>
    statusUrlFor && survey.endings.some((one) => one.statusLink) ? { statusUrl: statusUrlFor(id) } : {}

  function asRow(link: Link, survey: Survey, id: string, given: ResponseInput): ResponseRow {
    const answers = cleaned(given.answers)
    const variables = knownVariables(survey, cleaned(given.variables), link.variables)
    const known = { answers, language: given.language, variables, ...(link.person ? { person: link.person } : {}) }
    const wrong = checkAnswers(survey, known, given.finished)
    if (wrong.length > 0) throw refused(wrong)
    const at = now()
    return {
      id,
      organization_id: link.organizationId,
      survey_id: link.surveyId,
      version: given.version,
      link_id: link.id,
      once: once(link) ? link.id : null,
      person_id: link.personId,
      person_given: namedIn(survey, answers),
      language: given.language,
      answers,
      variables,
      place: given.place ?? null,
      sequence: given.sequence,
      seconds: Math.round(given.seconds),
      human: given.human,
      quotas: given.finished ? quotasOf(link.quotas, survey, known) : [],
      // By our clock: the sender's may be years off.
      started_at: new Date(at.getTime() - given.seconds * 1_000).toISOString(),
      changed_at: at.toISOString(),
      finished_at: given.finished ? at.toISOString() : null,
      surplus_at: null,
      sent_at: given.sentAt ?? null,
    }
  }

  // Who began in time may finish, and what was sent twice is answered twice.
  async function mayFinish(link: Link, state: "paused" | "closed" | "full" | "used" | "expired", row: ResponseRow) {
    const begun = await findBegun(database, row.id)
    const isHers = begun?.link_id === link.id
    if (isHers && (begun.finished_at || now().getTime() - begun.changed_at.getTime() <= graceMs)) return
    throw stateRefusals[state]()
  }

  return { take, statusOf, gauge: quick.gauge, settled: quick.settled }
}

const refusals: Record<"finished" | "foreign" | "erased", () => CodedError> = {
  finished: () => coded("response.finished"),
  foreign: () => notFound("response"),
  erased: () => coded("link.expired"),
}
const stateRefusals = {
  paused: () => coded("survey.paused"),
  closed: () => coded("survey.closed"),
  full: () => coded("survey.full"),
  used: () => coded("link.used"),
  expired: () => coded("link.expired"),
}

/** One at a time for a link or a survey with quotas: what was decided holds when it is written. */
async function keepCarefully(tx: Runner, link: Link, survey: Survey, row: ResponseRow): Promise<Kept | { full: true }> {
  if (once(link)) await mustBeHers(tx, link, row)
  await mustBeThere(tx, survey, row)
  const full = row.finished_at !== null && row.human && (await hasEnough(tx, link, row))
  // Enough of its kind came in meanwhile: what she said is kept all the same, and does not count.
  const [kept] = await keepResponses(tx, [full ? { ...row, surplus_at: row.changed_at } : row])
  if ("finished" in kept! && kept.finished && once(link)) {
    await tx.query(sql`update survey_link set used_at = coalesce(used_at, ${row.changed_at}) where id = ${link.id}`)
  }
  return full && "sequence" in kept! && kept.sequence === row.sequence && (await isSurplus(tx, row.id))
    ? { full: true }
    : kept!
}

async function mustBeHers(tx: Runner, link: Link, row: ResponseRow) {
  const [now] = await tx.query<{ revoked: boolean; erased: boolean }>(sql`
    select l.revoked_at is not null as revoked, exists (select 1 from person_erasure e where e.person_id = l.person_id) as erased
    from survey_link l where l.id = ${link.id} for update of l`)
  if (!now || now.revoked) throw notFound("link")
  if (now.erased) throw coded("link.expired")
  const [other] = await tx.query<{ id: string; finished: boolean }>(sql`
    select id, finished_at is not null as finished from response where once = ${link.id}`)
  if (other && other.id !== row.id) {
    throw other.finished ? coded("link.used") : coded("response.begun_elsewhere", { responseId: other.id })
  }
}

async function mustBeThere(tx: Runner, survey: Survey, row: ResponseRow) {
  const files = filesIn(survey, row.answers)
  if (files.length === 0) return
  const found = await tx.query<{ id: string; question: string }>(sql`
    select id::text, question from response_file where response_id = ${row.id}`)
  const missing = files.filter((file) => !found.some((one) => one.id === file.id && one.question === file.question))
  if (missing.length > 0) {
    throw invalid(
      "response.invalid",
      missing.map((file) => fault("response.answer", { code: "notOffered" }, `answers.${file.question}`)),
      { count: missing.length },
    )
  }
}

async function hasEnough(tx: Runner, link: Link, row: ResponseRow): Promise<boolean> {
  if (row.quotas.length === 0) return false
  await tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${`quotas ${link.surveyId}`}, 0))`)
  for (const quota of link.quotas) {
    if (!row.quotas.includes(quota.id)) continue
    const [counted] = await tx.query<{ n: number }>(sql`
      select count(*) as n from response where survey_id = ${link.surveyId} and finished_at is not null and surplus_at is null
        and human and id <> ${row.id} ${quota.when ? sql`and quotas @> array[${quota.id}]` : sql``}`)
    if (counted!.n >= quota.most) return true
  }
  return false
}

const isSurplus = async (tx: Runner, id: string) =>
  (await tx.query(sql`select 1 from response where id = ${id} and surplus_at is not null`)).length > 0

function refused(wrong: ReturnType<typeof checkAnswers>): CodedError {
  const faults = wrong.map(({ question, fault: one }) =>
    one.code === "unknown"
      ? fault("response.unknown_question", { question }, `answers.${question}`)
      : fault(
          "response.answer",
          {
            code: one.code,
            ...("limit" in one ? { limit: one.limit } : {}),
            ...("part" in one ? { part: one.part } : {}),
          },
          `answers.${question}`,
        ),
  )
  return invalid("response.invalid", faults, { count: faults.length })
}
