import type { Answer, Choice, Question, Survey } from "./definition.ts"
import { isEmpty } from "./empty.ts"
import { pathOf } from "./logic.ts"
import type { Known } from "./rules.ts"

/** What is wrong with an answer. The page says it in the respondent's language, the API by its code. */
export type Fault = {
  code:
    | "required"
    /** Not the kind of answer this question takes. */
    | "shape"
    /** A choice, row, column or field that was not offered. */
    | "notOffered"
    | "below"
    | "above"
    | "tooFew"
    | "tooMany"
    | "tooLong"
    /** Not a number in the steps of the scale. */
    | "step"
    | "email"
    | "phone"
    | "url"
    | "date"
    /** A consent without which one cannot go on. */
    | "consent"
  limit?: number | string
  /** The row of a matrix or the field of a contact. */
  part?: string
}

/** The longest text that is kept, where the question sets no smaller bound. */
export const longestText = 10_000

/** Whether an answer may be kept. `undefined` is none: wrong only where one is required. */
export function checkAnswer(question: Question, answer: Answer | undefined): Fault[] {
  if (answer === undefined || isEmpty(answer)) {
    if (!question.required || question.kind === "statement") return []
    return [{ code: question.kind === "consent" ? "consent" : "required" }]
  }
  if (typeof answer === "object" && "unsure" in answer)
    return question.kind === "scale" && question.unsure ? [] : [{ code: "shape" }]
  switch (question.kind) {
    case "scale":
      return inSteps(answer, question.min, question.max, 1)
    case "slider":
      return inSteps(answer, question.min, question.max, question.step)
    case "number":
      if (typeof answer !== "number" || !Number.isFinite(answer)) return [{ code: "shape" }]
      return [
        ...bounds(answer, question.min, question.max),
        ...fault(Boolean(question.whole) && !Number.isInteger(answer), "step", 1),
      ]
    case "choice":
      return question.many ? checkChoices(question, answer) : checkChoice(question.choices, answer)
    case "ranking":
      return isList(answer)
        ? [...offered(question.choices, answer), ...fault(answer.length < question.choices.length, "tooFew")]
        : [{ code: "shape" }]
    case "matrix":
      return checkMatrix(question, answer)
    case "text":
      return typeof answer === "string" ? checkText(answer, question) : [{ code: "shape" }]
    case "date":
      return typeof answer === "string" ? checkDay(answer, question) : [{ code: "shape" }]
    case "contact":
      return checkContact(question, answer)
    case "file":
      return isList(answer) ? fault(answer.length > question.most, "tooMany", question.most) : [{ code: "shape" }]
    case "consent":
      return fault(typeof answer !== "boolean", "shape")
    case "component": {
      if (!isList(answer)) return [{ code: "shape" }]
      const known = question.components
      return [
        ...fault(!question.many && answer.length > 1, "tooMany", 1),
        ...fault(known !== undefined && answer.some((one) => !known.includes(one)), "notOffered"),
      ]
    }
    default:
      return [{ code: "shape" }]
  }
}

/** What is wrong with a whole response, and with which question. */
export type Wrong = { question: string; fault: Fault | { code: "unknown"; part?: undefined; limit?: undefined } }

/**
 * Everything wrong with a whole response. While it is being written, an answer may still be incomplete; once it is
 * finished, every required question on its path must be answered.
 */
export function checkAnswers(survey: Survey, known: Known, finished: boolean): Wrong[] {
  const questions = new Map(survey.pages.flatMap((page) => page.questions.map((one) => [one.id, one] as const)))
  const given = Object.entries(known.answers).flatMap(([id, answer]): Wrong[] => {
    const question = questions.get(id)
    if (!question) return [{ question: id, fault: { code: "unknown" } }]
    const faults = isEmpty(answer) ? [] : checkAnswer(question, answer)
    return faults
      .filter(({ code }) => finished || (code !== "required" && code !== "tooFew"))
      .map((fault) => ({ question: id, fault }))
  })
  if (!finished || given.length > 0) return given
  return pathOf(survey, known)
    .steps.flatMap(({ questions }) => questions)
    .filter((question) => isEmpty(known.answers[question.id]))
    .flatMap((question) => checkAnswer(question, undefined).map((fault) => ({ question: question.id, fault })))
}

function inSteps(answer: Answer, min: number, max: number, step: number): Fault[] {
  if (typeof answer !== "number" || !Number.isFinite(answer)) return [{ code: "shape" }]
  const steps = (answer - min) / step
  return [...bounds(answer, min, max), ...fault(Math.abs(steps - Math.round(steps)) > 1e-6, "step", step)]
}

const bounds = (value: number, min?: number, max?: number): Fault[] => [
  ...fault(min !== undefined && value < min, "below", min),
  ...fault(max !== undefined && value > max, "above", max),
]

