import { coded, notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import { acceptSignal, findSignal, sliceLabel, voicesOf } from "../../understand/signals/public.ts"
import { type ProblemRow, type ProblemState, problemState } from "./problem.ts"
import {
  addEvidence,
  deleteDismissal,
  insertProblem,
  isMember,
  listProblems,
  saveDismissal,
  updateProblem,
} from "./store.ts"

/** How many of the most telling comments go with a problem as its evidence. */
const mostEvidence = 20

/**
 * Accepts a signal as a problem: its slice, its most telling comments and the signal itself are the evidence. Without a
 * statement, it says what the signal says. Throws `record.not_found`, `signal.not_open`.
 */
export async function acceptAsProblem(
  scope: Scope,
  signalId: string,
  given: { statement?: string | undefined; ownerId?: string | undefined },
): Promise<ProblemRow> {
  mustBeAllowed(scope, "problems.edit")
  const found = await findSignal(scope, signalId)
  if (!found) throw notFound("signal", signalId)
  const evidence = await voicesOf(scope, found, mostEvidence)
  const id = newId()
  return scope.transaction(async (tx) => {
    await mustBeOwner(tx, given.ownerId)
    const signal = await acceptSignal(tx, signalId, id)
    const statement = given.statement ?? `Customers have trouble with ${sliceLabel(signal.slice)}`
    const number = await insertProblem(tx, { id, statement, slice: signal.slice, ownerId: given.ownerId ?? null })
    await addEvidence(
      tx,
      id,
      signalId,
      evidence.map((voice) => voice.feedbackId),
    )
    await record(tx, "problem.opened", `problem:${id}`, { number, statement, signalId, ownerId: given.ownerId ?? null })
    return existing(tx, id)
  })
}

/** Changes statement, owner or state; a state of `dismissed` needs a reason. Throws `record.not_found`, `request.field`. */
export async function changeProblem(
  scope: Scope,
  id: string,
  change: {
    statement?: string | undefined
    ownerId?: string | null | undefined
    state?: ProblemState | undefined
    reason?: string | undefined
  },
): Promise<ProblemRow> {
  mustBeAllowed(scope, "problems.edit")
  return scope.transaction(async (tx) => {
    const before = await existing(tx, id)
    await mustBeOwner(tx, change.ownerId)
    const ownerId = change.ownerId === undefined ? (before.owner?.id ?? null) : change.ownerId
    const statement = change.statement ?? before.statement
    await updateProblem(tx, id, { statement, ownerId })
    const fields = [
      ...(statement === before.statement ? [] : ["statement"]),
      ...(ownerId === (before.owner?.id ?? null) ? [] : ["ownerId"]),
    ]
    if (fields.length > 0)
      await record(tx, "problem.changed", `problem:${id}`, { number: before.number, fields, ownerId })
    if (change.state && change.state !== problemState(before)) {
      if (change.state === "dismissed") {
        if (!change.reason) throw coded("request.field", { detail: "A dismissal needs a reason." }, "reason")
        await saveDismissal(tx, id, change.reason)
        await record(tx, "problem.dismissed", `problem:${id}`, { number: before.number, reason: change.reason })
      } else {
        await deleteDismissal(tx, id)
        await record(tx, "problem.reopened", `problem:${id}`, { number: before.number })
      }
    }
    return existing(tx, id)
  })
}

/** Throws 404 unless the organization has it. */
export async function existing(scope: Scope, id: string): Promise<ProblemRow> {
  const [problem] = await listProblems(scope, { id })
  if (!problem) throw notFound("problem", id)
  return problem
}

async function mustBeOwner(tx: Tx, ownerId: string | null | undefined) {
  if (ownerId && !(await isMember(tx, ownerId))) throw notFound("member", ownerId)
}
