import type { Page, Question, Survey } from "../../../survey/definition.ts"

/** What the builder does to a survey. Everything returns a new survey; what did not change stays the same object. */
export type Place = readonly (string | number)[]

export const questionsOf = (survey: Survey): Question[] => survey.pages.flatMap(({ questions }) => questions)

/** Where a question stands: page and place on it. */
export function placeOf(survey: Survey, id: string): { page: number; index: number } | null {
  for (const [page, { questions }] of survey.pages.entries()) {
    const index = questions.findIndex((one) => one.id === id)
    if (index >= 0) return { page, index }
  }
  return null
}

/** A question on a page of its own, after the page of another one; at the end without one. */
export function addQuestion(survey: Survey, question: Question, pageId: string, after?: string | null): Survey {
  const place = after ? placeOf(survey, after) : null
  const at = place ? place.page + 1 : survey.pages.length
  return { ...survey, pages: survey.pages.toSpliced(at, 0, { id: pageId, questions: [question] }) }
}

export function changeQuestion(survey: Survey, id: string, change: (question: Question) => Question): Survey {
  return {
    ...survey,
    pages: survey.pages.map((page) =>
      page.questions.some((one) => one.id === id)
        ? { ...page, questions: page.questions.map((one) => (one.id === id ? change(one) : one)) }
        : page,
    ),
  }
}

/** A page without questions goes with its last one. */
export function removeQuestion(survey: Survey, id: string): Survey {
  return { ...survey, pages: without(survey.pages, id) }
}

/** One step up or down: among its page's questions, and with its whole page where it is alone or at the edge. */
export function moveQuestion(survey: Survey, id: string, by: -1 | 1): Survey {
  const place = placeOf(survey, id)
  const page = place && survey.pages[place.page]
  if (!place || !page) return survey
  const next = place.index + by
  if (next >= 0 && next < page.questions.length)
    return withPage(survey, place.page, { ...page, questions: swapped(page.questions, place.index, next) })
  const target = place.page + by
  if (target < 0 || target >= survey.pages.length) return survey
  return { ...survey, pages: swapped(survey.pages, place.page, target) }
}

/** `before`: the question it is put in front of, on that one's page. `page`: the page it stands before, alone. */
export type Target = { before: string } | { page: string | null }

/** Puts a question where it was dropped. A question that was alone on its page brings the page (its rules and jumps). */
export function dropQuestion(survey: Survey, id: string, target: Target, pageId: string): Survey {
  const place = placeOf(survey, id)
  const from = place && survey.pages[place.page]
  const question = from?.questions[place?.index ?? 0]
  if (!place || !from || !question) return survey
  if ("before" in target) {
    if (target.before === id) return survey
    const pages = without(survey.pages, id)
    return {
      ...survey,
      pages: pages.map((page) => {
        const at = page.questions.findIndex((one) => one.id === target.before)
        return at < 0 ? page : { ...page, questions: page.questions.toSpliced(at, 0, question) }
      }),
    }
  }
  const alone = from.questions.length === 1
  if (alone && target.page === from.id) return survey
  const pages = without(survey.pages, id)
  const at = target.page === null ? pages.length : pages.findIndex((page) => page.id === target.page)
  if (at < 0) return survey
  return { ...survey, pages: pages.toSpliced(at, 0, alone ? from : { id: pageId, questions: [question] }) }
}

/** Its questions go to the end of the page before; rules and jumps of the page before stay, its own jumps are kept. */
export function joinWithBefore(survey: Survey, pageId: string): Survey {
  const at = survey.pages.findIndex(({ id }) => id === pageId)
  const [before, page] = [survey.pages[at - 1], survey.pages[at]]
  if (!before || !page) return survey
  const jumps = [...(before.jumps ?? []), ...(page.jumps ?? [])]
  const joined: Page = {
    ...before,
    questions: [...before.questions, ...page.questions],
    ...(jumps.length > 0 ? { jumps } : {}),
  }
  return { ...survey, pages: survey.pages.toSpliced(at - 1, 2, joined) }
}

/** The question and those after it on its page get a page of their own; the jumps are read after the last of them. */
export function splitBefore(survey: Survey, id: string, pageId: string): Survey {
  const place = placeOf(survey, id)
  const page = place && survey.pages[place.page]
  if (!place || !page || place.index === 0) return survey
  const { jumps, ...first } = page
  const upper = { ...first, questions: page.questions.slice(0, place.index) }
  const lower = { id: pageId, questions: page.questions.slice(place.index), ...(jumps ? { jumps } : {}) }
  return { ...survey, pages: survey.pages.toSpliced(place.page, 1, upper, lower) }
}

/** A copy right after it on its page, choices and all, under a new id. */
export function copyQuestion(survey: Survey, id: string, copyId: string): Survey {
  return {
    ...survey,
    pages: survey.pages.map((page) => {
      const at = page.questions.findIndex((one) => one.id === id)
      const question = page.questions[at]
      return question ? { ...page, questions: page.questions.toSpliced(at + 1, 0, { ...question, id: copyId }) } : page
    }),
  }
}

/** An object with some keys set, and those that are undefined gone: the wire knows no undefined. */
export function withKeys<T extends object>(given: T, keys: Partial<Record<string, unknown>>): T {
  return Object.fromEntries(Object.entries({ ...given, ...keys }).filter(([, value]) => value !== undefined)) as T
}

/** Puts a value at a path; the way there must exist, but for the last step. Undefined takes it away. */
export function putAt<T>(tree: T, [step, ...rest]: Place, value: unknown): T {
  if (step === undefined) return value as T
  if (Array.isArray(tree)) return tree.with(Number(step), putAt(tree[Number(step)], rest, value)) as T
  const record = (tree ?? {}) as Record<string, unknown>
  return withKeys(record, { [step]: putAt(record[step], rest, value) }) as T
}

export function swapped<T>(list: readonly T[], one: number, other: number): T[] {
  const [a, b] = [list[one], list[other]]
  return a === undefined || b === undefined ? [...list] : list.with(one, b).with(other, a)
}

const withPage = (survey: Survey, at: number, page: Page): Survey => ({ ...survey, pages: survey.pages.with(at, page) })

const without = (pages: readonly Page[], id: string): Page[] =>
  pages.flatMap((page) => {
    if (!page.questions.some((one) => one.id === id)) return [page]
    const questions = page.questions.filter((one) => one.id !== id)
    return questions.length > 0 ? [{ ...page, questions }] : []
  })
