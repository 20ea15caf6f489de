import { mostTelling } from "../../../text/similarity.ts"
import { findPeople } from "../../listen/people/public.ts"
import type { Scope } from "../../platform/scope.ts"
import type { SignalRow } from "./signal.ts"
import { type Comment, textsOfSlice } from "./texts.ts"

export type Voice = {
  feedbackId: string
  text: string
  marks: { start: number; end: number }[]
  who: string
  occurredAt: string
  language: string | null
  sentiment: number
}

/** The comments that say most clearly what the signal is about (`mostTelling`), each person once. */
export async function voicesOf(scope: Scope, signal: SignalRow, most = 6): Promise<Voice[]> {
  const comments = await textsOfSlice(scope, signal.stream, signal, 400)
  const chosen = tellingOf(comments, signal.terms, most)
  const ids = chosen.flatMap((one) => one.person_id ?? [])
  const people = await findPeople(scope, { ids, limit: ids.length || 1 })
  const names = new Map(people.flatMap((one) => one.ids.map((id) => [id, one.name] as const)))
  return chosen.map((one) => ({
    feedbackId: one.id,
    text: one.text,
    marks: marksOf(one.text, signal.terms),
    who: (one.person_id && names.get(one.person_id)) || "Customer",
    occurredAt: one.occurred_at.toISOString(),
    language: one.language,
    sentiment: one.sentiment,
  }))
}

/**
 * Of each person only the comment that tells most; of each language as many as its share of the comments, so that
 * nobody's words are left out because others' are stronger.
 */
export function tellingOf(comments: readonly Comment[], terms: readonly string[], most: number): Comment[] {
  const queues = [...Map.groupBy(comments, (one) => one.language ?? "").values()]
    .filter((group) => group.length >= 0.1 * comments.length)
    .sort((a, b) => b.length - a.length)
    .map((group) => ({ share: group.length, taken: 0, waiting: mostTelling(group, terms, 2 * most) }))
  const people = new Set<string>()
  const chosen: Comment[] = []
  while (chosen.length < most) {
    const open = queues.filter((queue) => queue.waiting.length > 0)
    if (open.length === 0) break
    // Whose next voice is most overdue (Sainte-Laguë).
    const next = open.reduce((a, b) => (b.share / (2 * b.taken + 1) > a.share / (2 * a.taken + 1) ? b : a))
    const comment = next.waiting.shift()!
    if (comment.person_id !== null && people.has(comment.person_id)) continue
    if (comment.person_id !== null) people.add(comment.person_id)
    next.taken++
    chosen.push(comment)
  }
  return chosen
}

/** Where the typical words stand in a text, as offsets, not overlapping. Whole words; in Chinese, wherever they stand. */
export function marksOf(text: string, terms: readonly string[]): { start: number; end: number }[] {
  if (terms.length === 0) return []
  const pattern = [...terms]
    .sort((a, b) => b.length - a.length)
    .map((term) => {
      const plain = term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
      return /\p{Script=Han}/u.test(term) ? plain : `(?<![\\p{L}\\p{N}])${plain}(?![\\p{L}\\p{N}])`
    })
    .join("|")
  return [...text.matchAll(new RegExp(pattern, "giu"))].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }))
}
