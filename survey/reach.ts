import type { Answer, Choice, Page, Question, Rule, Survey } from "./definition.ts"
import { holds, type Known } from "./rules.ts"

/** What somebody could come to: computed without knowing any answer. */
export type Reach = { pages: Set<string>; questions: Set<string>; endings: Set<string> }

/**
 * Every page, question and ending that some respondent can see. Rules about questions with few possible answers are
 * tried out; all others are taken to be possible. So whatever is missing here can truly never be seen.
 */
export function reachOf(survey: Survey): Reach {
  const reach: Reach = { pages: new Set(), questions: new Set(), endings: new Set() }
  const arrived = new Set([0])
  const ended = new Set<string>()
  survey.pages.forEach((page, index) => {
    if (!arrived.has(index)) return
    const shown = canBe(page.showIf, survey)
    let passedOver = shown.false || page.questions.length === 0
    if (shown.true) {
      const questions = page.questions.filter((question) => canBe(question.showIf, survey).true)
      for (const question of questions) reach.questions.add(question.id)
      if (questions.every(({ showIf }) => showIf && canBe(showIf, survey).false)) passedOver = true
      if (questions.length > 0) {
        reach.pages.add(page.id)
        const { taken, falls } = jumpsOf(page, survey)
        for (const to of taken) {
          const next = survey.pages.findIndex(({ id }, at) => at > index && id === to)
          if (next >= 0) arrived.add(next)
          else if (survey.endings.some(({ id }) => id === to)) ended.add(to)
          // A jump that leads nowhere is no jump.
          else arrived.add(index + 1)
        }
        if (falls) arrived.add(index + 1)
      }
    }
    if (passedOver) arrived.add(index + 1)
  })
  if (arrived.has(survey.pages.length)) for (const id of endingsAtTheEnd(survey)) ended.add(id)
  for (const { id } of survey.endings) if (ended.has(id)) reach.endings.add(id)
  return reach
}

function jumpsOf(page: Page, survey: Survey): { taken: string[]; falls: boolean } {
  const jumps = page.jumps ?? []
  const cases = casesOf(
    jumps.map(({ when }) => when),
    survey,
    new Set(page.questions.filter(({ required, showIf }) => required && !showIf).map(({ id }) => id)),
  )
  if (!cases) {
    const sure = jumps.findIndex(({ when }) => !canBe(when, survey).false)
    const read = sure < 0 ? jumps : jumps.slice(0, sure + 1)
    return { taken: read.filter(({ when }) => canBe(when, survey).true).map(({ to }) => to), falls: sure < 0 }
  }
  const firsts = cases.map((known) => jumps.find(({ when }) => holds(when, survey, known))?.to)
  return { taken: firsts.filter((to) => to !== undefined), falls: firsts.includes(undefined) }
}

function endingsAtTheEnd(survey: Survey): string[] {
  const { endings } = survey
  const ruled = endings.filter(({ showIf }) => showIf && canBe(showIf, survey).true)
  const plain = endings.find(({ showIf }) => !showIf) ?? endings[0]
  const cases = casesOf(
    ruled.map(({ showIf }) => showIf as Rule),
    survey,
  )
  if (!cases) return [...ruled, plain].flatMap((one) => one?.id ?? [])
  return cases.flatMap((known) => (ruled.find(({ showIf }) => holds(showIf as Rule, survey, known)) ?? plain)?.id ?? [])
}

/** Whether a rule can come out true, and whether it can come out false. */
function canBe(rule: Rule | undefined, survey: Survey): { true: boolean; false: boolean } {
  if (!rule) return { true: true, false: false }
  const cases = casesOf([rule], survey)
  if (cases) {
    const outcomes = cases.map((known) => holds(rule, survey, known))
    return { true: outcomes.includes(true), false: outcomes.includes(false) }
  }
  if ("not" in rule) {
    const inner = canBe(rule.not, survey)
    return { true: inner.false, false: inner.true }
  }
  const parts = "all" in rule ? rule.all : "any" in rule ? rule.any : null
  if (!parts) return { true: true, false: true }
  const each = parts.map((one) => canBe(one, survey))
  return "all" in rule
    ? { true: each.every((one) => one.true), false: each.some((one) => one.false) }
    : { true: each.some((one) => one.true), false: each.every((one) => one.false) }
}

/**
 * Every way in which the answers these rules speak of can come out; null when there are too many to try. A question may
 * always be without an answer, since its page may not have been on the way, except those that `must` have one.
 */
function casesOf(rules: readonly Rule[], survey: Survey, must = new Set<string>()): Known[] | null {
  const questions = new Map(survey.pages.flatMap((page) => page.questions.map((one) => [one.id, one] as const)))
  let cases: Known[] = [{ answers: {}, language: survey.languages[0] ?? "en" }]
  for (const name of new Set(rules.flatMap(namesOf))) {
    const [kind, id = "", part] = name.split(".")
    const question = questions.get(id)
    const answers = kind === "answer" && question && part === undefined ? possibleAnswers(question, must.has(id)) : null
    if (!answers || cases.length * answers.length > 5_000) return null
    cases = cases.flatMap((known) =>
      answers.map((answer) => ({
        ...known,
        answers: answer === undefined ? known.answers : { ...known.answers, [id]: answer },
      })),
    )
  }
  return cases
}

/** What a rule speaks of. */
export function namesOf(rule: Rule): string[] {
  if ("all" in rule) return rule.all.flatMap(namesOf)
  if ("any" in rule) return rule.any.flatMap(namesOf)
  return "not" in rule ? namesOf(rule.not) : [rule.of]
}

function possibleAnswers(question: Question, must: boolean): (Answer | undefined)[] | null {
  const none: (Answer | undefined)[] = must ? [] : [undefined]
  switch (question.kind) {
    case "scale": {
      const count = Math.max(0, question.max - question.min + 1)
      const all = Array.from({ length: count }, (_, at) => question.min + at)
      return [...none, ...all, ...(question.unsure ? [{ unsure: true } as const] : [])]
    }
    case "choice":
      return question.many ? severalOf(question.choices) : [...none, ...question.choices.map(({ id }) => id)]
    case "consent":
      return [...none, true, false]
    default:
      return null
  }
}

function severalOf(choices: readonly Choice[]): (Answer | undefined)[] | null {
  if (choices.length > 8) return null
  return Array.from({ length: 2 ** choices.length }, (_, bits) => {
    const chosen = choices.filter((_, at) => bits & (1 << at)).map(({ id }) => id)
    return chosen.length > 0 ? chosen : undefined
  })
}
