import { Id, Moment, plainList, z } from "../schema.ts"

export const Page = z.enum([
  "feedback",
  "surveys",
  "metrics",
  "signals",
  "people",
  "problems",
  "followups",
  "plans",
  "notices",
])
const Name = z.string().trim().min(1).max(120)
const Query = z
  .record(z.string(), z.unknown())
  .refine((query) => JSON.stringify(query).length <= 20_000, "A view holds at most 20,000 characters")
  .openapi({ description: "What the page needs to show the same again: where, q, from, to, sort and the like" })

export const ViewInput = z
  .strictObject({ name: Name, page: Page, query: Query, shared: z.boolean().default(false) })
  .openapi("ViewInput")
export const ViewChange = z.strictObject({
  name: Name.optional(),
  query: Query.optional(),
  shared: z.boolean().optional(),
})
export const View = z
  .object({
    id: Id,
    name: z.string(),
    page: Page,
    query: z.record(z.string(), z.unknown()),
    shared: z.boolean(),
    owner: z.object({ id: Id, name: z.string() }),
    createdAt: Moment,
  })
  .openapi("View")
export type View = z.output<typeof View>
export const ViewList = plainList(View)
