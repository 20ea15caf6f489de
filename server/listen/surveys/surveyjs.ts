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

/** A survey as SurveyJS writes it: pages of elements, texts plain or by language, `visibleIf` as an expression. */
export const isSurveyJs = (given: Foreign) =>
  objects(given.pages).some((page) => Array.isArray(page.elements) || Array.isArray(page.questions)) ||
  objects(given.elements).some((one) => typeof one.type === "string" && typeof one.name === "string")

export function readSurveyJs(given: Foreign): Read {
  const languages = languagesOf(given)
  const all = createGathering(languages)
  const text = textReader(languages)
  const pages = objects(given.pages).length > 0 ? objects(given.pages) : [{ name: "page1", elements: given.elements }]
  // Conditions may stand before what they speak of.
  for (const page of pages) for (const name of namesIn(elementsOf(page))) all.id(name)
  const flat = pages.map((page) => ({ page, elements: unfolded(elementsOf(page), all) }))
  flat.forEach(({ page, elements }, index) => {
    const questions = elements.flatMap(({ element, showIf }) => questionOf(element, showIf, all, text))
    const showIf = conditionOf(page, all)
    all.page(`p${index + 1}`, questions, {
      ...(showIf ? { showIf } : {}),
      ...(page.questionsOrder === "random" ? { shuffle: true } : {}),
    })
  })
  for (const name of [
    "triggers",
    "calculatedValues",
    "completedHtmlOnCondition",
    "navigateToUrlOnCondition",
  ] as const) {
    if (listOf(given[name]).length > 0) all.leave(name, "Put it anew as a rule, a variable or an ending.")
  }
  const title = text(given.title) ?? text("Survey")!
  return all.done(title, [{ id: all.id("end"), title: text(given.completedHtml) ?? text("Thank you")! }])
}

type TextReader = (value: unknown) => Text | undefined
type Unfolded = { element: Foreign; showIf: Rule | undefined }

function languagesOf(given: Foreign): string[] {
  const found = new Set<string>()
  const look = (value: unknown, depth = 0) => {
    if (depth > 12) return
    if (Array.isArray(value)) for (const one of value) look(one, depth + 1)
    else if (isObject(value)) {
      if (typeof value.default === "string") {
        for (const code of Object.keys(value)) if (code !== "default" && isLanguage(code)) found.add(code)
      }
      for (const one of Object.values(value)) look(one, depth + 1)
    }
  }
  look(given)
  const first = isLanguage(textOf(given.locale)) ? textOf(given.locale) : "en"
  return [first, ...[...found].filter((code) => code !== first)]
}

const isLanguage = (code: string) => /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(code)

const textReader =
  (languages: readonly string[]): TextReader =>
  (value) => {
    const first = languages[0]!
    if (typeof value === "string" || typeof value === "number")
      return plain(value) ? { [first]: plain(value) } : undefined
    if (!isObject(value)) return undefined
    const known = languages.flatMap((code, index) => {
      const words = plain(value[code] ?? (index === 0 ? value.default : undefined))
      return words ? [[code, words] as const] : []
    })
    return known.length > 0 ? Object.fromEntries(known) : undefined
  }

const elementsOf = (page: Foreign) => listOf(page.elements ?? page.questions)

const namesIn = (elements: readonly unknown[]): string[] =>
  elements
    .filter(isObject)
    .flatMap((one) => (one.type === "panel" ? namesIn(listOf(one.elements)) : [textOf(one.name)]))

/** Panels have no counterpart: what is in them stands on the page, shown where the panel would be. */
function unfolded(elements: readonly unknown[], all: Gathering, outer?: Rule): Unfolded[] {
  return elements.filter(isObject).flatMap((element) => {
    if (element.type !== "panel") return [{ element, showIf: outer }]
    const own = conditionOf(element, all)
    return unfolded(listOf(element.elements), all, together([outer, own]))
  })
}

