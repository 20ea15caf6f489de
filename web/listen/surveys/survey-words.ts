import type { TFunction } from "i18next"
import type { Survey, Text } from "../../../survey/definition.ts"
import { textIn } from "../../../survey/languages.ts"
import type { Problem } from "../../../survey/problems.ts"
import type { Answer } from "../../api/generated.ts"

/** A survey as the API answers it, with the draft in the shape that the page that asks runs. */
export type SurveyRecord = Omit<Answer<"Survey">, "draft"> & { draft: Survey }
export type SurveyState = Answer<"SurveySummary">["state"]
export const surveyStates: SurveyState[] = ["open", "draft", "paused", "closed"]
export const stateTones: Record<SurveyState, string | undefined> = {
  draft: undefined,
  open: "good",
  paused: "warn",
  closed: undefined,
}

/** What stands open in the middle of the builder: a question, an ending, or one of the survey's own pages. */
export const parts = ["settings", "look", "languages", "variables", "limits"] as const
export type Part = (typeof parts)[number]
export type At = { kind: "question" | "ending"; id: string } | { kind: Part }

export const atOf = (text: string | undefined): At | null => {
  const [kind = "", id] = (text ?? "").split(":")
  if ((kind === "question" || kind === "ending") && id) return { kind, id }
  const part = parts.find((one) => one === kind)
  return part ? { kind: part } : null
}
export const atText = (at: At): string => ("id" in at ? `${at.kind}:${at.id}` : at.kind)

/** Where in the builder a problem is put right. */
export function atOfProblem(survey: Survey, { path, code }: Pick<Problem, "path" | "code">): At {
  const [top, index, , inner] = path
  if (code === "noTranslation") return { kind: "languages" }
  if (top === "pages") {
    const page = survey.pages[Number(index)]
    const question = page?.questions[Number(inner ?? 0)] ?? page?.questions.at(-1)
    if (question) return { kind: "question", id: question.id }
  }
  const ending = top === "endings" ? survey.endings[Number(index)] : undefined
  if (ending) return { kind: "ending", id: ending.id }
  if (top === "theme") return { kind: "look" }
  if (top === "variables") return { kind: "variables" }
  return { kind: "settings" }
}

/** A question as it is called in lists: its own words, shortened, without the braces of what is put in. */
export function shortOf(text: Text | undefined, survey: Survey, language: string, most = 60): string {
  const words = textIn(text, language, survey)
    .replace(/\{\{[^}]*\}\}/g, "…")
    .trim()
  return words.length > most ? `${words.slice(0, most - 1).trimEnd()}…` : words
}

/** A problem as a sentence: what is wrong, with what it names. */
export function problemWords(
  problem: Pick<Problem, "code" | "path" | "about">,
  t: TFunction,
  language: string,
): string {
  const about =
    problem.code === "noTranslation" || problem.code === "noText"
      ? languageName(problem.about, language)
      : problem.about
  return t(`surveys.problem.${problem.code}`, { about: about ?? "" })
}

export function languageName(tag: string | undefined, inLanguage: string): string {
  if (!tag) return ""
  try {
    return new Intl.DisplayNames([inLanguage], { type: "language" }).of(tag) ?? tag
  } catch {
    return tag
  }
}

/** Where two versions of the same survey differ, as paths with both values, deepest first difference only. */
export type Difference = { path: (string | number)[]; mine: unknown; theirs: unknown }
export function differences(mine: unknown, theirs: unknown, path: (string | number)[] = []): Difference[] {
  if (Object.is(mine, theirs)) return []
  if (isTree(mine) && isTree(theirs) && Array.isArray(mine) === Array.isArray(theirs)) {
    const keys = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])]
    return keys.flatMap((key) =>
      differences(mine[key], theirs[key], [...path, Array.isArray(mine) ? Number(key) : key]),
    )
  }
  return [{ path, mine, theirs }]
}

const isTree = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null
