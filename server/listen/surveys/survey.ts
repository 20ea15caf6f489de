import type { Question, Survey, Text } from "../../../survey/definition.ts"
import type { Quota, SurveyChange, states } from "./contract.ts"

export type State = (typeof states)[number]

/** A survey as members work on it. */
export type SurveyRow = {
  id: string
  title: string
  state: State
  state_at: Date
  state_by: string
  draft: Survey
  version: number
  published: number | null
  template: string | null
  touchpoint: string | null
  channel: string | null
  product: string | null
  journey_step: string | null
  closes_at: Date | null
  quotas: Quota[]
  setup: object
  created_by: string
  created_at: Date
  updated_by: string
  updated_at: Date
}

/** From which state a step leads on; anything else is `survey.is_<state>`. */
export const steps = {
  publish: ["draft", "open", "paused", "closed"],
  pause: ["open"],
  open: ["paused", "closed"],
  close: ["open", "paused"],
} as const satisfies Record<string, readonly State[]>
export type Step = keyof typeof steps

export const mayStep = (step: Step, state: State) => (steps[step] as readonly State[]).includes(state)

/** Why a survey takes no new answers at this moment; null where it does. */
export function closedBecause(survey: { state: State; closesAt: Date | null }, now: Date): "paused" | "closed" | null {
  if (survey.state === "paused") return "paused"
  if (survey.state !== "open") return "closed"
  return survey.closesAt !== null && survey.closesAt <= now ? "closed" : null
}

/** A survey with nothing in it yet but where it ends. */
export function emptySurvey(title: string, languages: readonly string[]): Survey {
  const [first = "en"] = languages
  return {
    format: 1,
    languages: [...languages],
    title: { [first]: title },
    pages: [{ id: "p1", questions: [] }],
    endings: [{ id: "thanks", title: Object.fromEntries(languages.map((one) => [one, thanks(one)])) }],
    variables: [],
    theme: standardTheme,
    back: true,
    progress: true,
  }
}

export const standardTheme: Survey["theme"] = {
  accent: "#1f5fbf",
  background: "#ffffff",
  text: "#1a1a1a",
  font: "system",
}

const thanks = (language: string) => (language.startsWith("zh") ? "谢谢您的反馈" : "Thank you")

export const questionsOf = (survey: Survey): Question[] => survey.pages.flatMap((page) => page.questions)

/** A text in the language asked for, else in the survey's first, else in any there is. */
export const textIn = (text: Text | undefined, survey: Pick<Survey, "languages">, language?: string): string =>
  (language && text?.[language]) || text?.[survey.languages[0] ?? ""] || Object.values(text ?? {})[0] || ""

/** Which attributes of a person the texts and rules of a survey speak of: no others ever leave the server. */
export function personAttributesIn(survey: Survey): string[] {
  const found = new Set<string>()
  const text = JSON.stringify(survey)
  for (const [, name] of text.matchAll(/(?:\{\{\s*|"of":")person\.(\w+)/g)) found.add(name!)
  for (const { from } of survey.variables) if (from.kind === "person") found.add(from.attribute)
  return [...found]
}

/** The names of what a change changes, for the audit trail. */
export const fieldsOf = (change: SurveyChange) => Object.keys(change).filter((name) => name !== "version")
