import type { Answer, Answers, Page, Question, Survey } from "../../../survey/definition.ts"
import { isEmpty } from "../../../survey/empty.ts"
import { pathOf } from "../../../survey/logic.ts"
import { scoresOf } from "../responses/public.ts"

/** A response as PostgreSQL has it, of which one row is counted. */
export type Given = {
  id: string
  organization_id: string
  survey_id: string
  version: number
  link_id: string
  link_kind: string | null
  language: string
  answers: Answers
  variables: Record<string, string | number>
  place: string | null
  seconds: number
  started_at: Date
  finished_at: Date | null
}

/** A row of `survey_response`. */
export type Counted = {
  id: string
  organization_id: string
  survey_id: string
  started_at: string
  state: "finished" | "abandoned"
  version: number
  language: string
  link_id: string
  link_kind: string
  place: string
  seconds: number
  tokens: string[]
  numbers: Record<string, number>
}

/** What is counted of a response: answers to the questions that were on its way, and which questions it left out. */
export function countedOf(survey: Survey, given: Given): Counted {
  const { language, variables } = given
  const finished = given.finished_at !== null
  const path = pathOf(survey, { answers: given.answers, language, variables })
  const last = path.steps.findIndex(({ page }) => page.id === given.place)
  // Whoever gave up saw the pages up to the one she was on; where that is not known, those she answered.
  const reached = finished ? path.steps : last >= 0 ? path.steps.slice(0, last + 1) : answeredSteps(path)
  const questions = reached.flatMap((step) => step.questions)
  const tokens = new Set([
    ...reached.filter(({ page }) => !isOneQuestion(page)).map(({ page }) => `p\t${page.id}`),
    ...questions.flatMap((question) => tokensOf(question, path.answers[question.id])),
    ...Object.entries(variables).map(([name, value]) => `w\t${name}\t${String(value).slice(0, 200)}`),
  ])
  return {
    id: given.id,
    organization_id: given.organization_id,
    survey_id: given.survey_id,
    started_at: given.started_at.toISOString(),
    state: finished ? "finished" : "abandoned",
    version: given.version,
    language,
    link_id: given.link_id,
    link_kind: given.link_kind ?? "",
    place: finished ? "" : (given.place ?? reached.at(-1)?.page.id ?? ""),
    seconds: given.seconds,
    tokens: [...tokens],
    numbers: numbersOf(survey, questions, path.answers),
  }
}

/** What a question's values are counted under: its id, and its scale where it has one, so that scales are never pooled. */
export function keyOf(question: Question): string {
  const scale = scaleOf(question)
  return scale ? `${question.id}@${scale.min}..${scale.max}` : question.id
}

export type Scale = { min: number; max: number }

/** The scale on which a question is answered, of those that have one. */
export function scaleOf(question: Question): Scale | null {
  switch (question.kind) {
    case "scale":
    case "slider":
      return { min: question.min, max: question.max }
    case "choice": {
      const points = question.measures
        ? question.choices.flatMap(({ value }) => (value === undefined ? [] : [value]))
        : []
      return points.length < 2 ? null : { min: Math.min(...points), max: Math.max(...points) }
    }
    case "matrix": {
      if (!question.measures || question.many) return null
      const points = question.columns.map(({ value }, index) => value ?? index + 1)
      return { min: Math.min(...points), max: Math.max(...points) }
    }
    default:
      return null
  }
}

/** Whether exactly one value, or "can't say", is what an answer is: then answers need no count of their own. */
export const hasOneValue = (question: Question): boolean =>
  question.kind === "scale" ||
  (question.kind === "slider" && !isFine(question)) ||
  (question.kind === "choice" && !question.many) ||
  question.kind === "consent"

/** A slider with so many steps that they are read as a number and not counted one by one. */
export const isFine = (question: Question & { kind: "slider" }): boolean =>
  (question.max - question.min) / question.step > 200

export const isOneQuestion = (page: Page) => page.questions.length === 1

/** The values in an answer, as they are counted; a matrix and a ranking have pairs, joined by `=`. */
export function valuesIn(question: Question, answer: Answer | undefined): string[] {
  if (answer === undefined || isEmpty(answer)) return answer === false && question.kind === "consent" ? ["false"] : []
  if (typeof answer === "number")
    return question.kind === "number" || (question.kind === "slider" && isFine(question)) ? [] : [String(answer)]
  if (typeof answer === "boolean") return [String(answer)]
  if (typeof answer === "string") return question.kind === "choice" || question.kind === "component" ? [answer] : []
  if (Array.isArray(answer)) {
    if (question.kind === "ranking") return answer.map((one, index) => `${one}=${index + 1}`)
    return question.kind === "file" ? [] : answer
  }
  if ("choice" in answer) return [answer.choice]
  if ("choices" in answer) return answer.choices
  if ("rows" in answer)
    return Object.entries(answer.rows).flatMap(([row, columns]) => [columns].flat().map((one) => `${row}=${one}`))
  return []
}

function tokensOf(question: Question, answer: Answer | undefined): string[] {
  if (question.kind === "statement") return [`s\t${question.id}`]
  if (typeof answer === "object" && "unsure" in answer) return [`u\t${question.id}`]
  const values = valuesIn(question, answer).map((value) => `v\t${keyOf(question)}\t${value.slice(0, 300)}`)
  if (answer === undefined || (isEmpty(answer) && values.length === 0)) return [`s\t${question.id}`]
  if (hasOneValue(question)) return values
  return [`a\t${question.id}`, ...rowsAnswered(question, answer), ...values]
}

// Where a row takes several columns, how many answered the row does not follow from its columns.
function rowsAnswered(question: Question, answer: Answer): string[] {
  if (question.kind !== "matrix" || !question.many || typeof answer !== "object" || !("rows" in answer)) return []
  return Object.entries(answer.rows).flatMap(([row, columns]) =>
    columns.length > 0 ? [`a\t${question.id}.${row}`] : [],
  )
}

/** Amounts, and the scores of questionnaires with several items, under `=metric`. */
function numbersOf(survey: Survey, questions: readonly Question[], answers: Answers): Record<string, number> {
  const amounts = questions.flatMap((question): [string, number][] => {
    const answer = answers[question.id]
    const isAmount = question.kind === "number" || (question.kind === "slider" && isFine(question))
    return isAmount && typeof answer === "number" ? [[keyOf(question), answer]] : []
  })
  const whole = scoresOf(survey, answers)
    .filter(({ metric }) => questionnaires.has(metric))
    .map(({ metric, value }): [string, number] => [`=${metric}`, value])
  return Object.fromEntries([...amounts, ...whole])
}

export const questionnaires: ReadonlySet<string> = new Set(["sus", "umux_lite"])

function answeredSteps(path: ReturnType<typeof pathOf>) {
  const last = path.steps.findLastIndex(({ questions }) => questions.some((one) => !isEmpty(path.answers[one.id])))
  return path.steps.slice(0, last + 1)
}
