import { Day, Id, listOf, z } from "../../platform/schema.ts"

const Fields = z.strictObject({
  at: Day.openapi({ description: "The day it happened" }),
  title: z.string().trim().min(1).max(300),
  kind: z.enum(["release", "recall", "campaign", "incident", "batch", "other"]).default("other"),
  slice: z
    .record(z.string().min(1).max(100), z.array(z.string().min(1).max(300)).max(100))
    .default({})
    .openapi({ description: 'What it concerns: {"product": ["Aria 2"]}; {} concerns everything' }),
  link: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .nullable()
    .optional(),
})
export const KnownEventInput = Fields.openapi("KnownEventInput")
export type KnownEventInput = z.output<typeof KnownEventInput>
export const KnownEventPost = z.union([
  KnownEventInput,
  z.strictObject({ items: z.array(KnownEventInput).min(1).max(1_000) }),
])
export const KnownEventChange = z.strictObject({
  at: Fields.shape.at.optional(),
  title: Fields.shape.title.optional(),
  kind: Fields.shape.kind.unwrap().optional(),
  slice: Fields.shape.slice.unwrap().optional(),
  link: Fields.shape.link,
})
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
export type KnownEvent = z.output<typeof KnownEvent>
export const KnownEventList = listOf(KnownEvent)
export const KnownEventsAdded = z.object({
  added: z.number().int(),
  duplicates: z.number().int().openapi({ description: "Already noted: same day, title and kind" }),
  items: z.array(KnownEvent).openapi({ description: "Those that are new" }),
})
