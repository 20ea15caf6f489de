import { Day, Estimate, Id, Moment, z } from "../../platform/schema.ts"
import { findings, postKinds, touchpointKinds } from "./touchpoint.ts"

const Name = z.string().trim().min(1).max(300)
const Kind = z.enum(touchpointKinds)
const Tasks = z.array(Id).max(50)
const Position = z.number().int().min(1).max(10_000)

export const TouchpointInput = z
  .strictObject({ name: Name, kind: Kind.default("other"), position: Position.optional(), tasks: Tasks.default([]) })
  .openapi("TouchpointInput")
export type TouchpointInput = z.output<typeof TouchpointInput>
export const TouchpointChange = z
  .strictObject({
    version: z.number().int(),
    name: Name.optional().openapi({ description: "The old name stays one of its names" }),
    kind: Kind.optional(),
    position: Position.optional(),
    tasks: Tasks.optional(),
  })
  .openapi("TouchpointChange")
export type TouchpointChange = z.output<typeof TouchpointChange>
export const TouchpointMerge = z
  .strictObject({
    name: Name.openapi({ description: "A name in feedback, or another touchpoint, that is this one too" }),
  })
  .openapi("TouchpointMerge")

export const Touchpoint = z
  .object({
    id: Id,
    name: z.string(),
    kind: Kind,
    position: z.number().int(),
    tasks: z.array(Id),
    names: z.array(z.string()).openapi({ description: "What it is called in feedback, in small letters" }),
    version: z.number().int(),
  })
  .openapi("Touchpoint")

const Count = z.number().int()
export const ListeningPost = z
  .object({
    kind: z.enum(postKinds),
    id: Id.nullable(),
    name: z.string().openapi({ description: "A survey's title, the source of contacts, a task's name" }),
    state: z.string().nullable().openapi({ description: "Of a survey" }),
    heard: Count.openapi({ description: "In the period; of a task, how often it was begun" }),
    lastAt: Moment.nullable(),
    asked: Count.nullable(),
    rate: z
      .union([Estimate, z.null()])
      .openapi({ description: "Of a survey: finished, of those asked or else of openings" }),
    of: z.enum(["asked", "opened"]).nullable(),
  })
  .openapi("ListeningPost")

export const CoveredTouchpoint = z
  .object({
    touchpoint: z
      .union([Touchpoint, z.null()])
      .openapi({ description: "null: a name in feedback that is not in the register" }),
    name: z.string(),
    spellings: z.array(z.string()).openapi({ description: "How feedback writes it" }),
    heard: Count,
    lastAt: Moment.nullable().openapi({ description: "Ever, not only in the period" }),
    people: Count.openapi({ description: "Whose voice it was, as far as known" }),
    asked: Count.openapi({ description: "People asked here in the period" }),
    askedAgain: Count.openapi({ description: "Of these, asked by any survey in the 30 days before" }),
    posts: z.array(ListeningPost),
    finding: z.enum(findings).nullable(),
  })
  .openapi("CoveredTouchpoint")

export const Coverage = z
  .object({
    from: Day,
    to: Day,
    touchpoints: z.array(CoveredTouchpoint),
    heard: Count,
    placeless: Count.openapi({ description: "Feedback that names no touchpoint" }),
    tasks: z.array(z.object({ id: Id, name: z.string() })).openapi({ description: "Event tasks there are" }),
  })
  .openapi("Coverage")
export type Coverage = z.output<typeof Coverage>
export type CoveredTouchpoint = z.output<typeof CoveredTouchpoint>
