import { listOf, Moment, z } from "../../platform/schema.ts"

export const TimelineEvent = z
  .object({
    id: z.string(),
    name: z.string(),
    at: Moment,
    actor: z.object({ kind: z.enum(["member", "key", "system"]), id: z.string().nullable(), name: z.string() }),
    record: z.string().nullable(),
    sentenceKey: z.string(),
    params: z.record(z.string(), z.union([z.string(), z.number()])),
    milestone: z.boolean().openapi({ description: "The clock moved, or the plan began, ended or changed hands" }),
    starred: z.object({ by: z.string(), at: Moment }).nullable(),
    texts: z
      .object({ en: z.string().optional(), "zh-CN": z.string().optional() })
      .nullable()
      .openapi({ description: "What an update said" }),
  })
  .openapi("TimelineEvent")
export const Timeline = listOf(TimelineEvent)
