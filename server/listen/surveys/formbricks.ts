import type { Choice, Question, Rule, Survey, Text } from "../../../survey/definition.ts"
import {
  createGathering,
  extensions,
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
 * A survey as Formbricks keeps it (packages/types/surveys): `blocks` of elements, or `questions` in older ones; texts as
 * { default, de, … }; logic as conditions with jumps; endings; hidden fields and variables.
 */
export const isFormbricks = (given: Foreign) =>
  (Array.isArray(given.blocks) && objects(given.blocks).some((one) => Array.isArray(one.elements))) ||
  (Array.isArray(given.questions) && objects(given.questions).some((one) => "headline" in one))

export function readFormbricks(given: Foreign): Read {
  const languages = languagesOf(given)
  const all = createGathering(languages)
  const text = textReader(languages)
  const steps = isBlocks(given)
    ? objects(given.blocks)
    : objects(given.questions).map((one) => ({
        id: one.id,
        elements: [one],
        logic: one.logic,
        logicFallback: one.logicFallback,
      }))
  const elements = steps.flatMap((step) => objects(step.elements))
  for (const one of elements) all.id(textOf(one.id))
  const endings = endingsOf(given, all, text)
  const stepIds = new Map(
    steps.map((step) => [textOf(step.id), `p_${all.knows(textOf(step.id)) ?? all.id(textOf(step.id))}`]),
  )

  const welcome = isObject(given.welcomeCard) && given.welcomeCard.enabled === true ? given.welcomeCard : undefined
  if (welcome) {
    const title = text(welcome.headline)
    if (title)
      all.page("welcome", [
        {
          id: all.id("welcome"),
          kind: "statement",
          title,
          ...optional("text", text(welcome.html ?? welcome.subheader)),
        },
      ])
  }
  steps.forEach((step, index) => {
    const questions = objects(step.elements).flatMap((one) => questionOf(one, all, text))
    const later = new Set([
      ...steps.slice(index + 1).map((one) => textOf(one.id)),
      ...objects(given.endings).map((one) => textOf(one.id)),
    ])
    const jumps = objects(step.logic).flatMap((logic) => {
      const when = ruleOf(logic.conditions, elements, all)
      return objects(logic.actions).flatMap((action) => {
        const target = textOf(action.target)
        if (action.objective !== "jumpToBlock" && action.objective !== "jumpToQuestion") {
          all.leave(`logic of ${textOf(step.id)}: ${textOf(action.objective)}`, "Only jumps are taken over.")
          return []
        }
        if (!when) {
          all.leave(`logic of ${textOf(step.id)}`, "Its condition cannot be said here.")
          return []
        }
        if (!later.has(target)) {
          all.leave(`logic of ${textOf(step.id)}: a jump to ${target}`, "Jumps lead forward only.")
          return []
        }
        return [{ when, to: stepIds.get(target) ?? all.id(target) }]
      })
    })
    if (step.logicFallback) all.leave(`fallback of ${textOf(step.id)}`, "Without a jump the next page follows.")
    all.page(stepIds.get(textOf(step.id))!, questions, jumps.length > 0 ? { jumps } : {})
  })
  for (const [what, value] of [
    ["styling", given.styling],
    ["triggers", given.triggers],
    ["segment", given.segment],
  ] as const) {
    if (value && (!Array.isArray(value) || value.length > 0))
      all.leave(what, "It is set up here, not in the definition.")
  }
  const name = textOf(given.name) || "Survey"
  return all.done(Object.fromEntries(languages.map((one) => [one, name])), endings, variablesOf(given))
}

const isBlocks = (given: Foreign) => objects(given.blocks).length > 0

type TextReader = (value: unknown) => Text | undefined

function languagesOf(given: Foreign): string[] {
  const codes = objects(given.languages).flatMap((one) =>
    isObject(one.language) && one.enabled !== false
      ? [{ code: textOf(one.language.code), first: one.default === true }]
      : [],
  )
  const first = codes.find((one) => one.first)?.code ?? "en"
  return [...new Set([first, ...codes.map((one) => one.code)])].filter((code) =>
    /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(code),
  )
}

const textReader =
  (languages: readonly string[]): TextReader =>
  (value) => {
    const first = languages[0]!
    if (typeof value === "string") return plain(value) ? { [first]: plain(value) } : undefined
    if (!isObject(value)) return undefined
    const known = languages.flatMap((code, index) => {
      const words = plain(value[code] ?? (index === 0 ? value.default : undefined)).replace(
        recall,
        (_, id: string) => `{{answer.${id}}}`,
      )
      return words ? [[code, words] as const] : []
    })
    return known.length > 0 ? Object.fromEntries(known) : undefined
  }
// "#recall:q1/fallback:you#" puts an earlier answer into a text.
const recall = /#recall:([\w-]+)\/fallback:[^#]*#/g

const optional = <Key extends string, Value>(key: Key, value: Value | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value }

function questionOf(given: Foreign, all: Gathering, text: TextReader): Question[] {
  const title = text(given.headline) ?? {}
  const common = {
    id: all.id(textOf(given.id)),
    title,
    ...optional("help", text(given.subheader)),
    ...(given.required === true ? { required: true } : {}),
  }
  const ends = { ...optional("low", text(given.lowerLabel)), ...optional("high", text(given.upperLabel)) }
  if (given.imageUrl || given.videoUrl) all.leave(`picture or video of ${common.id}`, "Pictures stand at choices only.")
  switch (given.type) {
    case "openText": {
      const input = textOf(given.inputType)
      if (input === "number") return [{ ...common, kind: "number" }]
      const limit = isObject(given.charLimit) ? numberOf(given.charLimit.max) : undefined
      const pattern = patterns.find((one) => one === input)
      return [
        {
          ...common,
          kind: "text",
          long: given.longAnswer !== false && !pattern,
          ...optional("most", limit && Math.min(limit, 10_000)),
          ...optional("pattern", pattern),
        },
      ]
    }
    case "multipleChoiceSingle":
    case "multipleChoiceMulti":
      return [
        {
          ...common,
          kind: "choice",
          many: given.type === "multipleChoiceMulti",
          look: given.displayType === "dropdown" ? "dropdown" : "list",
          choices: choicesOf(given.choices, text),
          ...shuffleOf(given),
        },
      ]
    case "nps":
      return [{ ...common, kind: "scale", measures: "nps", min: 0, max: 10, look: "number", ...ends }]
    case "rating": {
      const look = given.scale === "star" || given.scale === "smiley" ? given.scale : "number"
      return [{ ...common, kind: "scale", measures: "rating", min: 1, max: numberOf(given.range) ?? 5, look, ...ends }]
    }
    case "csat":
      return [
        {
          ...common,
          kind: "scale",
          measures: "csat",
          min: 1,
          max: numberOf(given.range) ?? 5,
          look: "number",
          ...ends,
        },
      ]
    case "ces":
      return [
        { ...common, kind: "scale", measures: "ces", min: 1, max: numberOf(given.range) ?? 7, look: "number", ...ends },
      ]
    case "consent":
      return [{ ...common, kind: "consent", text: text(given.label) ?? title }]
    case "pictureSelection":
      return [
        {
          ...common,
          kind: "choice",
          many: given.allowMulti === true,
          look: "pictures",
          choices: objects(given.choices).map((one, index) => ({
            id: idOf(one.id, index),
            label: Object.fromEntries(Object.keys(title).map((language) => [language, String(index + 1)])),
            ...(/^https:\/\/\S+$/.test(textOf(one.imageUrl)) ? { picture: textOf(one.imageUrl) } : {}),
          })),
        },
      ]
    case "date":
      return [{ ...common, kind: "date" }]
    case "fileUpload": {
      const types = listOf(given.allowedFileExtensions)
        .map(String)
        .filter((one) => extensions.includes(one))
        .map((one) => `.${one}`)
      return [
        {
          ...common,
          kind: "file",
          most: given.allowMultipleFiles === true ? 5 : 1,
          megabytes: Math.min(numberOf(given.maxSizeInMB) ?? 10, 100),
          types,
        },
      ]
    }
    case "matrix":
      return [
        {
          ...common,
          kind: "matrix",
          many: false,
          rows: choicesOf(given.rows, text),
          columns: choicesOf(given.columns, text),
        },
      ]
    case "ranking":
      return [{ ...common, kind: "ranking", choices: choicesOf(given.choices, text), ...shuffleOf(given) }]
    case "contactInfo": {
      const shown = (name: string) => isObject(given[name]) && (given[name] as Foreign).show !== false
      const must = (name: string) => isObject(given[name]) && (given[name] as Foreign).required === true
      const fields = [
        ...(shown("firstName") || shown("lastName")
          ? [{ name: "name" as const, required: must("firstName") || must("lastName") }]
          : []),
        ...(["email", "phone", "company"] as const).filter(shown).map((name) => ({ name, required: must(name) })),
      ]
      return fields.length > 0 ? [{ ...common, kind: "contact", fields }] : []
    }
    case "cta":
      if (given.buttonUrl) all.leave(`button of ${common.id}`, "A statement has no link of its own; an ending has.")
      return [{ id: common.id, title, kind: "statement", ...optional("text", text(given.html ?? given.subheader)) }]
    default:
      all.leave(`${textOf(given.type)}: ${Object.values(title)[0] ?? common.id}`, "There is no such question here.")
      return []
  }
}

const patterns = ["email", "phone", "url"] as const

const idOf = (id: unknown, index: number) =>
  textOf(id)
    .replace(/[^A-Za-z0-9_-]+/g, "_")
    .slice(0, 64) || `c${index + 1}`

// Older ones have plain texts in a matrix, newer ones objects with ids.
const choicesOf = (given: unknown, text: TextReader): Choice[] =>
  listOf(given).flatMap((one, index) => {
    const label = text(isObject(one) && "label" in one ? one.label : one)
    const id = idOf(isObject(one) ? one.id : undefined, index)
    return label
      ? [{ id, label, ...(id === "other" ? { other: true } : {}), ...(id === "none" ? { none: true } : {}) }]
      : []
  })

const shuffleOf = (given: Foreign) =>
  given.shuffleOption === "all" || given.shuffleOption === "exceptLast" ? { shuffle: true } : {}

function endingsOf(given: Foreign, all: Gathering, text: TextReader): Survey["endings"] {
  const cards = objects(given.endings)
  const found = cards.flatMap((card) => {
    const id = all.id(textOf(card.id) || "end")
    if (card.type === "redirectToUrl") {
      all.leave(`redirect to ${textOf(card.url)}`, "An ending shows a button instead.")
      const url = textOf(card.url)
      return [
        {
          id,
          title: textOf(card.label) ? { [Object.keys(text("x")!)[0]!]: textOf(card.label) } : text("Thank you")!,
          ...(url.startsWith("https://") ? { button: { label: text("Go on")!, url } } : {}),
        },
      ]
    }
    const label = text(card.buttonLabel)
    const url = textOf(card.buttonLink)
    return [
      {
        id,
        title: text(card.headline) ?? text("Thank you")!,
        ...optional("text", text(card.subheader)),
        ...(label && url.startsWith("https://") ? { button: { label, url } } : {}),
      },
    ]
  })
  return found.length > 0 ? found : [{ id: all.id("end"), title: text("Thank you")! }]
}

function variablesOf(given: Foreign): Survey["variables"] {
  const hidden = isObject(given.hiddenFields) ? listOf(given.hiddenFields.fieldIds).map(String) : []
  const own = objects(given.variables).map((one) => ({ name: textOf(one.name), fallback: one.value }))
  return [...hidden.map((name) => ({ name, fallback: undefined as unknown })), ...own]
    .filter((one) => /^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(one.name))
    .map(({ name, fallback }) => ({
      name,
      from: { kind: "given", ...(typeof fallback === "string" || typeof fallback === "number" ? { fallback } : {}) },
    }))
}

function ruleOf(given: unknown, elements: readonly Foreign[], all: Gathering): Rule | undefined {
  if (!isObject(given)) return undefined
  if (Array.isArray(given.conditions)) {
    const rules = given.conditions.map((one) => ruleOf(one, elements, all))
    // Half a condition is another condition.
    return rules.includes(undefined) ? undefined : together(rules, given.connector === "or" ? "any" : "all")
  }
  const of = nameOf(given.leftOperand, all)
  if (!of) return undefined
  const right =
    isObject(given.rightOperand) && given.rightOperand.type === "static" ? given.rightOperand.value : undefined
  const value = typeof right === "string" || typeof right === "number" ? right : undefined
  const values = listOf(right).filter((one): one is string => typeof one === "string")
  switch (given.operator) {
    case "equals":
      return value === undefined ? undefined : { of, is: "equal", value }
    case "doesNotEqual":
      return value === undefined ? undefined : { of, is: "unequal", value }
    case "contains":
      return value === undefined ? undefined : { of, is: "holds", value }
    case "doesNotContain":
      return value === undefined ? undefined : { not: { of, is: "holds", value } }
    case "isGreaterThanOrEqual":
      return numberOf(value) === undefined ? undefined : { of, is: "atLeast", value: numberOf(value)! }
    case "isLessThanOrEqual":
      return numberOf(value) === undefined ? undefined : { of, is: "atMost", value: numberOf(value)! }
    case "isGreaterThan":
      return numberOf(value) === undefined
        ? undefined
        : { all: [{ of, is: "answered" }, { not: { of, is: "atMost", value: numberOf(value)! } }] }
    case "isLessThan":
      return numberOf(value) === undefined
        ? undefined
        : { all: [{ of, is: "answered" }, { not: { of, is: "atLeast", value: numberOf(value)! } }] }
    case "equalsOneOf":
    case "includesOneOf":
      return { of, is: "oneOf", value: values }
    case "includesAllOf":
      return together(values.map((one) => ({ of, is: "holds", value: one }) as const))
    case "isSubmitted":
    case "isClicked":
      return { of, is: "answered" }
    case "isSkipped":
      return { of, is: "unanswered" }
    case "isAccepted":
      return { of, is: "equal", value: true }
    default:
      return undefined
  }
}

function nameOf(given: unknown, all: Gathering): string | undefined {
  if (!isObject(given)) return undefined
  const value = textOf(given.value)
  if (given.type === "question" || given.type === "element") return all.knows(value) && `answer.${all.knows(value)}`
  return given.type === "hiddenField" && /^[A-Za-z_]\w*$/.test(value) ? `variable.${value}` : undefined
}
