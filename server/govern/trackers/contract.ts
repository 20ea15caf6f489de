import { Id, Moment, plainList, z } from "../../platform/schema.ts"

export const ExternalIssue = z
  .object({
    id: Id,
    workstreamId: Id,
    connection: z.object({ id: Id, kind: z.string(), name: z.string() }),
    key: z.string().openapi({ example: "NORTH-42" }),
    url: z.string(),
    title: z.string(),
    state: z.enum(["open", "in_progress", "done"]),
    stateLabel: z.string().openapi({ description: "The tracker's own word" }),
    lost: z
      .object({ reason: z.string(), at: Moment })
      .nullable()
      .openapi({ description: "It can no longer be read: deleted, moved, or closed to us" }),
    addedBy: z.string(),
    addedAt: Moment,
    syncedAt: Moment,
  })
  .openapi("ExternalIssue")
export const ExternalIssueList = plainList(ExternalIssue)

export const ExternalIssueInput = z
  .strictObject({
    connectionId: Id,
    title: z.string().trim().min(1).max(255).optional().openapi({ description: "Otherwise the workstream's" }),
    url: z
      .url()
      .max(2_000)
      .optional()
      .openapi({ description: "An issue that exists already: it is linked, none is made" }),
  })
  .openapi("ExternalIssueInput")
