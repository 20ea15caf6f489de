import { Id, listOf, Moment, z } from "../../platform/schema.ts"
import { Signal, Slice } from "../../understand/signals/public.ts"
import { problemStates } from "./problem.ts"

export const Problem = z
  .object({
    id: Id,
    number: z.number().int(),
    statement: z.string(),
    slice: Slice,
    sliceLabel: z.string(),
    state: z.enum(problemStates),
    dismissedReason: z.string().nullable(),
    ownerId: Id.nullable(),
    owner: z.object({ id: Id, name: z.string() }).nullable(),
    signals: z.array(Signal),
    evidence: z.array(z.object({ feedbackId: Id })),
    createdAt: Moment,
    createdBy: z.object({ name: z.string() }),
  })
  .openapi("Problem")
export type Problem = z.output<typeof Problem>
export const ProblemList = listOf(Problem)

const Statement = z.string().trim().min(3).max(500)
export const ProblemInput = z.strictObject({ statement: Statement.optional(), ownerId: Id.optional() })
export const ProblemChange = z.strictObject({
  statement: Statement.optional(),
  ownerId: Id.nullable().optional(),
  state: z.enum(problemStates).optional(),
  reason: z.string().trim().min(1).max(500).optional().openapi({ description: "Why it is dismissed" }),
})
