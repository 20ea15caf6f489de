import type { Survey } from "../../../survey/definition.ts"
import { languageOf } from "../../../survey/languages.ts"
import { coded, notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import { listAudiences, releaseAudience, useAudience } from "../audiences/public.ts"
import { contactsOf } from "../people/public.ts"
import { dropPlanned, noteHeld, planAsks } from "../policy/public.ts"
import { plainSurvey, versionsOf } from "../surveys/public.ts"
import type { MailingChange, MailingInput, Seen } from "./contract.ts"
import { firstTexts, leads, type MailingRow, recordOf, stateOf } from "./mailing.ts"
import { reachOf } from "./reach.ts"
import { dropWaiting, insertInvitees } from "./recipients.ts"
import {
  deleteMailing,
  findMailing,
  freezeAudience,
  insertMailing,
  insertStep,
  lockMailing,
  organizationName,
  type Settings,
  updateMailing,
} from "./store.ts"

/** Begins to ask by mail: a draft with a letter in each language of the survey. Throws 404, 409 `survey.not_published`. */
export async function draftMailing(scope: Scope, surveyId: string, given: MailingInput): Promise<MailingRow> {
  mustBeAllowed(scope, "surveys.publish")
  return scope.transaction(async (tx) => {
    const survey = await publishedSurvey(tx, surveyId)
    const audience = await audienceOf(tx, given.audienceId)
    const id = newId()
    const texts = given.texts ?? firstTexts(survey.definition, await organizationName(tx))
    await insertMailing(tx, { ...given, id, surveyId, audienceName: audience.name, texts })
    await useAudience(tx, audience.id, `mailing:${id}`, survey.title)
    await record(tx, "mailing.created", `mailing:${id}`, { surveyId, audienceId: audience.id })
    return existing(tx, id)
  })
}

/** Changes a draft. Throws 404, 409 `mailing.changed_meanwhile`, `mailing.cannot_now`. */
export async function changeMailing(
  scope: Scope,
  id: string,
  { version, ...change }: MailingChange,
): Promise<MailingRow> {
  mustBeAllowed(scope, "surveys.publish")
  return scope.transaction(async (tx) => {
    const before = await drafted(tx, id, version)
    const audience = change.audienceId ? await audienceOf(tx, change.audienceId) : undefined
    const to: Settings = {
      audienceId: audience?.id ?? before.audience_id!,
      audienceName: audience?.name ?? before.audience_name,
      texts: change.texts ?? before.texts,
      spreadHours: change.spreadHours ?? before.spread_hours,
      perDomainHour: change.perDomainHour === undefined ? before.per_domain_hour : change.perDomainHour,
      reminders: change.reminders ?? before.reminders,
      remindAfterDays: change.remindAfterDays ?? before.remind_after_days,
    }
    if (before.audience_id && before.audience_id !== to.audienceId)
      await releaseAudience(tx, before.audience_id, recordOf(before))
    await useAudience(tx, to.audienceId, recordOf(before), before.survey_title)
    await updateMailing(tx, id, to)
    await record(tx, "mailing.changed", `mailing:${id}`, { surveyId: before.survey_id, fields: Object.keys(change) })
    return existing(tx, id)
  })
}

/** Throws a draft away. */
export async function discardMailing(scope: Scope, id: string): Promise<void> {
  mustBeAllowed(scope, "surveys.publish")
  await scope.transaction(async (tx) => {
    const before = await drafted(tx, id)
    if (before.audience_id) await releaseAudience(tx, before.audience_id, recordOf(before))
    await deleteMailing(tx, id)
    await record(tx, "mailing.deleted", `mailing:${id}`, { surveyId: before.survey_id })
  })
}

/**
 * Begins sending to exactly the people who were shown. Throws 409 `mailing.list_changed` with how many there are now,
 * `mailing.nobody`, `survey.closed`.
 */
export async function sendMailing(scope: Scope, id: string, seen: Seen): Promise<MailingRow> {
  mustBeAllowed(scope, "surveys.publish")
  return scope.transaction(async (tx) => {
    const mailing = await drafted(tx, id, seen.version)
    if (mailing.survey_state !== "open") throw coded("mailing.survey_not_open")
    const reach = await reachOf(tx, mailing)
    if (reach.people.length === 0) throw coded("mailing.nobody")
    if (reach.fingerprint !== seen.fingerprint || reach.people.length !== seen.people)
      throw coded("mailing.list_changed", { people: reach.people.length, before: seen.people })
    const { definition } = await publishedSurvey(tx, mailing.survey_id)
    await freezeAudience(tx, id, reach.definition)
    const asked = await inTurn(tx, mailing, definition, reach.people)
    await insertInvitees(tx, id, [
      ...asked,
      ...[...reach.leftOut].map(([personId, why]) => ({
        ...{ personId, why, language: definition.languages[0] ?? "en", dueAt: tx.now() },
        state: "dropped" as const,
      })),
    ])
    await planAsks(tx, { surveyId: mailing.survey_id, record: recordOf(mailing), people: asked })
    await noteHeld(
      tx,
      { surveyId: mailing.survey_id, channel: "email", at: tx.now(), cause: { kind: "mailing", id } },
      reach.leftOut,
    )
    await insertStep(tx, id, { state: "sending", people: asked.length })
    await record(tx, "mailing.started", `mailing:${id}`, {
      surveyId: mailing.survey_id,
      people: asked.length,
      leftOut: reach.leftOut.size,
    })
    return existing(tx, id)
  })
}

// Spread evenly over the hours, in an order that has nothing to do with the people.
async function inTurn(tx: Tx, mailing: MailingRow, survey: Survey, people: readonly string[]) {
  const languages = new Map((await contactsOf(tx, people)).map((one) => [one.personId, one.language]))
  const order = people.map((personId) => ({ personId, at: Math.random() })).sort((a, b) => a.at - b.at)
  const step = (mailing.spread_hours * 3_600_000) / Math.max(1, people.length)
  return order.map(({ personId }, index) => ({
    personId,
    language: languageOf(survey, [languages.get(personId)]),
    dueAt: new Date(tx.now().getTime() + Math.floor(index * step)),
    state: "waiting" as const,
  }))
}

/** Stops sending for now; whoever was written to was written to. */
export const pauseMailing = (scope: Scope, id: string) => stepped(scope, id, "pause", "paused", "mailing.paused")
export const resumeMailing = (scope: Scope, id: string) => stepped(scope, id, "resume", "sending", "mailing.resumed")

/** Ends it for good: who has not been asked will not be, and nobody is reminded. */
export const stopMailing = (scope: Scope, id: string) => stepped(scope, id, "stop", "stopped", "mailing.stopped")

async function stepped(
  scope: Scope,
  id: string,
  lead: "pause" | "resume" | "stop",
  state: "paused" | "sending" | "stopped",
  event: "mailing.paused" | "mailing.resumed" | "mailing.stopped",
): Promise<MailingRow> {
  mustBeAllowed(scope, "surveys.publish")
  return scope.transaction(async (tx) => {
    const mailing = await locked(tx, id)
    if (!(leads[lead] as readonly string[]).includes(stateOf(mailing)))
      throw coded("mailing.cannot_now", { state: stateOf(mailing) })
    await insertStep(tx, id, { state })
    if (state === "stopped") {
      await dropWaiting(tx, id, "stopped")
      await dropPlanned(tx, recordOf(mailing))
      if (mailing.audience_id) await releaseAudience(tx, mailing.audience_id, recordOf(mailing))
    }
    await record(tx, event, `mailing:${id}`, { surveyId: mailing.survey_id })
    return existing(tx, id)
  })
}

export async function publishedSurvey(scope: Scope, id: string): Promise<{ title: string; definition: Survey }> {
  const survey = await plainSurvey(scope, id)
  if (!survey) throw notFound("survey", id)
  const [version] = survey.published === null ? [] : await versionsOf(scope, id, survey.published)
  if (!version) throw coded("survey.not_published")
  return { title: survey.title, definition: version.definition }
}

async function audienceOf(tx: Tx, id: string) {
  const [audience] = await listAudiences(tx, { id })
  if (!audience) throw notFound("audience", id)
  return audience
}

export async function existing(scope: Scope, id: string): Promise<MailingRow> {
  const mailing = await findMailing(scope, id)
  if (!mailing) throw notFound("mailing", id)
  return mailing
}

async function locked(tx: Tx, id: string): Promise<MailingRow> {
  const mailing = await lockMailing(tx, id)
  if (!mailing) throw notFound("mailing", id)
  return mailing
}

async function drafted(tx: Tx, id: string, version?: number): Promise<MailingRow> {
  const mailing = await locked(tx, id)
  if (stateOf(mailing) !== "draft") throw coded("mailing.cannot_now", { state: stateOf(mailing) })
  if (version !== undefined && version !== mailing.version)
    throw coded("mailing.changed_meanwhile", { by: mailing.updated_by })
  return mailing
}