function checkChoice(choices: readonly Choice[], answer: Answer): Fault[] {
  if (typeof answer === "string") return offered(choices, [answer])
  if (typeof answer !== "object" || !("choice" in answer)) return [{ code: "shape" }]
  return [...offered(choices, [answer.choice]), ...checkOther(choices, [answer.choice], answer.other)]
}

function checkChoices(question: Question & { kind: "choice" }, answer: Answer): Fault[] {
  const { choices, least, most } = question
  const own = typeof answer === "object" && "choices" in answer ? answer : null
  const chosen = own ? own.choices : answer
  if (!isList(chosen)) return [{ code: "shape" }]
  const none = choices.some(({ id, none }) => none && chosen.includes(id))
  return [
    ...offered(choices, chosen),
    ...fault(none && chosen.length > 1, "tooMany", 1),
    ...fault(!none && least !== undefined && chosen.length < least, "tooFew", least),
    ...fault(most !== undefined && chosen.length > most, "tooMany", most),
    ...(own ? checkOther(choices, chosen, own.other) : []),
  ]
}

function checkOther(choices: readonly Choice[], chosen: readonly string[], other: unknown): Fault[] {
  if (typeof other !== "string") return [{ code: "shape" }]
  const offers = choices.some((choice) => choice.other && chosen.includes(choice.id))
  return [...fault(!offers, "notOffered"), ...fault(other.length > 1_000, "tooLong", 1_000)]
}

function checkMatrix(question: Question & { kind: "matrix" }, answer: Answer): Fault[] {
  if (typeof answer !== "object" || Array.isArray(answer) || !("rows" in answer)) return [{ code: "shape" }]
  const rows = Object.entries(answer.rows)
  const wrong = rows.flatMap(([row, columns]): Fault[] => {
    if (question.many ? !isList(columns) : typeof columns !== "string") return [{ code: "shape", part: row }]
    return [...offered(question.rows, [row]), ...offered(question.columns, [columns].flat())]
  })
  const missing = question.required
    ? question.rows.filter(({ id }) => (answer.rows[id] ?? "").length === 0).map(({ id }) => id)
    : []
  return [...wrong, ...missing.map((part) => ({ code: "required", part }) as const)]
}

function checkText(answer: string, { most, pattern }: { most?: number; pattern?: "email" | "phone" | "url" }): Fault[] {
  const limit = Math.min(most ?? longestText, longestText)
  return [...fault(answer.length > limit, "tooLong", limit), ...(pattern ? checkPattern(answer, pattern) : [])]
}

// Loose on purpose: an address that reaches its owner must never be refused.
const patterns = {
  email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
  phone: /^\+?[\d\s()./-]{5,30}$/,
  url: /^(https?:\/\/)?[^\s/@]+\.[^\s@]{2,}$/i,
}
const checkPattern = (answer: string, pattern: keyof typeof patterns): Fault[] =>
  fault(!patterns[pattern].test(answer.trim()), pattern)

function checkDay(answer: string, { from, to }: { from?: string; to?: string }): Fault[] {
  const day = new Date(`${answer}T00:00:00Z`)
  if (!/^\d{4}-\d\d-\d\d$/.test(answer) || Number.isNaN(+day) || day.toISOString().slice(0, 10) !== answer)
    return [{ code: "date" }]
  return [
    ...fault(from !== undefined && answer < from, "below", from),
    ...fault(to !== undefined && answer > to, "above", to),
  ]
}

function checkContact(question: Question & { kind: "contact" }, answer: Answer): Fault[] {
  if (typeof answer !== "object" || Array.isArray(answer) || !("contact" in answer)) return [{ code: "shape" }]
  const contact = answer.contact as Record<string, unknown>
  const names = question.fields.map(({ name }) => name as string)
  const unknown = Object.keys(contact).filter((name) => !names.includes(name))
  return [
    ...unknown.map((part) => ({ code: "notOffered", part }) as const),
    ...question.fields.flatMap(({ name, required }): Fault[] => {
      const value = contact[name]
      if (value === undefined || value === "")
        return required || (question.required && question.fields.length === 1) ? [{ code: "required", part: name }] : []
      if (typeof value !== "string") return [{ code: "shape", part: name }]
      const pattern = name === "email" || name === "phone" ? name : undefined
      return checkText(value, { most: 300, pattern }).map((fault) => ({ ...fault, part: name }))
    }),
  ]
}

const offered = (choices: readonly Choice[], chosen: readonly string[]): Fault[] => [
  ...fault(
    chosen.some((id) => !choices.some((choice) => choice.id === id)),
    "notOffered",
  ),
  ...fault(new Set(chosen).size < chosen.length, "tooMany"),
]

const fault = (wrong: boolean, code: Fault["code"], limit?: number | string): Fault[] =>
  wrong ? [limit === undefined ? { code } : { code, limit }] : []

const isList = (answer: unknown): answer is string[] =>
  Array.isArray(answer) && answer.every((one) => typeof one === "string")
