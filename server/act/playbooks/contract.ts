import { Moment, plainList, z } from "../../platform/schema.ts"
import { deliverables, departmentKinds, languages } from "./playbook.ts"

const PromisedStep = z.enum(["guidance_live", "first_notice", "fix_shipped", "verified"])
export const Due = z
  .union([
    z.strictObject({ promise: PromisedStep, share: z.number().gt(0).max(2).default(1) }),
    z.strictObject({ hours: z.number().int().min(1).max(8_760) }),
  ])
  .openapi({ description: "By a promised step (or a part of its time), or hours after opening" })

const Line = z.string().trim().min(1).max(200)
export const PlaybookStep = z
  .strictObject({
    department: z.enum(departmentKinds),
    role: z.string().trim().max(120).default(""),
    title: Line,
    deliverable: z.enum(deliverables),
    due: Due,
    instructions: z.string().trim().max(2_000).default(""),
    tasks: z.array(Line).max(30).default([]),
  })
  .openapi("PlaybookStep")

export const Playbook = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    shipped: z.boolean(),
    copiedFrom: z.string().nullable(),
    steps: z.array(PlaybookStep),
    version: z.number().int(),
    changedBy: z.string().nullable(),
    changedAt: Moment.nullable(),
  })
  .openapi("Playbook")
export const PlaybookList = plainList(Playbook)

const Name = z.string().trim().min(2).max(120)
const Description = z.string().trim().max(500)
const Steps = z.array(PlaybookStep).min(1, "A playbook has at least one step").max(30)
export const PlaybookInput = z
  .strictObject({
    name: Name,
    description: Description.default(""),
    copiedFrom: z.string().max(60).nullable().default(null),
    steps: Steps,
  })
  .openapi("PlaybookInput")
export const PlaybookChange = z
  .strictObject({
    version: z.number().int().openapi({ description: "What was read; 409 when somebody changed it since" }),
    name: Name.optional(),
    description: Description.optional(),
    steps: Steps.optional(),
  })
  .openapi("PlaybookChange")
export const LanguageQuery = z.enum(languages).default("en").openapi({ description: "Language of those that ship" })
