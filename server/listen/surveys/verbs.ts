import type { Survey } from "../../../survey/definition.ts"
import { problemsOf } from "../../../survey/problems.ts"
import { coded, fault, invalid, notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import type { SurveyChange, SurveyInput } from "./contract.ts"
import { insertLinks } from "./links.ts"
import {
  type Changes,
  deleteSurveyRow,
  hasResponses,
  insertSurvey,
  insertVersion,
  type ListedRow,
  listSurveys,
  lockSurvey,
  updateState,
  updateSurvey,
  versionsOf,
} from "./store.ts"
import { emptySurvey, fieldsOf, mayStep, type Step, type SurveyRow, textIn } from "./survey.ts"
import { templateOf } from "./templates.ts"

/** Begins a survey: empty, from a template with all its set-up, or from a definition. Throws 404 for an unknown template. */
export async function createSurvey(scope: Scope, given: SurveyInput): Promise<ListedRow> {
  mustBeAllowed(scope, "surveys.edit")
  const template = given.template === undefined ? undefined : templateOf(given.template)
  if (given.template !== undefined && !template) throw notFound("template", given.template)
  const draft =
    given.definition ?? template?.definition ?? emptySurvey(given.title ?? "Survey", given.languages ?? ["en"])
  return scope.transaction(async (tx) => {
    const id = newId()
    await insertSurvey(tx, {
      id,
      title: given.title ?? (textIn(draft.title, draft) || "Survey"),
      draft,
      template: given.template ?? null,
      touchpoint: given.touchpoint ?? template?.touchpoint ?? null,
      channel: given.channel ?? null,
      product: given.product ?? null,
      journey_step: given.journeyStep ?? null,
      closes_at: given.closesAt ?? null,
      quotas: given.quotas ?? [],
      setup: given.setup ?? template?.setup ?? {},
    })
    await record(tx, "survey.created", `survey:${id}`, { template: given.template ?? null })
    return existing(tx, id)
  })
}

/** Changes the draft or the settings. Throws 404, and 409 where somebody changed it since `version` was read. */
export async function changeSurvey(scope: Scope, id: string, change: SurveyChange): Promise<ListedRow> {
  mustBeAllowed(scope, "surveys.edit")
  return scope.transaction(async (tx) => {
    const before = await locked(tx, id)
    if (change.version !== before.version) {
      throw coded("survey.changed_meanwhile", { by: before.updated_by, version: before.version })
    }
    await updateSurvey(tx, id, asChanges(change))
    await record(tx, "survey.changed", `survey:${id}`, { fields: fieldsOf(change), version: before.version + 1 })
    return existing(tx, id)
  })
}

/**
 * Makes what is in the draft what customers are asked from now on, as a new version; the first time with a link for
 * anybody. A draft like the newest version only opens the survey again. Throws 422 `survey.not_ready` with what stops it.
 */
export async function publishSurvey(
  scope: Scope,
  id: string,
  { note }: { note?: string | undefined },
): Promise<ListedRow> {
  mustBeAllowed(scope, "surveys.publish")
  return scope.transaction(async (tx) => {
    const before = await locked(tx, id)
    const [newest] = before.published === null ? [] : await versionsOf(tx, id, before.published)
    const problems = problemsOf(before.draft, newest?.definition)
    const stopping = problems.filter((one) => one.severity === "stops")
    if (stopping.length > 0) {
      const faults = stopping.map((one) =>
        fault("survey.problem", { code: one.code, about: one.about ?? "" }, ["draft", ...one.path].join(".")),
      )
      throw invalid("survey.not_ready", faults, { count: faults.length })
    }
    const [shown] = await listSurveys(tx, { id })
    if (shown!.changed) {
      const number = await insertVersion(tx, id, { definition: before.draft, note: note ?? null })
      if (number === 1) await insertLinks(tx, id, [{ kind: "anonymous" }])
      const breaks = problems.filter((one) => breaking.has(one.code)).map((one) => one.about ?? one.path.join("."))
      await record(tx, "survey.published", `survey:${id}`, { number, breaks })
    } else if (before.state === "open") throw coded("survey.nothing_new")
    if (before.state !== "open") {
      await openAgain(tx, before)
      await record(tx, "survey.opened", `survey:${id}`, { from: before.state })
    }
    return existing(tx, id)
  })
}

/** Pauses, opens again or closes. Throws 409 `survey.cannot_now` where that does not follow from its state. */
export async function stepSurvey(scope: Scope, id: string, step: Exclude<Step, "publish">): Promise<ListedRow> {
  mustBeAllowed(scope, "surveys.publish")
  return scope.transaction(async (tx) => {
    const before = await locked(tx, id)
    if (!mayStep(step, before.state)) throw coded("survey.cannot_now", { state: before.state })
    const state = ({ pause: "paused", open: "open", close: "closed" } as const)[step]
    if (step === "open") await openAgain(tx, before)
    else await updateState(tx, id, state)
    const name = ({ pause: "survey.paused", open: "survey.opened", close: "survey.closed" } as const)[step]
    await record(tx, name, `survey:${id}`, { from: before.state })
    return existing(tx, id)
  })
}

/** A new draft of the same: with its set-up, without its versions, links and answers. */
export async function copySurvey(
  scope: Scope,
  id: string,
  { title }: { title?: string | undefined },
): Promise<ListedRow> {
  mustBeAllowed(scope, "surveys.edit")
  return scope.transaction(async (tx) => {
    const from = await locked(tx, id)
    const copy = newId()
    const { draft, template, touchpoint, channel, product, journey_step, quotas, setup } = from
    await insertSurvey(tx, {
      ...{ draft, template, touchpoint, channel, product, journey_step, quotas, setup },
      id: copy,
      title: title ?? from.title,
      closes_at: null,
    })
    await record(tx, "survey.created", `survey:${copy}`, { copyOf: id })
    return existing(tx, copy)
  })
}

/** Deletes a survey nobody has answered. Throws 404, 409 `survey.has_responses`. */
export async function deleteSurvey(scope: Scope, id: string): Promise<void> {
  mustBeAllowed(scope, "surveys.edit")
  await scope.transaction(async (tx) => {
    await locked(tx, id)
    if (await hasResponses(tx, id)) throw coded("survey.has_responses")
    await deleteSurveyRow(tx, id)
    await record(tx, "survey.deleted", `survey:${id}`)
  })
}

/** Replaces the draft by one that is made of it, such as with other translations. Throws 404. */
export async function redraft(
  scope: Scope,
  id: string,
  change: (draft: Survey) => Survey,
  fields: string[],
): Promise<ListedRow> {
  mustBeAllowed(scope, "surveys.edit")
  return scope.transaction(async (tx) => {
    const before = await locked(tx, id)
    await updateSurvey(tx, id, { draft: change(before.draft) })
    await record(tx, "survey.changed", `survey:${id}`, { fields, version: before.version + 1 })
    return existing(tx, id)
  })
}

/** Throws 404 unless the organization has it. */
export async function existing(scope: Scope, id: string): Promise<ListedRow> {
  const [row] = await listSurveys(scope, { id })
  if (!row) throw notFound("survey", id)
  return row
}

/** What changes the meaning of a number over time. */
const breaking: ReadonlySet<string> = new Set(["scaleChanged", "kindChanged", "measureChanged"])

// Opened after its closing date, it would be closed at once.
async function openAgain(tx: Tx, survey: SurveyRow) {
  if (survey.closes_at && survey.closes_at <= tx.now()) await updateSurvey(tx, survey.id, { closes_at: null })
  await updateState(tx, survey.id, "open")
}

async function locked(tx: Tx, id: string): Promise<SurveyRow> {
  const row = await lockSurvey(tx, id)
  if (!row) throw notFound("survey", id)
  return row
}

function asChanges({ version: _version, journeyStep, closesAt, ...same }: SurveyChange): Changes {
  return {
    ...same,
    ...(journeyStep === undefined ? {} : { journey_step: journeyStep }),
    ...(closesAt === undefined ? {} : { closes_at: closesAt }),
  }
}
