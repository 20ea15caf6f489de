import { contrast } from "./colours.ts"
import type { Choice, Question, Rule, Survey } from "./definition.ts"
import { namesOf, reachOf } from "./reach.ts"
import { textsOf } from "./texts.ts"
import { namesIn } from "./words.ts"

/** Something wrong with a survey that somebody should see before it is published. */
export type Problem = {
  code:
    | "noQuestions"
    | "noEnding"
    | "sameId"
    | "noText"
    | "noTranslation"
    | "noChoices"
    | "range"
    | "unknownName"
    | "laterAnswer"
    | "jumpNowhere"
    | "jumpBack"
    | "unreachablePage"
    | "unreachableQuestion"
    | "unreachableEnding"
    | "notHttps"
    | "contrast"
    | "scaleChanged"
    | "kindChanged"
    | "measureChanged"
  /** `stops`: it cannot be published like this. `warns`: somebody should have decided it. */
  severity: "stops" | "warns"
  /** Where: `["pages", 0, "questions", 1, "title"]`. */
  path: (string | number)[]
  /** What the sentence names: an id, a language, a ratio. */
  about?: string
}

type Place = (string | number)[]

/** What is wrong with a survey; against the published version too, when there is one. The worst first. */
export function problemsOf(survey: Survey, published?: Survey | null): Problem[] {
  const problems = [
    ...emptiness(survey),
    ...identities(survey),
    ...texts(survey),
    ...survey.pages.flatMap((page, at) =>
      page.questions.flatMap((question, index) => shapeOf(question, ["pages", at, "questions", index])),
    ),
    ...rules(survey),
    ...jumps(survey),
    ...unreachable(survey),
    ...looks(survey),
    ...(published ? breaks(survey, published) : []),
  ]
  return [...problems.filter(isStopping), ...problems.filter((problem) => !isStopping(problem))]
}

const isStopping = ({ severity }: Problem) => severity === "stops"
const stops = (code: Problem["code"], path: Place, about?: string): Problem => ({
  code,
  severity: "stops",
  path,
  ...(about === undefined ? {} : { about }),
})
const warns = (code: Problem["code"], path: Place, about?: string): Problem => ({
  ...stops(code, path, about),
  severity: "warns",
})

function emptiness({ pages, endings }: Survey): Problem[] {
  const asks = pages.some((page) => page.questions.some(({ kind }) => kind !== "statement"))
  return [
    ...(asks ? [] : [stops("noQuestions", ["pages"])]),
    ...(endings.length > 0 ? [] : [stops("noEnding", ["endings"])]),
  ]
}

function identities({ pages, endings, variables }: Survey): Problem[] {
  const places = [
    ...pages.map(({ id }, at) => ({ id, path: ["pages", at] })),
    ...endings.map(({ id }, at) => ({ id, path: ["endings", at] })),
  ]
  const questions = pages.flatMap((page, at) =>
    page.questions.map(({ id }, index) => ({ id, path: ["pages", at, "questions", index] })),
  )
  return [
    ...twice(places),
    ...twice(questions),
    ...twice(variables.map(({ name }, at) => ({ id: name, path: ["variables", at] }))),
  ]
}

function twice(named: readonly { id: string; path: Place }[]): Problem[] {
  const seen = new Set<string>()
  return named.flatMap(({ id, path }) => {
    if (seen.has(id)) return [stops("sameId", path, id)]
    seen.add(id)
    return []
  })
}

/** Every text a respondent may read: in the first language it must be there, in the others it should. */
function texts(survey: Survey): Problem[] {
  const [first = "", ...others] = survey.languages
  return textsOf(survey).flatMap(({ text, path, optional }) => {
    const written = Object.values(text ?? {}).some((one) => one.trim() !== "")
    if (optional && !written) return []
    if (!text?.[first]?.trim()) return [stops("noText", path, first)]
    return others
      .filter((language) => !text[language]?.trim())
      .map((language) => warns("noTranslation", path, language))
  })
}

