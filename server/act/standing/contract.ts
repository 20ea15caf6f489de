import { Id, Moment, plainList, z } from "../../platform/schema.ts"
import { PublicUpdate } from "../updates/public.ts"

/** What customers see of a problem; the same words the company set for it. */
export const publicStages = ["received", "looking", "fixing", "fixed"] as const

export const Standing = z
  .object({
    organization: z.string(),
    language: z.string().nullable().openapi({ description: "What she reads, as far as it is known" }),
    product: z.string().nullable(),
    answered: z
      .object({ title: z.string(), at: Moment })
      .nullable()
      .openapi({ description: "The survey that led here" }),
    said: z.array(z.object({ text: z.string(), at: Moment })).openapi({ description: "Her own words, newest first" }),
    stage: z.enum(publicStages),
    stages: z.array(z.enum(publicStages)),
    stageText: z
      .record(z.string(), z.string())
      .openapi({ description: "What the company says of this stage, by language" }),
    updates: z.array(PublicUpdate).openapi({ description: "What the company said to customers of this, newest first" }),
    nextUpdateAt: Moment.nullable(),
    mayObject: z.boolean().openapi({ description: "There is a plan, and it is known who she is" }),
    objection: z.object({ at: Moment }).nullable().openapi({ description: "She said that it is not solved for her" }),
    writeTo: z.string().nullable(),
  })
  .openapi("Standing")

export const NotSolved = z
  .strictObject({ words: z.string().trim().max(4_000).optional() })
  .openapi("NotSolved", { description: "What is still wrong, if she wants to say it" })

export const StandingLinkInput = z.strictObject({ personId: Id }).openapi("StandingLinkInput")
export const StandingLink = z
  .object({
    id: Id,
    planId: Id,
    url: z.string().openapi({ description: "Whoever has it can read the page: give it to this person only" }),
    createdAt: Moment,
    revoked: z.object({ by: z.string(), at: Moment }).nullable(),
  })
  .openapi("StandingLink")
export const StandingLinkList = plainList(StandingLink)
