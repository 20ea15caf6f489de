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

/**
 * The comments that say most clearly what the signal is about: those with most of its typical words, unhappy, long
 * enough to say something and short enough to be read; each person once, and none that repeats another.
 */
export async function voicesOf(scope: Scope, signal: SignalRow, most = 6): Promise<Voice[]> {
  const comments = await textsOfSlice(scope, signal.stream, signal, 400)
  const chosen = tellingOf(comments, signal.terms, most)
  const ids = chosen.flatMap((one) => one.person_id ?? [])
  const names = new Map((await findPeople(scope, { ids, limit: ids.length || 1 })).map((one) => [one.id, one.name]))
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

export function tellingOf(comments: readonly Comment[], terms: readonly string[], most: number): Comment[] {
  const ranked = comments
    .map((comment) => ({ comment, value: tellingness(comment, terms) }))
    .sort((a, b) => b.value - a.value || (a.comment.id < b.comment.id ? -1 : 1))
  const chosen: Comment[] = []
  const openings = new Set<string>()
  const people = new Set<string>()
  for (const { comment } of ranked) {
    const opening = comment.text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]/gu, "")
      .slice(0, 40)
    if (openings.has(opening) || (comment.person_id && people.has(comment.person_id))) continue
    openings.add(opening)
    if (comment.person_id) people.add(comment.person_id)
    chosen.push(comment)
    if (chosen.length === most) break
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

function tellingness({ text, sentiment }: Comment, terms: readonly string[]): number {
  const lower = text.toLowerCase()
  const named = terms.reduce((sum, term, rank) => sum + (lower.includes(term) ? 1 / (1 + rank / 4) : 0), 0)
  // Chinese says in one character what takes English about three letters.
  const length = text.length * (/\p{Script=Han}/u.test(text) ? 3 : 1)
  const readable = length < 25 ? -1.5 : length > 600 ? -1 : length > 350 ? -0.4 : 0
  return named - sentiment + readable
}
