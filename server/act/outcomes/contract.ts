import { Condition } from "../../listen/interactions/public.ts"
import { Day, Estimate, Id, listOf, Moment, z } from "../../platform/schema.ts"
import { Difference, KnownEvent, MetricDefinition } from "../../understand/metrics/public.ts"

export const verdicts = ["worked", "did_not", "unclear"] as const

export const Criterion = z
  .object({
    metric: MetricDefinition,
    where: z.array(Condition),
    label: z.string().openapi({ description: "The slice in words" }),
    expected: z.object({
      direction: z.enum(["up", "down"]),
      size: z.number().openapi({
        description: "In the metric's unit (share: 0.1 is 10 points); of counts and rates a fraction (0.3 is 30 %)",
      }),
    }),
    by: Day,
  })
  .openapi("OutcomeCriterion")

const Numbers = z.record(z.string(), z.number())
export const OutcomeCheck = z
  .object({
    key: z.enum([
      "before",
      "baseline",
      "after",
      "parallel",
      "drift",
      "units",
      "neighbours",
      "season",
      "agree",
      "scale",
      "events",
    ]),
    state: z.enum(["ok", "caution", "bad"]).openapi({ description: "bad: while it is so, nothing is decided" }),
    params: Numbers,
    names: z.array(z.string()).optional(),
  })
  .openapi("OutcomeCheck")

export const OutcomeControl = z
  .object({
    key: z
      .string()
      .openapi({ description: '"outside": all but the slice; "other:product": other values of one field' }),
    field: z.string().nullable(),
    values: z.array(z.string()).openapi({ description: "The slice's own values of that field" }),
    driftP: z.number().nullable().openapi({
      description: "Chance of as much drift between slice and control before the change, if they were on one way",
    }),
    n: z.number().int(),
    usable: z.boolean(),
  })
  .openapi("OutcomeControl")

const Side = z.object({
  before: Estimate,
  after: Estimate,
  change: Difference.nullable(),
})

export const OutcomeMeasurement = z
  .object({
    verdict: z.enum(["worked", "did_not", "cannot_tell"]),
    reached: z.enum(["as_expected", "less", "open"]).nullable().openapi({
      description: "worked: surely as much as expected, surely less, or it is open which",
    }),
    method: z.enum(["units", "control", "series"]).nullable().openapi({
      description:
        "units: difference in differences over parts of slice and control; control: the weekly distance of slice and control; series: the slice alone",
    }),
    look: z.enum(["planned", "any"]).nullable().openapi({
      description: "planned: the one look at the promised day; any: one of many looks, its interval is wider",
    }),
    effect: z
      .object({
        estimate: z.number(),
        low: z.number(),
        high: z.number(),
        relative: z.boolean().openapi({ description: "A ratio (1 is no change) instead of a difference" }),
        p: z.number(),
        df: z.number(),
      })
      .nullable()
      .openapi({ description: "What the change did, against what was to be expected without it" }),
    candidates: z.array(OutcomeControl),
    control: OutcomeControl.nullable(),
    unitField: z.string().nullable(),
    slice: Side,
    outside: Side.nullable().openapi({ description: "The control" }),
    weeks: z.array(
      z.object({
        start: Day,
        n: z.number().int(),
        slice: z.number().nullable(),
        control: z.number().nullable(),
        expected: z.number().nullable().openapi({ description: "Of the slice, had nothing been changed" }),
        low: z.number().nullable(),
        high: z.number().nullable(),
        counted: z.boolean().openapi({ description: "Not: the week of the change itself" }),
      }),
    ),
    weeksBefore: z.number().int(),
    weeksAfter: z.number().int(),
    checks: z.array(OutcomeCheck),
    power: z
      .object({
        visible: z.number().openapi({ description: "Smallest change seen in four of five cases; as `expected.size`" }),
        chance: z.number().openapi({ description: "Of seeing the expected change by the promised day" }),
        weeksNeeded: z.number().int().nullable(),
        answersNeeded: z.number().int().nullable(),
        perWeek: z.number().openapi({ description: "Answers or contacts a week in the slice, before the change" }),
      })
      .nullable(),
    from: Day,
    dataUntil: Day,
    breaks: z.array(z.object({ at: Day, reason: z.string() })),
  })
  .openapi("OutcomeMeasurement")
