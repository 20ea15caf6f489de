import { studentT } from "../../../stats/distributions.ts"
import {
  type Amount,
  addedUp,
  changeByUnits,
  driftBefore,
  type LevelShift,
  lessCertain,
  levelShift,
  type Scale,
  weekly,
} from "../../../stats/effects/change.ts"
import type { Tested } from "../../../stats/effects/cluster.ts"
import { anytimeFactor, chanceToSee, smallestVisible } from "../../../stats/effects/watching.ts"

/** A slice that the change did not reach, week by week, and its parts where slice and control can be parted alike. */
export type Control = { key: string; weeks: readonly Amount[]; units?: readonly UnitWeeks[] }
export type UnitWeeks = { key: string; treated: boolean; weeks: readonly Amount[] }

/** All that a verdict rests on. Weeks are whole ones, in order; the week in which the change came is left out. */
export type Case = {
  scale: Scale
  /** The change that was expected, with its sign, on the scale that is worked with (a logarithm for ratios). */
  expected: number
  slice: readonly Amount[]
  controls: readonly Control[]
  /** "best": the most alike before the change; null: none. */
  control: string | "best" | null
  /** Index of the first week after the change. */
  changeAt: number
  /** How many weeks after the change there are until the day on which the answer was promised. */
  plannedAfter: number
}

export type Verdict = "worked" | "did_not" | "cannot_tell"
export type Method = "units" | "control" | "series"
export type Check = {
  key: "before" | "after" | "parallel" | "drift" | "units" | "neighbours" | "season" | "agree"
  state: "ok" | "caution" | "bad"
  params: Record<string, number>
}

export type Judgement = {
  verdict: Verdict
  /** worked: was it as much as expected? */
  reached: "as_expected" | "less" | "open" | null
  method: Method | null
  control: string | null
  effect: { estimate: number; low: number; high: number; se: number; df: number; p: number } | null
  /** One look at the promised day, or one of many: then the interval is wider. */
  look: "planned" | "any" | null
  checks: Check[]
  candidates: Candidate[]
  weeksAfter: number
  power: Power | null
}

/** How alike a control was before the change. */
export type Candidate = { key: string; driftP: number | null; sigma: number | null; n: number; usable: boolean }
export type Power = {
  /** The smallest change that would be seen in four of five cases with what there will be at the promised day. */
  visible: number
  /** The chance to see the expected change there. */
  chance: number
  /** Weeks after the change until the expected change would be seen in four of five cases; null: never, with this data. */
  weeksNeeded: number | null
}

export const fewestBefore = 4
export const fewestAfter = 4
/** Below this chance of such a drift, slice and control were not on the same way. */
const parallelFrom = 0.1
/** Where neighbouring weeks agree more than this, a series without control says nothing. */
const tooAlike = 0.6
const unitsFrom = 5

/**
 * Did it work? Which control counts is settled by the weeks before the change alone. Until the promised day, and after it,
 * only an interval that may be looked at every day decides; on that day, one look counts as one look.
 */
export function judge(given: Case): Judgement {
  const { slice, changeAt, plannedAfter } = given
  const weeksAfter = slice.length - changeAt
  const candidates = given.controls.map((control) => assessed(given, control))
  const control = chosen(given, candidates)
  const whole: Look = { ...given, control: control ?? null, anytime: null }
  const power = powerOf(whole)
  const basis = { candidates, weeksAfter, power, control: control?.key ?? null }
  const sized = sizeChecks(given)
  if (sized.some((one) => one.state === "bad")) return { ...nothing, ...basis, checks: sized }

  const planned = Math.max(plannedAfter, fewestAfter)
  const looks: { look: "planned" | "any"; measured: Measured | null }[] = [
    ...(weeksAfter >= planned
      ? [{ look: "planned" as const, measured: measured(cut(whole, changeAt + planned)) }]
      : []),
    { look: "any", measured: measured({ ...whole, anytime: { planned } }) },
  ]
  const found = looks.flatMap(({ look, measured }) => (measured ? [{ look, ...measured }] : []))
  const best = found.find((one) => one.verdict !== "cannot_tell") ?? found[0]
  if (!best) return { ...nothing, ...basis, checks: sized }
  const { effect, verdict, reached, method, checks, look } = best
  return { ...basis, verdict, reached, method, effect, look, checks: [...sized, ...checks] }
}

