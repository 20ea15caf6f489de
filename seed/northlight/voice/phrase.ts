import type { Random } from "../../random.ts"

/** What the slots of a phrase stand for in one situation. */
export type Slots = Record<string, string>

/**
 * Speaks one phrase: `[a|b]` is replaced by one of its parts (they may contain further choices), `{name}` by the slot.
 * Throws when a slot is unknown or a bracket is not closed, so that a slip in the tables fails the tests.
 */
export function speak(phrase: string, slots: Slots, random: Random): string {
  let out = ""
  let at = 0
  while (at < phrase.length) {
    const char = phrase[at]!
    if (char === "[") {
      const end = closing(phrase, at)
      out += speak(random.pick(alternatives(phrase.slice(at + 1, end))), slots, random)
      at = end + 1
    } else if (char === "{") {
      const end = phrase.indexOf("}", at)
      const name = phrase.slice(at + 1, end)
      const value = slots[name]
      if (value === undefined) throw new Error(`no slot {${name}} for: ${phrase}`)
      out += value
      at = end + 1
    } else {
      out += char
      at++
    }
  }
  return out
}

/** How many different sentences a phrase can make, slots aside. */
export function variants(phrase: string): number {
  let count = 1
  for (let at = 0; at < phrase.length; at++) {
    if (phrase[at] !== "[") continue
    const end = closing(phrase, at)
    count *= alternatives(phrase.slice(at + 1, end)).reduce((sum, part) => sum + variants(part), 0)
    at = end
  }
  return count
}

function closing(phrase: string, open: number): number {
  let depth = 0
  for (let at = open; at < phrase.length; at++) {
    if (phrase[at] === "[") depth++
    if (phrase[at] === "]" && --depth === 0) return at
  }
  throw new Error(`bracket not closed: ${phrase}`)
}

const known = new Map<string, string[]>()

function alternatives(inside: string): string[] {
  const cached = known.get(inside)
  if (cached) return cached
  const parts = [""]
  let depth = 0
  for (const char of inside) {
    if (char === "[") depth++
    if (char === "]") depth--
    if (char === "|" && depth === 0) parts.push("")
    else parts[parts.length - 1] += char
  }
  known.set(inside, parts)
  return parts
}
