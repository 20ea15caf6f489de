import { fault } from "../../platform/http/errors.ts"
import { Id, listOf, Moment, z } from "../../platform/schema.ts"

export const kinds = [
  "response",
  "ticket",
  "call",
  "chat",
  "email",
  "review",
  "complaint",
  "social",
  "note",
  "other",
] as const
/** Kinds in which a customer came to us because she needed something: what contact rate counts. */
export const contactKinds = ["ticket", "call", "chat", "email", "complaint"] as const

const Dimension = z.string().trim().min(1).max(300)

export const Scale = z.strictObject({ min: z.number(), max: z.number() })
export const Score = z
  .strictObject({
    metric: z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,39}$/, "A metric is named in small letters, digits and _")
      .openapi({
        example: "csat",
        description: "csat, nps, ces, ease, quality, value, expectations, rating, or your own",
      }),
    value: z.number(),
    scale: Scale,
  })
  .superRefine(({ value, scale: { min, max } }, context) => {
    if (min >= max) context.addIssue(problem(fault("feedback.scale_invalid", { min, max }), ["scale"]))
    else if (value < min || value > max) {
      context.addIssue(problem(fault("feedback.score_out_of_scale", { value, min, max }), ["value"]))
    }
  })
  .openapi("Score")

export const PersonInput = z.strictObject({
  externalId: Dimension.optional(),
  email: z.email().max(254).optional(),
  phone: z.string().trim().min(3).max(40).optional(),
  anonymousId: Dimension.optional(),
  name: Dimension.optional(),
  role: z.enum(["buyer", "user", "both"]).optional(),
})

const fields = {
  source: Dimension.optional().openapi({
    description: 'Where it comes from; the API\'s default is "api"',
    example: "zendesk",
  }),
  externalId: Dimension.optional().openapi({
    description: "Its id there. The same source and externalId are stored once.",
  }),
  occurredAt: Moment.optional().openapi({ description: "Default: now" }),
  kind: z.enum(kinds).optional(),
  channel: Dimension.optional(),
  touchpoint: Dimension.optional(),
  product: Dimension.optional(),
  component: z.union([Dimension, z.array(Dimension).max(20)]).optional(),
  version: Dimension.optional(),
  batch: Dimension.optional(),
  region: Dimension.optional(),
  businessUnit: Dimension.optional(),
  journeyStep: Dimension.optional(),
  account: Dimension.optional(),
  person: PersonInput.optional(),
  text: z.string().max(20_000).optional(),
  language: z.string().max(35).optional(),
  scores: z.array(Score).max(20).optional(),
  attributes: z
    .record(z.string().min(1).max(100), z.union([z.string().max(1000), z.number(), z.boolean()]))
    .refine((all) => Object.keys(all).length <= 50, "At most 50 attributes")
    .optional(),
}

export const FeedbackInput = z
  .strictObject(fields)
  .superRefine((item, context) => {
    if (!item.text?.trim() && !item.scores?.length) context.addIssue(problem(fault("feedback.empty"), []))
    checkMoment(item.occurredAt, context)
  })
  .openapi("FeedbackInput")
export type FeedbackInput = z.output<typeof FeedbackInput>

// Where it came from says which item it is, so that does not change.
const { source: _source, externalId: _externalId, ...changeable } = fields

export const FeedbackChange = z
  .strictObject(changeable)
  .superRefine((item, context) => checkMoment(item.occurredAt, context))
  .openapi("FeedbackChange")

// Loose items: each is checked on its own, so that a partial batch can keep the good ones.
export const FeedbackBatch = z
  .strictObject({ items: z.array(z.unknown()).min(1).max(1000), mode: z.enum(["atomic", "partial"]).default("atomic") })
  .openapi("FeedbackBatch", {
    description:
      "atomic (default): one bad item refuses all; partial: the good ones are stored and the bad ones listed",
  })

