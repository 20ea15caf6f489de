import { Condition } from "../../listen/interactions/public.ts"
import { Day, z } from "../../platform/schema.ts"

/**
 * Which feedback joins a problem by itself: everything that meets all conditions, holds the words, and uses at least so
 * many of the similar terms, since a day. Items somebody removed stay out.
 */
export const JoiningRule = z
  .strictObject({
    on: z.boolean().default(true).openapi({ description: "false: nothing joins by itself" }),
    where: z.array(Condition).max(40).default([]),
    q: z.string().trim().max(300).optional(),
    like: z
      .strictObject({
        terms: z.array(z.string().trim().min(1).max(60)).min(1).max(40),
        atLeast: z.number().int().min(1).max(40).default(2),
      })
      .optional()
      .openapi({ description: "Similar words: an item must use at least so many of these terms" }),
    since: Day.optional(),
  })
  .openapi("JoiningRule")
export type JoiningRule = z.output<typeof JoiningRule>

type Ruled = { slice: Record<string, string>; joining: JoiningRule | null; joins_since: string | null }

/** The rule a problem has: its own, or the one its slice makes. null: nothing says which feedback belongs to it. */
export function ruleOf({ slice, joining, joins_since }: Ruled): JoiningRule | null {
  if (joining) return joining
  if (Object.keys(slice).length === 0) return null
  const where = Object.entries(slice).map(([field, value]) => ({ field, op: "in" as const, values: [value] }))
  // Praise of the same part is no part of the problem.
  const noPraise = { field: "sentimentLabel", op: "not_in" as const, values: ["positive"] }
  return { on: true, where: [...where, noPraise], ...(joins_since ? { since: joins_since } : {}) }
}

/** What the rule asks of feedback as an audience says it, or null where it cannot be said so or nothing joins. */
export function conditionsOfRule(problem: Ruled): { where: Condition[]; q?: string; from?: string } | null {
  const rule = ruleOf(problem)
  if (!rule?.on || (rule.where.length === 0 && !rule.q)) return null
  return { where: rule.where, ...(rule.q ? { q: rule.q } : {}), ...(rule.since ? { from: rule.since } : {}) }
}
