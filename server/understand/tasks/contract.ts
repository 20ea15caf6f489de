import { Feedback } from "../../listen/feedback/public.ts"
import { QueryParameters } from "../../listen/interactions/public.ts"
import { Estimate, Id, Moment, plainList, z } from "../../platform/schema.ts"
import { outcomes, TaskDefinition } from "./task.ts"

const Name = z.string().trim().min(1).max(200)
const About = z.string().trim().max(2_000)

export const TaskInput = z
  .strictObject({ name: Name, about: About.optional(), definition: TaskDefinition })
  .openapi("TaskInput")
export type TaskInput = z.output<typeof TaskInput>
export const TaskChange = z
  .strictObject({
    name: Name.optional(),
    about: About.nullable().optional(),
    definition: TaskDefinition.optional(),
    version: z.number().int().openapi({ description: "Change only if this is still its version" }),
  })
  .openapi("TaskChange")
export type TaskChange = z.output<typeof TaskChange>

export const TaskSchema = z
  .object({
    id: Id,
    name: z.string(),
    about: z.string().nullable(),
    definition: TaskDefinition,
    version: z.number().int(),
    createdAt: Moment,
    createdBy: z.string(),
    updatedAt: Moment,
    updatedBy: z.string(),
  })
  .openapi("Task")
export type Task = z.output<typeof TaskSchema>

const Figures = z
  .object({
    attempts: z.number().int().openapi({ description: "That have ended, one way or another" }),
    open: z.number().int().openapi({ description: "Still within their time; in no other figure" }),
    people: z.number().int(),
    success: Estimate,
    failure: Estimate,
    abandonment: Estimate,
    withErrors: Estimate,
    errorsPerAttempt: Estimate,
    time: z.object({ geometricMean: Estimate, median: Estimate, ninetieth: Estimate }).openapi({
      description: "Seconds, of attempts that succeeded",
    }),
  })
  .openapi("TaskFigures")

export const UsabilityFigures = z
  .object({
    sessions: z.number().int(),
    small: z.boolean().openapi({ description: "Fewer than 30 attempts: read the interval, not the figure" }),
    success: Estimate,
    geometricMean: Estimate,
    errorsPerAttempt: Estimate,
    sus: Estimate,
  })
  .openapi("UsabilityFigures")

export const TaskList = z.object({
  items: z.array(TaskSchema.extend({ figures: Figures }).openapi("TaskListed")),
  from: Moment,
  to: Moment,
})

const Period = QueryParameters.pick({ where: true, from: true, to: true })
export const ReportParameters = Period.extend({
  interval: z.enum(["day", "week", "month"]).default("week"),
  by: z.string().max(120).optional().openapi({ description: "A field of the start event: version, attributes.plan" }),
})
export const Report = z
  .object({
    task: TaskSchema,
    from: Moment,
    to: Moment,
    total: Figures,
    path: z.array(
      z.object({
        step: z.number().int().openapi({ description: "0 is the start, 1 the first step" }),
        name: z.string(),
        optional: z.boolean(),
        reached: z.number().int(),
        abandoned: z.number().int().openapi({ description: "With this as the last step reached" }),
        failed: z.number().int(),
      }),
    ),
    points: z.array(Figures.extend({ start: Moment })),
    cuts: z.array(Figures.extend({ value: z.string() })),
    usability: UsabilityFigures.nullable(),
  })
  .openapi("TaskReport")

export const Preview = z
  .object({
    matched: z.array(z.object({ event: z.string(), events: z.number().int(), people: z.number().int() })),
    figures: Figures,
    path: z.array(z.object({ step: z.number().int(), reached: z.number().int(), abandoned: z.number().int() })),
    from: Moment,
  })
  .openapi("TaskPreview")

export const PeopleParameters = Period.extend({
  outcome: z.enum(outcomes).default("abandoned"),
  step: z.coerce.number().int().min(0).max(12).optional().openapi({ description: "The last step reached" }),
})
export const TaskPeople = z
  .object({
    items: z.array(
      z.object({
        person: z.object({ id: Id, name: z.string().nullable(), known: z.boolean() }),
        attempts: z.number().int(),
        lastAt: Moment,
        step: z.number().int(),
        errors: z.number().int(),
        said: Feedback.nullable().openapi({ description: "The last words of hers, on any channel" }),
      }),
    ),
    next: z.string().nullable(),
    total: z.number().int(),
  })
  .openapi("TaskPeople")

export const UsabilityInput = z
  .strictObject({
    study: Name,
    participant: Name.openapi({ description: "A code rather than a name" }),
    heldOn: z.iso.date(),
    sus: z.array(z.number().int().min(1).max(5)).length(10).optional(),
    note: z.string().trim().max(5_000).optional(),
    attempts: z
      .array(
        z.strictObject({
          taskId: Id,
          succeeded: z.boolean(),
          seconds: z.number().positive().max(86_400).optional(),
          errors: z.number().int().min(0).max(1_000).default(0),
        }),
      )
      .max(50),
  })
  .openapi("UsabilityInput")
export type UsabilityInput = z.output<typeof UsabilityInput>

export const UsabilitySession = z
  .object({
    id: Id,
    study: z.string(),
    participant: z.string(),
    heldOn: z.string(),
    susScore: z.number().nullable(),
    note: z.string().nullable(),
    createdBy: z.string(),
    attempts: z.array(
      z.object({
        taskId: Id,
        task: z.string(),
        succeeded: z.boolean(),
        seconds: z.number().nullable(),
        errors: z.number().int(),
      }),
    ),
  })
  .openapi("UsabilitySession")
export type UsabilitySession = z.output<typeof UsabilitySession>
export const UsabilityList = plainList(UsabilitySession)

export const UsabilityFile = z.strictObject({
  study: Name,
  csv: z.string().min(1).max(2_000_000),
  dryRun: z.boolean().default(false),
})
export const UsabilityImported = z
  .object({
    sessions: z.number().int(),
    attempts: z.number().int(),
    refused: z.array(z.object({ row: z.number().int(), reason: z.string() })),
    unknownColumns: z.array(z.string()),
  })
  .openapi("UsabilityImported")