function questionOf(given: Foreign, outer: Rule | undefined, all: Gathering, text: TextReader): Question[] {
  const showIf = together([outer, conditionOf(given, all)])
  const name = textOf(given.name)
  const title = text(given.title) ?? text(name) ?? {}
  const help = text(given.description)
  const common = {
    id: all.id(name),
    title,
    ...(help ? { help } : {}),
    ...(given.isRequired === true ? { required: true } : {}),
    ...(showIf ? { showIf } : {}),
  }
  const low = text(given.minRateDescription)
  const high = text(given.maxRateDescription)
  const choices = () => ({
    choices: choicesOf(given, text),
    ...(given.choicesOrder === "random" ? { shuffle: true } : {}),
  })
  if (given.choicesByUrl) all.leave(`choices of ${name} from an address`, "Choices are part of the survey.")
  switch (given.type) {
    case "text": {
      const input = textOf(given.inputType)
      if (input === "number" || input === "range") {
        const [min, max] = [numberOf(given.min), numberOf(given.max)]
        return [
          { ...common, kind: "number", ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) },
        ]
      }
      if (input === "date" || input === "datetime-local") return [{ ...common, kind: "date" }]
      const pattern = input === "email" || input === "url" ? input : input === "tel" ? "phone" : undefined
      return [{ ...common, kind: "text", long: false, ...(pattern ? { pattern } : {}) }]
    }
    case "comment":
      return [{ ...common, kind: "text", long: true }]
    case "radiogroup":
    case "dropdown":
    case "buttongroup":
      return [
        { ...common, kind: "choice", many: false, look: given.type === "dropdown" ? "dropdown" : "list", ...choices() },
      ]
    case "checkbox":
    case "tagbox":
      return [
        {
          ...common,
          kind: "choice",
          many: true,
          look: given.type === "tagbox" ? "dropdown" : "list",
          ...choices(),
          ...bounds(given),
        },
      ]
    case "imagepicker":
      return [{ ...common, kind: "choice", many: given.multiSelect === true, look: "pictures", ...choices() }]
    case "ranking":
      return [{ ...common, kind: "ranking", ...choices() }]
    case "boolean":
      return [
        {
          ...common,
          kind: "choice",
          many: false,
          look: "list",
          choices: [
            { id: "true", label: text(given.labelTrue) ?? text("Yes")! },
            { id: "false", label: text(given.labelFalse) ?? text("No")! },
          ],
        },
      ]
    case "rating":
      return [{ ...common, kind: "scale", ...scaleOf(given, name), ...(low ? { low } : {}), ...(high ? { high } : {}) }]
    case "slider":
      return [
        {
          ...common,
          kind: "slider",
          min: numberOf(given.min) ?? 0,
          max: numberOf(given.max) ?? 100,
          step: numberOf(given.step) ?? 1,
        },
      ]
    case "matrix":
      return [
        {
          ...common,
          kind: "matrix",
          many: given.cellType === "checkbox",
          rows: itemsOf(given.rows, text),
          columns: itemsOf(given.columns, text),
        },
      ]
    case "html":
    case "expression": {
      const words = text(given.html)
      return words ? [{ id: common.id, kind: "statement", title: words, ...(showIf ? { showIf } : {}) }] : []
    }
    case "file":
      return [
        {
          ...common,
          kind: "file",
          most: given.allowMultiple === true ? 5 : 1,
          megabytes: Math.min(Math.max((numberOf(given.maxSize) ?? 10 * 1024 ** 2) / 1024 ** 2, 0.1), 100),
          types: textOf(given.acceptedTypes)
            .split(",")
            .map((one) => one.trim())
            .filter(Boolean)
            .slice(0, 30),
        },
      ]
    default:
      all.leave(
        `${textOf(given.type) || "a question without a type"}: ${Object.values(title)[0] ?? name}`,
        "There is no such question here.",
      )
      return []
  }
}

function scaleOf(given: Foreign, name: string) {
  const values = listOf(given.rateValues).map((one) => numberOf(isObject(one) ? one.value : one))
  const numbers = values.filter((one) => one !== undefined)
  const min = numbers.length > 1 ? Math.min(...numbers) : (numberOf(given.rateMin) ?? 1)
  const max =
    numbers.length > 1
      ? Math.max(...numbers)
      : (numberOf(given.rateMax) ??
        (numberOf(given.rateCount) === undefined ? 5 : min + numberOf(given.rateCount)! - 1))
  const look = given.rateType === "stars" ? "star" : given.rateType === "smileys" ? "smiley" : "number"
  return { measures: min === 0 && max === 10 && /nps/i.test(name) ? "nps" : "rating", min, max, look } as const
}

const bounds = (given: Foreign) => {
  const [least, most] = [numberOf(given.minSelectedChoices), numberOf(given.maxSelectedChoices)]
  return { ...(least ? { least } : {}), ...(most ? { most } : {}) }
}

