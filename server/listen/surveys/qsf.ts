import type { Choice, Question, Rule, Text } from "../../../survey/definition.ts"
import {
  createGathering,
  type Foreign,
  type Gathering,
  isObject,
  listOf,
  numberOf,
  objects,
  plain,
  type Read,
  textOf,
  together,
} from "./foreign.ts"

/**
 * A survey as Qualtrics exports it (.qsf): elements of kinds BL (blocks), FL (their order) and SQ (questions), with
 * choices as objects by number. What is in the trash stays there.
 */
export const isQsf = (given: Foreign) => isObject(given.SurveyEntry) && Array.isArray(given.SurveyElements)

export function readQsf(given: Foreign): Read {
  const entry = given.SurveyEntry as Foreign
  const elements = objects(given.SurveyElements)
  const questions = new Map(
    elements.flatMap((one) =>
      one.Element === "SQ" && isObject(one.Payload) ? [[textOf(one.PrimaryAttribute), one.Payload] as const] : [],
    ),
  )
  const languages = languagesOf(textOf(entry.SurveyLanguage), [...questions.values()])
  const all = createGathering(languages)
  const blocks = blocksOf(elements)
  const order = orderOf(elements, blocks, all)
  const asked = order.map((block) => pagesOf(block))
  for (const id of asked.flat(2)) all.id(nameOf(id, questions.get(id)))
  const aliases: Aliases = new Map([...questions].map(([id, one]) => [id, { name: nameOf(id, one), question: one }]))
  let page = 0
  for (const some of asked.flat()) {
    page++
    const found = some.flatMap((id) => {
      const question = questions.get(id)
      return question ? questionOf(id, question, all, aliases, languages) : []
    })
    all.page(`p${page}`, found)
  }
  const name = plain(entry.SurveyName) || "Survey"
  const [first = "en"] = languages
  return all.done({ [first]: name }, [{ id: all.id("end"), title: { [first]: "Thank you" } }])
}

type Aliases = ReadonlyMap<string, { name: string; question: Foreign }>

// "EN", "EN_GB", "ZH-S", "PT-BR": their codes.
const languageOf = (code: string) =>
  ({ "ZH-S": "zh-CN", "ZH-T": "zh-TW", "ES-ES": "es-ES", EN_GB: "en-GB", "EN-GB": "en-GB", "PT-BR": "pt-BR" })[
    code.toUpperCase()
  ] ??
  (/^[A-Za-z]{2,3}/.exec(code)?.[0].toLowerCase() || "en")

function languagesOf(first: string, questions: readonly Foreign[]): string[] {
  const more = questions.flatMap((one) => (isObject(one.Language) ? Object.keys(one.Language) : []))
  return [...new Set([first || "EN", ...more].map(languageOf))]
}

const nameOf = (id: string, question: Foreign | undefined) => textOf(question?.DataExportTag) || id

function blocksOf(elements: readonly Foreign[]): Map<string, Foreign> {
  const payload = elements.find((one) => one.Element === "BL")?.Payload
  // A list in newer files, an object by number in older ones.
  const blocks = Array.isArray(payload) ? objects(payload) : isObject(payload) ? objects(Object.values(payload)) : []
  return new Map(blocks.filter((one) => one.Type !== "Trash").map((one) => [textOf(one.ID), one]))
}

function orderOf(elements: readonly Foreign[], blocks: Map<string, Foreign>, all: Gathering): Foreign[] {
  const payload = elements.find((one) => one.Element === "FL")?.Payload
  const found: Foreign[] = []
  const walk = (flow: readonly Foreign[]) => {
    for (const one of flow) {
      const block = blocks.get(textOf(one.ID))
      if (block && !found.includes(block)) found.push(block)
      if (one.Type === "Branch")
        all.leave(
          `branch ${textOf(one.FlowID)}`,
          "Its blocks are taken over and always shown; put its condition on their pages.",
        )
      else if (one.Type === "BlockRandomizer" || one.Type === "Randomizer")
        all.leave(`randomizer ${textOf(one.FlowID)}`, "Its blocks are shown in order.")
      else if (one.Type === "EmbeddedData") all.leave(`embedded data ${textOf(one.FlowID)}`, "Put it in as variables.")
      else if (one.Type === "EndSurvey" || one.Type === "Quota")
        all.leave(`${textOf(one.Type)} ${textOf(one.FlowID)}`, "Put it in as an ending or a quota.")
      walk(objects(one.Flow))
    }
  }
  if (isObject(payload)) walk(objects(payload.Flow))
  return found.length > 0 ? found : [...blocks.values()]
}