/** One item, or a batch: told apart by `items`, so that a fault names the field and not "neither of two shapes". */
export const FeedbackPost = z
  .unknown()
  .transform((given, context) => {
    const batch = typeof given === "object" && given !== null && "items" in given
    const result = (batch ? FeedbackBatch : FeedbackInput).safeParse(given)
    if (result.success) return result.data
    for (const issue of result.error.issues) context.issues.push({ ...issue, input: given } as z.core.$ZodRawIssue)
    return z.NEVER
  })
  .openapi({ oneOf: [{ $ref: "#/components/schemas/FeedbackInput" }, { $ref: "#/components/schemas/FeedbackBatch" }] })

export const Received = z.object({ id: Id, status: z.enum(["accepted", "duplicate"]) }).openapi("FeedbackReceived")
export const BatchReceived = z
  .object({
    accepted: z.number().int(),
    duplicates: z.number().int(),
    refused: z.number().int(),
    items: z.array(
      z.object({
        index: z.number().int(),
        status: z.enum(["accepted", "duplicate", "refused"]),
        id: Id.optional(),
        errors: z
          .array(
            z.object({
              code: z.string(),
              message: z.string(),
              field: z.string().optional(),
              remedy: z.string().optional(),
            }),
          )
          .optional(),
      }),
    ),
  })
  .openapi("FeedbackBatchReceived")

export const PersonRef = z
  .object({ id: Id, name: z.string().nullable(), masked: z.boolean() })
  .openapi("PersonRef", { description: "The name is masked for readers without the right to personal data" })

export const Reading = z.object({
  language: z.string(),
  sentiment: z.number().min(-1).max(1),
  label: z.enum(["negative", "neutral", "positive"]),
  confidence: z.number(),
  sentences: z.array(
    z.object({
      start: z.number().int(),
      end: z.number().int(),
      sentiment: z.number(),
      label: z.enum(["negative", "neutral", "positive"]),
    }),
  ),
})

export const Feedback = z
  .object({
    id: Id,
    source: z.string(),
    externalId: z.string().nullable(),
    occurredAt: Moment,
    receivedAt: Moment,
    kind: z.enum(kinds),
    channel: z.string().nullable(),
    touchpoint: z.string().nullable(),
    product: z.string().nullable(),
    component: z.array(z.string()),
    version: z.string().nullable(),
    batch: z.string().nullable(),
    region: z.string().nullable(),
    businessUnit: z.string().nullable(),
    journeyStep: z.string().nullable(),
    account: z.string().nullable(),
    person: PersonRef.nullable(),
    text: z.string().nullable(),
    scores: z.array(z.object({ metric: z.string(), value: z.number(), scale: Scale })),
    attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    importId: Id.nullable(),
    reading: Reading.nullable().openapi({
      description: "null for a moment after it arrives, and where there are no words",
    }),
    themes: z.array(z.string()).openapi({ description: "Ids; the names people gave them are at /themes" }),
  })
  .openapi("Feedback")
export type Feedback = z.output<typeof Feedback>

export const TimelineEntry = z
  .object({
    id: z.string(),
    fact: z.enum(["feedback", "event"]),
    kind: z.string(),
    name: z.string(),
    occurredAt: Moment,
    channel: z.string(),
    product: z.string(),
    component: z.array(z.string()),
    scores: z.array(z.object({ metric: z.string(), value: z.number(), scale: Scale })),
    text: z.string().nullable(),
    sentiment: z.number().nullable(),
  })
  .openapi("TimelineEntry")

export const FeedbackWithTimeline = Feedback.extend({ timeline: z.array(TimelineEntry) })
export const FeedbackList = listOf(Feedback)

/** Events of this slice: `feedback.received` {ids}, `feedback.changed` {ids}, `feedback.deleted` {ids}. */
export type FeedbackEvent = { ids: string[] }

const farthestFuture = 5 * 60_000

function checkMoment(text: string | undefined, context: z.RefinementCtx) {
  if (text === undefined) return
  const at = Date.parse(text)
  if (at > Date.now() + farthestFuture)
    context.addIssue(problem(fault("feedback.in_the_future", { value: text }), ["occurredAt"]))
  if (at < Date.UTC(1990, 0, 1))
    context.addIssue(problem(fault("feedback.too_long_ago", { value: text }), ["occurredAt"]))
}

const problem = (one: ReturnType<typeof fault>, path: string[]) => ({
  code: "custom" as const,
  message: one.message,
  path,
  params: { fault: one },
})
