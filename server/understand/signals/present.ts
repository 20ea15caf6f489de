import type { Scope } from "../../platform/scope.ts"
import type { Signal } from "./contract.ts"
import { sliceLabel } from "./dimension.ts"
import { headlineOf } from "./headline.ts"
import { type SignalRow, stateOf } from "./signal.ts"
import { streamOf } from "./stream.ts"

/** A signal as the API answers it. */
export function presented(scope: Pick<Scope, "now">, row: SignalRow): Signal {
  const { key, label, unit, mode } = streamOf(row.stream)
  return {
    id: row.id,
    number: row.number,
    state: stateOf(row, scope.now()),
    ...headlineOf(row),
    stream: { key, label, unit, mode },
    slice: row.slice,
    sliceLabel: sliceLabel(row.slice),
    firstSeen: `${row.first_seen}T00:00:00.000Z`,
    lastSeen: `${row.last_seen}T00:00:00.000Z`,
    began: row.began,
    since: row.since,
    until: row.until,
    weeks: row.weeks,
    observed: row.observed,
    expected: row.expected,
    ratio: [row.ratio, row.ratio_low, row.ratio_high],
    n: row.n,
    people: row.people,
    recurrenceWeeks: row.recurrence_weeks,
    terms: row.terms,
    departments: row.departments,
    active: row.active,
    acknowledged: row.acknowledgement && { name: row.acknowledgement.actor_name, at: moment(row.acknowledgement.at) },
    snoozedUntil: row.snooze && moment(row.snooze.until),
    dismissedReason: row.dismissal?.reason ?? null,
    mergedInto: row.merge?.into_id ?? null,
    problemId: row.acceptance?.problem_id ?? null,
  }
}

const moment = (text: string) => new Date(text).toISOString()