export type OutcomeMeasurement = z.output<typeof OutcomeMeasurement>

export const Outcome = z
  .object({
    id: Id.nullable(),
    plan: z.object({
      id: Id,
      number: z.number().int(),
      title: z.string(),
      problemId: Id,
      state: z.enum(["open", "closed"]),
    }),
    round: z.number().int().openapi({ description: "1, or more after a relapse or another change" }),
    state: z.enum(["no_criterion", "waiting", "measuring", "decided"]).openapi({
      description: "waiting: nothing was changed for the customer yet",
    }),
    criterion: Criterion.nullable(),
    changeAt: Day.nullable(),
    changeBy: z.enum(["clock", "chosen"]).nullable().openapi({ description: "clock: the day the fix shipped" }),
    chosenControl: z.string().openapi({ description: '"best", "none" or a control\'s key' }),
    version: z.number().int(),
    measurement: OutcomeMeasurement.nullable().openapi({ description: "As it stands; frozen once decided" }),
    decision: z
      .object({ verdict: z.enum(verdicts), at: Moment, by: z.string(), reason: z.string().nullable() })
      .nullable(),
    events: z.array(KnownEvent.pick({ at: true, title: true, kind: true })),
    clock: z.array(z.object({ step: z.string(), at: Moment })).openapi({ description: "What the plan did, and when" }),
    history: z.array(
      z.object({
        day: Day,
        verdict: z.enum(["worked", "did_not", "cannot_tell"]),
        estimate: z.number().nullable(),
        low: z.number().nullable(),
        high: z.number().nullable(),
      }),
    ),
    relapses: z.array(z.object({ signalId: Id, at: Moment })),
  })
  .openapi("Outcome")
export type Outcome = z.output<typeof Outcome>

export const MethodInput = z
  .strictObject({
    version: z.number().int().openapi({ description: "What was read; 409 when somebody changed it since" }),
    changeAt: Day.nullable().optional().openapi({ description: "null: the day the clock says the fix shipped" }),
    control: z.string().min(1).max(140).optional().openapi({ description: '"best", "none" or a control\'s key' }),
  })
  .openapi("OutcomeMethodInput")
export const ClosingInput = z
  .strictObject({
    reason: z.string().trim().min(1).max(1_000).optional().openapi({
      description: "Needed where it cannot be told: why the plan is closed nevertheless",
    }),
  })
  .openapi("OutcomeClosingInput")
export const RoundInput = z.strictObject({ changeAt: Day.optional() }).openapi("OutcomeRoundInput")

export const OutcomeItem = z
  .object({
    id: Id,
    plan: z.object({ id: Id, number: z.number().int(), title: z.string() }),
    round: z.number().int(),
    verdict: z.enum([...verdicts, "open"]),
    metric: MetricDefinition.nullable(),
    label: z.string().nullable(),
    estimate: z.number().nullable(),
    low: z.number().nullable(),
    high: z.number().nullable(),
    relative: z.boolean(),
    n: z.number().int(),
    decidedAt: Moment.nullable(),
    relapsed: z.boolean(),
  })
  .openapi("OutcomeItem")
export type OutcomeItem = z.output<typeof OutcomeItem>
export const OutcomeList = listOf(OutcomeItem)

const Days = z
  .object({
    n: z.number().int(),
    median: z.number().nullable(),
    low: z.number().nullable(),
    high: z.number().nullable(),
  })
  .openapi("MedianDays", { description: "Median of days with its 95 % interval (order statistics); null: too few" })
export const OutcomeRecord = z
  .object({
    plans: z.number().int(),
    decided: z.number().int(),
    solved: z.number().int().openapi({ description: "Problems verified as solved and not back since" }),
    relapsed: z.number().int(),
    worked: Estimate.openapi({ description: "Share of decided plans that worked (Wilson)" }),
    days: z
      .object({ guidance_live: Days, first_notice: Days, fix_shipped: Days, verified: Days })
      .openapi({ description: "From the first signal to each step of the clock" }),
    lookingBack: z
      .object({ events: z.number().int(), medianLeadWeeks: z.number().nullable(), at: Moment })
      .nullable()
      .openapi({ description: "The last backtest: how long before known events a signal would have come" }),
  })
  .openapi("OutcomeRecord")
export type OutcomeRecord = z.output<typeof OutcomeRecord>
