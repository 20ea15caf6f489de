import { Estimate, z } from "../../platform/schema.ts"
import { Difference } from "../metrics/public.ts"

export const Theme = z
  .object({
    id: z.string(),
    label: z.string(),
    terms: z.array(z.string()),
    language: z.string(),
    pinned: z.boolean(),
    mergedInto: z.string().nullable(),
    count: z.number().int(),
    sentiment: Estimate.openapi({ description: "Net sentiment of its comments, −100…100" }),
    change: Difference.nullable().openapi({ description: "Comments against the period before, as a ratio" }),
  })
  .openapi("Theme")

export const ThemeChange = z.strictObject({
  label: z.string().trim().min(1).max(80).optional(),
  pinned: z.boolean().optional(),
})

export const ThemeMerge = z.strictObject({ into: z.string().min(1).max(60) })

/** Events of this slice: themes.found, theme.changed, theme.merged, theme.unmerged, theme.split. */
