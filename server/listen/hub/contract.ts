import { z } from "../../platform/schema.ts"

export const fieldTypes = ["text", "categorical", "nps", "csat", "ces", "rating", "number", "boolean", "date"] as const

const Text = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((text) => !text.includes("\0"), "NULL bytes are not allowed")
const Name = Text(255)

const values = {
  value_text: z
    .string()
    .max(20_000)
    .refine((text) => !text.includes("\0"), "NULL bytes are not allowed")
    .nullable()
    .optional(),
  value_number: z.number().min(-1e15).max(1e15).nullable().optional(),
  value_boolean: z.boolean().nullable().optional(),
  value_date: z.iso.datetime({ offset: true }).nullable().optional(),
  metadata: z.record(z.string(), z.unknown()).nullable().optional(),
  language: z.string().max(35).nullable().optional(),
  user_id: Name.nullable().optional(),
}

/** Loose: what a newer client says beside this is kept and given back. */
export const RecordInput = z.looseObject({
  ...values,
  tenant_id: Name,
  submission_id: Name,
  field_id: Name,
  field_type: z.enum(fieldTypes),
  source_type: Name,
  source_id: z.string().max(255).nullable().optional(),
  source_name: z.string().max(255).nullable().optional(),
  field_label: z.string().max(2_000).nullable().optional(),
  field_group_id: z.string().max(255).nullable().optional(),
  field_group_label: z.string().max(2_000).nullable().optional(),
  collected_at: z.iso.datetime({ offset: true }).optional(),
})
export type RecordInput = z.output<typeof RecordInput>

export const RecordChange = z.strictObject(values)
export type RecordChange = z.output<typeof RecordChange>

export const RecordQuery = z.strictObject({
  tenant_id: Name,
  submission_id: Name.optional(),
  source_type: Name.optional(),
  source_id: Name.optional(),
  field_id: Name.optional(),
  field_group_id: Name.optional(),
  field_type: z.enum(fieldTypes).optional(),
  user_id: Name.optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  cursor: z.string().max(200).optional(),
})
export type RecordQuery = z.output<typeof RecordQuery>
