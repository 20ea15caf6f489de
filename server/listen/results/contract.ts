import { Estimate, Id, Moment, plainList, z } from "../../platform/schema.ts"

export const ResultFilters = z.object({
  state: z.enum(["finished", "abandoned"]).optional(),
  from: Moment.optional().openapi({ description: "Begun at this moment or later" }),
  to: Moment.optional(),
  language: z.string().max(35).optional(),
  version: z.coerce.number().int().min(1).max(1_000_000).optional(),
  linkId: Id.optional(),
  question: z
    .string()
    .max(64)
    .optional()
    .openapi({ description: "Only those who answered it; with `value`: who chose it" }),
  value: z.string().max(300).optional(),
})
export type ResultFilters = z.output<typeof ResultFilters>

const Text = z.record(z.string(), z.string())
const Scale = z.object({ min: z.number(), max: z.number() })

export const Formula = z.object({
  kind: z.enum(["nps", "top", "mean"]),
  from: z.number().optional().openapi({ description: "Of top: the lowest value that counts" }),
})
export const Score = z.object({
  measures: z.string().nullable(),
  scale: Scale,
  formula: Formula,
  unit: z.enum(["score", "share", "mean"]),
  value: Estimate,
})

export const Option = z
  .object({
    value: z.string().openapi({ description: "As the list of responses is filtered by it" }),
    label: Text.nullable().openapi({ description: "Null where the value says it" }),
    n: z.number().int(),
    share: Estimate.openapi({ description: "Of those who answered the question" }),
  })
  .openapi("SurveyOption")

export const QuestionResult = z
  .object({
    id: z.string(),
    page: z.string().nullable(),
    kind: z.string(),
    title: Text,
    asked: z.boolean().openapi({ description: "It is in the newest version" }),
    shown: z.number().int(),
    answered: z.number().int(),
    unsure: z.number().int().openapi({ description: '"I can\'t say"' }),
    score: Score.nullable(),
    options: z.array(Option),
    rows: z
      .array(
        z.object({
          id: z.string(),
          label: Text,
          n: z.number().int(),
          options: z.array(Option),
          score: Score.nullable(),
          meanRank: Estimate.nullable(),
        }),
      )
      .openapi({ description: "Of a matrix and a ranking" }),
    amount: z
      .object({
        mean: Estimate,
        low: z.number(),
        lower: z.number(),
        median: z.number(),
        upper: z.number(),
        high: z.number(),
      })
      .nullable(),
    otherScales: z
      .array(Scale.extend({ n: z.number().int() }))
      .openapi({ description: "Answers to this question on a scale it had before: counted apart, never pooled" }),
  })
  .openapi("SurveyQuestionResult")
export type QuestionResult = z.output<typeof QuestionResult>

export const Results = z
  .object({
    survey: z.object({
      id: Id,
      title: z.string(),
      state: z.string(),
      version: z.number().int().nullable(),
      languages: z.array(z.string()),
      versions: z.array(z.object({ number: z.number().int(), at: Moment, note: z.string().nullable() })),
    }),
    counted: z.number().int().openapi({ description: "Finished and given up, with at least one answer by a human" }),
    finished: z.number().int(),
    abandoned: z.number().int(),
    underWay: z.number().int().openapi({ description: "At it now: changed in the last half hour; in no other number" }),
    opened: z.number().int().openapi({ description: "How often its links were opened, without known robots" }),
    completion: Estimate.openapi({ description: "Finished ÷ counted" }),
    started: Estimate.nullable().openapi({ description: "Counted ÷ opened; null where openings were not counted" }),
    responseRate: Estimate.nullable().openapi({ description: "Links for one person that were answered ÷ those made" }),
    seconds: z.object({
      median: z.number().nullable(),
      low: z.number().nullable(),
      high: z.number().nullable(),
      tenth: z.number().nullable(),
      ninetieth: z.number().nullable(),
    }),
    first: Moment.nullable(),
    last: Moment.nullable(),
    pages: z
      .array(
        z.object({
          id: z.string(),
          questions: z.array(z.string()),
          reached: z.number().int(),
          left: Estimate.openapi({ description: "Gave up on this page ÷ reached it" }),
        }),
      )
      .openapi({ description: "Where people gave up, in the order of the pages" }),
    questions: z.array(QuestionResult),
    questionnaires: z.array(z.object({ metric: z.string(), mean: Estimate })),
  })
  .openapi("SurveyResults")
export type Results = z.output<typeof Results>

export const Trend = z
  .object({
    question: z.string(),
    score: Score,
    step: z.enum(["day", "week", "month"]),
    points: z.array(Estimate.extend({ start: z.string() })),
    breaks: z.array(z.object({ at: z.string(), reason: z.enum(["scale", "wording"]), version: z.number().int() })),
  })
  .openapi("SurveyTrend")

export const Crosstab = z
  .object({
    question: z.string(),
    by: z.string(),
    columns: z.array(
      z.object({
        value: z.string(),
        label: Text.nullable(),
        n: z.number().int(),
        score: Estimate.nullable(),
        options: z.array(Option),
      }),
    ),
    score: Score.nullable(),
    hidden: z
      .number()
      .int()
      .openapi({ description: "Values of a variable fewer than 5 have, left out without the right to personal data" }),
  })
  .openapi("SurveyCrosstab")
export type Crosstab = z.output<typeof Crosstab>

export const CutList = plainList(
  z.object({ by: z.string(), kind: z.enum(["field", "variable", "question"]), label: Text.nullable() }),
).openapi("SurveyCuts")
