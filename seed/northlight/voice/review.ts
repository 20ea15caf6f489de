import type { Random } from "../../random.ts"
import { feelingFor, inOrder, type Speaker, some, wordsOf, written } from "./sentence.ts"
import { downside, earlierContacts, sarcasmOn } from "./tell.ts"
import type { PraiseTheme, ProblemTheme } from "./theme-words.ts"

/** What a public review of 1 … 5 stars is about. */
type Reviewed = { stars: number; praise: readonly PraiseTheme[]; sore: ProblemTheme; crisis: boolean }

export function writeReview({ stars, praise, sore, crisis }: Reviewed, by: Speaker, random: Random): string {
  const words = wordsOf(by)
  const theme = words.problems[sore]
  const [first, second] = [random.pick(praise), random.pick(praise)]
  const liked = words.praise[first]
  const parts: string[] = []
  if (stars >= 4) {
    if (by.terse > 0.78) parts.push(random.pick(liked.short))
    else {
      parts.push(...some(liked.core, 1, random))
      if (second !== first && random.chance(0.6)) parts.push(random.pick(words.praise[second].core))
      parts.push(...some(liked.more, random.poisson(0.7), random))
      if (random.chance(0.08)) parts.push(random.pick(words.aside))
      if (stars === 4 && random.chance(0.55)) parts.push(downside(sore, by, random))
      if (random.chance(0.3)) parts.push(random.pick(words.verdict.good))
    }
  } else if (stars === 3) {
    parts.push(random.pick(random.chance(0.5) ? liked.core : words.passive))
    parts.push(random.chance(0.3) ? downside(sore, by, random) : random.pick(theme.core))
    if (random.chance(0.35)) parts.push(random.pick(words.verdict.mixed))
  } else {
    parts.push(random.pick(by.terse > 0.85 ? theme.short : theme.core))
    parts.push(...some(theme.more, random.poisson(1.1), random))
    if (by.terse < 0.3 && !/Price$/.test(sore) && random.chance(0.3)) {
      parts.unshift(random.pick(words.chronicle.before))
      parts.push(...inOrder(earlierContacts(sore, words), random.int(1, 3), random), random.pick(words.chronicle.now))
    }
    if (crisis && random.chance(0.5)) parts.push(random.pick(random.chance(0.4) ? words.burning : words.noParts))
    if (random.chance(0.3)) parts.push(random.pick(words.service.unresolved))
    if (random.chance(0.3)) parts.push(random.pick(feelingFor(words, by.hand.anger, random)))
    if (random.chance(0.16)) parts.push(random.pick(sarcasmOn(sore, words)))
    if (random.chance(0.35)) parts.push(random.pick(words.verdict.bad))
  }
  return written(parts, by, stars >= 4 ? "good" : "bad", random)
}

/** A post that names the company. */
export function post(mood: "good" | "bad" | "question" | "campaign", by: Speaker, random: Random): string {
  const words = wordsOf(by)
  const parts = [random.pick(mood === "campaign" ? words.campaign : words.social[mood])]
  return written(parts, by, mood === "bad" ? "bad" : "good", random)
}
