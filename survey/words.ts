import type { Answer, Choice, Question, Survey, Text } from "./definition.ts"
import { textIn } from "./languages.ts"
import { type Known, valuesOf, variableOf } from "./rules.ts"

/** As `textIn`, with what is known put in for `{{answer.q1}}`, `{{variable.x}}`, `{{person.firstName|there}}`. */
export function wordsOf(text: Text | undefined, survey: Survey, known: Known): string {
  return textIn(text, known.language, survey).replace(named, (_, name: string, fallback = "") => {
    return valueInWords(name, survey, known) || fallback.trim()
  })
}

/** What a text names, in the order it names it. */
export const namesIn = (text: string): string[] => [...text.matchAll(named)].map(([, name]) => name as string)

/** An answer as the respondent would say it: labels instead of ids. */
export function answerInWords(question: Question, answer: Answer, survey: Survey, language: string): string {
  const label = (choices: readonly Choice[], id: string) => {
    const choice = choices.find((one) => one.id === id)
    return choice ? textIn(choice.label, language, survey) || id : id
  }
  if (typeof answer !== "object") {
    return "choices" in question ? label(question.choices, String(answer)) : String(answer)
  }
  const choices = "choices" in question ? question.choices : []
  if (Array.isArray(answer)) return answer.map((id) => label(choices, id)).join(", ")
  if ("choice" in answer) return answer.other || label(choices, answer.choice)
  if ("choices" in answer) {
    const own = choices.find((choice) => choice.other)?.id
    return answer.choices.map((id) => (id === own && answer.other ? answer.other : label(choices, id))).join(", ")
  }
  if ("contact" in answer) return Object.values(answer.contact).filter(Boolean).join(", ")
  return ""
}

const named = /\{\{\s*((?:answer|variable|person)\.[^{}|]+?)\s*(?:\|([^{}]*))?\}\}/g

function valueInWords(name: string, survey: Survey, known: Known): string {
  const [kind, first = "", second] = name.split(".")
  if (kind === "variable") return String(variableOf(first, survey, known) ?? "")
  const question = kind === "answer" && survey.pages.flatMap((page) => page.questions).find(({ id }) => id === first)
  const answer = known.answers[first]
  if (!question || second !== undefined) return valuesOf(name, survey, known).join(", ")
  return answer === undefined ? "" : answerInWords(question, answer, survey, known.language)
}