const nothing = { verdict: "cannot_tell", reached: null, method: null, effect: null, look: null } as const

type Look = Omit<Case, "control"> & { control: Control | null; anytime: { planned: number } | null }
type Measured = Pick<Judgement, "verdict" | "reached" | "method" | "checks"> & {
  effect: NonNullable<Judgement["effect"]>
}

function measured(given: Look): Measured | null {
  const { scale, slice, control, changeAt, expected } = given
  const points = weekly(scale, slice, control?.weeks)
  const season = control || slice.length < 2 * weeksAYear ? undefined : weeksAYear
  const shift = levelShift(points, changeAt, { trend: !control, season })
  if (!shift) return null
  const units = control ? usableUnits(given, control) : null
  const byUnits = units && changeByUnits(scale, units)
  const widest = lessCertain(shift, byUnits)
  const effect = asSeen(widest, given)
  const checks = [
    ...(control ? [parallel(given, control), ...drifted(given, control, shift)] : []),
    ...checksOf(given, shift, units, byUnits),
  ]
  const method: Method = byUnits ? "units" : control ? "control" : "series"
  const blocked = checks.some((one) => one.state === "bad")
  return {
    ...(blocked ? { verdict: "cannot_tell", reached: null } : verdictOf(effect, expected)),
    method,
    effect,
    checks,
  }
}

/** Worked: no change is ruled out. Did not: what was expected is ruled out, and no change is not. */
function verdictOf(
  { low, high }: { low: number; high: number },
  expected: number,
): Pick<Judgement, "verdict" | "reached"> {
  const [from, to] = expected < 0 ? [-high, -low] : [low, high]
  const size = Math.abs(expected)
  if (from > 0) return { verdict: "worked", reached: from >= size ? "as_expected" : to < size ? "less" : "open" }
  return { verdict: to < size ? "did_not" : "cannot_tell", reached: null }
}

// An interval of many looks reaches as much further than one of a single look as it does for a normal estimate.
function asSeen(effect: Tested, { anytime, changeAt, slice }: Look) {
  const { estimate, se, df, p } = effect
  const after = slice.length - changeAt
  const factor = anytime
    ? anytimeFactor(information(changeAt, after), information(changeAt, anytime.planned)) / 1.959964
    : 1
  const half = studentT.upperQuantile(0.025, df) * factor * se
  return { estimate, se, df, p, low: estimate - half, high: estimate + half }
}

const information = (before: number, after: number) => 1 / (1 / before + 1 / after)

function assessed({ scale, slice, changeAt }: Case, control: Control): Candidate {
  const before = { slice: slice.slice(0, changeAt), control: control.weeks.slice(0, changeAt) }
  const points = weekly(scale, before.slice, before.control)
  const drift = driftBefore(points, changeAt)
  const own = addedUp(before.slice)
  const other = addedUp(before.control)
  const average = points.reduce((sum, one) => sum + one.y, 0) / points.length
  const sigma =
    points.length > 2
      ? Math.sqrt(points.reduce((sum, one) => sum + (one.y - average) ** 2, 0) / (points.length - 1))
      : null
  // A control much smaller than the slice adds more noise than it takes away.
  const usable = (drift === null || drift.p >= parallelFrom) && other.n >= own.n / 2 && points.length >= fewestBefore
  return { key: control.key, driftP: drift?.p ?? null, sigma, n: other.n, usable }
}

function chosen(given: Case, candidates: readonly Candidate[]): Control | undefined {
  if (given.control === null) return undefined
  const best = candidates.filter((one) => one.usable).sort((a, b) => (a.sigma ?? 0) - (b.sigma ?? 0))[0]?.key
  const key = given.control === "best" ? best : given.control
  return given.controls.find((one) => one.key === key)
}

function usableUnits({ changeAt, slice }: Look, control: Control) {
  const units = (control.units ?? [])
    .map(({ key, treated, weeks }) => ({
      key,
      treated,
      before: addedUp(weeks.slice(0, changeAt)),
      after: addedUp(weeks.slice(changeAt, slice.length)),
    }))
    .filter((one) => one.before.n >= 10 && one.after.n >= 10)
  const count = (side: boolean) => units.filter((one) => one.treated === side).length
  return count(true) >= unitsFrom && count(false) >= unitsFrom ? units : null
}

