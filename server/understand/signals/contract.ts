import { Condition } from "../../listen/interactions/public.ts"
import { Day, Estimate, Id, listOf, Moment, z } from "../../platform/schema.ts"
import { Difference, KnownEvent, MetricDefinition } from "../metrics/public.ts"
import { mostDimensions } from "./dimension.ts"
import { states } from "./signal.ts"

export const Slice = z
  .record(z.string(), z.string())
  .openapi({ example: { component: "Fan motor", product: "Aria 2", batch: "7" } })

export const SignalState = z.enum(states).openapi("SignalState")
const DepartmentRef = z.object({ id: Id, name: z.string() })
const By = z.object({ name: z.string(), at: Moment })

export const StreamRef = z.object({ key: z.string(), label: z.string(), unit: z.string() })

export const Signal = z
  .object({
    id: Id,
    number: z.number().int(),
    state: SignalState,
    headline: z.string().openapi({ description: "One English sentence; other languages make theirs from `params`" }),
    headlineKey: z.string(),
    params: z.record(z.string(), z.union([z.string(), z.number()])),
    summary: z.string().openapi({ description: "The figures in one English sentence" }),
    stream: StreamRef.extend({ mode: z.enum(["count", "share"]) }),
    slice: Slice,
    sliceLabel: z.string(),
    firstSeen: Moment.openapi({ description: "The look at which it first stood out" }),
    lastSeen: Moment,
    began: Day.openapi({ description: "First day of the earliest window in which it stood out" }),
    since: Day.openapi({ description: "First day of the window the figures are of" }),
    until: Day,
    weeks: z.number().int(),
    observed: z.number().int(),
    expected: z.number(),
    ratio: z
      .array(z.number())
      .length(3)
      .openapi({ description: "observed / expected with its exact 95 % interval (Garwood): [estimate, low, high]" }),
    n: z.number().int().openapi({ description: "Records in the window: of these so many were bad" }),
    people: z.number().int(),
    recurrenceWeeks: z
      .number()
      .nullable()
      .openapi({ description: "One alarm like this is expected by chance every so many weeks" }),
    terms: z.array(z.string()),
    departments: z.array(DepartmentRef),
    active: z.boolean().openapi({ description: "Still stands out, or did within the last two weeks" }),
    acknowledged: By.nullable(),
    snoozedUntil: Moment.nullable(),
    dismissedReason: z.string().nullable(),
    mergedInto: Id.nullable(),
    problemId: Id.nullable(),
  })
  .openapi("Signal")
export type Signal = z.output<typeof Signal>

export const SignalList = listOf(Signal)

export const Reach = z
  .object({
    told: z.number().int().openapi({ description: "People behind its records" }),
    owners: z
      .number()
      .int()
      .nullable()
      .openapi({ description: "People who own what it is about, where that is known" }),
    all: z.number().int().nullable().openapi({ description: "Both together, each once" }),
    basis: z.enum(["exact", "estimated", "told"]).openapi({
      description:
        "exact: the installed base knows the owners; estimated: at most the customers of its product; told: only who told us is known",
    }),
    customers: z.number().int().nullable(),
  })
  .openapi("SignalReach")

export const SignalPage = Signal.extend({
  reach: Reach,
  chart: z.object({
    weeks: z.array(
      z.object({
        start: Day,
        observed: z.number().int(),
        expected: z.number().nullable(),
        lower: z.number().nullable(),
        upper: z.number().nullable(),
        alarm: z.boolean().openapi({ description: "Within the window that stood out, or a week of an alarm" }),
      }),
    ),
    firstSeen: Day,
    events: z.array(KnownEvent),
  }),
  where: z.array(
    z.object({
      slice: Slice,
      label: z.string(),
      relation: z.enum(["chosen", "wider", "beside"]),
      observed: z.number(),
      expected: z.number(),
      chosen: z.boolean(),
    }),
  ),
  whyThisOne: z.string(),
  why: z.object({ key: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) }),
  voices: z.array(
    z.object({
      feedbackId: Id,
      text: z.string(),
      marks: z.array(z.object({ start: z.number().int(), end: z.number().int() })),
      who: z.string(),
      occurredAt: Moment,
      language: z.string().nullable(),
      sentiment: z.number(),
    }),
  ),
  query: z
    .object({
      where: z.array(Condition),
      from: Day,
      to: Day,
    })
    .openapi({ description: "The same feedback as a query of /feedback (`to` is exclusive)" }),
  changes: z.array(
    z.object({ at: Day, title: z.string(), kind: z.string(), params: z.record(z.string(), z.string()) }),
  ),
  effects: z.array(
    z.object({
      metric: MetricDefinition,
      against: z.enum(["outside", "before"]).openapi({
        description: "outside: the same weeks outside the slice; before: its product in as many weeks before",
      }),
      inside: Estimate,
      outside: Estimate,
      difference: Difference.nullable().openapi({
        description: "Inside minus outside, or their ratio where `relative`",
      }),
    }),
  ),
  merged: z.array(Signal),
  history: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      at: Moment,
      actor: z.object({ kind: z.string(), name: z.string() }),
      record: z.string().nullable(),
      sentenceKey: z.string(),
      params: z.record(z.string(), z.unknown()),
    }),
  ),
}).openapi("SignalPage")

