import { fault } from "../../platform/http/errors.ts"
import { Day, Id, Moment, plainList, z } from "../../platform/schema.ts"
import { Condition } from "../interactions/public.ts"

const Names = z.array(z.string().min(1).max(300)).max(500).optional()

const Owns = z.strictObject({
  kind: z.literal("owns"),
  product: Names,
  component: Names.openapi({
    description:
      "An entry that lists no parts has every part of its product, version and batch, where one of these is given",
  }),
  version: Names,
  batch: Names,
  purchasedFrom: Day.optional(),
  purchasedTo: Day.optional().openapi({ description: "exclusive" }),
})
const Said = z.strictObject({
  kind: z.literal("said"),
  where: z.array(Condition).max(40).default([]),
  q: z.string().max(300).optional(),
  from: Day.optional(),
  to: Day.optional().openapi({ description: "exclusive" }),
})
const Is = z.strictObject({
  kind: z.literal("is"),
  role: z.array(z.enum(["buyer", "user", "both"])).optional(),
  account: Names,
  language: Names.openapi({ description: "A tag such as zh also means zh-CN" }),
  consent: z
    .array(z.string().regex(/^[a-z]{2,30}:(granted|denied|unknown)$/, "A consent is written like marketing:granted"))
    .max(50)
    .optional()
    .openapi({ example: ["marketing:granted"] }),
  attributes: z.array(Condition).max(40).optional(),
})
const NamedPeople = z.strictObject({ kind: z.literal("named"), personIds: z.array(Id).min(1).max(10_000) })

export const AudienceRule = z
  .discriminatedUnion("kind", [Owns, Said, Is, NamedPeople])
  .superRefine((rule, context) => {
    if (!saysSomething(rule)) context.addIssue(as(fault("audience.empty_rule"), []))
  })
  .openapi("AudienceRule", {
    description:
      "owns: has such a product on record now · said: gave such feedback · is: what she is · named: these people. Of several values of a field one must hold; all fields must.",
  })
export type AudienceRule = z.output<typeof AudienceRule>

const Rules = z.array(AudienceRule).max(50)

export const AudienceDefinition = z
  .strictObject({
    anyOf: Rules.openapi({ description: "Who comes in: whom at least one of these holds" }),
    allOf: Rules.optional().openapi({ description: "Of those only who meets all of these" }),
    noneOf: Rules.optional().openapi({ description: "And nobody whom one of these holds" }),
  })
  .superRefine((definition, context) => {
    if (definition.anyOf.length === 0) context.addIssue(as(fault("audience.no_rules"), ["anyOf"]))
  })
  .openapi("AudienceDefinition")
export type AudienceDefinition = z.output<typeof AudienceDefinition>

const Name = z.string().trim().min(1).max(120)
export const AudienceInput = z.strictObject({ name: Name, definition: AudienceDefinition }).openapi("AudienceInput")
export const AudienceChange = z
  .strictObject({
    name: Name.optional(),
    definition: AudienceDefinition.optional(),
    version: z.number().int().optional().openapi({ description: "As you saw it; 409 if it was changed since" }),
  })
  .openapi("AudienceChange")
export type AudienceChange = z.output<typeof AudienceChange>

const By = z.object({ name: z.string(), at: Moment })
export const Audience = z
  .object({
    id: Id,
    name: z.string(),
    definition: AudienceDefinition,
    version: z.number().int(),
    people: z.number().int().nullable().openapi({ description: "When it was counted last" }),
    countedAt: Moment.nullable(),
    uses: z.array(z.object({ record: z.string(), label: z.string() })),
    created: By,
    updated: By,
  })
  .openapi("Audience")
export type Audience = z.output<typeof Audience>
export const AudienceList = plainList(Audience).extend({ next: z.string().nullable() })

export const AudienceMember = z
  .object({
    id: Id,
    name: z.string().nullable(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    masked: z.boolean(),
  })
  .openapi("AudienceMember")
export type AudienceMember = z.output<typeof AudienceMember>

export const AudiencePreview = z
  .object({
    people: z.number().int(),
    candidates: z.number().int().openapi({ description: "Whom anyOf brings in, before anybody is left out" }),
    overlap: z.number().int().openapi({ description: "Of these, whom more than one rule of anyOf holds" }),
    rules: z.array(
      z.object({
        group: z.enum(["anyOf", "allOf", "noneOf"]),
        index: z.number().int(),
        people: z
          .number()
          .int()
          .openapi({ description: "Whom the rule holds; of noneOf and allOf among the candidates" }),
        leavesOut: z.number().int(),
      }),
    ),
    reach: z
      .object({ email: z.number().int(), phone: z.number().int(), neither: z.number().int() })
      .openapi({ description: "How many have an e-mail address, a phone but no e-mail, and neither" }),
    sample: z.array(AudienceMember),
  })
  .openapi("AudiencePreview")
export type AudiencePreview = z.output<typeof AudiencePreview>

/** Whether a rule holds less than everybody. */
export function saysSomething(rule: { kind: string } & Record<string, unknown>): boolean {
  return Object.entries(rule).some(
    ([field, value]) =>
      field !== "kind" && value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0),
  )
}

const as = (one: ReturnType<typeof fault>, path: string[]) => ({
  code: "custom" as const,
  message: one.message,
  path,
  params: { fault: one },
})
