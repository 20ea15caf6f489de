import type { Choice, Ending, Page, Question, Rule, Survey, Text } from "../definition.ts"

/** Both languages of the templates; every text of theirs is written in both. */
export const both = (en: string, zh: string): Text => ({ en, "zh-CN": zh })

const common = (id: string, title: Text, more: { help?: Text; required?: boolean; showIf?: Rule }) => ({
  id,
  title,
  ...more,
})
type More = { help?: Text; required?: boolean; showIf?: Rule }
type Ends = { low: Text; high: Text }

/** A neutral numbered scale: numbers without faces or colours, with words at its two ends only. */
export const scale = (
  id: string,
  title: Text,
  of: Ends & { measures: string; min: number; max: number; unsure?: boolean } & More,
): Question => {
  const { measures, min, max, low, high, unsure, ...more } = of
  return {
    ...common(id, title, more),
    kind: "scale",
    look: "number",
    ...{ measures, min, max, low, high },
    ...(unsure ? { unsure } : {}),
  }
}

export const words = (id: string, title: Text, more: More = {}): Question => ({
  ...common(id, title, more),
  kind: "text",
  long: true,
  most: 10_000,
})

export const choose = (
  id: string,
  title: Text,
  choices: Choice[],
  more: More & { many?: boolean; measures?: string; shuffle?: boolean } = {},
): Question => {
  const { many = false, measures, shuffle, ...rest } = more
  return {
    ...common(id, title, rest),
    kind: "choice",
    look: "list",
    many,
    choices,
    ...(measures ? { measures } : {}),
    ...(shuffle ? { shuffle } : {}),
  }
}

export const choice = (id: string, en: string, zh: string, more: Partial<Choice> = {}): Choice => ({
  id,
  label: both(en, zh),
  ...more,
})

export const page = (id: string, ...questions: Question[]): Page => ({ id, questions })

export const other: Choice = choice("other", "Something else", "其他", { other: true })

/** Ends that thank by score: an unhappy answer is told that somebody will look, a happy one is not asked for more. */
export const endings = (unhappy?: Rule): Ending[] => [
  {
    id: "thanks",
    title: both("Thank you for your answer", "感谢您的回答"),
    text: both("It goes to the people who can change something.", "您的回答会送到能够做出改变的人手中。"),
    statusLink: true,
  },
  ...(unhappy
    ? [
        {
          id: "sorry",
          title: both("Thank you for telling us", "感谢您告诉我们"),
          text: both(
            "We are sorry that it was not as it should be. Somebody will look at what you wrote.",
            "很抱歉没有达到您的期望。我们会有人查看您写下的内容。",
          ),
          showIf: unhappy,
          statusLink: true,
        },
      ]
    : []),
]

export const survey = (title: Text, pages: Page[], ends: Ending[] = endings()): Survey => ({
  format: 1,
  languages: ["en", "zh-CN"],
  title,
  pages,
  endings: ends,
  variables: [],
  theme: { accent: "#1f5fbf", background: "#ffffff", text: "#1a1a1a", font: "system" },
  back: true,
  progress: pages.length > 2,
})

export const atMost = (question: string, value: number): Rule => ({ of: `answer.${question}`, is: "atMost", value })

export const agreement: Ends = {
  low: both("Strongly disagree", "非常不同意"),
  high: both("Strongly agree", "非常同意"),
}
export const satisfaction: Ends = {
  low: both("Very dissatisfied", "非常不满意"),
  high: both("Very satisfied", "非常满意"),
}

/** Rules of contact that templates share. */
export const transactional = { purpose: "transactional", everyDays: 30, notWhileFollowUpIsOpen: true } as const
export const relationship = {
  purpose: "relationship",
  everyDays: 90,
  mostPerYear: 2,
  notWhileFollowUpIsOpen: true,
} as const
export const research = { purpose: "research", everyDays: 30, notWhileFollowUpIsOpen: true } as const
