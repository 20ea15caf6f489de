import type { Survey, Text } from "../../../survey/definition.ts"

/** A text of a survey, under a name that stays its own when things are moved. */
export type Named = { path: string; text: Text }

/** Every text respondents read, in the order in which they do. */
export function textsOf(survey: Survey): Named[] {
  const all: Named[] = []
  each(survey, (path, text) => {
    all.push({ path, text })
    return text
  })
  return all
}

export type Translated = { survey: Survey; changed: number; unknown: string[] }

/**
 * Puts translations in by the names of their texts. The first language is what they are made of and is not changed; an
 * empty translation changes nothing; a language that is new joins the others.
 */
export function translated(survey: Survey, given: ReadonlyMap<string, Text>): Translated {
  const [first] = survey.languages
  const known = new Set<string>()
  const languages = new Set(survey.languages)
  let changed = 0
  const result = each(structuredClone(survey), (path, text) => {
    known.add(path)
    const next = { ...text }
    for (const [language, words] of Object.entries(given.get(path) ?? {})) {
      if (language === first || words.trim() === "" || next[language] === words) continue
      next[language] = words
      languages.add(language)
      changed++
    }
    return next
  })
  const unknown = [...given.keys()].filter((path) => !known.has(path))
  return { survey: { ...result, languages: [...languages] }, changed, unknown }
}

type Change = (path: string, text: Text) => Text

function each(survey: Survey, change: Change): Survey {
  survey.title = change("title", survey.title)
  for (const page of survey.pages)
    for (const question of page.questions) within(question, `question.${question.id}`, change)
  for (const ending of survey.endings) within(ending, `ending.${ending.id}`, change)
  return survey
}

const textNames = ["title", "help", "text", "low", "high", "unit", "label"] as const
const listNames = ["choices", "rows", "columns"] as const

function within(given: object, path: string, change: Change) {
  const one = given as Record<string, unknown>
  for (const name of textNames) if (isText(one[name])) one[name] = change(`${path}.${name}`, one[name])
  for (const name of listNames) {
    if (!Array.isArray(one[name])) continue
    for (const item of one[name] as { id: string }[]) within(item, `${path}.${name}.${item.id}`, change)
  }
  if (typeof one.button === "object" && one.button !== null) within(one.button, `${path}.button`, change)
}

const isText = (value: unknown): value is Text => typeof value === "object" && value !== null && !Array.isArray(value)
