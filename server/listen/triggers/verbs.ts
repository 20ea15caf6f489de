import { coded, notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import { listAudiences } from "../audiences/public.ts"
import { dropPlanned, planAsks } from "../policy/public.ts"
import { plainSurvey, type Setup } from "../surveys/public.ts"
import { countSeen } from "./seen.ts"
import {
  countCauses,
  deleteAsking,
  insertAsking,
  insertCauses,
  type NewCause,
  type Running,
  startedBy,
  stopWaiting,
} from "./store.ts"
import { isDrawn, notReady, windowOf } from "./trigger.ts"

/** Lets a survey ask by itself, by the rule in its set-up. Throws 404, 409 `survey.asks_not_ready`. */
export async function startAsking(scope: Scope, surveyId: string) {
  mustBeAllowed(scope, "surveys.publish")
  await scope.transaction(async (tx) => {
    const missing = await whatIsMissing(tx, surveyId)
    if (missing) throw coded("survey.asks_not_ready", { missing })
    if (await insertAsking(tx, surveyId)) await record(tx, "survey.asking_started", `survey:${surveyId}`)
  })
  return askingOf(scope, surveyId)
}

/** It asks by itself no more; whoever was to be asked is not. */
export async function stopAsking(scope: Scope, surveyId: string) {
  mustBeAllowed(scope, "surveys.publish")
  await scope.transaction(async (tx) => {
    if (!(await plainSurvey(tx, surveyId))) throw notFound("survey", surveyId)
    if (!(await deleteAsking(tx, surveyId))) return
    const stopped = await stopWaiting(tx, { surveyId })
    await dropPlanned(tx, planOf(surveyId))
    await record(tx, "survey.asking_stopped", `survey:${surveyId}`, { waiting: stopped.length })
  })
  return askingOf(scope, surveyId)
}

/** Whether a survey asks by itself, and what came of it. Throws 404. */
export async function askingOf(scope: Scope, surveyId: string) {
  const survey = await plainSurvey(scope, surveyId)
  if (!survey) throw notFound("survey", surveyId)
  const since = new Date(scope.now().getTime() - countedDays * 86_400_000)
  const [running, counted, missing, seen] = await Promise.all([
    startedBy(scope, surveyId),
    countCauses(scope, surveyId, since),
    whatIsMissing(scope, surveyId),
    countSeen(scope, survey.setup as Setup, since),
  ])
  return {
    running: running ? { at: running.at.toISOString(), by: running.by } : null,
    notReady: missing,
    ...counted,
    seen: seen === null ? null : { n: seen, days: countedDays },
  }
}

/** Something happened to these people: those who are drawn are asked about it when it is time. Twice is once. */
export async function noteCauses(
  scope: Scope,
  survey: Pick<Running, "id" | "setup" | "startedAt">,
  happened: readonly { personId: string; cause: string; at: Date }[],
): Promise<number> {
  const { trigger } = survey.setup
  if (!trigger) return 0
  const now = scope.now()
  const causes = happened.flatMap(({ personId, cause, at }): NewCause[] => {
    // What was over before it began to ask is not asked about.
    if (at < survey.startedAt || !isDrawn(trigger.share, survey.id, personId, cause)) return []
    const window = windowOf(trigger, at)
    return window.until > now ? [{ id: newId(), personId, cause, causedAt: at, ...window }] : []
  })
  return save(scope, survey.id, causes)
}

/** The people of a schedule whose turn has come. */
export const noteTurns = (scope: Scope, surveyId: string, turns: readonly NewCause[]) => save(scope, surveyId, turns)

/** Under which name the contact policy knows whom a survey is going to ask. */
export const planOf = (surveyId: string) => `asking:${surveyId}`

const countedDays = 30

async function save(scope: Scope, surveyId: string, causes: readonly NewCause[]): Promise<number> {
  if (causes.length === 0) return 0
  return scope.transaction(async (tx) => {
    const made = await insertCauses(tx, surveyId, causes)
    const people = made.map((one) => ({ personId: one.person_id, dueAt: one.due_at }))
    if (people.length > 0) await planAsks(tx, { surveyId, record: planOf(surveyId), people })
    return made.length
  })
}

async function whatIsMissing(scope: Scope | Tx, surveyId: string) {
  const survey = await plainSurvey(scope, surveyId)
  if (!survey) throw notFound("survey", surveyId)
  const setup = survey.setup as Setup
  if (survey.published === null || survey.state !== "open") return "not_open" as const
  if (setup.audienceId && (await listAudiences(scope, { id: setup.audienceId })).length === 0)
    return "no_audience" as const
  return notReady(setup)
}
