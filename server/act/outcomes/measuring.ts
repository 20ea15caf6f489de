import { type Amount, levelOf, levelShift, weekly } from "../../../stats/effects/change.ts"
import type { Condition } from "../../listen/interactions/public.ts"
import { eventsBetween, type KnownEvent } from "../../listen/known-events/public.ts"
import type { Estimate } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"
import { type Counts, lastDay, type Metric, scaleBreaks } from "../../understand/metrics/public.ts"
import { addCounts, saidEffect, saidSize, scaleOf, workingSize } from "./amounts.ts"
import type { Outcome, OutcomeMeasurement } from "./contract.ts"
import {
  amountsOf,
  type ControlCounts,
  type CountsByWeek,
  countControls,
  countParts,
  countWeeks,
  exposuresOf,
  type Parts,
} from "./counting.ts"
import { type Candidate, type Control, fewestAfter, fewestBefore, type Judgement, judge } from "./judging.ts"
import { dayAfter, mondayOf, type Window, weeksBetween, windowOf } from "./window.ts"

export type Onset = { began: string; noticed: string }
export type Question = {
  metric: Metric
  where: Condition[]
  expected: { direction: "up" | "down"; size: number }
  by: string
  changeAt: string
  /** When the problem began and when it was first noticed; null where no signal tells. */
  onset: Onset | null
  /** "best", "none", or the key of a control. */
  control: string
}

/** Half a year before is close enough to be like today; a series without control needs its own seasons: three years. */
const [usual, longest] = [26, 156]

/** Measures a change as the data stand: counts slice and controls, judges, and says what it rests on. */
export async function measureOutcome(
  scope: Scope,
  question: Question,
): Promise<{ measurement: OutcomeMeasurement; events: Outcome["events"] }> {
  const { metric, where, changeAt } = question
  const dataUntil = await lastDay(scope)
  const period = { from: dayAfter(mondayOf(changeAt), -7 * longest), to: dayAfter(dataUntil, 1) }
  const scored = metric.about.includes("'score'")
  const known = period.from < period.to
  const slice: CountsByWeek = known ? await countWeeks(scope, metric, where, period) : new Map()
  const [controls, breaks, events, exposure] = await Promise.all([
    known ? countControls(scope, metric, where, period, slice) : [],
    known && scored ? scaleBreaks(scope, metric.definition.key, { where }, period) : [],
    known ? eventsBetween(scope, period.from, period.to, where) : [],
    exposuresOf(scope, metric, where),
  ])
  const firstDay = dayAfter(
    [...slice]
      .filter(([, { n = 0 }]) => n > 0)
      .map(([start]) => start)
      .sort()[0] ?? dataUntil,
    1,
  )
  const since = sinceOf(question)
  const lengths = { since, changeAt, by: question.by, dataUntil, firstDay, breaks: breaks.map((one) => one.at) }
  const near = windowOf({ ...lengths, longest: usual })
  const whole: Counted = { question, slice, controls, exposure }
  let judged = await judgedOver(scope, whole, near)
  let window = near
  if (!judged.judgement.control) {
    // Without a control the slice's own past must say what was to be expected: as much of it as there is.
    const far = windowOf({ ...lengths, longest })
    if (far.changeAt > near.changeAt) {
      window = far
      judged = await judgedOver(
        scope,
        { ...whole, question: { ...question, control: "none" } },
        far,
        judged.judgement.candidates,
      )
    }
  }
  const measurement = presented(whole, window, judged, { dataUntil, breaks, events })
  return {
    measurement,
    events: events.filter((one) => one.at >= measurement.from).map(({ at, title, kind }) => ({ at, title, kind })),
  }
}

/**
 * A change against a problem is compared with the problem, not with the calm before it. The weeks that drew attention were
 * chosen for being bad and would calm down by themselves, so only those after it was noticed count, if there are enough.
 */
function sinceOf({ onset, changeAt }: Question): string | null {
  if (!onset || onset.noticed >= changeAt) return onset && onset.began < changeAt ? onset.began : null
  return weeksBetween(onset.noticed, changeAt) >= fewestBefore ? onset.noticed : onset.began
}

type Counted = {
  question: Question
  slice: CountsByWeek
  controls: ControlCounts[]
  exposure: (start: string) => number | null
}
type Judged = { judgement: Judgement; parts: Parts | null; control: ControlCounts | null }

