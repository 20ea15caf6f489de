import { Day, Id, listOf, Moment, plainList, z } from "../../platform/schema.ts"
import { Signal, Slice } from "../../understand/signals/public.ts"
import { AudienceDefinition } from "./affected.ts"
import { JoiningRule } from "./joining.ts"
import { noteKinds, problemStates, publicStages, severities } from "./problem.ts"
import { scoreNames } from "./score.ts"
import { Story } from "./statement.ts"

export const State = z.enum(problemStates).openapi("ProblemState")
export const Stage = z.enum(publicStages).openapi("PublicStage", {
  description: "What customers may see: received, looking (into it), fixing, fixed",
})
const Rating = z.number().int().min(1).max(5)
const Words = z.string().trim().min(1).max(500)
const Name = z.string().min(1).max(120)

export const Revenue = z
  .strictObject({
    amount: z.number().min(0).max(1e12),
    per: z.enum(["person", "total"]),
    currency: z.string().regex(/^[A-Z]{3}$/, "A currency is three capital letters, such as EUR"),
  })
  .openapi("ProblemRevenue", { description: "At stake: the amount times the people affected, or in total" })

export const PublicTexts = z.partialRecord(
  z.enum(publicStages),
  z.record(z.string().min(2).max(35), z.string().trim().min(1).max(1000)),
)

/** What people write about a problem. */
const fields = {
  statement: z.string().trim().min(3).max(500).optional(),
  story: Story.nullable().optional(),
  who: Words.nullable().optional(),
  slice: z
    .record(Name, z.string().trim().min(1).max(300))
    .refine((slice) => Object.keys(slice).length <= 8, "A slice names at most 8 fields")
    .optional(),
  jobsHurt: z.array(Words).max(20).optional(),
  affected: AudienceDefinition.nullable()
    .optional()
    .openapi({ description: "null: the owners of its slice and those who wrote about it" }),
  joining: JoiningRule.nullable().optional().openapi({ description: "null: what the slice says" }),
  severity: z.enum(severities).nullable().optional(),
  customerValue: Rating.nullable().optional(),
  businessValue: Rating.nullable().optional(),
  effort: Rating.nullable().optional(),
  revenue: Revenue.nullable().optional(),
}
export const ProblemInput = z.strictObject({ ...fields, ownerId: Id.nullable().optional() }).openapi("ProblemInput")
export type ProblemFields = Partial<Omit<z.output<typeof ProblemInput>, "ownerId">>
export const ProblemChange = z
  .strictObject({
    ...fields,
    ownerId: Id.nullable().optional(),
    state: State.optional(),
    reason: z.string().trim().min(1).max(500).optional().openapi({ description: "Why; a dismissal needs one" }),
    version: z.number().int().min(1).optional().openapi({
      description: "The version you saw. Where somebody changed the same fields since then, the answer is 409",
    }),
  })
  .openapi("ProblemChange")
export const StageChange = z
  .strictObject({
    stage: Stage.nullable().openapi({ description: "null: follows the state" }),
    texts: PublicTexts.optional().openapi({ description: "Own words by stage and language, instead of ours" }),
  })
  .openapi("PublicStageChange")

const Share = z.object({
  estimate: z.number(),
  low: z.number(),
  high: z.number(),
  n: z.number().int(),
  source: z.enum(["own", "problems"]),
})
export const Size = z
  .object({
    reports: z.number().int().openapi({ description: "Items of feedback, those of duplicates too, each once" }),
    joined: z.number().int().openapi({ description: "Of these, how many joined by themselves" }),
    told: z.number().int().openapi({
      description: "People who told us, each once; what came without a person counts as one person each",
    }),
    negative: z.number().int(),
    lastReportAt: Moment.nullable(),
    owners: z.number().int().openapi({ description: "People who own what the slice names" }),
    method: z.enum(["exact", "estimated", "told"]).openapi({
      description:
        "exact: from the installed base; estimated: told ÷ share of affected people who tell; told: at least those",
    }),
    people: z.number(),
    low: z.number(),
    high: z.number().nullable().openapi({ description: "null: nobody knows how many more" }),
    share: Share.nullable(),
    countedAt: Moment,
  })
  .openapi("ProblemSize")

export const Score = z
  .object({
    value: z.number(),
    formula: z.string(),
    shipped: z.boolean().openapi({ description: "The formula that ships with Rapport" }),
    parts: z.record(z.enum(scoreNames), z.number()),
  })
  .openapi("ProblemScore")

const Ref = z.object({ id: Id, number: z.number().int(), statement: z.string(), state: State })

