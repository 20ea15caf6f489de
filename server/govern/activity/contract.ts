import { listOf, Moment, z } from "../../platform/schema.ts"
import { RecordName } from "../collaboration/public.ts"

const Actor = z.object({
  kind: z.enum(["member", "key", "system"]),
  id: z.string().nullable(),
  name: z.string(),
})

export const Activity = z
  .object({
    id: z.string(),
    name: z.string().openapi({ example: "signal.acknowledged" }),
    at: Moment,
    actor: Actor,
    record: z.string().nullable(),
    sentenceKey: z.string().openapi({ description: "The key of the sentence in the translations" }),
    params: z
      .record(z.string(), z.union([z.string(), z.number()]))
      .openapi({ description: "What the sentence is filled with; title is the record's" }),
  })
  .openapi("Activity")
export type Activity = z.output<typeof Activity>
export const ActivityList = listOf(Activity)

const Cursor = z.string().regex(/^\d{1,15}$/, "This cursor is not one of ours")

export const ActivityQuery = z.object({
  record: RecordName.optional(),
  cursor: Cursor.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const AuditFilter = z.object({
  actor: z.string().max(200).optional().openapi({ description: "The id of a member or key, or system" }),
  name: z
    .string()
    .regex(/^[a-z_-]+(\.[a-z_-]+)?$/)
    .optional()
    .openapi({ description: "An event (person.read) or all of a subject (person)" }),
  record: RecordName.optional(),
  from: z.iso.datetime({ offset: true }).or(z.iso.date()).optional(),
  to: z.iso.datetime({ offset: true }).or(z.iso.date()).optional().openapi({ description: "exclusive" }),
})
export type AuditFilter = z.output<typeof AuditFilter>
export const AuditQuery = AuditFilter.extend({
  cursor: Cursor.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})
export const AuditEntry = Activity.extend({ payload: z.record(z.string(), z.unknown()) }).openapi("AuditEntry")
export const AuditList = listOf(AuditEntry)
export type AuditEntry = z.output<typeof AuditEntry>
export const AuditExport = AuditFilter.extend({
  format: z.enum(["csv", "xlsx", "ndjson"]).default("csv"),
  organization: z.string().optional(),
})
