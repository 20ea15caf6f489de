import { Id, listOf, Moment, plainList, z } from "../../platform/schema.ts"
import { FeedbackInput, kinds, Scale } from "../feedback/public.ts"
import { deliveryStates, proofs, vendors } from "./receiver.ts"

export const ruleTargets = [
  "text",
  "score",
  "externalId",
  "occurredAt",
  "changedAt",
  "kind",
  "channel",
  "touchpoint",
  "product",
  "component",
  "version",
  "batch",
  "region",
  "businessUnit",
  "journeyStep",
  "language",
  "account",
  "person.externalId",
  "person.email",
  "person.phone",
  "person.name",
  "person.anonymousId",
  "attribute",
] as const
export type RuleTarget = (typeof ruleTargets)[number]

const From = z.string().trim().min(1).max(1_000).openapi({
  description: "Paths into the payload, parted by |, the first with a value counts; a text in quotes is itself",
  example: "ticket.comment.body | ticket.description",
})

export const Rule = z
  .strictObject({
    target: z.enum(ruleTargets),
    from: From,
    metric: z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,39}$/, "A metric is named in small letters, digits and _")
      .optional()
      .openapi({ description: "Of a score" }),
    scale: Scale.optional().openapi({ description: "Of a score" }),
    words: z
      .record(z.string().max(100), z.number())
      .optional()
      .openapi({ description: "What answers in words are worth, in small letters", example: { good: 1, bad: 0 } }),
    attribute: z.string().trim().min(1).max(60).optional().openapi({ description: "Name of an attribute" }),
  })
  .openapi("ReceiverRule", {
    description:
      "What a value of the payload becomes. Several rules for text are joined; changedAt tells which of two updates is newer.",
  })
export type Rule = z.output<typeof Rule>

export const Mapping = z
  .strictObject({
    items: z
      .string()
      .trim()
      .max(300)
      .optional()
      .openapi({ description: "A list of which each entry is an item of its own; paths begin at the entry, then" }),
    when: z
      .array(z.strictObject({ from: From, values: z.array(z.string().max(200)).min(1).max(50) }))
      .max(10)
      .default([])
      .openapi({ description: 'Only what has one of these values; "" stands for none. The rest is passed over' }),
    rules: z.array(Rule).min(1).max(80),
    words: z.enum(["add", "replace"]).default("add").openapi({
      description: "When it changes what is known already: new words are added to the old ones, or replace them",
    }),
  })
  .openapi("ReceiverMapping")
export type Mapping = z.output<typeof Mapping>

export const DeliveryProblem = z
  .object({
    code: z.string(),
    target: z.string().nullable(),
    path: z.string().nullable().openapi({ description: "Where in the payload" }),
    message: z.string(),
    remedy: z.string().nullable(),
  })
  .openapi("ReceiverProblem")
export type DeliveryProblem = z.output<typeof DeliveryProblem>

const Secret = z.string().trim().min(8).max(400)

export const ReceiverInput = z
  .strictObject({
    name: z.string().trim().min(1).max(120),
    vendor: z.enum(vendors),
    proof: z.enum(proofs).optional().openapi({ description: "Default: what the tool can do" }),
    source: z.string().trim().min(1).max(300).optional().openapi({
      description: "The source its feedback bears; default the tool, or the name",
    }),
    secret: Secret.optional().openapi({
      description: "Zendesk and Intercom make it themselves; it can be entered later. Else one is made",
    }),
  })
  .openapi("ReceiverInput")

export const ReceiverChange = z
  .strictObject({
    name: z.string().trim().min(1).max(120).optional(),
    source: z.string().trim().min(1).max(300).optional(),
    mapping: Mapping.optional(),
    version: z.number().int().optional().openapi({ description: "The one it was read with; refused if it is older" }),
  })
  .openapi("ReceiverChange")

export const SecretInput = z.strictObject({
  secret: Secret.optional().openapi({ description: "As the tool shows it; without one, one is made" }),
  overlapHours: z
    .number()
    .min(0)
    .max(24 * 30)
    .default(24)
    .openapi({ description: "For how long the one before still holds" }),
})

export const Receiver = z
  .object({
    id: Id,
    name: z.string(),
    vendor: z.enum(vendors),
    proof: z.enum(proofs),
    source: z.string(),
    url: z.string().nullable().openapi({ description: "Where the tool sends to; only for who may manage connections" }),
    hasSecret: z.boolean(),
    previousUntil: Moment.nullable().openapi({ description: "Until when the secret before this one holds too" }),
    mapping: Mapping,
    version: z.number().int(),
    counts: z.object({
      waiting: z.number().int(),
      taken: z.number().int(),
      skipped: z.number().int(),
      failed: z.number().int(),
      refused: z.number().int().openapi({ description: "Turned away: not signed, too old, too many" }),
    }),
    failures: z
      .array(
        z.object({
          reason: z.string(),
          count: z.number().int(),
          lastAt: Moment,
          problem: DeliveryProblem,
        }),
      )
      .openapi({ description: "What failed and can be replayed, by reason" }),
    lastReceivedAt: Moment.nullable(),
    lastRefusal: z.object({ at: Moment, reason: z.string() }).nullable(),
    removedAt: Moment.nullable(),
    createdBy: z.string(),
    createdAt: Moment,
  })
  .openapi("Receiver")
export type Receiver = z.output<typeof Receiver>
export const ReceiverList = plainList(Receiver)

export const ReceiverWithSecret = Receiver.extend({
  secret: z.string().nullable().openapi({ description: "Shown once, if we made it" }),
}).openapi("ReceiverWithSecret")

export const Trial = z
  .strictObject({
    mapping: Mapping.optional().openapi({ description: "Default: the receiver's" }),
    payload: z.string().max(1_048_576).optional().openapi({
      description: "As it would be sent. Default: the delivery named, or the last one, or the tool's example",
    }),
    deliveryId: Id.optional(),
  })
  .openapi("ReceiverTrialInput")

export const TrialResult = z
  .object({
    from: z.enum(["given", "delivery", "example"]),
    deliveryId: Id.nullable(),
    payload: z.string(),
    paths: z.array(z.object({ path: z.string(), value: z.string() })),
    rules: z
      .array(z.object({ value: z.string().nullable(), path: z.string().nullable() }))
      .openapi({ description: "What each rule found in the first item" }),
    items: z.array(FeedbackInput).openapi({ description: "The feedback it would become" }),
    skipped: z.boolean().openapi({ description: "It would be passed over" }),
    problems: z.array(DeliveryProblem),
  })
  .openapi("ReceiverTrial")

export const Delivery = z
  .object({
    id: Id,
    receivedAt: Moment,
    state: z.enum(deliveryStates),
    settledAt: Moment.nullable(),
    bytes: z.number().int(),
    kept: z.boolean().openapi({ description: "Whether what was sent can still be looked at and replayed" }),
    reason: z.string().nullable(),
    problems: z.array(DeliveryProblem),
    feedbackIds: z.array(Id),
    tries: z.number().int(),
  })
  .openapi("ReceiverDelivery")
export type Delivery = z.output<typeof Delivery>
export const DeliveryList = listOf(Delivery)
export const DeliveryWithPayload = Delivery.extend({ payload: z.string().nullable() }).openapi(
  "ReceiverDeliveryWithPayload",
)

export const Replay = z.strictObject({
  deliveryId: Id.optional(),
  reason: z
    .string()
    .max(300)
    .optional()
    .openapi({ description: "All that failed for this reason; default all that failed" }),
})

export const isKind = (text: string): text is (typeof kinds)[number] => (kinds as readonly string[]).includes(text)
