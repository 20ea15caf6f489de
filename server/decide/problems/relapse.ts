import { record } from "../../platform/outbox.ts"
import type { Scope } from "../../platform/scope.ts"
import {
  acceptSignal,
  findSignal,
  isAbout,
  isWithin,
  type SignalRow,
  stateOf,
} from "../../understand/signals/public.ts"
import { addSignal, isRemoved } from "./evidence.ts"
import { isLive, type ProblemRow } from "./problem.ts"
import { listProblems } from "./store.ts"
import { locked, moveTo } from "./verbs.ts"

/**
 * What stands out joins the problem whose slice it lies in, or that most of it is about: one that is open takes it as evidence, and nobody has to
 * accept it again; one that was solved has come back. Returns the problem it joined.
 */
export async function joinSignal(scope: Scope, signalId: string): Promise<string | undefined> {
  const signal = await findSignal(scope, signalId)
  if (!signal || signal.merge || signal.dismissal) return
  const known = await listProblems(scope, { signal: signal.id })
  const candidates = known.length > 0 ? known : await concerned(scope, signal)
  const problem = candidates.filter((one) => isLive(one) || hasComeBack(one, signal)).sort(closestFirst)[0]
  if (!problem || (known.length > 0 && isLive(problem))) return
  return scope.transaction(async (tx) => {
    const now = await locked(tx, problem.id)
    if (await isRemoved(tx, now.id, `signal:${signal.id}`)) return
    if (known.length === 0) {
      if (!["new", "acknowledged", "snoozed"].includes(stateOf(signal, tx.now()))) return
      await acceptSignal(tx, signal.id, now.id)
      await addSignal(tx, now.id, signal.id, "joined")
    }
    const about = { number: now.number, signalId: signal.id, signalNumber: signal.number }
    if (now.state === "solved") {
      await moveTo(tx, now, "open", `Signal ${signal.number}`, { name: "problem.relapsed", payload: about })
    } else await record(tx, "problem.signal_joined", `problem:${now.id}`, about)
    return now.id
  })
}

/** The problems whose slice it lies in; where there is none, those that most of a wider signal is about. */
async function concerned(scope: Scope, signal: SignalRow): Promise<ProblemRow[]> {
  const open = (await listProblems(scope, { duplicates: false })).filter(
    (one) => Object.keys(one.slice).length > 0 && one.joining?.on !== false,
  )
  const within = open.filter((one) => isWithin(signal.slice, one.slice))
  if (within.length > 0) return within
  const about: ProblemRow[] = []
  for (const one of open) if (await isAbout(scope, signal, one.slice)) about.push(one)
  return about
}

/** The most exact slice decides, then the one that weighs more. */
const closestFirst = (a: ProblemRow, b: ProblemRow) =>
  Object.keys(b.slice).length - Object.keys(a.slice).length || (b.size?.score ?? 0) - (a.size?.score ?? 0)

/** Seen after the problem was solved. What still counts days before that would be the old harm, not a new one. */
function hasComeBack(problem: ProblemRow, signal: SignalRow): boolean {
  if (problem.state !== "solved" || !problem.change || !signal.active) return false
  const solved = problem.change.at.slice(0, 10)
  return problem.signal_ids.includes(signal.id) ? signal.since >= solved : signal.first_seen >= solved
}