/** The questions of a block, page by page. */
function pagesOf(block: Foreign): string[][] {
  const pages: string[][] = [[]]
  for (const one of objects(isObject(block.BlockElements) ? Object.values(block.BlockElements) : block.BlockElements)) {
    if (one.Type === "Page Break") pages.push([])
    else if (one.Type === "Question") pages.at(-1)!.push(textOf(one.QuestionID))
  }
  return pages.filter((page) => page.length > 0)
}

function questionOf(
  theirs: string,
  given: Foreign,
  all: Gathering,
  aliases: Aliases,
  languages: readonly string[],
): Question[] {
  const name = nameOf(theirs, given)
  const title = textFor(languages, given, (one) => one.QuestionText)
  const settings = isObject(given.Validation) && isObject(given.Validation.Settings) ? given.Validation.Settings : {}
  const showIf = displayLogicOf(given, all, aliases, name)
  const common = {
    id: all.id(name),
    title,
    ...(settings.ForceResponse === "ON" || settings.ForceResponse === "RequestResponse"
      ? settings.ForceResponse === "ON"
        ? { required: true }
        : {}
      : {}),
    ...(showIf ? { showIf } : {}),
  }
  const choices = () => itemsOf(given, "Choices", "ChoiceOrder", languages)
  const answers = () => itemsOf(given, "Answers", "AnswerOrder", languages)
  const shuffle = isObject(given.Randomization) && given.Randomization.Type === "All" ? { shuffle: true } : {}
  const selector = textOf(given.Selector)
  switch (given.QuestionType) {
    case "MC":
      if (selector === "NPS") return [nps(common)]
      return [
        {
          ...common,
          kind: "choice",
          many: selector.startsWith("MA") || selector === "MSB",
          look: selector === "DL" || selector === "SB" ? "dropdown" : "list",
          choices: choices(),
          ...shuffle,
        },
      ]
    case "NPS":
      return [nps(common)]
    case "TE": {
      if (selector === "FORM") {
        return choices().map((line, index) => ({
          ...common,
          id: all.id(`${name}_${index + 1}`),
          title: line.label,
          kind: "text",
          long: false,
        }))
      }
      const pattern = { ValidEmail: "email", ValidPhone: "phone", ValidURL: "url" }[textOf(settings.ContentType)] as
        | "email"
        | "phone"
        | "url"
        | undefined
      if (settings.ContentType === "ValidNumber") return [{ ...common, kind: "number" }]
      return [{ ...common, kind: "text", long: selector !== "SL", ...(pattern ? { pattern } : {}) }]
    }
    case "Matrix":
      if (selector === "Likert" || selector === "Bipolar") {
        return [
          {
            ...common,
            kind: "matrix",
            many: given.SubSelector === "MultipleAnswer",
            rows: choices(),
            columns: answers(),
          },
        ]
      }
      break
    case "RO":
      return [{ ...common, kind: "ranking", choices: choices() }]
    case "Slider": {
      const configuration = isObject(given.Configuration) ? given.Configuration : {}
      const [min, max] = [numberOf(configuration.CSSliderMin) ?? 0, numberOf(configuration.CSSliderMax) ?? 100]
      return choices().map((line, index) => ({
        ...common,
        id: index === 0 ? common.id : all.id(`${name}_${index + 1}`),
        title: choices().length > 1 ? joined(title, line.label) : title,
        kind: "slider",
        ...{ min, max, step: 1 },
      }))
    }
    case "DB":
      return [{ id: common.id, kind: "statement", title, ...(showIf ? { showIf } : {}) }]
    case "FileUpload":
      return [{ ...common, kind: "file", most: 1, megabytes: 10, types: [] }]
    case "Meta":
    case "Timing":
    case "Captcha":
      all.leave(`${textOf(given.QuestionType)}: ${name}`, "Nobody answers it.")
      return []
  }
  all.leave(
    `${textOf(given.QuestionType)} ${selector}: ${Object.values(title)[0] ?? name}`,
    "There is no such question here.",
  )
  return []
}

const nps = (common: { id: string; title: Text; required?: boolean; showIf?: Rule }): Question => ({
  ...common,
  kind: "scale",
  measures: "nps",
  min: 0,
  max: 10,
  look: "number",
})

