import { coded } from "../../platform/http/errors.ts"
import { openStates, type SignalRow, type State, stateOf } from "./signal.ts"

/** Acknowledging, snoozing, dismissing and accepting ask for a signal that waits for somebody. Throws `signal.not_open`. */
export function mustBeOpen(signal: SignalRow, now: Date, also: readonly State[] = []) {
  const state = stateOf(signal, now)
  if (!openStates.includes(state) && !also.includes(state)) throw coded("signal.not_open", { state })
}

/**
 * Merging is a link from one signal to another that is not merged itself. Throws `signal.merge_into_itself` also where
 * the other one is merged into this one already, which would close a circle.
 */
export function mustBeMergeable(signal: SignalRow, into: SignalRow) {
  if (signal.id === into.id || into.merge?.into_id === signal.id) throw coded("signal.merge_into_itself")
  if (signal.merge) throw coded("signal.not_open", { state: "merged" })
}
