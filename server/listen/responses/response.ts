import type { Answer, Answers, Survey } from "../../../survey/definition.ts"
import { holds, type Known } from "../../../survey/rules.ts"
import type { PersonGiven } from "../people/public.ts"
import { type Quota, questionsOf } from "../surveys/public.ts"

/** How long somebody who has begun may take to finish after a survey was closed, was paused, or had enough answers. */
export const graceMs = 24 * 3_600_000
/** After so long without a change a response that was begun is taken as given up, and what it says is heard. */
export const givenUpMs = 30 * 60_000

/** Texts as they can be stored and shown: no control characters but line breaks and tabs, no halves of characters. */
export function cleaned<Value>(value: Value): Value {
  if (typeof value === "string") return value.toWellFormed().replace(controls, "") as Value
  if (Array.isArray(value)) return value.map(cleaned) as Value
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, cleaned(one)])) as Value
}
// Directional marks and joiners are part of how languages and emoji are written, and stay.
const controls = /(?![\t\n\r])\p{Cc}/gu

/** How the respondent named herself, from contact questions. */
export function namedIn(survey: Survey, answers: Answers): (PersonGiven & { company?: string }) | null {
  const given: PersonGiven & { company?: string } = {}
  for (const question of questionsOf(survey)) {
    if (question.kind !== "contact") continue
    const answer = answers[question.id]
    if (typeof answer !== "object" || Array.isArray(answer) || !("contact" in answer)) continue
    for (const [field, value] of Object.entries(answer.contact)) {
      const text = value?.trim()
      if (text) Object.assign(given, { [field]: text })
    }
  }
  return Object.keys(given).length > 0 ? given : null
}

/** Variables that the survey knows, those of the link before those of the page. */
export const knownVariables = (
  survey: Survey,
  given: Record<string, string | number>,
  ofLink: Record<string, string | number>,
): Record<string, string | number> =>
  Object.fromEntries(
    survey.variables.flatMap(({ name, from }) => {
      const value = from.kind === "given" ? (ofLink[name] ?? given[name]) : undefined
      return value === undefined ? [] : [[name, value]]
    }),
  )

/** The quotas a response counts for. */
export const quotasOf = (quotas: readonly Quota[], survey: Survey, known: Known): string[] =>
  quotas.filter((one) => !one.when || holds(one.when, survey, known)).map((one) => one.id)

/** The ids of files in the answers, by question. */
export const filesIn = (survey: Survey, answers: Answers): { question: string; id: string }[] =>
  questionsOf(survey).flatMap((question) => {
    const answer = answers[question.id]
    return question.kind === "file" && Array.isArray(answer) ? answer.map((id) => ({ question: question.id, id })) : []
  })

/** What is left of answers when the respondent is forgotten: scores and choices, of nobody; no word of hers. */
export function forgotten(survey: Survey, answers: Answers): Answers {
  const kinds = new Map(questionsOf(survey).map((one) => [one.id, one.kind]))
  return Object.fromEntries(
    Object.entries(answers).flatMap(([id, answer]): [string, Answer][] => {
      const kind = kinds.get(id)
      if (kind === undefined || own.has(kind)) return []
      if (typeof answer === "object" && !Array.isArray(answer) && "other" in answer) {
        return [[id, "choice" in answer ? answer.choice : answer.choices]]
      }
      return [[id, answer]]
    }),
  )
}
const own: ReadonlySet<string> = new Set(["text", "contact", "file", "date"])
