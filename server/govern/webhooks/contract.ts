import { Id, listOf, Moment, plainList, z } from "../../platform/schema.ts"
import { deliveryStates, patternForm, pauseReasons } from "./webhook.ts"

const Url = z
  .url({ protocol: /^https?$/ })
  .max(2_000)
  .openapi({ example: "https://hooks.example.com/rapport" })
const Events = z
  .array(z.string().regex(patternForm, 'An event is named like "signal.found", "plan.*" or "*".'))
  .min(1)
  .max(100)
  .openapi({ description: "Names of events (docs/events.md); a star stands for all of a kind", example: ["signal.*"] })
const Description = z.string().trim().max(300)

export const WebhookInput = z.strictObject({ url: Url, events: Events, description: Description.default("") })
export const WebhookChange = z.strictObject({
  url: Url.optional(),
  events: Events.optional(),
  description: Description.optional(),
})

export const Webhook = z
  .object({
    id: Id,
    url: z.string(),
    description: z.string(),
    events: z.array(z.string()),
    pause: z
      .object({ reason: z.enum(pauseReasons), actorName: z.string(), at: Moment })
      .nullable()
      .openapi({ description: "asked by a member; gone: it answered 410; failing: nothing arrived for days" }),
    previousUntil: Moment.nullable().openapi({ description: "Until when the secret before this one signs too" }),
    waiting: z.number().int(),
    dead: z.number().int().openapi({ description: "Given up after the last attempt; can be replayed" }),
    lastSuccess: Moment.nullable(),
    lastFailure: z
      .object({
        at: Moment,
        status: z.number().int().nullable(),
        reason: z.string().nullable(),
        detail: z.string().nullable(),
      })
      .nullable(),
    createdBy: z.string(),
    createdAt: Moment,
  })
  .openapi("Webhook")
export const WebhookList = plainList(Webhook)

export const WebhookWithSecret = Webhook.extend({
  secret: z.string().openapi({ description: "Shown once: signs what is sent (Standard Webhooks)", example: "whsec_…" }),
}).openapi("WebhookWithSecret")

export const Attempt = z
  .object({
    number: z.number().int(),
    at: Moment,
    milliseconds: z.number().int(),
    status: z.number().int().nullable(),
    reason: z.string().nullable().openapi({ description: "Why no answer came" }),
    detail: z.string().nullable(),
    answer: z.string().nullable().openapi({ description: "The first 1,000 characters" }),
  })
  .openapi("WebhookAttempt")

export const Delivery = z
  .object({
    id: Id.openapi({ description: "Sent as webhook-id, the same with every attempt" }),
    event: z.string(),
    state: z.enum(deliveryStates),
    attempts: z.array(Attempt),
    nextAt: Moment.nullable(),
    createdAt: Moment,
    body: z.string(),
  })
  .openapi("WebhookDelivery")
export const DeliveryList = listOf(Delivery)

export const Replay = z.strictObject({
  since: Moment,
  which: z.enum(["all", "dead"]).default("dead").openapi({ description: "all: also what arrived or was missed" }),
})