async function judgedOver(scope: Scope, counted: Counted, window: Window, candidates?: Candidate[]): Promise<Judged> {
  const { question, slice, controls, exposure } = counted
  const { metric, where } = question
  const scale = scaleOf(metric)
  const controlExposure = await exposuresOf(scope, metric, null)
  const amounts = (one: ControlCounts): Control => ({
    key: one.key,
    weeks: amountsOf(metric, window.weeks, one.weeks, controlExposure),
  })
  const given = {
    scale,
    expected: workingSize(scale, question.expected),
    slice: amountsOf(metric, window.weeks, slice, exposure),
    controls: controls.map(amounts),
    control: question.control === "none" ? null : question.control,
    changeAt: window.changeAt,
    plannedAfter: window.plannedAfter,
  }
  const first = judge(given)
  const control = controls.find((one) => one.key === first.control) ?? null
  const period = { from: window.weeks[0] ?? window.to, to: window.to }
  const parts = control && first.effect ? await countParts(scope, metric, where, control, period) : null
  const judgement = parts
    ? judge({
        ...given,
        control: control!.key,
        controls: given.controls.map((one) =>
          one.key === control!.key ? { ...one, units: unitsOf(metric, window, parts) } : one,
        ),
      })
    : first
  return { judgement: candidates ? { ...judgement, candidates } : judgement, parts, control }
}

function unitsOf(metric: Metric, { weeks }: Window, parts: Parts) {
  return [parts.slice, parts.control].flatMap((side, index) =>
    [...side].map(([key, counts]) => ({ key, treated: index === 0, weeks: amountsOf(metric, weeks, counts) })),
  )
}

function presented(
  counted: Counted,
  window: Window,
  { judgement, parts, control }: Judged,
  known: { dataUntil: string; breaks: { at: string; reason: string }[]; events: KnownEvent[] },
): OutcomeMeasurement {
  const { question, slice, controls, exposure } = counted
  const { metric } = question
  const scale = scaleOf(metric)
  const { effect, power } = judgement
  // What was decided by the one look at the promised day rests on the weeks up to that day.
  const until =
    judgement.look === "planned" ? window.changeAt + Math.max(window.plannedAfter, fewestAfter) : window.weeks.length
  const from = window.weeks[0] ?? question.changeAt
  const side = (counts: CountsByWeek, exposed: (start: string) => number | null) => {
    const of = (weeks: readonly string[]) => ({
      counts: addCounts(weeks.map((start) => counts.get(start) ?? {})),
      exposure: weeks.reduce<number | null>((sum, start) => add(sum, exposed(start)), 0),
    })
    const [before, after] = [of(window.weeks.slice(0, window.changeAt)), of(window.weeks.slice(window.changeAt, until))]
    const estimate = (one: { counts: Counts; exposure: number | null }) => metric.estimate(one.counts, one.exposure)
    const [first, second] = [window.changeAt, until - window.changeAt]
    const change = metric.difference(before, after)
    // Counts of a different number of weeks are compared by the week.
    if (metric.definition.unit !== "count") return { before: estimate(before), after: estimate(after), change }
    return {
      before: divided(estimate(before), first),
      after: divided(estimate(after), second),
      change: change && inWeeks(change, second / first),
    }
  }
  const perWeek = window.changeAt > 0 ? addedN(slice, window.weeks.slice(0, window.changeAt)) / window.changeAt : 0
  const asControl = (one: Candidate) => {
    const counts = controls.find(({ key }) => key === one.key)
    const { key, driftP, n, usable } = one
    return { key, field: counts?.field ?? null, values: counts?.values ?? [], driftP, n, usable }
  }
  const candidates = judgement.candidates.map(asControl)
  return {
    verdict: judgement.verdict,
    reached: judgement.reached,
    method: judgement.method,
    look: judgement.look,
    effect: effect && {
      estimate: saidEffect(scale, effect.estimate),
      low: saidEffect(scale, effect.low),
      high: saidEffect(scale, effect.high),
      relative: scale === "ratio",
      p: effect.p,
      df: effect.df,
    },
    control: candidates.find((one) => one.key === control?.key) ?? null,
    candidates,
    unitField: judgement.method === "units" ? (parts?.field ?? null) : null,
    slice: side(slice, exposure),
    outside: control && side(control.weeks, () => null),
    weeks: chartWeeks(counted, window, control),
    weeksBefore: window.changeAt,
    weeksAfter: until - window.changeAt,
    checks: [...judgement.checks, ...surroundings(question, window, known)],
    power: power && {
      visible: saidSize(scale, power.visible, question.expected.direction),
      chance: power.chance,
      weeksNeeded: power.weeksNeeded,
      answersNeeded: power.weeksNeeded === null ? null : Math.ceil(power.weeksNeeded * perWeek),
      perWeek,
    },
    from,
    dataUntil: lastCounted(window, until),
    breaks: known.breaks.filter((one) => one.at >= dayAfter(from, -7)),
  }
}

const lastCounted = ({ weeks, to }: Window, until: number) => dayAfter(weeks[until] ?? to, -1)

