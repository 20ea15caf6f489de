import type { Answers, Choice, Ending, Page, Question, Rule, Survey } from "./definition.ts"
import { holds, type Known } from "./rules.ts"

/** A page as one respondent sees it: only what is asked, in the order drawn for this respondent. */
export type Step = { page: Page; questions: Question[] }

export type Path = {
  steps: Step[]
  ending: Ending
  /** The answers to questions on this path. An answer that was given and whose question no longer appears is left out. */
  answers: Answers
}

/**
 * Which pages these answers lead over, and where they end. A page that nobody sees (its rule does not hold, or none of
 * its questions is shown) is passed over, and its jumps are not read. Of the endings, a jump's comes first, then the
 * first whose own rule holds, then the first without a rule.
 */
export function pathOf(survey: Survey, known: Known, seed = ""): Path {
  // Rules see only what was answered before them on this path, so a forgotten detour has no say.
  const seen: Known = { ...known, answers: {} }
  const steps: Step[] = []
  let at = 0
  while (at < survey.pages.length) {
    const page = survey.pages[at] as Page
    at += 1
    if (page.showIf && !holds(page.showIf, survey, seen)) continue
    const shown: Question[] = []
    for (const question of page.questions) {
      if (question.showIf && !holds(question.showIf, survey, seen)) continue
      shown.push(question)
      const answer = known.answers[question.id]
      if (answer !== undefined) seen.answers[question.id] = answer
    }
    if (shown.length === 0) continue
    steps.push({ page, questions: page.shuffle ? shuffled(shown, `${seed}.${page.id}`) : shown })
    const jump = page.jumps?.find(({ when }) => holds(when, survey, seen))
    if (!jump) continue
    const next = survey.pages.findIndex(({ id }, index) => index >= at && id === jump.to)
    if (next >= 0) at = next
    else {
      const ending = survey.endings.find(({ id }) => id === jump.to)
      if (ending) return { steps, ending, answers: seen.answers }
    }
  }
  return { steps, ending: endingOf(survey, seen), answers: seen.answers }
}

/** The choices in the order drawn for this respondent; "other" and "none" stay where they were put. */
export function choicesOf(question: Question & { choices: Choice[]; shuffle?: boolean }, seed: string): Choice[] {
  if (!question.shuffle) return question.choices
  const fixed = (choice: Choice) => Boolean(choice.other || choice.none)
  const drawn = shuffled(
    question.choices.filter((choice) => !fixed(choice)),
    `${seed}.${question.id}`,
  )
  return question.choices.map((choice) => (fixed(choice) ? choice : (drawn.shift() as Choice)))
}

/** The same seed always draws the same order: a reload must not move anything under the respondent's finger. */
export function shuffled<Item>(items: readonly Item[], seed: string): Item[] {
  const drawn = [...items]
  let state = 2166136261
  for (let at = 0; at < seed.length; at += 1) state = Math.imul(state ^ seed.charCodeAt(at), 16777619)
  for (let last = drawn.length - 1; last > 0; last -= 1) {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    const other = Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * (last + 1))
    const kept = drawn[last] as Item
    drawn[last] = drawn[other] as Item
    drawn[other] = kept
  }
  return drawn
}

function endingOf(survey: Survey, known: Known): Ending {
  const { endings } = survey
  const ruled = (rule: Rule | undefined) => rule !== undefined && holds(rule, survey, known)
  return (endings.find(({ showIf }) => ruled(showIf)) ??
    endings.find(({ showIf }) => !showIf) ??
    endings[0] ?? { id: "", title: {} }) as Ending
}
