import { Id, listOf, Moment, z } from "../../platform/schema.ts"
import { Signal, Slice } from "../../understand/signals/public.ts"
import { AudienceDefinition } from "./affected.ts"
import { JoiningRule } from "./joining.ts"
import { problemStates, publicStages, severities } from "./problem.ts"
import { Story } from "./statement.ts"

const Rating = z.number().int().min(1).max(5)
const Words = z.string().trim().min(1).max(500)
const Statement = z.string().trim().min(3).max(500)

export const Revenue = z
  .strictObject({
    amount: z.number().min(0).max(1e12),
    per: z.enum(["person", "total"]),
    currency: z.string().regex(/^[A-Z]{3}$/, "A currency is three capital letters, such as EUR"),
  })
  .openapi("ProblemRevenue", { description: "At stake: the amount times the people affected, or in total" })

export const PublicTexts = z.partialRecord(
  z.enum(publicStages),
  z.record(z.string().min(2).max(35), z.string().max(1000)),
)

/** What people write about a problem. */
const fields = {
  statement: Statement.optional(),
  story: Story.nullable().optional(),
  who: Words.nullable().optional(),
  slice: z.record(z.string().min(1).max(120), z.string().min(1).max(300)).optional(),
  jobsHurt: z.array(Words).max(20).optional(),
  affected: AudienceDefinition.nullable().optional(),
  joining: JoiningRule.nullable().optional(),
  severity: z.enum(severities).nullable().optional(),
  customerValue: Rating.nullable().optional(),
  businessValue: Rating.nullable().optional(),
  effort: Rating.nullable().optional(),
  revenue: Revenue.nullable().optional(),
}
export const ProblemInput = z.strictObject({ ...fields, ownerId: Id.nullable().optional() })
export type ProblemFields = Partial<Omit<z.output<typeof ProblemInput>, "ownerId">>
export const ProblemChange = z.strictObject({
  ...fields,
  ownerId: Id.nullable().optional(),
  state: z.enum(problemStates).optional(),
  reason: z.string().trim().min(1).max(500).optional().openapi({ description: "Why; a dismissal needs one" }),
  version: z.number().int().min(1).optional().openapi({
    description: "The version you saw. Where somebody changed the same fields since then, the answer is 409",
  }),
})

export const Problem = z
  .object({
    id: Id,
    number: z.number().int(),
    version: z.number().int(),
    statement: z.string(),
    slice: Slice,
    sliceLabel: z.string(),
    state: z.enum(problemStates),
    dismissedReason: z.string().nullable(),
    ownerId: Id.nullable(),
    owner: z.object({ id: Id, name: z.string() }).nullable(),
    signals: z.array(Signal),
    createdAt: Moment,
    createdBy: z.object({ name: z.string() }),
  })
  .openapi("Problem")
export type Problem = z.output<typeof Problem>
export const ProblemList = listOf(Problem)
