import type { Answer, Answers, Rule, Survey } from "./definition.ts"

/** What texts and rules may speak of. `answers` are those of the questions that were really asked. */
export type Known = {
  answers: Answers
  language: string
  /** Given by the link, the widget or the person who embeds the survey. */
  variables?: Readonly<Record<string, string | number>>
  person?: Readonly<Record<string, string | number | boolean>>
}

export type Value = string | number | boolean

/** Whether a condition is true of what is known. A comparison with something unknown is false; `unequal` is its opposite. */
export function holds(rule: Rule, survey: Survey, known: Known): boolean {
  if ("all" in rule) return rule.all.every((one) => holds(one, survey, known))
  if ("any" in rule) return rule.any.some((one) => holds(one, survey, known))
  if ("not" in rule) return !holds(rule.not, survey, known)
  const values = valuesOf(rule.of, survey, known)
  switch (rule.is) {
    case "answered":
      return isAnswered(rule.of, values, known)
    case "unanswered":
      return !isAnswered(rule.of, values, known)
    case "equal":
      return values.length === 1 && same(values[0], rule.value)
    case "unequal":
      return !(values.length === 1 && same(values[0], rule.value))
    case "atLeast":
      return values.some((value) => compare(value, rule.value) >= 0)
    case "atMost":
      return values.some((value) => compare(value, rule.value) <= 0)
    case "holds":
      return values.some(
        (value) => same(value, rule.value) || String(value).toLowerCase().includes(String(rule.value).toLowerCase()),
      )
    case "oneOf":
      return values.some((value) => rule.value.some((one) => same(value, one)))
  }
}

/** What stands behind a name: nothing, one value, or several (of a question with many choices). */
export function valuesOf(name: string, survey: Survey, known: Known): Value[] {
  const [kind, first = "", second] = name.split(".")
  if (kind === "language") return [known.language]
  if (kind === "person") return one(known.person?.[first])
  if (kind === "variable") return one(variableOf(first, survey, known))
  const answer = known.answers[first]
  if (answer === undefined) return []
  if (second !== undefined) return partOf(answer, second)
  return wholeOf(answer)
}

export function variableOf(name: string, survey: Survey, known: Known): Value | undefined {
  const variable = survey.variables.find((each) => each.name === name)
  if (!variable) return undefined
  const { from } = variable
  if (from.kind === "given") return known.variables?.[name] ?? from.fallback
  if (from.kind === "person") return known.person?.[from.attribute] ?? from.fallback
  return from.answers
    .flatMap((id) => valuesOf(`answer.${id}`, survey, known))
    .map(Number)
    .filter(Number.isFinite)
    .reduce((sum, value) => sum + value, 0)
}

/** "I can't say" is an answer, and has no value that could be compared. */
const isAnswered = (name: string, values: readonly Value[], known: Known) => {
  const answer = name.startsWith("answer.") ? known.answers[name.slice(7)] : undefined
  return values.some((value) => value !== "" && value !== false) || (typeof answer === "object" && "unsure" in answer)
}

function partOf(answer: Answer, part: string): Value[] {
  if (typeof answer !== "object" || Array.isArray(answer)) return []
  if ("rows" in answer) return [answer.rows[part] ?? []].flat()
  if ("contact" in answer) return one((answer.contact as Record<string, string | undefined>)[part])
  return []
}

function wholeOf(answer: Answer): Value[] {
  if (typeof answer !== "object") return [answer]
  if (Array.isArray(answer)) return answer
  if ("choice" in answer) return [answer.choice]
  if ("choices" in answer) return answer.choices
  if ("rows" in answer) return Object.values(answer.rows).flat()
  if ("contact" in answer) return Object.values(answer.contact)
  return []
}

const one = (value: Value | undefined): Value[] => (value === undefined ? [] : [value])

const same = (left: Value | undefined, right: Value) => left === right || String(left) === String(right)

/** Numbers as numbers, days (and everything else) as text; a number and a word cannot be compared. */
function compare(left: Value, right: Value): number {
  const [a, b] = [Number(left), Number(right)]
  if (Number.isFinite(a) && Number.isFinite(b) && left !== "" && right !== "") return a - b
  if (Number.isFinite(a) !== Number.isFinite(b)) return Number.NaN
  return left < right ? -1 : left > right ? 1 : 0
}
