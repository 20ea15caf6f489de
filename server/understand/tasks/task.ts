import { Condition } from "../../listen/interactions/public.ts"
import { z } from "../../platform/schema.ts"

/** An event that counts: of this name, and where its properties are as asked. */
const Matcher = z.strictObject({
  event: z.string().trim().min(1).max(300),
  where: z
    .array(
      Condition.refine((one) => !/^(score\.|person$|import$|personRole$|theme$)/.test(one.field), "Not of an event"),
    )
    .max(5)
    .default([]),
})
export type Matcher = z.output<typeof Matcher>

const AnyOf = z.array(Matcher).max(10)

export const TaskDefinition = z
  .strictObject({
    start: AnyOf.min(1).openapi({ description: "Any of these begins an attempt" }),
    steps: z
      .array(
        z.strictObject({
          name: z.string().trim().min(1).max(100),
          any: AnyOf.min(1),
          optional: z.boolean().default(false),
        }),
      )
      .max(12)
      .default([])
      .openapi({ description: "On the way; several events of a step are either/or" }),
    success: AnyOf.min(1),
    failure: AnyOf.default([]),
    errors: AnyOf.default([]).openapi({ description: "Counted within an attempt; they do not end it" }),
    timeoutMinutes: z
      .number()
      .int()
      .min(1)
      .max(60 * 24 * 30),
  })
  .openapi("TaskDefinition", {
    description:
      "An attempt begins with a start event and ends with the first success or failure. Starting again before that is the same attempt; without an end within the time-out after the last start it was abandoned. An event that is an end is no start.",
  })
export type TaskDefinition = z.output<typeof TaskDefinition>

export const outcomes = ["succeeded", "failed", "abandoned", "open"] as const
export type TaskOutcome = (typeof outcomes)[number]

/** What an event is to a task, as bits, in the order in which things at the same moment are taken to happen. */
export const bits = {
  start: 1,
  error: 2,
  step: (index: number) => 4 << index,
  success: 1 << 20,
  failure: 1 << 21,
  all: (1 << 22) - 1,
  width: 22,
} as const