function shapeOf(question: Question, path: Place): Problem[] {
  const range = (low: number | string | undefined, high: number | string | undefined, strict: boolean) =>
    low !== undefined && high !== undefined && (strict ? low >= high : low > high) ? [stops("range", path)] : []
  const choices = listsOf(question).flatMap(([name, list]) => [
    ...(list.length < (name === "rows" ? 1 : 2) ? [stops("noChoices", [...path, name])] : []),
    ...twice(list.map(({ id }, at) => ({ id, path: [...path, name, at] }))),
  ])
  switch (question.kind) {
    case "scale":
      return range(question.min, question.max, true)
    case "slider":
      return question.step > 0 && question.step <= question.max - question.min ? [] : [stops("range", path)]
    case "number":
      return range(question.min, question.max, false)
    case "date":
      return range(question.from, question.to, false)
    case "choice": {
      const most = Math.min(question.most ?? question.choices.length, question.choices.length)
      return [...choices, ...(question.many ? range(question.least, most, false) : [])]
    }
    case "contact":
      return question.fields.length > 0 ? [] : [stops("noChoices", [...path, "fields"])]
    default:
      return choices
  }
}

function listsOf(question: Question): [string, Choice[]][] {
  if (question.kind === "matrix")
    return [
      ["rows", question.rows],
      ["columns", question.columns],
    ]
  return "choices" in question ? [["choices", question.choices]] : []
}

type Reference = { name: string; path: Place; page: number; order: number }

/** Rules and texts speak of what exists, and of answers that are known by then. */
function rules(survey: Survey): Problem[] {
  const order = new Map(
    survey.pages.flatMap((page) => page.questions).map((question, at) => [question.id, at] as const),
  )
  const questions = new Map(survey.pages.flatMap((page) => page.questions.map((one) => [one.id, one] as const)))
  const seen = new Set<string>()
  const found = [...references(survey), ...sums(survey)].flatMap(({ name, path, order: limit }) => {
    const [kind, id = "", part] = name.split(".")
    if (kind === "variable")
      return survey.variables.some((one) => one.name === id) ? [] : [stops("unknownName", path, name)]
    if (kind !== "answer") return []
    const question = questions.get(id)
    if (!question || !hasPart(question, part)) return [stops("unknownName", path, name)]
    return (order.get(id) ?? 0) >= limit ? [stops("laterAnswer", path, name)] : []
  })
  // A name said twice in one place is one problem.
  return [...found, ...values(survey, questions)].filter(({ code, path, about }) => {
    const key = JSON.stringify([code, path, about])
    return !seen.has(key) && seen.add(key)
  })
}

function hasPart(question: Question, part: string | undefined): boolean {
  if (part === undefined) return true
  if (question.kind === "matrix") return question.rows.some(({ id }) => id === part)
  return question.kind === "contact" && question.fields.some(({ name }) => name === part)
}

/** Each name with the place where it stands, and how many questions were answered by then. */
function references(survey: Survey): Reference[] {
  const inRule = (rule: Rule | undefined, path: Place, page: number, order: number) =>
    rule ? namesOf(rule).map((name) => ({ name, path, page, order })) : []
  let asked = 0
  const before: number[] = []
  const inPages = survey.pages.flatMap((page, at) => {
    before.push(asked)
    const found = [
      ...inRule(page.showIf, ["pages", at, "showIf"], at, asked),
      ...page.questions.flatMap((question, index) =>
        inRule(question.showIf, ["pages", at, "questions", index, "showIf"], at, asked + index),
      ),
    ]
    asked += page.questions.length
    const after = (page.jumps ?? []).flatMap(({ when }, index) =>
      inRule(when, ["pages", at, "jumps", index, "when"], at, asked),
    )
    return [...found, ...after]
  })
  const last = survey.pages.length
  const inEndings = survey.endings.flatMap(({ showIf }, at) => inRule(showIf, ["endings", at, "showIf"], last, asked))
  const inTexts = textsOf(survey).flatMap(({ text, path }) => {
    const [top, page, , index] = path
    const order = top === "pages" ? (before[Number(page)] ?? 0) + Number(index) : top === "endings" ? asked : 0
    return [...new Set(Object.values(text ?? {}).flatMap(namesIn))].map((name) => ({ name, path, page: 0, order }))
  })
  return [...inPages, ...inEndings, ...inTexts]
}

const sums = (survey: Survey): Reference[] =>
  survey.variables.flatMap(({ from }, at) =>
    from.kind === "sum"
      ? from.answers.map((id) => ({ name: `answer.${id}`, path: ["variables", at], page: 0, order: Infinity }))
      : [],
  )