/** Each week with what it was, what the control was, and what was to be expected without the change. */
function chartWeeks({ question, slice, exposure }: Counted, window: Window, control: ControlCounts | null) {
  const { metric } = question
  const scale = scaleOf(metric)
  const mine = amountsOf(metric, window.weeks, slice, exposure)
  const theirs = control && amountsOf(metric, window.weeks, control.weeks)
  const points = weekly(scale, mine, theirs ?? undefined)
  const shift = levelShift(points, window.changeAt, { trend: !control })
  const coefficients = shift?.series.fit.coefficients ?? []
  const average = points.reduce((sum, one) => sum + one.weight, 0) / Math.max(1, points.length)
  // A rate is per 1,000 customers a month, as its definition says; a count is a week's.
  const times = metric.definition.unit === "rate" && exposure(window.weeks[0] ?? window.to) !== null ? 1_000 : 1
  const said = (value: number | null) => (value !== null && scale === "ratio" ? times * Math.exp(value) : value)
  const seen = ({ n, total, exposure: exposed }: Amount) =>
    scale === "ratio" ? (times * total) / exposed : n > 0 ? total / n : null
  const rows = window.weeks.map((start, t) => {
    const point = points.find((one) => one.t === t)
    const other = theirs ? levelOf(scale, theirs[t]!) : 0
    const base = shift && other !== null ? coefficients[0]! + (control ? other : coefficients[1]! * t) : null
    // A share of few answers spreads further; what a count was expected to be does not depend on what it came to.
    const weight = scale === "difference" ? (point?.weight ?? average) : average
    const spread = shift && base !== null ? 1.96 * shift.sigma * Math.sqrt(average / weight) : null
    return {
      start,
      n: mine[t]!.n,
      slice: seen(mine[t]!),
      control: theirs ? seen(theirs[t]!) : null,
      expected: said(base),
      low: base !== null && spread !== null ? said(base - spread) : null,
      high: base !== null && spread !== null ? said(base + spread) : null,
      counted: true,
    }
  })
  if (window.changeWeek === null || window.changeWeek >= window.to) return rows
  const start = window.changeWeek
  const [amount] = amountsOf(metric, [start], slice, exposure)
  const between = { start, n: amount!.n, slice: seen(amount!), control: null, expected: null }
  return [...rows, { ...between, low: null, high: null, counted: false }].sort((a, b) => (a.start < b.start ? -1 : 1))
}

/** What else could explain a change, or forbids to compare: another scale, other events at the same time. */
function surroundings(
  question: Question,
  window: Window,
  { breaks, events }: { breaks: { at: string }[]; events: KnownEvent[] },
): OutcomeMeasurement["checks"] {
  const near = breaks.filter((one) => one.at >= (window.weeks[0] ?? question.changeAt) || one.at > question.changeAt)
  const from = dayAfter(question.changeAt, -28)
  const others = events.filter(
    (one) => one.at >= from && one.at < window.to && Math.abs(daysBetween(one.at, question.changeAt)) > 3,
  )
  const since = sinceOf(question)
  return [
    ...(since
      ? [
          {
            key: "baseline" as const,
            state: since === question.onset?.noticed ? ("ok" as const) : ("caution" as const),
            params: { weeks: window.changeAt },
            names: [since],
          },
        ]
      : []),
    ...(near.length > 0
      ? [
          {
            key: "scale" as const,
            state:
              window.changeAt === 0 || window.weeks.length === window.changeAt
                ? ("bad" as const)
                : ("caution" as const),
            params: { count: near.length },
            names: near.map((one) => one.at),
          },
        ]
      : []),
    {
      key: "events" as const,
      state: others.length > 0 ? ("caution" as const) : ("ok" as const),
      params: { count: others.length },
      names: others.slice(0, 5).map((one) => one.title),
    },
  ]
}

const daysBetween = (a: string, b: string) => (Date.parse(a) - Date.parse(b)) / 86_400_000
const add = (sum: number | null, more: number | null) => (sum === null || more === null ? null : sum + more)
const addedN = (counts: CountsByWeek, weeks: readonly string[]) =>
  weeks.reduce((sum, start) => sum + (counts.get(start)?.n ?? 0), 0)

const divided = ({ n, estimate, low, high }: Estimate, by: number): Estimate => {
  const part = (value: number | null) => (value === null || by === 0 ? null : value / by)
  return { n, estimate: part(estimate), low: part(low), high: part(high) }
}

function inWeeks<Change extends Omit<Estimate, "n"> & { relative: boolean }>(change: Change, by: number) {
  const { estimate, low, high } = divided({ ...change, n: 0 }, by)
  return { estimate, low, high, relative: change.relative }
}
