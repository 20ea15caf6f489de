import { SurveyAnswers } from "../../../survey/schema.ts"
import { Id, listOf, Moment, z } from "../../platform/schema.ts"

const Variables = z.record(z.string().max(64), z.union([z.string().max(1_000), z.number()]))

/** All that is known of a response when it is sent: the page sends the whole of it after each question. */
export const ResponseInput = z
  .strictObject({
    version: z.number().int().min(1).max(1_000_000),
    sequence: z
      .number()
      .int()
      .min(1)
      .max(1_000_000_000)
      .openapi({ description: "Higher with each save; an older one never overwrites a newer" }),
    answers: SurveyAnswers.refine((all) => Object.keys(all).length <= 500, "At most 500 answers"),
    language: z.string().min(1).max(35),
    variables: Variables.default({}),
    place: z.string().max(64).nullish().openapi({ description: "The page the respondent is on" }),
    seconds: z.number().min(0).max(31_536_000).default(0),
    finished: z.boolean(),
    human: z.boolean().openapi({ description: "Somebody touched the page; what is only opened is kept, not counted" }),
    sentAt: Moment.optional().openapi({ description: "By the sender's clock; kept, never relied on" }),
  })
  .openapi("SurveyResponseInput")
export type ResponseInput = z.output<typeof ResponseInput>

export const Taken = z
  .object({ sequence: z.number().int(), finished: z.boolean(), statusUrl: z.string().optional() })
  .openapi("SurveyResponseTaken")
export type Taken = z.output<typeof Taken>

export const Begun = z
  .object({
    answers: SurveyAnswers,
    place: z.string().nullable(),
    sequence: z.number().int(),
    finished: z.boolean(),
    language: z.string(),
    statusUrl: z.string().optional(),
  })
  .openapi("SurveyResponseBegun")

export const FileTaken = z
  .object({ id: Id, name: z.string(), type: z.string(), bytes: z.number().int() })
  .openapi("SurveyResponseFile")

export const responseStates = ["finished", "partial", "abandoned", "surplus", "not_counted"] as const

export const Response = z
  .object({
    id: Id,
    surveyId: Id,
    version: z.number().int(),
    state: z.enum(responseStates),
    language: z.string(),
    answers: SurveyAnswers,
    variables: Variables,
    place: z.string().nullable(),
    seconds: z.number().int(),
    startedAt: Moment,
    changedAt: Moment,
    finishedAt: Moment.nullable(),
    person: z.object({ id: Id, name: z.string().nullable(), masked: z.boolean() }).nullable(),
    onBehalf: z
      .object({ by: z.string() })
      .nullable()
      .openapi({ description: "A member read it out to the customer and filled it in" }),
    feedbackId: Id.nullable().openapi({ description: "The item of feedback it became" }),
    linkId: Id,
    files: z.array(FileTaken.extend({ question: z.string() })),
    masked: z
      .boolean()
      .openapi({ description: "Contact details and variables are left out for readers without the right" }),
  })
  .openapi("SurveyResponse")
export type Response = z.output<typeof Response>
export const ResponseList = listOf(Response)

export const ResponseFilters = z.object({
  state: z
    .enum([...responseStates, "counted"])
    .optional()
    .openapi({ description: "counted: finished or abandoned, which is what results count" }),
  from: Moment.optional(),
  to: Moment.optional(),
  language: z.string().max(35).optional(),
  version: z.coerce.number().int().min(1).optional(),
  linkId: Id.optional(),
  person: Id.optional(),
  onBehalf: z
    .enum(["true", "false"])
    .optional()
    .openapi({ description: "Only those a member filled in for the customer, or only the others" }),
  question: z
    .string()
    .max(64)
    .optional()
    .openapi({ description: "Only those who answered it; with `value`: who chose it" }),
  value: z.string().max(1_000).optional(),
})
export type ResponseFilters = z.output<typeof ResponseFilters>
