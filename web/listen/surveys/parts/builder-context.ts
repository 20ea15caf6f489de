import { createContext, useContext } from "react"
import type { Question, Survey } from "../../../../survey/definition.ts"
import type { Problem } from "../../../../survey/problems.ts"
import { type Place, placeOf, putAt, questionsOf } from "../survey-moves.ts"
import { type At, shortOf } from "../survey-words.ts"
import type { Draft } from "../use-draft.ts"

export type Builder = {
  draft: Draft
  survey: Survey
  /** The language the texts are being written in. */
  language: string
  problems: Problem[]
  mayEdit: boolean
  go: (at: At) => void
}

export const BuilderContext = createContext<Builder | null>(null)

/** What every form of the builder works on. */
export function useBuilder(): Builder {
  const builder = useContext(BuilderContext)
  if (!builder) throw new Error("useBuilder is for the forms of a survey")
  return builder
}

/** Sets what stands at a place of the survey; typing on in one place is one step of undo. */
export function usePut(): (path: Place, value: unknown, about?: string | null) => void {
  const { draft } = useBuilder()
  return (path, value, about = path.join(".")) => draft.edit((survey) => putAt(survey, path, value), about)
}

/** The problems of exactly this place. */
export function useProblemsAt(path: Place): Problem[] {
  const { problems } = useBuilder()
  const key = JSON.stringify(path)
  return problems.filter((problem) => JSON.stringify(problem.path) === key)
}

export type Name = { name: string; label: string }

/** What a text may put in at this place: answers given by then, variables, and the person's name. */
export function namesBefore(survey: Survey, at: At | null, language: string, person: string): Name[] {
  const known = at?.kind === "question" && "id" in at ? questionsBefore(survey, at.id) : questionsOf(survey)
  return [
    { name: "person.firstName|", label: person },
    ...known
      .filter(({ kind }) => !["statement", "file", "consent", "matrix", "contact"].includes(kind))
      .map(({ id, title }) => ({ name: `answer.${id}`, label: shortOf(title, survey, language, 40) || id })),
    ...survey.variables.map(({ name }) => ({ name: `variable.${name}`, label: name })),
  ]
}

export function questionsBefore(survey: Survey, id: string): Question[] {
  const all = questionsOf(survey)
  return all.slice(
    0,
    Math.max(
      0,
      all.findIndex((one) => one.id === id),
    ),
  )
}

/** The questions answered when a page is left. */
export function questionsUntil(survey: Survey, page: number): Question[] {
  return survey.pages.slice(0, page + 1).flatMap(({ questions }) => questions)
}

export const pageOf = (survey: Survey, id: string) => {
  const place = placeOf(survey, id)
  return place ? { ...place, path: ["pages", place.page] as Place, page: survey.pages[place.page] } : null
}