export const ProblemItem = z
  .object({
    id: Id,
    number: z.number().int(),
    version: z.number().int(),
    statement: z.string(),
    story: Story.nullable(),
    who: z.string().nullable(),
    slice: Slice,
    sliceLabel: z.string(),
    jobsHurt: z.array(z.string()),
    severity: z.enum(severities).nullable(),
    customerValue: z.number().int().nullable(),
    businessValue: z.number().int().nullable(),
    effort: z.number().int().nullable(),
    revenue: Revenue.nullable(),
    revenueAtStake: z.number().nullable(),
    state: State,
    stateSince: Moment.nullable(),
    stateBy: z.string().nullable(),
    stateReason: z.string().nullable(),
    dismissedReason: z.string().nullable(),
    publicStage: z.object({
      stage: Stage,
      follows: z.enum(["state", "hand"]),
      since: Moment.nullable(),
      texts: PublicTexts,
    }),
    ownerId: Id.nullable(),
    owner: z.object({ id: Id, name: z.string() }).nullable(),
    size: Size.nullable().openapi({ description: "null for a moment after it was made" }),
    score: Score,
    signalCount: z.number().int(),
    duplicateOf: Id.nullable(),
    duplicateCount: z.number().int(),
    createdAt: Moment,
    createdBy: z.object({ name: z.string() }),
  })
  .openapi("ProblemItem")
export type ProblemItem = z.output<typeof ProblemItem>
export const ProblemList = listOf(ProblemItem)

export const Note = z
  .object({
    id: Id,
    kind: z.enum(noteKinds),
    summary: z.string().nullable(),
    quote: z.string().nullable(),
    link: z.string().nullable(),
    notedOn: Day,
    author: z.object({ name: z.string() }),
    createdAt: Moment,
  })
  .openapi("ResearchNote")
export const NoteInput = z
  .strictObject({
    kind: z.enum(noteKinds),
    summary: z.string().trim().min(1).max(4000).nullable().optional(),
    quote: z
      .string()
      .trim()
      .min(1)
      .max(2000)
      .nullable()
      .optional()
      .openapi({ description: "In the customer's own words" }),
    link: z
      .url({ protocol: /^https?$/ })
      .max(2000)
      .nullable()
      .optional(),
    notedOn: Day.optional(),
  })
  .refine((note) => note.summary || note.quote, "A note needs a summary or a quote")
  .openapi("ResearchNoteInput")

const How = z.enum(["signal", "promoted", "linked", "joined"])
export const Problem = ProblemItem.extend({
  signals: z.array(Signal.extend({ how: z.enum(["signal", "linked", "joined"]), problem: Id })),
  notes: z.array(Note),
  joining: z.object({ rule: JoiningRule.nullable(), chosenBy: z.enum(["rapport", "you"]) }),
  affected: z.object({ definition: AudienceDefinition.nullable(), chosenBy: z.enum(["rapport", "you"]) }),
  duplicateOfRef: Ref.nullable(),
  duplicates: z.array(Ref),
  states: z
    .array(z.object({ before: State, state: State, reason: z.string().nullable(), by: z.string(), at: Moment }))
    .openapi({ description: "Each change of state, the latest first" }),
}).openapi("Problem")
export type Problem = z.output<typeof Problem>

export const EvidenceItem = z
  .object({
    feedbackId: Id,
    how: How,
    at: Moment,
    by: z.string().nullable(),
    problem: Id.openapi({ description: "The problem it is evidence of: this one, or a duplicate" }),
    text: z.string().nullable(),
    who: z.string().nullable(),
    masked: z.boolean(),
    language: z.string().nullable(),
    sentiment: z.number().nullable(),
    kind: z.string(),
    channel: z.string().nullable(),
    occurredAt: Moment,
  })
  .openapi("ProblemEvidence")
export const EvidenceList = listOf(EvidenceItem)

export const Suggestions = plainList(
  z
    .object({
      problem: ProblemItem,
      likeness: z.number(),
      slice: z.number(),
      words: z.number(),
      shared: z.number().int(),
    })
    .openapi("DuplicateSuggestion"),
)

export const JoiningPreview = z
  .object({
    feedback: z.number().int(),
    people: z.number().int(),
    new: z.number().int().openapi({ description: "Of these, how many are no evidence yet (counted up to 100,000)" }),
    newest: z.array(z.object({ id: Id, text: z.string().nullable(), occurredAt: Moment })),
  })
  .openapi("JoiningPreview")

const ToldOf = z
  .strictObject({ told: z.number().int().min(1), of: z.number().int().min(20).max(1e9) })
  .refine(({ told, of }) => told <= of, "More told than there were")
export const FormulaInput = z
  .strictObject({ formula: z.string().trim().min(1).max(500).nullable(), toldOf: ToldOf.nullable().optional() })
  .openapi("ScoreFormulaInput", { description: "formula null: the one that ships" })
export const Formula = z
  .object({
    formula: z.string(),
    shipped: z.boolean(),
    shippedFormula: z.string(),
    names: z.array(z.enum(scoreNames)),
    functions: z.array(z.string()),
    toldOf: z.object({ told: z.number(), of: z.number() }).nullable(),
    changed: z.object({ name: z.string(), at: Moment }).nullable(),
  })
  .openapi("ScoreFormula")
export const FormulaTrial = plainList(
  z
    .object({
      id: Id,
      number: z.number().int(),
      statement: z.string(),
      score: z.number(),
      before: z.number(),
      parts: z.record(z.enum(scoreNames), z.number()),
    })
    .openapi("ScoreTrial"),
)
