import { Id, listOf, Moment, z } from "../../platform/schema.ts"
import { eventKinds, refusalReasons } from "./message.ts"

const Origin = z
  .string()
  .trim()
  .max(300)
  .regex(/^https?:\/\/[^\s/]+$/, "An origin is written as https://shop.example, without a path.")

export const WriteKeyInput = z
  .strictObject({
    name: z.string().trim().min(1).max(100).openapi({ example: "Web shop" }),
    channel: z.enum(["web", "app", "server"]).default("web"),
    product: z.string().trim().min(1).max(300).optional().openapi({ description: "Where an event names no product" }),
    origins: z.array(Origin).max(50).default([]).openapi({ description: "Sites that may use it; empty: any" }),
  })
  .openapi("WriteKeyInput")
export type WriteKeyInput = z.output<typeof WriteKeyInput>

export const WriteKey = z
  .object({
    id: Id,
    name: z.string(),
    key: z.string().openapi({ description: "Stands in the page's code: it can only send events" }),
    channel: z.enum(["web", "app", "server"]),
    product: z.string().nullable(),
    origins: z.array(z.string()),
    createdAt: Moment,
    createdBy: z.string(),
    events: z.number().int().openapi({ description: "Taken in the last seven days" }),
    refused: z.number().int().openapi({ description: "Refused in the last seven days" }),
    lastAt: Moment.nullable(),
  })
  .openapi("WriteKey")
export type WriteKey = z.output<typeof WriteKey>

export const EventSchema = z
  .object({
    id: Id,
    kind: z.enum([...eventKinds, "event"]),
    name: z.string(),
    occurredAt: Moment,
    receivedAt: Moment,
    source: z.string(),
    channel: z.string(),
    product: z.string(),
    component: z.array(z.string()),
    version: z.string(),
    person: z
      .object({
        id: Id,
        name: z.string().nullable(),
        known: z.boolean().openapi({ description: "False for a visitor who never signed in" }),
      })
      .nullable(),
    attributes: z.record(z.string(), z.string()),
  })
  .openapi("ProductEvent")
export type EventView = z.output<typeof EventSchema>
export const EventList = listOf(EventSchema)

export const EventNames = z.object({
  items: z.array(
    z
      .object({
        name: z.string(),
        kind: z.enum([...eventKinds, "event"]),
        events: z.number().int(),
        people: z.number().int(),
        lastAt: Moment,
      })
      .openapi("EventName"),
  ),
})

export const EventProperties = z.object({
  items: z.array(
    z.object({ property: z.string(), values: z.array(z.string()), events: z.number().int() }).openapi("EventProperty"),
  ),
})

export const Refusals = z
  .object({
    items: z.array(
      z.object({
        at: Moment,
        source: z.string().nullable(),
        reason: z.enum(refusalReasons),
        kind: z.string(),
        name: z.string(),
        detail: z.string(),
        message: z.string().nullable().openapi({ description: "The start of the message; null without personal data" }),
      }),
    ),
    counts: z.array(z.object({ reason: z.enum(refusalReasons), count: z.number().int() })),
  })
  .openapi("EventRefusals", { description: "Kept for 30 days" })
