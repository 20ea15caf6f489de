import { Id, Moment, plainList, z } from "../../platform/schema.ts"

export const FileRecord = z
  .string()
  .regex(/^(plan|workstream):[0-9a-f-]{36}$/, "Files stand beside a plan or a workstream: plan:<id>")
export const Attachment = z
  .object({
    id: Id,
    record: z.string(),
    name: z.string(),
    bytes: z.number().int(),
    type: z.string().openapi({ description: "By what is in it, not by its name" }),
    by: z.string(),
    at: Moment,
  })
  .openapi("Attachment")
export type Attachment = z.output<typeof Attachment>
export const AttachmentList = plainList(Attachment)
export const FileName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  // Only what is behind the last slash, and nothing that could end or break a header.
  .transform((name) => name.replace(/^.*[\\/]/, "").replace(/[\p{Cc}"]/gu, "_") || "file")