function textFor(languages: readonly string[], given: Foreign, pick: (one: Foreign) => unknown): Text {
  const text: Text = {}
  const first = plain(pick(given))
  if (first) text[languages[0] ?? "en"] = first
  if (isObject(given.Language)) {
    for (const [code, one] of Object.entries(given.Language)) {
      const words = isObject(one) ? plain(pick(one)) : ""
      if (words) text[languageOf(code)] ??= words
    }
  }
  return text
}

function itemsOf(
  given: Foreign,
  what: "Choices" | "Answers",
  order: "ChoiceOrder" | "AnswerOrder",
  languages: readonly string[],
): Choice[] {
  const items = given[what]
  // Numbered from 1 in an object, or a plain list, which then has places for numbers.
  const entries = Array.isArray(items)
    ? items.map((one, index) => [String(index), one] as const)
    : isObject(items)
      ? Object.entries(items)
      : []
  const places = listOf(given[order]).map(String)
  const sorted = places.length > 0 ? places.flatMap((place) => entries.filter(([id]) => id === place)) : entries
  return sorted.flatMap(([id, one]) => {
    const label = textFor(languages, given, (from) => {
      const list = from[what]
      const found = Array.isArray(list) ? list[Number(id)] : isObject(list) ? list[id] : undefined
      return isObject(found) ? found.Display : undefined
    })
    const item = isObject(one) ? one : {}
    const other = item.TextEntry === "true" || item.TextEntry === true
    return Object.keys(label).length > 0
      ? [
          {
            id,
            label,
            ...(other && what === "Choices" ? { other: true } : {}),
            ...(item.ExclusiveAnswer ? { none: true } : {}),
          },
        ]
      : []
  })
}

const joined = (a: Text, b: Text): Text =>
  Object.fromEntries(
    Object.keys(a).map((language) => [language, `${a[language]} ${b[language] ?? Object.values(b)[0] ?? ""}`.trim()]),
  )

/** Display logic of the plain kind: this choice of an earlier question was (not) selected, joined by one word. */
function displayLogicOf(given: Foreign, all: Gathering, aliases: Aliases, name: string): Rule | undefined {
  const logic = given.DisplayLogic
  if (!isObject(logic)) return undefined
  const expressions = objects(Object.values(logic)).flatMap((set) => objects(Object.values(set)))
  const rules = expressions.map((one) => expressionOf(one, all, aliases))
  const or = expressions.some((one) => /^or$/i.test(textOf(one.Conjuction) || textOf(one.Conjunction)))
  const and = expressions.some((one) => /^and$/i.test(textOf(one.Conjuction) || textOf(one.Conjunction)))
  if (rules.length === 0 || rules.includes(undefined) || (or && and)) {
    all.leave(`display logic of ${name}`, "This condition cannot be said here; it is always shown.")
    return undefined
  }
  return together(rules, or ? "any" : "all")
}

function expressionOf(given: Foreign, all: Gathering, aliases: Aliases): Rule | undefined {
  if (given.LogicType !== "Question") return undefined
  const about = aliases.get(textOf(given.QuestionID))
  const id = about && all.knows(about.name)
  if (!about || !id) return undefined
  const of = `answer.${id}`
  const choice = /SelectableChoice\/(\w+)/.exec(textOf(given.ChoiceLocator) || textOf(given.LeftOperand))?.[1]
  const value = choice === undefined ? numberOf(given.RightOperand) : isNps(about.question) ? Number(choice) : choice
  switch (given.Operator) {
    case "Selected":
      return value === undefined
        ? undefined
        : typeof value === "number"
          ? { of, is: "equal", value }
          : { of, is: "oneOf", value: [value] }
    case "NotSelected":
      return value === undefined
        ? undefined
        : { not: typeof value === "number" ? { of, is: "equal", value } : { of, is: "oneOf", value: [value] } }
    case "GreaterThanOrEqual":
      return typeof value === "number" ? { of, is: "atLeast", value } : undefined
    case "LessThanOrEqual":
      return typeof value === "number" ? { of, is: "atMost", value } : undefined
    case "NotEmpty":
      return { of, is: "answered" }
    case "Empty":
      return { of, is: "unanswered" }
    default:
      return undefined
  }
}

const isNps = (question: Foreign) => question.Selector === "NPS" || question.QuestionType === "NPS"