const itemsOf = (given: unknown, text: TextReader): Choice[] =>
  listOf(given).flatMap((one) => {
    const value = isObject(one) ? one.value : one
    const id = idOf(value)
    const label = text(isObject(one) ? (one.text ?? value) : one)
    const picture = isObject(one) ? textOf(one.imageLink) : ""
    return label && id ? [{ id, label, ...(picture.startsWith("https://") ? { picture } : {}) }] : []
  })

function choicesOf(given: Foreign, text: TextReader): Choice[] {
  const other = given.showOtherItem === true || given.hasOther === true
  const none = given.showNoneItem === true || given.hasNone === true
  return [
    ...itemsOf(given.choices, text),
    ...(other ? [{ id: "other", label: text(given.otherText) ?? text("Other")!, other: true }] : []),
    ...(none ? [{ id: "none", label: text(given.noneText) ?? text("None")!, none: true }] : []),
  ]
}

const idOf = (value: unknown) =>
  String(value ?? "")
    .replace(/[^A-Za-z0-9_-]+/g, "_")
    .slice(0, 64)

function conditionOf(given: Foreign, all: Gathering): Rule | undefined {
  const expression = textOf(given.visibleIf)
  if (!expression) return undefined
  const rule = expressionOf(expression, all)
  if (!rule)
    all.leave(
      `visibleIf of ${textOf(given.name)}: ${expression}`,
      "This condition cannot be said here; it is always shown.",
    )
  return rule
}

/** `{q1} = 'a' and {q2} >= 3`: comparisons joined by one kind of word. Anything more is left out and said so. */
function expressionOf(expression: string, all: Gathering): Rule | undefined {
  const text = expression.trim()
  for (const [word, how] of [
    [/\s+(?:or|\|\|)\s+/i, "any"],
    [/\s+(?:and|&&)\s+/i, "all"],
  ] as const) {
    const parts = text.split(word)
    if (parts.length < 2) continue
    const rules = parts.map((one) => expressionOf(one, all))
    return rules.includes(undefined) ? undefined : together(rules, how)
  }
  const empty = /^\{([^}]+)\}\s+(notempty|empty)$/i.exec(text)
  if (empty)
    return ofName(empty[1]!, all, (of) => ({ of, is: empty[2]!.toLowerCase() === "empty" ? "unanswered" : "answered" }))
  const [, name, operator, raw] = /^\{([^}]+)\}\s*(=|==|<>|!=|>=|<=|>|<|contains|anyof)\s*(.+)$/i.exec(text) ?? []
  if (!name || !operator || raw === undefined) return undefined
  if (/^anyof$/i.test(operator)) {
    const values = [...raw.matchAll(/'([^']*)'|"([^"]*)"/g)].map((one) => idOf(one[1] ?? one[2]))
    return values.length > 0 ? ofName(name, all, (of) => ({ of, is: "oneOf", value: values })) : undefined
  }
  const value = literalOf(raw)
  if (value === undefined) return undefined
  return ofName(name, all, (of) => compared(of, operator.toLowerCase(), value))
}

function compared(of: string, operator: string, value: string | number): Rule | undefined {
  const same = typeof value === "string" ? idOf(value) : value
  if (operator === "=" || operator === "==") return { of, is: "equal", value: same }
  if (operator === "<>" || operator === "!=") return { of, is: "unequal", value: same }
  if (operator === "contains") return { of, is: "holds", value: same }
  if (typeof value !== "number") return undefined
  if (operator === ">=") return { of, is: "atLeast", value }
  if (operator === "<=") return { of, is: "atMost", value }
  const beyond = operator === ">" ? ("atMost" as const) : ("atLeast" as const)
  return { all: [{ of, is: "answered" }, { not: { of, is: beyond, value } }] }
}

function ofName(name: string, all: Gathering, rule: (of: string) => Rule | undefined): Rule | undefined {
  const [question = "", row] = name.split(".")
  const id = all.knows(question.trim())
  return id ? rule(`answer.${id}${row ? `.${idOf(row)}` : ""}`) : undefined
}

function literalOf(raw: string): string | number | undefined {
  const quoted = /^(['"])(.*)\1$/.exec(raw.trim())
  if (quoted) return quoted[2]!
  if (/^(true|false)$/i.test(raw.trim())) return raw.trim().toLowerCase()
  return numberOf(raw.trim())
}
