import { countPeople } from "../../listen/audiences/public.ts"
import { feedbackByIds } from "../../listen/feedback/public.ts"
import { coded, notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import { acceptSignal, findSignal, sliceLabel, voicesOf } from "../../understand/signals/public.ts"
import type { ProblemFields } from "./contract.ts"
import { mustNotCross, noteEdit } from "./editing.ts"
import { addEvidence, addSignal } from "./evidence.ts"
import { matchSql } from "./matching.ts"
import { type ProblemRow, type ProblemState, type PublicStage, type PublicTexts, stageOf } from "./problem.ts"
import { inTheirWords, standIn, told } from "./statement.ts"
import {
  findProblem,
  insertProblem,
  isMember,
  lockProblem,
  type ProblemChange,
  saveStageChange,
  saveStateChange,
  updateProblem,
} from "./store.ts"

/** How many of the most telling comments go with a problem as its evidence. */
const mostEvidence = 20

type Given = ProblemFields & { ownerId?: string | null | undefined }

/**
 * Accepts a signal as a problem: its slice, its most telling comments and the signal itself are the evidence. Without a
 * statement, it says what the signal says. Throws `record.not_found`, `signal.not_open`.
 */
export async function acceptAsProblem(scope: Scope, signalId: string, given: Given): Promise<ProblemRow> {
  mustBeAllowed(scope, "problems.edit")
  const found = await findSignal(scope, signalId)
  if (!found) throw notFound("signal", signalId)
  const voices = await voicesOf(scope, found, mostEvidence)
  return scope.transaction(async (tx) => {
    const id = newId()
    const signal = await acceptSignal(tx, signalId, id)
    await open(tx, id, given, {
      statement: standIn(sliceLabel(signal.slice)),
      slice: signal.slice,
      joinsSince: signal.began,
      signalId,
    })
    await addSignal(tx, id, signalId, "signal")
    await addEvidence(
      tx,
      id,
      voices.map((voice) => voice.feedbackId),
      "signal",
    )
    return existing(tx, id)
  })
}

/** Makes a problem of one item of feedback: her words are the statement unless another is given. Throws `record.not_found`. */
export async function promoteFeedback(scope: Scope, feedbackId: string, given: Given): Promise<ProblemRow> {
  mustBeAllowed(scope, "problems.edit")
  const [item] = await feedbackByIds(scope, [feedbackId])
  if (!item) throw notFound("feedback", feedbackId)
  const { component, product, version, batch, touchpoint, journeyStep } = item
  const part = { component: component[0], product, version, batch }
  // Without a part that may be at fault, it hurts where she met us.
  const where = component[0] || product ? part : { touchpoint, journeyStep }
  const slice = Object.fromEntries(Object.entries(where).flatMap(([field, value]) => (value ? [[field, value]] : [])))
  return scope.transaction(async (tx) => {
    const id = newId()
    const statement = item.text ? inTheirWords(item.text) : standIn(sliceLabel(slice) || item.kind)
    const joinsSince = daysBefore(item.occurredAt, 90)
    await open(tx, id, given, { statement, slice, joinsSince, feedbackId })
    await addEvidence(tx, id, [feedbackId], "promoted")
    return existing(tx, id)
  })
}

/** Writes a problem down without any evidence yet. */
export function writeProblem(scope: Scope, given: Given): Promise<ProblemRow> {
  mustBeAllowed(scope, "problems.edit")
  if (!given.statement && !given.story) throw coded("problem.needs_statement", {}, "statement")
  return scope.transaction(async (tx) => {
    const id = newId()
    await open(tx, id, given, { statement: "", slice: {}, joinsSince: daysBefore(tx.now().toISOString(), 90) })
    return existing(tx, id)
  })
}

/**
 * Changes what a problem says, where it is, what it is worth, who owns it, what joins it. `version` is the one the editor
 * saw: where somebody else changed the same fields since then, nothing is changed and `problem.changed_meanwhile` says
 * what and by whom. Throws `record.not_found` too.
 */
export async function changeProblem(
  scope: Scope,
  id: string,
  { version, state, reason, ...given }: Given & { version?: number; state?: ProblemState; reason?: string },
): Promise<ProblemRow> {
  mustBeAllowed(scope, "problems.edit")
  return scope.transaction(async (tx) => {
    const before = await locked(tx, id)
    await mustMakeSense(tx, { ...before, ...given })
    const change = differing(before, columnsOf(given, before))
    const fields = [...Object.keys(change).map(apiName), ...(state && state !== before.state ? ["state"] : [])]
    await mustNotCross(tx, before, version, fields)
    if (Object.keys(change).length > 0) {
      await updateProblem(tx, id, {
        ...change,
        ...("joining" in change || "slice" in change ? { joining_version: before.joining_version + 1 } : {}),
      })
      await record(tx, "problem.changed", `problem:${id}`, {
        number: before.number,
        fields: Object.keys(change).map(apiName),
        ownerId: "owner_id" in change ? change.owner_id : (before.owner?.id ?? null),
      })
    }
    if (state && state !== before.state) await moveTo(tx, before, state, reason ?? null)
    if (fields.length > 0) await noteEdit(tx, before, fields)
    return existing(tx, id)
  })
}

/** Moves a problem to a state, with the reason. A dismissal needs one. Throws `record.not_found`, `request.field`. */
export const setState = (scope: Scope, id: string, state: ProblemState, reason?: string): Promise<ProblemRow> =>
  changeProblem(scope, id, { state, ...(reason ? { reason } : {}) })

/** Says what customers may see; null follows the state again. Own words by stage and language replace ours. */
export async function setStage(
  scope: Scope,
  id: string,
  stage: PublicStage | null,
  texts?: PublicTexts,
): Promise<ProblemRow> {
  mustBeAllowed(scope, "problems.edit")
  return scope.transaction(async (tx) => {
    const before = await locked(tx, id)
    const change: ProblemChange = differing(before, { stage, ...(texts ? { public_texts: texts } : {}) })
    if (Object.keys(change).length === 0) return before
    await updateProblem(tx, id, change)
    await noteEdit(tx, before, Object.keys(change).map(apiName))
    const after = await existing(tx, id)
    if (stageOf(after) !== stageOf(before)) await saveStageChange(tx, id, stageOf(after))
    await record(tx, "problem.stage_changed", `problem:${id}`, {
      number: before.number,
      stage: stageOf(after),
      before: stageOf(before),
      follows: stage === null ? "state" : "hand",
    })
    return existing(tx, id)
  })
}

/** Throws 404 unless the organization has it. */
export async function existing(scope: Scope, id: string): Promise<ProblemRow> {
  const problem = await findProblem(scope, id)
  if (!problem) throw notFound("problem", id)
  return problem
}

export async function locked(tx: Tx, id: string): Promise<ProblemRow> {
  const problem = await lockProblem(tx, id)
  if (!problem) throw notFound("problem", id)
  return problem
}

type Origin = {
  statement: string
  slice: Record<string, string>
  joinsSince: string | null
  signalId?: string
  feedbackId?: string
}

async function open(tx: Tx, id: string, given: Given, { signalId, feedbackId, ...origin }: Origin) {
  await mustMakeSense(tx, { slice: origin.slice, joining: null, joins_since: null, ...given })
  const { statement, slice, ...change } = columnsOf(given, null)
  const said = statement ?? origin.statement
  const number = await insertProblem(tx, { id, ...origin, statement: said, slice: slice ?? origin.slice, change })
  await record(tx, "problem.opened", `problem:${id}`, {
    number,
    statement: said,
    ownerId: given.ownerId ?? null,
    ...(signalId ? { signalId } : {}),
    ...(feedbackId ? { feedbackId } : {}),
  })
}

/** A change of state is a row with who, when and why; what customers see follows it unless it was set by hand. */
export async function moveTo(
  tx: Tx,
  before: ProblemRow,
  state: ProblemState,
  reason: string | null,
  event: { name: string; payload: Record<string, unknown> } = { name: eventOf[state], payload: {} },
) {
  if (state === "dismissed" && !reason)
    throw coded("request.field", { detail: "A dismissal needs a reason." }, "reason")
  await updateProblem(tx, before.id, { state })
  await saveStateChange(tx, before, state, reason)
  const stage = stageOf({ ...before, state })
  if (stage !== stageOf(before)) await saveStageChange(tx, before.id, stage)
  await record(tx, event.name, `problem:${before.id}`, {
    number: before.number,
    before: before.state,
    ...(reason ? { reason } : {}),
    ...(stage === stageOf(before) ? {} : { stage }),
    ...event.payload,
  })
}

const eventOf: Record<ProblemState, string> = {
  open: "problem.reopened",
  planned: "problem.planned",
  in_progress: "problem.started",
  solved: "problem.solved",
  dismissed: "problem.dismissed",
}

function columnsOf(given: Given, before: ProblemRow | null): ProblemChange {
  const { story, statement, jobsHurt, customerValue, businessValue, ownerId, joining, ...same } = given
  const change: Record<string, unknown> = {
    ...same,
    story,
    // Words written freely replace the guided ones, and the other way round.
    statement: statement ?? (story ? told(story) : undefined),
    ...(statement !== undefined && story === undefined && before?.story ? { story: null } : {}),
    jobs_hurt: jobsHurt,
    customer_value: customerValue,
    business_value: businessValue,
    owner_id: ownerId,
    joining,
  }
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as ProblemChange
}

/** What of a change is one. */
function differing(before: ProblemRow, change: ProblemChange): ProblemChange {
  const now: Record<string, unknown> = { ...before, owner_id: before.owner?.id ?? null }
  return Object.fromEntries(Object.entries(change).filter(([name, value]) => !same(now[name], value))) as ProblemChange
}

const same = (a: unknown, b: unknown) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
const sorted = (value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value

/** joins_since → joinsSince: fields are named as the API names them, in events and conflicts. */
const apiName = (column: string) => column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())

/** An owner who works here, and a slice, a rule and an audience that can be asked. Throws `query.invalid`, 404. */
async function mustMakeSense(
  tx: Tx,
  { ownerId, affected, ...ruled }: Given & Parameters<typeof matchSql>[1],
): Promise<void> {
  if (ownerId && !(await isMember(tx, ownerId))) throw notFound("member", ownerId)
  matchSql(tx.organizationId, ruled)
  if (affected) await countPeople(tx, affected)
}

const daysBefore = (moment: string, days: number) =>
  new Date(Date.parse(moment) - days * 86_400_000).toISOString().slice(0, 10)
