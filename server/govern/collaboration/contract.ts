import { MemberRef } from "../../platform/organizations/contract.ts"
import { Id, listOf, Moment, z } from "../../platform/schema.ts"

/** "kind:id" of anything people can talk about. */
export const RecordName = z
  .string()
  .max(300)
  .regex(/^[a-z][a-z_-]*:\S+$/, "A record is named like signal:<id>")
  .openapi({ example: "signal:01998f3e-1c7a-7d2b-8f00-2a6d1c9b5e44" })

const Text = z.string().max(10_000, "A comment has at most 10,000 characters").openapi({
  description: "Plain text; @[member id] mentions a colleague.",
})
export const CommentInput = z.strictObject({ record: RecordName, text: Text }).openapi("CommentInput")
export const CommentChange = z.strictObject({ text: Text })
export const Comment = z
  .object({
    id: Id,
    record: z.string(),
    author: z.object({ id: Id.nullable(), name: z.string() }).openapi({ description: "id is null: no longer here" }),
    text: z.string(),
    mentions: z.array(MemberRef),
    createdAt: Moment,
    editedAt: Moment.nullable(),
  })
  .openapi("Comment")
export type Comment = z.output<typeof Comment>
export const CommentList = listOf(Comment)

export const Reads = z
  .object({
    items: z.array(z.object({ member: MemberRef, at: Moment })),
    departments: z
      .array(z.object({ id: Id, name: z.string(), read: z.boolean() }))
      .openapi({ description: "A department has read it when one of its members has." }),
  })
  .openapi("Reads")

export const Here = z
  .object({
    record: z.string().nullable(),
    members: z.array(MemberRef).openapi({ description: "Who has this record open now, yourself included" }),
    here: z.number().int().openapi({ description: "How many have Rapport open now, anywhere in the organization" }),
    expiresInSeconds: z.number().int().openapi({ description: "Say it again before then." }),
  })
  .openapi("Here")

/** Payloads of the events recorded here. Never the words: the audit trail outlives a deleted comment. */
export type CommentEvent = { commentId: string; mentions: string[] }
