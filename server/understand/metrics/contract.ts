import { Condition, QueryParameters } from "../../listen/interactions/public.ts"
import { jsonParameter } from "../../platform/http/kit.ts"
import { Day, Estimate, Id, z } from "../../platform/schema.ts"

export const MetricDefinition = z
  .object({
    key: z.string(),
    name: z.string(),
    question: z.string(),
    formula: z.string(),
    interval: z.string(),
    unit: z.enum(["count", "share", "score", "rate"]).openapi({
      description: "count: how many; share: 0…1; score: −100…100; rate: per 1,000 customers a month",
    }),
    direction: z.enum(["up", "down", "none"]).openapi({ description: "Which way is better for customers" }),
  })
  .openapi("MetricDefinition")
export type MetricDefinition = z.output<typeof MetricDefinition>

export const Difference = z
  .object({
    estimate: z.number().nullable(),
    low: z.number().nullable(),
    high: z.number().nullable(),
    relative: z.boolean(),
  })
  .openapi("Difference", {
    description: "Second minus first with its 95 % interval; relative: a ratio of the two instead (1 is no change)",
  })
export type Difference = z.output<typeof Difference>

export const KnownEvent = z
  .object({
    id: Id,
    at: Day,
    title: z.string(),
    kind: z.enum(["release", "recall", "campaign", "incident", "batch", "other"]),
    slice: z.record(z.string(), z.array(z.string())),
    link: z.string().nullable(),
  })
  .openapi("KnownEvent")

export const Point = Estimate.extend({ start: Day }).openapi("MetricPoint")

export const Cards = z.object({
  items: z.array(
    z.object({
      metric: MetricDefinition,
      value: Estimate,
      previous: Estimate,
      change: Difference.nullable(),
      spark: z.array(z.number().nullable()),
    }),
  ),
  from: Day,
  to: Day,
  behind: z.boolean().openapi({ description: "Feedback is waiting to be counted" }),
})

export const Trend = z.object({
  metric: MetricDefinition,
  value: Estimate,
  points: z.array(Point),
  from: Day,
  to: Day,
  compare: z
    .object({ label: z.string(), value: Estimate, points: z.array(Point), difference: Difference.nullable() })
    .nullable(),
  events: z.array(KnownEvent),
  breaks: z.array(z.object({ at: Day, reason: z.string() })),
  behind: z.boolean(),
})

export const Breakdown = z.object({ metric: MetricDefinition, items: z.array(Estimate.extend({ value: z.string() })) })

export const TrendParameters = QueryParameters.extend({
  interval: z.enum(["day", "week", "month"]).default("week"),
  compare: z.enum(["previous", "slice"]).optional(),
  compareWhere: jsonParameter(z.array(Condition).max(40)).optional().openapi({ type: "string" }),
})
