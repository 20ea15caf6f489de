import { sql } from "../../platform/postgres.ts"
import { mintSystemScope, type Scope, type Stores, type Tx } from "../../platform/scope.ts"
import { isPersonIn, listAudiences } from "../audiences/public.ts"
import { dropPlanned, type Reason, whyNot } from "../policy/public.ts"
import { type CauseRow, endCause, lockCauses, postponeCause, type Running, runningSurveys } from "./store.ts"
import { planOf } from "./verbs.ts"

/**
 * Puts letters to these people on their way, in the same transaction in which it is written down why: both or neither.
 * What it returns is called once that is durable.
 */
export type Invite = (
  tx: Tx,
  letters: { surveyId: string; personIds: readonly string[]; because: "trigger" | "contact" },
) => Promise<() => Promise<void>>

/** Asks everybody whose time has come, as far as the policy lets it; how many were looked at. Any number of processes may. */
export async function askDue(stores: Stores, invite: Invite): Promise<number> {
  const due = await stores.database.query<{ organization_id: string; survey_id: string }>(sql`
    select distinct organization_id, survey_id from survey_cause where ended is null and due_at <= ${stores.now()}`)
  let looked = 0
  for (const [organizationId, surveys] of Map.groupBy(due, (one) => one.organization_id)) {
    const scope = mintSystemScope(stores, organizationId)
    const running = new Map((await runningSurveys(scope)).map((one) => [one.id, one]))
    for (const { survey_id } of surveys) looked += await askSome(scope, survey_id, running.get(survey_id), invite)
  }
  return looked
}

/** So many in one transaction, one after the other: asking one holds back the next question to the same person. */
const atOnce = 200

async function askSome(scope: Scope, surveyId: string, survey: Running | undefined, invite: Invite): Promise<number> {
  const { looked, send } = await scope.transaction(async (tx) => {
    const causes = await lockCauses(tx, surveyId, atOnce)
    const asked = new Set<string>()
    for (const one of causes) {
      if (one.until <= tx.now()) await end(tx, one, "too_late", null)
      // Paused, or closed for the time being: it may be open again before it is too late.
      else if (!survey) await postponeCause(tx, one.id, later(tx, one), one.reason)
      else {
        const reason = asked.has(one.person_id) ? justAsked(tx) : await reasonAgainst(tx, survey, one)
        if (reason) await wait(tx, one, reason)
        else {
          await end(tx, one, "asked", null)
          asked.add(one.person_id)
        }
      }
    }
    const letters = { surveyId, personIds: [...asked], because: "trigger" as const }
    return { looked: causes.length, send: asked.size > 0 ? await invite(tx, letters) : undefined }
  })
  await send?.()
  return looked
}

async function reasonAgainst(tx: Tx, survey: Running, one: CauseRow): Promise<Reason | undefined> {
  const { audienceId, trigger } = survey.setup
  const [audience] = audienceId ? await listAudiences(tx, { id: audienceId }) : []
  if (audienceId && !(audience && (await isPersonIn(tx, audience.definition, one.person_id))))
    return { code: "not_in_audience" }
  const [kind = "", id = ""] = one.cause.split(/:(.*)/s)
  // How long after the event one may ask, the survey says itself: the policy's hours count from then.
  const at = new Date(one.caused_at.getTime() + (trigger?.afterHours ?? 0) * 3_600_000)
  const cause = kind === "round" ? { kind, id } : { kind, id, at: at.toISOString() }
  return (await whyNot(tx, { surveyId: survey.id, personIds: [one.person_id], channel: "email", cause })).get(
    one.person_id,
  )
}

const justAsked = (tx: Tx): Reason => ({ code: "asked_before", at: tx.now().toISOString() })

/** Later where that can help and is not too late; else it has ended. */
async function wait(tx: Tx, one: CauseRow, reason: Reason) {
  const until = reason.until ? new Date(reason.until) : passing.has(reason.code) ? later(tx, one) : null
  if (until && until < one.until) await postponeCause(tx, one.id, until, reason)
  else await end(tx, one, "held_back", reason)
}

const passing: ReadonlySet<Reason["code"]> = new Set(["in_follow_up", "higher_priority"])
const later = (tx: Tx, one: CauseRow) => new Date(Math.min(tx.now().getTime() + 3_600_000, one.until.getTime()))

async function end(tx: Tx, one: CauseRow, ended: "asked" | "held_back" | "too_late", reason: Reason | null) {
  await endCause(tx, one.id, ended, reason)
  await dropPlanned(tx, planOf(one.survey_id), [one.person_id])
}
