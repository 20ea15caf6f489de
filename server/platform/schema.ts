import { z } from "@hono/zod-openapi"

export { z }

export const Id = z.uuid().openapi({ example: "01998f3e-1c7a-7d2b-8f00-2a6d1c9b5e44" })
export const Moment = z.iso.datetime({ offset: true }).openapi({ example: "2026-03-12T06:10:00Z" })
export const Day = z.iso.date().openapi({ example: "2026-03-12" })

/** A list as every list operation answers it: `next` is the cursor of the following page, null at the end. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable(), total: z.number().int().optional() })

export const plainList = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) })

export const Fault = z
  .object({
    code: z.string(),
    message: z.string(),
    field: z.string().optional(),
    remedy: z.string().optional(),
    params: z.record(z.string(), z.unknown()).optional(),
    docs: z.string(),
  })
  .openapi("Fault")

export const Problem = z
  .object({ error: Fault.extend({ details: z.array(Fault).optional() }) })
  .openapi("Error", { description: "What went wrong, from the catalogue at /api/docs" })

/** An estimate with its interval (95 %). n is what it rests on; null where n is too small to say anything. */
export const Estimate = z
  .object({
    n: z.number().int(),
    estimate: z.number().nullable(),
    low: z.number().nullable(),
    high: z.number().nullable(),
  })
  .openapi("Estimate")
export type Estimate = z.infer<typeof Estimate>