/** A rule that compares a choice with something that is no choice can never hold. */
function values(survey: Survey, questions: ReadonlyMap<string, Question>): Problem[] {
  const inRule = (rule: Rule | undefined, path: Place): Problem[] => {
    if (!rule) return []
    if ("all" in rule) return rule.all.flatMap((one) => inRule(one, path))
    if ("any" in rule) return rule.any.flatMap((one) => inRule(one, path))
    if ("not" in rule) return inRule(rule.not, path)
    const question = questions.get(rule.of.split(".")[1] ?? "")
    const offered =
      question?.kind === "matrix" ? question.columns : question && "choices" in question ? question.choices : null
    if (!rule.of.startsWith("answer.") || !offered || !("value" in rule)) return []
    return [rule.value]
      .flat()
      .filter((value) => !offered.some(({ id }) => id === String(value)))
      .map((value) => stops("unknownName", path, `${rule.of}: ${value}`))
  }
  return [
    ...survey.pages.flatMap((page, at) => [
      ...inRule(page.showIf, ["pages", at, "showIf"]),
      ...page.questions.flatMap((one, index) => inRule(one.showIf, ["pages", at, "questions", index, "showIf"])),
      ...(page.jumps ?? []).flatMap(({ when }, index) => inRule(when, ["pages", at, "jumps", index, "when"])),
    ]),
    ...survey.endings.flatMap(({ showIf }, at) => inRule(showIf, ["endings", at, "showIf"])),
  ]
}

const jumps = (survey: Survey): Problem[] =>
  survey.pages.flatMap((page, at) =>
    (page.jumps ?? []).flatMap(({ to }, index) => {
      const target = survey.pages.findIndex(({ id }) => id === to)
      const path = ["pages", at, "jumps", index, "to"]
      if (target > at || survey.endings.some(({ id }) => id === to)) return []
      return [stops(target < 0 ? "jumpNowhere" : "jumpBack", path, to)]
    }),
  )

function unreachable(survey: Survey): Problem[] {
  const reach = reachOf(survey)
  return [
    ...survey.pages.flatMap((page, at) => {
      if (!reach.pages.has(page.id))
        return page.questions.length > 0 ? [stops("unreachablePage", ["pages", at], page.id)] : []
      return page.questions.flatMap(({ id }, index) =>
        reach.questions.has(id) ? [] : [stops("unreachableQuestion", ["pages", at, "questions", index], id)],
      )
    }),
    ...survey.endings.flatMap(({ id }, at) =>
      reach.endings.has(id) ? [] : [warns("unreachableEnding", ["endings", at], id)],
    ),
  ]
}

function looks({ theme, endings }: Survey): Problem[] {
  const words = contrast(theme.text, theme.background)
  const edge = contrast(theme.accent, theme.background)
  return [
    ...(words < 4.5 ? [stops("contrast", ["theme", "text"], words.toFixed(1))] : []),
    ...(edge < 3 ? [warns("contrast", ["theme", "accent"], edge.toFixed(1))] : []),
    ...endings.flatMap(({ button }, at) =>
      button && !/^https:\/\/[^\s/]/.test(button.url) ? [stops("notHttps", ["endings", at, "button", "url"])] : [],
    ),
  ]
}

/** A question keeps its id over versions; what makes its answers incomparable breaks the trend, and should be meant. */
function breaks(survey: Survey, published: Survey): Problem[] {
  const before = new Map(published.pages.flatMap((page) => page.questions.map((one) => [one.id, one] as const)))
  return survey.pages.flatMap((page, at) =>
    page.questions.flatMap((question, index) => {
      const old = before.get(question.id)
      const path = ["pages", at, "questions", index]
      if (!old) return []
      if (old.kind !== question.kind) return [warns("kindChanged", path, question.id)]
      const changed = scaleOf(old) !== scaleOf(question)
      return [
        ...(changed ? [warns("scaleChanged", path, question.id)] : []),
        ...(measureOf(old) !== measureOf(question) ? [warns("measureChanged", path, question.id)] : []),
      ]
    }),
  )
}

const measureOf = (question: Question) => ("measures" in question ? question.measures : undefined)

function scaleOf(question: Question): string {
  if (question.kind === "scale" || question.kind === "slider") return `${question.min}..${question.max}`
  if (question.kind === "matrix") return question.columns.map(({ id }) => id).join()
  return question.kind === "choice" ? String(question.many) : ""
}
