import { jsonParameter } from "../../platform/http/kit.ts"
import { z } from "../../platform/schema.ts"

export const Condition = z
  .strictObject({
    field: z.string().min(1).max(120),
    op: z.enum(["in", "not_in", "gte", "lte", "exists", "missing"]),
    values: z
      .array(z.union([z.string().max(1000), z.number()]))
      .max(500)
      .optional(),
  })
  .openapi("Condition", {
    example: { field: "component", op: "in", values: ["Fan motor"] },
    description:
      "field: kind, channel, touchpoint, product, component, version, batch, region, businessUnit, journeyStep, account, source, language, sentimentLabel, theme, personRole, person, import, score.<metric>, attributes.<name>",
  })
export type Condition = z.output<typeof Condition>

const DayOrMoment = z.union([z.iso.date(), z.iso.datetime({ offset: true })])

/** What every list, number and export takes to say which interactions it is about. */
export const QueryParameters = z.object({
  where: jsonParameter(z.array(Condition).max(40)).optional().openapi({
    type: "string",
    description: "Conditions as JSON; all must hold",
    example: '[{"field":"product","op":"in","values":["Aria 2"]}]',
  }),
  q: z.string().max(300).optional().openapi({ description: "Full-text search, English and Chinese" }),
  from: DayOrMoment.optional().openapi({ description: "From this day or moment on" }),
  to: DayOrMoment.optional().openapi({ description: "Before this day or moment" }),
})
export type Query = { where?: Condition[]; q?: string; from?: string; to?: string }

export const Fields = z.object({
  fields: z.array(z.object({ field: z.string(), type: z.enum(["text", "number"]), distinct: z.number().int() })),
})

export const Facets = z.object({
  facets: z.array(
    z.object({
      field: z.string(),
      values: z.array(z.object({ value: z.string(), count: z.number().int() })),
      more: z.boolean(),
    }),
  ),
})