function sizeChecks({ slice, changeAt }: Case): Check[] {
  const told = (weeks: readonly Amount[]) => weeks.filter((one) => one.n > 0).length
  const [before, after] = [slice.slice(0, changeAt), slice.slice(changeAt)]
  const check = (key: "before" | "after", weeks: readonly Amount[], fewest: number): Check => ({
    key,
    state: told(weeks) >= fewest ? "ok" : "bad",
    params: { weeks: told(weeks), needed: fewest, n: addedUp(weeks).n },
  })
  return [check("before", before, fewestBefore), check("after", after, fewestAfter)]
}

function parallel({ scale, slice, changeAt }: Look, control: Control): Check {
  const drift = driftBefore(weekly(scale, slice, control.weeks), changeAt)
  return {
    key: "parallel",
    state: !drift ? "caution" : drift.p < 0.05 ? "bad" : drift.p < parallelFrom ? "caution" : "ok",
    params: { p: drift?.p ?? -1, perWeek: drift?.estimate ?? 0, weeks: changeAt },
  }
}

// A test of the trend before misses small drifts, and a small drift gone on looks like an effect (Roth 2022): so the answer
// must also hold, by more than half, if the drift that was seen, certain or not, had simply gone on.
function drifted({ scale, slice, changeAt }: Look, control: Control, shift: LevelShift): Check[] {
  const drift = driftBefore(weekly(scale, slice, control.weeks), changeAt)
  if (!drift || shift.estimate === 0) return []
  const goneOn = (drift.estimate * slice.length) / 2
  const remains = 1 - goneOn / shift.estimate
  return [{ key: "drift", state: shift.p < 0.05 && remains < 0.5 ? "bad" : "ok", params: { remains, goneOn } }]
}

function checksOf(
  given: Look,
  shift: LevelShift,
  units: ReturnType<typeof usableUnits>,
  byUnits: Tested | null | undefined,
): Check[] {
  const { control, slice } = given
  const years = slice.length / weeksAYear
  return [
    {
      key: "units",
      state: byUnits ? "ok" : "caution",
      params: {
        slice: units?.filter((one) => one.treated).length ?? 1,
        control: units?.filter((one) => !one.treated).length ?? (control ? 1 : 0),
        df: byUnits?.df ?? 0,
      },
    },
    {
      key: "neighbours",
      state: shift.rho >= tooAlike ? "bad" : shift.rho >= 0.3 ? "caution" : "ok",
      params: { rho: shift.rho },
    },
    { key: "season", state: control || years >= 2 ? "ok" : "caution", params: { years, control: control ? 1 : 0 } },
    // Two ways to look at one change that point to opposite sides are no evidence.
    ...(byUnits
      ? [
          {
            key: "agree" as const,
            state: byUnits.estimate * shift.estimate >= 0 ? ("ok" as const) : ("bad" as const),
            params: { weeks: shift.estimate, units: byUnits.estimate },
          },
        ]
      : []),
  ]
}

/** From the weeks before alone: how finely could a change be seen, and when would the expected one be? */
function powerOf({ scale, slice, control, changeAt, plannedAfter, expected }: Look): Power | null {
  const points = weekly(scale, slice.slice(0, changeAt), control?.weeks.slice(0, changeAt))
  if (points.length < 6) return null
  const average = points.reduce((sum, one) => sum + one.y, 0) / points.length
  const sd = Math.sqrt(points.reduce((sum, one) => sum + (one.y - average) ** 2, 0) / (points.length - 1))
  const seAt = (after: number) => sd * Math.sqrt(1 / points.length + 1 / after)
  const df = points.length - 2
  let weeksNeeded: number | null = null
  for (let after = fewestAfter; after <= 3 * weeksAYear && weeksNeeded === null; after++)
    if (smallestVisible(seAt(after), df) <= Math.abs(expected)) weeksNeeded = after
  const se = seAt(Math.max(plannedAfter, fewestAfter))
  return { visible: smallestVisible(se, df), chance: chanceToSee(se, expected, df), weeksNeeded }
}

const cut = (given: Look, to: number): Look => ({ ...given, slice: given.slice.slice(0, to) })
const weeksAYear = 52
