import { Day, Estimate, Id, listOf, Moment, z } from "../../platform/schema.ts"
import { states } from "./guidance.ts"

const Words = z.string().trim().max(4_000)
const Language = z
  .string()
  .regex(/^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$/, "A language is named as in en, zh-CN, pt-BR")
  .openapi({ example: "zh-CN" })

export const GuidanceText = z
  .strictObject({
    say: Words.default("").openapi({ description: "What the agent says first" }),
    offer: Words.default("").openapi({ description: "What may be offered" }),
    notPromise: Words.default("").openapi({ description: "What must not be promised" }),
    steps: z.array(z.string().trim().min(1).max(1_000)).max(30).default([]),
  })
  .openapi("GuidanceText")
export type GuidanceText = z.output<typeof GuidanceText>

const Serial = z.string().trim().min(1).max(60)
export const Eligibility = z
  .strictObject({
    product: z.array(z.string().trim().min(1).max(300)).max(50).optional(),
    serials: z.array(Serial).max(20_000).optional(),
    ranges: z
      .array(z.strictObject({ from: Serial, to: Serial }))
      .max(200)
      .optional(),
    patterns: z
      .array(Serial)
      .max(50)
      .optional()
      .openapi({ description: "* any characters, ? one character, # one digit", example: ["NL2-07*"] }),
    batch: z.array(z.string().trim().min(1).max(300)).max(500).optional(),
    purchasedFrom: Day.optional(),
    purchasedTo: Day.optional().openapi({ description: "The last day" }),
  })
  .openapi("GuidanceEligibility", {
    description:
      "Whose product it covers. Of serials, ranges and patterns one must fit; of the other kinds all that are given.",
  })
export type Eligibility = z.output<typeof Eligibility>

const draft = {
  title: z.string().trim().min(1).max(200),
  texts: z.record(Language, GuidanceText).refine((all) => Object.keys(all).length <= 40, "At most 40 languages"),
  eligibility: Eligibility,
  validFrom: Moment.nullable(),
  validUntil: Moment.nullable(),
}
export const GuidanceInput = z
  .strictObject({
    problemId: Id.optional(),
    planId: Id.optional(),
    title: draft.title.optional().openapi({ description: "Default: the problem's statement" }),
    texts: draft.texts.default({}),
    eligibility: draft.eligibility.default({}),
    validFrom: draft.validFrom.default(null),
    validUntil: draft.validUntil.default(null),
  })
  .openapi("GuidanceInput")
export type GuidanceInput = z.output<typeof GuidanceInput>

export const DraftChange = z
  .strictObject({
    revision: z.number().int().openapi({ description: "The revision that was changed; another one answers 409" }),
    title: draft.title.optional(),
    texts: draft.texts.optional(),
    eligibility: draft.eligibility.optional(),
    validFrom: draft.validFrom.optional(),
    validUntil: draft.validUntil.optional(),
  })
  .openapi("GuidanceDraftChange")
export type DraftChange = z.output<typeof DraftChange>

export const AtRevision = z.strictObject({ revision: z.number().int() })
export const Withdrawal = z.strictObject({ reason: z.string().trim().min(1).max(500) })

const Act = z.object({ by: z.string(), at: Moment })
export const GuidanceVersion = z
  .object({
    id: Id,
    number: z.number().int(),
    state: z.enum(states),
    title: z.string(),
    texts: z.record(z.string(), GuidanceText),
    eligibility: Eligibility,
    validFrom: Moment.nullable(),
    validUntil: Moment.nullable(),
    revision: z.number().int(),
    created: Act,
    changed: Act,
    requested: Act.nullable(),
    approved: Act.nullable(),
    withdrawn: Act.extend({ reason: z.string() }).nullable(),
    mayApprove: z.boolean().openapi({ description: "Whether the reader may approve it" }),
    approvalBarred: z.enum(["permission", "own_words", "not_requested"]).nullable(),
  })
  .openapi("GuidanceVersion")
export type GuidanceVersion = z.output<typeof GuidanceVersion>

export const GuidanceUse = z
  .object({
    shown: z.number().int().openapi({ description: "Callers it was shown for; one caller on one day counts once" }),
    logged: z.number().int().openapi({ description: "Contacts logged on it" }),
    offered: z.number().int(),
    answered: Estimate.openapi({
      description: "Contacts it answered ÷ contacts it answered or did not answer; Wilson's interval, 95 %",
    }),
  })
  .openapi("GuidanceUse")

export const Guidance = z
  .object({
    id: Id,
    number: z.number().int(),
    title: z.string(),
    state: z.enum(states).openapi({ description: "Of what agents see now; without that, of the newest version" }),
    problem: z.object({ id: Id, number: z.number().int(), statement: z.string() }).nullable(),
    planId: Id.nullable(),
    languages: z.array(z.string()),
    live: z.union([GuidanceVersion, z.null()]),
    draft: z
      .union([GuidanceVersion, z.null()])
      .openapi({ description: "The version being written, or waiting for approval" }),
    use: GuidanceUse,
    createdAt: Moment,
    createdBy: z.object({ name: z.string() }),
  })
  .openapi("Guidance")
export type Guidance = z.output<typeof Guidance>
export const GuidancePage = Guidance.extend({ versions: z.array(GuidanceVersion) }).openapi("GuidancePage")
export type GuidancePage = z.output<typeof GuidancePage>
export const GuidanceList = listOf(Guidance)

export const verdicts = ["covered", "not_covered", "need_serial", "need_batch", "need_date", "everyone"] as const
export const Unit = z.strictObject({
  product: z.string().max(300).optional(),
  serial: z.string().trim().max(60).optional(),
  batch: z.string().trim().max(300).optional(),
  purchasedAt: Day.optional(),
})
export const Coverage = z
  .object({
    verdict: z.enum(verdicts),
    ownershipId: Id.nullable().openapi({ description: "The product of hers that decided" }),
  })
  .openapi("GuidanceCoverage")
export type Coverage = z.output<typeof Coverage>

export const GuidanceSettings = z
  .object({ secondPerson: z.boolean().openapi({ description: "Whether somebody else than its writers must approve" }) })
  .openapi("GuidanceSettings")

/** Events: guidance.drafted, .changed, .approval_asked, .approval_withdrawn, .approved, .published, .withdrawn, .exported. */
