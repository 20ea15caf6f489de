import { z } from "@hono/zod-openapi"
import type { Rule as RuleShape, Survey as SurveyShape } from "./definition.ts"

/**
 * A survey as it comes over the wire. The shape only: whether it can be published says `problems.ts`, so that half a
 * survey can be kept as a draft.
 */
const Id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "Letters, digits, - and _, at most 64")
const Language = z.string().regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, "A language as BCP 47, such as en or zh-CN")
const Text = z.record(Language, z.string().max(5_000)).openapi("SurveyText", { example: { en: "How was it?" } })
const Colour = z.string().regex(/^#[0-9a-f]{6}$/i, "A colour as #rrggbb")
const Name = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, "A letter or _, then letters, digits or _")
const Picture = z
  .string()
  .max(200_000)
  .regex(/^(https:\/\/\S+|\/\S+|data:image\/(png|jpeg|webp|gif|svg\+xml);base64,[A-Za-z0-9+/=]+)$/, "An https address")
const Of = z
  .string()
  .max(200)
  .regex(/^(language|(answer|variable|person)\.[^.]+(\.[^.]+)?)$/, "answer.x, answer.x.row, variable.x, person.x")

const Scalar = z.union([z.string().max(1_000), z.number(), z.boolean()])
export const SurveyRule: z.ZodType<RuleShape> = z
  .lazy(() =>
    z.union([
      z.strictObject({ all: z.array(SurveyRule).max(50) }),
      z.strictObject({ any: z.array(SurveyRule).max(50) }),
      z.strictObject({ not: SurveyRule }),
      z.strictObject({ of: Of, is: z.enum(["answered", "unanswered"]) }),
      z.strictObject({ of: Of, is: z.enum(["equal", "unequal", "atLeast", "atMost", "holds"]), value: Scalar }),
      z.strictObject({
        of: Of,
        is: z.literal("oneOf"),
        value: z.array(z.union([z.string().max(1_000), z.number()])).max(500),
      }),
    ]),
  )
  .openapi("SurveyRule", { type: "object" })

const Choice = z.strictObject({
  id: Id,
  label: Text,
  picture: Picture.optional(),
  value: z.number().min(-1_000).max(1_000).optional(),
  other: z.boolean().optional(),
  none: z.boolean().optional(),
})
const someChoices = { choices: z.array(Choice).max(500), shuffle: z.boolean().optional() }
const measures = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, "A metric is named in small letters, digits and _")
  .optional()
const Count = z.number().int().min(0).max(10_000)

const common = {
  id: Id,
  title: Text,
  help: Text.optional(),
  required: z.boolean().optional(),
  showIf: SurveyRule.optional(),
}
export const SurveyQuestion = z
  .discriminatedUnion("kind", [
    z.strictObject({
      ...common,
      kind: z.literal("scale"),
      measures,
      min: z.number().int().min(-100).max(100),
      max: z.number().int().min(-100).max(100),
      look: z.enum(["number", "star", "smiley"]),
      low: Text.optional(),
      high: Text.optional(),
      unsure: z.boolean().optional(),
    }),
    z.strictObject({
      ...common,
      kind: z.literal("choice"),
      many: z.boolean(),
      look: z.enum(["list", "dropdown", "pictures"]),
      least: Count.optional(),
      most: Count.optional(),
      measures,
      ...someChoices,
    }),
    z.strictObject({ ...common, kind: z.literal("ranking"), ...someChoices }),
    z.strictObject({
      ...common,
      kind: z.literal("matrix"),
      rows: z.array(Choice).max(100),
      columns: z.array(Choice).max(30),
      many: z.boolean(),
      measures,
    }),
    z.strictObject({
      ...common,
      kind: z.literal("slider"),
      min: z.number(),
      max: z.number(),
      step: z.number(),
      unit: Text.optional(),
      low: Text.optional(),
      high: Text.optional(),
      measures,
    }),
    z.strictObject({
      ...common,
      kind: z.literal("text"),
      long: z.boolean(),
      most: Count.optional(),
      pattern: z.enum(["email", "phone", "url"]).optional(),
    }),
    z.strictObject({
      ...common,
      kind: z.literal("number"),
      min: z.number().optional(),
      max: z.number().optional(),
      whole: z.boolean().optional(),
      unit: Text.optional(),
    }),
    z.strictObject({
      ...common,
      kind: z.literal("date"),
      from: z.iso.date().optional(),
      to: z.iso.date().optional(),
    }),
    z.strictObject({
      ...common,
      kind: z.literal("contact"),
      fields: z
        .array(z.strictObject({ name: z.enum(["name", "email", "phone", "company"]), required: z.boolean() }))
        .max(4),
    }),
    z.strictObject({
      ...common,
      kind: z.literal("file"),
      most: z.number().int().min(1).max(20),
      megabytes: z.number().min(0.1).max(100),
      types: z.array(z.string().max(100)).max(30),
    }),
    z.strictObject({ ...common, kind: z.literal("consent"), text: Text, grants: z.literal("marketing").optional() }),
    z.strictObject({ ...common, kind: z.literal("statement"), text: Text.optional() }),
    z.strictObject({
      ...common,
      kind: z.literal("component"),
      product: z.string().max(300).optional(),
      components: z.array(z.string().min(1).max(300)).max(500).optional(),
      many: z.boolean(),
    }),
  ])
  .openapi("SurveyQuestion")

