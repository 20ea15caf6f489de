import { Id, Moment, plainList, z } from "../../platform/schema.ts"
import { feedKinds } from "./feed.ts"

const Label = z.string().trim().min(1).max(300)

const Defaults = z.strictObject({
  kind: z.enum(["review", "social", "complaint", "other"]).optional(),
  channel: Label.optional(),
  product: Label.optional(),
  touchpoint: Label.optional(),
})

export const FeedInput = z
  .strictObject({
    name: z.string().trim().min(1).max(100).openapi({ description: "Also the source of its feedback" }),
    kind: z.enum(feedKinds).openapi({ description: "feed: RSS, Atom or JSON Feed; table: CSV, XLSX or JSON" }),
    url: z.url({ protocol: /^https?$/ }).max(2_000),
    everyMinutes: z.number().int().min(5).max(10_080).default(60),
    defaults: Defaults.default({}).openapi({ description: "What its items are; reviews unless told" }),
  })
  .openapi("FeedInput")
export type FeedInput = z.output<typeof FeedInput>

export const FeedChange = z
  .strictObject({
    url: FeedInput.shape.url.optional().openapi({ description: "Another address is fetched once before it is saved" }),
    everyMinutes: z.number().int().min(5).max(10_080).optional(),
    defaults: Defaults.optional().openapi({ description: "For what comes from now on" }),
  })
  .openapi("FeedChange")
export type FeedChange = z.output<typeof FeedChange>

export const Feed = z
  .object({
    id: Id,
    name: z.string(),
    kind: z.enum(feedKinds),
    url: z.string(),
    everyMinutes: z.number().int(),
    defaults: Defaults,
    readAt: Moment.nullable(),
    nextAt: Moment.nullable().openapi({ description: "null while it is paused" }),
    paused: z.object({ by: z.string(), at: Moment }).nullable(),
    failure: z
      .object({
        code: z.string(),
        message: z.string(),
        remedy: z.string(),
        params: z.record(z.string(), z.union([z.string(), z.number()])),
      })
      .nullable(),
    importId: Id.nullable().openapi({ description: "Of a table: its newest import" }),
    importState: z.string().nullable(),
    taken: z.number().int().openapi({ description: "Items of a feed that came in" }),
    createdBy: z.string(),
    createdAt: Moment,
  })
  .openapi("Feed")
export const FeedList = plainList(Feed)
