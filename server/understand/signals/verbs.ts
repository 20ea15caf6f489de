import { notFound } from "../../platform/http/errors.ts"
import { record } from "../../platform/outbox.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import { mustBeMergeable, mustBeOpen } from "./policy.ts"
import { type SignalRow, stateOf } from "./signal.ts"
import { deleteAct, findSignal, lockSignal, mergedInto, saveAct, saveAssignments } from "./store.ts"

/** Says that somebody has seen it and takes care. */
export const acknowledgeSignal = (scope: Scope, id: string) =>
  act(scope, id, async (tx, signal) => {
    mustBeOpen(signal, tx.now())
    await saveAct(tx, "acknowledgement", id)
    await said(tx, "signal.acknowledged", signal)
  })

export const withdrawAcknowledgement = (scope: Scope, id: string) =>
  act(scope, id, async (tx, signal) => {
    if (await deleteAct(tx, "acknowledgement", id)) await said(tx, "signal.acknowledgement_withdrawn", signal)
  })

/** Sets which departments it is asked of. */
export const assignSignal = (scope: Scope, id: string, departmentIds: readonly string[]) =>
  act(scope, id, async (tx, signal) => {
    mustBeOpen(signal, tx.now(), ["snoozed", "accepted"])
    const { added, removed } = await saveAssignments(tx, id, departmentIds)
    if (added.length + removed.length > 0) {
      await said(tx, "signal.assigned", signal, { departmentIds, added, removed })
    }
  })

/** Puts it away until a moment; it comes back by itself. */
export const snoozeSignal = (scope: Scope, id: string, until: string, note: string | undefined) =>
  act(scope, id, async (tx, signal) => {
    mustBeOpen(signal, tx.now(), ["snoozed"])
    await saveAct(tx, "snooze", id, { until, note: note ?? null })
    await said(tx, "signal.snoozed", signal, { until })
  })

export const wakeSignal = (scope: Scope, id: string) =>
  act(scope, id, async (tx, signal) => {
    if (await deleteAct(tx, "snooze", id)) await said(tx, "signal.returned", signal, { reason: "woken" })
  })

/** Says that it is not a problem, and why: the same alarm does not return (see `changesOf`). */
export const dismissSignal = (scope: Scope, id: string, reason: string, note: string | undefined) =>
  act(scope, id, async (tx, signal) => {
    mustBeOpen(signal, tx.now(), ["snoozed"])
    const { observed, ratio } = signal
    await saveAct(tx, "dismissal", id, { reason, note: note ?? null, observed, ratio })
    await said(tx, "signal.dismissed", signal, { reason })
  })

export const reopenSignal = (scope: Scope, id: string) =>
  act(scope, id, async (tx, signal) => {
    if (await deleteAct(tx, "dismissal", id)) await said(tx, "signal.returned", signal, { reason: "reopened" })
  })

/**
 * Says that it is the same as another one: a link, undone by `unmergeSignal`. What was merged into it goes along, so
 * that every link leads to a signal that stands for itself.
 */
export const mergeSignal = (scope: Scope, id: string, intoId: string) =>
  act(scope, id, async (tx, signal) => {
    const given = await findSignal(tx, intoId)
    if (!given) throw notFound("signal", intoId)
    mustBeMergeable(signal, given)
    const into = given.merge ? (await findSignal(tx, given.merge.into_id))! : given
    mustBeMergeable(signal, into)
    for (const one of await mergedInto(tx, id)) await saveAct(tx, "merge", one.id, { into_id: into.id })
    await saveAct(tx, "merge", id, { into_id: into.id })
    await said(tx, "signal.merged", signal, { into: into.id, intoNumber: into.number })
  })

export const unmergeSignal = (scope: Scope, id: string) =>
  act(scope, id, async (tx, signal) => {
    if (await deleteAct(tx, "merge", id)) await said(tx, "signal.unmerged", signal, { from: signal.merge!.into_id })
  })

/**
 * Ends its waiting because a problem was made of it. For the stage that decides: it knows the problem and calls this in
 * its own transaction. Throws `record.not_found`, `signal.not_open`.
 */
export async function acceptSignal(tx: Tx, id: string, problemId: string): Promise<SignalRow> {
  const signal = await lockSignal(tx, id)
  if (!signal) throw notFound("signal", id)
  mustBeOpen(signal, tx.now(), ["snoozed"])
  await saveAct(tx, "acceptance", id, { problem_id: problemId })
  await said(tx, "signal.accepted", signal, { problemId })
  return signal
}

/** Takes an acceptance back, because the signal was taken out of the problem: it waits for somebody again. */
export async function releaseSignal(tx: Tx, id: string): Promise<void> {
  const signal = await lockSignal(tx, id)
  if (!signal?.acceptance) return
  await deleteAct(tx, "acceptance", id)
  await said(tx, "signal.returned", signal, { reason: "left_problem", problemId: signal.acceptance.problem_id })
}

/** Snoozes whose time has come, with what is recorded when they end. */
export async function wakeDue(scope: Scope, ids: readonly string[]) {
  for (const id of ids) {
    await scope.transaction(async (tx) => {
      const signal = await lockSignal(tx, id)
      if (!signal?.snooze || new Date(signal.snooze.until) > tx.now()) return
      await deleteAct(tx, "snooze", id)
      await said(tx, "signal.returned", signal, { reason: "time" })
    })
  }
}

function act(scope: Scope, id: string, work: (tx: Tx, signal: SignalRow) => Promise<void>): Promise<SignalRow> {
  mustBeAllowed(scope, "signals.act")
  return scope.transaction(async (tx) => {
    const signal = await lockSignal(tx, id)
    if (!signal) throw notFound("signal", id)
    await work(tx, signal)
    return (await findSignal(tx, id))!
  })
}

const said = (tx: Tx, name: string, signal: SignalRow, more: Record<string, unknown> = {}) =>
  record(tx, name, `signal:${signal.id}`, {
    number: signal.number,
    stream: signal.stream,
    slice: signal.slice,
    before: stateOf(signal, tx.now()),
    ...more,
  })
