import type { laterWords } from "./later-words.ts"

/** The page's own words. English is always there; the others come as one small file when they are needed. */
const first = {
  next: "Next",
  back: "Back",
  send: "Send",
  close: "Close",
  language: "Language",
  required: "Please answer this one.",
  progress: "Page {n} of {m}",
  of: "{n} of {m}",
  unsure: "I can’t say",
  several: "Choose as many as you like.",
  most: "Choose up to {n}.",
  other: "Please say which",
  offline: "You are offline. Your answers are kept here and will be sent when you are back.",
  waiting: "One moment…",
  paused: "This survey takes a break. Please come back later.",
  closed: "This survey is closed. Thank you for wanting to answer.",
  full: "This survey has all the answers it needs. Thank you for wanting to answer.",
  used: "This link was already used. Thank you for your answers.",
  expired: "This link is no longer valid.",
  fault: "Your answers could not be sent. Please tell whoever asked you.",
  status: "See what becomes of your feedback",
  again: "Start again",
  survey: "Survey",
}
/** Words of the bigger questions, and of what is wrong, come later: they are not needed to see the first question. */
export type Word = keyof typeof first | keyof typeof laterWords
const english: Partial<Record<Word, string>> = { ...first }
export const learn = (more: typeof laterWords) => Object.assign(english, more)

export type Words = Partial<Record<Word, string>>
export type Say = (word: Word, values?: Record<string, string | number>) => string

export const sayIn =
  (words: Words): Say =>
  (word, values = {}) =>
    (words[word] ?? english[word] ?? "").replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""))

/** The languages there is a file for, in `public/words`. */
const translated = ["ar", "de", "es", "fr", "he", "ja", "pt", "zh-CN"]

/** The page's words in a language. Without them (offline, unknown) it speaks English. */
export async function wordsFor(language: string, base: string): Promise<Words> {
  const of = (tag: string) => tag.toLowerCase().split(/[-_]/)[0]
  const found = translated.find((tag) => of(tag) === of(language))
  if (!found) return {}
  return fetch(`${base}respond/words/${found}.json`, { credentials: "omit" })
    .then(async (answer) => {
      const { first, parts, faults } = (answer.ok ? await answer.json() : {}) as Record<string, Words>
      return { ...first, ...parts, ...faults }
    })
    .catch(() => ({}))
}