const fallback = z.union([z.string().max(1_000), z.number()]).optional()
export const SurveyDefinition = z
  .strictObject({
    format: z.literal(1),
    languages: z.array(Language).min(1).max(100),
    title: Text,
    pages: z
      .array(
        z.strictObject({
          id: Id,
          questions: z.array(SurveyQuestion).max(100),
          shuffle: z.boolean().optional(),
          showIf: SurveyRule.optional(),
          jumps: z
            .array(z.strictObject({ when: SurveyRule, to: Id }))
            .max(100)
            .optional(),
        }),
      )
      .max(300),
    endings: z
      .array(
        z.strictObject({
          id: Id,
          title: Text,
          text: Text.optional(),
          showIf: SurveyRule.optional(),
          statusLink: z.boolean().optional(),
          button: z.strictObject({ label: Text, url: z.string().max(2_000) }).optional(),
        }),
      )
      .max(50),
    variables: z
      .array(
        z.strictObject({
          name: Name,
          from: z.discriminatedUnion("kind", [
            z.strictObject({ kind: z.literal("given"), fallback }),
            z.strictObject({ kind: z.literal("person"), attribute: z.string().min(1).max(100), fallback }),
            z.strictObject({ kind: z.literal("sum"), answers: z.array(Id).max(300) }),
          ]),
        }),
      )
      .max(100),
    theme: z.strictObject({
      accent: Colour,
      background: Colour,
      text: Colour,
      font: z.enum(["system", "serif", "rounded"]),
      logo: Picture.optional(),
    }),
    back: z.boolean(),
    progress: z.boolean(),
  })
  .openapi("SurveyDefinition") satisfies z.ZodType<SurveyShape>

const Words = z.string().max(20_000)
const Ids = z.array(z.string().max(300)).max(500)
/** What a respondent may send. Whether it fits the question says `checkAnswers`. */
export const SurveyAnswers = z
  .record(
    Id,
    z.union([
      z.number(),
      Words,
      z.boolean(),
      Ids,
      z.strictObject({ choice: z.string().max(300), other: Words }),
      z.strictObject({ choices: Ids, other: Words }),
      z.strictObject({ rows: z.record(Id, z.union([z.string().max(300), Ids])) }),
      z.strictObject({
        contact: z.strictObject({
          name: Words.optional(),
          email: Words.optional(),
          phone: Words.optional(),
          company: Words.optional(),
        }),
      }),
      z.strictObject({ unsure: z.literal(true) }),
    ]),
  )
  .openapi("SurveyAnswers")
