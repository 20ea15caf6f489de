/**
 * A survey as plain JSON: what is asked, in which order, in which languages, and how it ends. The builder writes it, the
 * server keeps one per version, and the page that asks runs it. No imports: the page carries every byte of this folder.
 */
export type Survey = {
  /** Shape of this JSON. A reader refuses a higher one. */
  format: 1
  /** BCP 47; the first is the language it was written in and the one to fall back to. */
  languages: string[]
  /** What the browser's tab says. */
  title: Text
  pages: Page[]
  /** At least one. The first is where it ends unless a jump says otherwise. */
  endings: Ending[]
  /** Names that texts and rules may use beside answers; filled from the link, the widget, the person or a calculation. */
  variables: Variable[]
  theme: Theme
  /** The page offers a way back. */
  back: boolean
  progress: boolean
}

/** One sentence per language. May name what is known: `{{answer.q1}}`, `{{variable.product}}`, `{{person.firstName}}`. */
export type Text = Record<string, string>

/** What is seen at once. Most surveys have one question a page. */
export type Page = {
  id: string
  questions: Question[]
  /** The order of its questions is drawn once for a respondent. */
  shuffle?: boolean
  showIf?: Rule
  /** Read in order after the page is answered; the first that holds leads on. Without one: the next page. */
  jumps?: Jump[]
}

/** `to` is the id of a page after this one or of an ending. */
export type Jump = { when: Rule; to: string }

export type Ending = {
  id: string
  title: Text
  text?: Text
  showIf?: Rule
  /** Offers the personal page on which the respondent sees what became of the feedback. */
  statusLink?: boolean
  /** Only https. */
  button?: { label: Text; url: string }
}

export type Variable = {
  name: string
  from:
    | { kind: "given"; fallback?: string | number }
    | { kind: "person"; attribute: string; fallback?: string | number }
    | { kind: "sum"; answers: string[] }
}

/** Colours as #rrggbb. */
export type Theme = {
  accent: string
  background: string
  text: string
  font: "system" | "serif" | "rounded"
  logo?: string
}

type Common = {
  /** Stays the same over versions: results are joined by it. */
  id: string
  title: Text
  help?: Text
  required?: boolean
  showIf?: Rule
}

/**
 * What a scale measures, by its standard name, so that answers are counted with every other score of that name:
 * nps 0..10, csat, ces, ease, quality, value, expectations, rating 1..n, sus, umux_lite, pmf, importance, satisfaction.
 */
export type Measures = string

export type Question = Common &
  (
    | {
        /** A neutral numbered scale, from `min` to `max` in steps of one. */
        kind: "scale"
        measures?: Measures
        min: number
        max: number
        look: "number" | "star" | "smiley"
        low?: Text
        high?: Text
        /** Offers "I can't say", which is no score. */
        unsure?: boolean
      }
    | ({
        kind: "choice"
        many: boolean
        look: "list" | "dropdown" | "pictures"
        least?: number
        most?: number
        /** Choices with a `value` are points of a scale from the lowest to the highest of them (pmf: 1..3). */
        measures?: Measures
      } & Choices)
    | ({ kind: "ranking" } & Choices)
    | { kind: "matrix"; rows: Choice[]; columns: Choice[]; many: boolean; measures?: Measures }
    | {
        kind: "slider"
        min: number
        max: number
        step: number
        unit?: Text
        low?: Text
        high?: Text
        measures?: Measures
      }
    | { kind: "text"; long: boolean; most?: number; pattern?: "email" | "phone" | "url" }
    | { kind: "number"; min?: number; max?: number; whole?: boolean; unit?: Text }
    | { kind: "date"; from?: string; to?: string }
    | { kind: "contact"; fields: { name: ContactField; required: boolean }[] }
    | { kind: "file"; most: number; megabytes: number; types: string[] }
    /** Ticked or not; `required` means: only those who agree go on. */
    | { kind: "consent"; text: Text; grants?: "marketing" }
    | { kind: "statement"; text?: Text }
    /** Which part of the product? The choices are the components known to the organization, unless named here. */
    | { kind: "component"; product?: string; components?: string[]; many: boolean }
  )

export type QuestionKind = Question["kind"]
export type ContactField = "name" | "email" | "phone" | "company"

export type Choices = {
  choices: Choice[]
  /** The last ones (`other`, `none`) stay last. */
  shuffle?: boolean
}

export type Choice = {
  id: string
  label: Text
  picture?: string
  /** What it counts as where the question measures something; a column without one counts as its place, from 1. */
  value?: number
  /** A field to say which. */
  other?: boolean
  /** Excludes the others. */
  none?: boolean
}

/** What an answer is, by question: a missing key is a question that was not answered. */
export type Answers = Record<string, Answer>

export type Answer =
  /** scale, slider, number; a date as its day; text; a single choice by its id; consent. */
  | number
  | string
  | boolean
  /** Several choices, a ranking from first to last, files by id, components. */
  | string[]
  /** A single choice with words of one's own. */
  | { choice: string; other: string }
  /** Several choices, one with words of one's own. */
  | { choices: string[]; other: string }
  /** A matrix: row to column, or columns. */
  | { rows: Record<string, string | string[]> }
  /** Contact fields. */
  | { contact: Partial<Record<ContactField, string>> }
  /** "I can't say". */
  | { unsure: true }

/**
 * A condition on what is known: `answer.<question>`, `answer.<question>.<matrix row>`, `variable.<name>`,
 * `person.<attribute>`, `language`.
 */
export type Rule =
  | { all: Rule[] }
  | { any: Rule[] }
  | { not: Rule }
  | { of: string; is: "answered" | "unanswered" }
  | { of: string; is: "equal" | "unequal" | "atLeast" | "atMost" | "holds"; value: string | number | boolean }
  | { of: string; is: "oneOf"; value: (string | number)[] }