export const AffectedPeople = z.object({
  reach: Reach,
  items: z.array(
    z.object({
      id: Id,
      name: z.string().nullable(),
      masked: z.boolean(),
      email: z.string().nullable(),
      phone: z.string().nullable(),
      contacts: z.number().int(),
      lastAt: Moment.nullable(),
    }),
  ),
  next: z.string().nullable(),
  total: z.number().int(),
})

export const Snooze = z.strictObject({ until: z.iso.datetime({ offset: true }), note: z.string().max(1000).optional() })
export const Dismissal = z.strictObject({
  reason: z.string().trim().min(1).max(200),
  note: z.string().max(2000).optional(),
})
export const Assignments = z.strictObject({ departmentIds: z.array(Id).max(40) })
export const Merge = z.strictObject({ into: Id })

export const Watching = z.object({
  streams: z.array(StreamRef.extend({ mode: z.enum(["count", "share"]), records: z.number().int() })),
  dims: z.array(z.string()).openapi({ description: "What the last look cut by" }),
  chosenBy: z.enum(["rapport", "you"]),
  historyWeeks: z.number().int(),
  lastLook: Moment.nullable(),
  lastAsOf: Day.nullable(),
  running: z.boolean(),
})
export const WatchingWithChoices = Watching.extend({
  possible: z.array(
    z.object({
      field: z.string(),
      distinct: z.number().int(),
      share: z.number().openapi({ description: "Of all items, how many have it" }),
      determinedBy: z.string().nullable().openapi({ description: "A field that settles its value anyway" }),
    }),
  ),
})
export const WatchingChange = z.strictObject({
  dims: z.array(z.string().max(120)).min(1).max(mostDimensions).nullable().optional().openapi({
    description: "null: Rapport chooses",
  }),
  historyWeeks: z.number().int().min(1).max(2600).optional(),
})

export const BacktestInput = z.strictObject({
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  dims: z.array(z.string().max(120)).min(1).max(mostDimensions).optional(),
  stream: z.string().max(120).optional(),
  eventIds: z.union([z.literal("all"), z.array(Id).max(1000)]).optional(),
})
export type BacktestInput = z.output<typeof BacktestInput>

export const BacktestSignal = z
  .object({
    firstSeen: Day,
    slice: Slice,
    sliceLabel: z.string(),
    since: Day,
    observed: z.number().int(),
    expected: z.number(),
    ratio: z.array(z.number()).length(3),
    people: z.number().int(),
    terms: z.array(z.string()),
    alarms: z.array(Day),
  })
  .openapi("BacktestSignal")
export type BacktestSignal = z.output<typeof BacktestSignal>

export const BacktestResult = z.object({
  stream: StreamRef,
  from: Day,
  to: Day,
  dims: z.array(z.string()),
  records: z.number().int(),
  signals: z.array(BacktestSignal),
  events: z.array(
    z.object({
      id: Id,
      title: z.string(),
      at: Day,
      leadWeeks: z.number().nullable().openapi({ description: "null: nothing was said before it" }),
      signal: z.number().int().nullable().openapi({ description: "Which of `signals` said it first" }),
    }),
  ),
  missed: z.number().int(),
  medianLeadWeeks: z.number().nullable(),
})
export type BacktestResult = z.output<typeof BacktestResult>

export const Backtest = z
  .object({
    id: Id,
    state: z.enum(["waiting", "running", "done", "failed"]),
    progress: z.number().min(0).max(1),
    request: BacktestInput,
    from: Day.nullable(),
    to: Day.nullable(),
    error: z.string().nullable(),
    createdAt: Moment,
    createdBy: z.string(),
    finishedAt: Moment.nullable(),
    result: BacktestResult.nullable(),
  })
  .openapi("Backtest")
export type Backtest = z.output<typeof Backtest>
