import type { Answer, Answers, Question, Survey } from "../../../survey/definition.ts"
import { pathOf } from "../../../survey/logic.ts"
import type { FeedbackInput } from "../feedback/public.ts"
import { questionsOf, textIn } from "../surveys/public.ts"
import { scoresOf } from "./scoring.ts"

/** What is known of a response when it becomes feedback. */
export type Heard = {
  id: string
  organization_id: string
  survey_id: string
  version: number
  person_id: string | null
  person_given: { name?: string; email?: string; phone?: string; company?: string } | null
  language: string
  answers: Answers
  variables: Record<string, string | number>
  sequence: number
  heard: number | null
  changed_at: Date
  finished_at: Date | null
  definition: Survey
  title: string
  touchpoint: string | null
  channel: string | null
  product: string | null
  journey_step: string | null
  /** Who read it out and filled it in. */
  read_by: string | null
}

/**
 * A response as one item of feedback: its scores, its words, what it is about, and its choices as attributes under the
 * words in which they were asked. Survey, version and question stand beside them, so that a trend can show where the
 * question became another one.
 */
export function asFeedback(heard: Heard): FeedbackInput & { personId?: string } {
  const { definition, language } = heard
  const { answers } = pathOf(definition, { answers: heard.answers, language, variables: heard.variables })
  const scores = scoresOf(definition, answers)
  const questions = questionsOf(definition)
  const words = questions.flatMap((question) => wordsIn(question, answers[question.id]))
  const components = questions.flatMap((question) =>
    question.kind === "component" ? listOf(answers[question.id]).slice(0, 20) : [],
  )
  const product =
    questions.find((one) => one.kind === "component" && one.product && answers[one.id] !== undefined) ?? undefined
  const productName = (product?.kind === "component" ? product.product : undefined) ?? heard.product
  const { company, ...person } = heard.person_given ?? {}
  const named = Object.keys(person).length > 0 && !heard.person_id
  return {
    source: "survey",
    externalId: heard.id,
    occurredAt: (heard.finished_at ?? heard.changed_at).toISOString(),
    kind: "response",
    ...(heard.channel ? { channel: heard.channel } : {}),
    ...(heard.touchpoint ? { touchpoint: heard.touchpoint } : {}),
    ...(heard.journey_step ? { journeyStep: heard.journey_step } : {}),
    ...(productName ? { product: productName } : {}),
    ...(components.length > 0 ? { component: components } : {}),
    ...(company ? { account: company.slice(0, 300) } : {}),
    ...(heard.person_id ? { personId: heard.person_id } : {}),
    ...(named ? { person } : {}),
    ...(words.length > 0 ? { text: words.join("\n\n").slice(0, 20_000).toWellFormed() } : {}),
    language,
    scores: scores.slice(0, 20).map(({ metric, value, scale }) => ({ metric, value, scale })),
    attributes: attributesOf(heard, answers, scores),
  }
}

function attributesOf(heard: Heard, answers: Answers, scores: readonly { metric: string; question: string }[]) {
  const { definition } = heard
  const all: Record<string, string | number | boolean> = {
    survey: heard.title,
    surveyId: heard.survey_id,
    surveyVersion: heard.version,
    response: heard.finished_at ? "finished" : "partial",
    // Who it was is on the response: here it would name a member in every chart.
    ...(heard.read_by === null ? {} : { onBehalf: true }),
  }
  for (const { metric, question } of scores) all[`question.${metric}`] ??= question
  for (const [name, value] of Object.entries(heard.variables)) all[name] ??= value
  for (const question of questionsOf(definition)) {
    const value = chosen(definition, question, answers[question.id])
    if (value === undefined) continue
    const title = textIn(question.title, definition).slice(0, 90) || question.id
    all[title in all ? `${title} (${question.id})`.slice(0, 100) : title] = value
  }
  return Object.fromEntries(
    Object.entries(all)
      .slice(0, 50)
      .map(([name, value]) => [name, typeof value === "string" ? value.slice(0, 1_000).toWellFormed() : value]),
  )
}

/** What was chosen, in the survey's own language, however the respondent read it. */
function chosen(survey: Survey, question: Question, answer: Answer | undefined): string | number | boolean | undefined {
  if (answer === undefined) return undefined
  switch (question.kind) {
    case "choice":
    case "ranking": {
      const label = (id: string) => textIn(question.choices.find((one) => one.id === id)?.label, survey) || id
      const ids =
        typeof answer === "string"
          ? [answer]
          : Array.isArray(answer)
            ? answer
            : typeof answer === "object" && "choice" in answer
              ? [answer.choice]
              : typeof answer === "object" && "choices" in answer
                ? answer.choices
                : []
      return ids.map(label).join(question.kind === "ranking" ? " > " : ", ") || undefined
    }
    case "scale":
    case "slider":
      return question.measures === undefined && typeof answer === "number" ? answer : undefined
    case "number":
      return typeof answer === "number" ? answer : undefined
    case "date":
      return typeof answer === "string" ? answer : undefined
    case "consent":
      return typeof answer === "boolean" ? answer : undefined
    default:
      return undefined
  }
}

/** Addresses in a text that asks for one are no words about anything. */
function wordsIn(question: Question, answer: Answer | undefined): string[] {
  if (question.kind === "text")
    return typeof answer === "string" && !question.pattern && answer.trim() ? [answer.trim()] : []
  if (typeof answer === "object" && !Array.isArray(answer) && "other" in answer)
    return answer.other.trim() ? [answer.other.trim()] : []
  return []
}

const listOf = (answer: Answer | undefined): string[] => (Array.isArray(answer) ? answer : [])
