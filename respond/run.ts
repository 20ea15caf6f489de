import type { Fault } from "../survey/answers.ts"
import type { Answer, Answers, Survey, Text } from "../survey/definition.ts"
import { isEmpty } from "../survey/empty.ts"
import { type Path, pathOf, type Step } from "../survey/logic.ts"
import type { Known } from "../survey/rules.ts"
import { wordsOf } from "../survey/words.ts"
import { type Say, sayIn, type Words } from "./words.ts"

/** What a survey needs to be asked, wherever it is shown. */
export type Asked = {
  survey: Survey
  version: number
  state: "open" | "paused" | "closed" | "full" | "used" | "expired"
  language?: string
  variables?: Record<string, string | number>
  person?: Record<string, string | number | boolean>
  components?: string[]
  organization?: { name: string }
  /** Of a link with one response: the one that was begun with it. */
  responseId?: string
}

/** What is known of a response while it is given. All of it is kept, so that a reload loses nothing. */
export type Draft = {
  id: string
  answers: Answers
  place: string | null
  finished: boolean
  language: string
}

export type Refusal = Exclude<Asked["state"], "open"> | "fault"

/** Where answers go. The preview has none. */
export type Keeper = {
  keep(draft: Draft, answers: Answers, now: boolean): void
  upload?(id: string, question: string, file: File): Promise<string>
}

/** One respondent answering one survey: what is seen, what was answered, where she is. Whoever shows it listens. */
export type Run = {
  readonly asked: Asked
  readonly survey: Survey
  readonly draft: Draft
  readonly keeper?: Keeper
  readonly faults: Readonly<Record<string, Fault[]>>
  /** Counts up with each page that is turned: a new page begins at its top. */
  readonly turn: number
  readonly say: Say
  refusal?: Refusal
  statusUrl?: string
  path(): Path
  step(): { step: Step | undefined; index: number; count: number }
  known(): Known
  text(text: Text | undefined): string
  answer(id: string, answer: Answer | undefined): void
  next(): Promise<void>
  back(): void
  /** In another language from here on. */
  speak(language: string, words: Words): void
  /** The rest of the page's own words. */
  learn(words: Words): void
  adopt(draft: Draft): void
  onChange(listener: () => void): void
  changed(): void
}

/** What is right and wrong is not needed to see the first question: it comes while that is read. */
export const checks = async () => {
  checking ??= await import("./checks.ts")
  return checking
}
let checking: typeof import("./checks.ts") | undefined

export type Setting = { asked: Asked; draft: Draft; words: Words; keeper?: Keeper }

export function createRun({ asked, draft, words, keeper }: Setting): Run {
  const { survey } = asked
  const listeners: (() => void)[] = []
  const run: { -readonly [Key in keyof Run]: Run[Key] } = {
    asked,
    survey,
    draft,
    keeper,
    faults: {},
    turn: 0,
    say: sayIn(words),
    known: () => ({
      answers: run.draft.answers,
      language: run.draft.language,
      variables: asked.variables,
      person: asked.person,
    }),
    path: () => pathOf(survey, run.known(), run.draft.id),
    step() {
      const { steps } = run.path()
      // A page that her own answers took from her path: on to the last one before it.
      const place = survey.pages.findIndex(({ id }) => id === run.draft.place)
      const found = steps.findLastIndex(({ page }) => survey.pages.indexOf(page) <= place)
      const index = Math.max(found, 0)
      return { step: steps[index], index, count: steps.length }
    },
    text: (text) => wordsOf(text, survey, run.known()),
    answer(id, answer) {
      const { [id]: _, ...others } = run.draft.answers
      run.draft = { ...run.draft, answers: answer === undefined ? others : { ...others, [id]: answer } }
      const { [id]: faulty, ...faults } = run.faults
      if (faulty) run.faults = faults
      keep(false)
      run.changed()
    },
    async next() {
      const { checkAnswer } = await checks()
      const { step, index } = run.step()
      run.faults = Object.fromEntries(
        (step?.questions ?? [])
          .map((question) => [question.id, checkAnswer(question, run.draft.answers[question.id])] as const)
          .filter(([, faults]) => faults.length > 0),
      )
      if (Object.keys(run.faults).length > 0) return run.changed()
      const next = run.path().steps[index + 1]
      turn(next ? { place: next.page.id } : { finished: true })
    },
    back() {
      const { index } = run.step()
      const before = run.path().steps[index - 1]
      run.faults = {}
      if (before) turn({ place: before.page.id })
    },
    speak(language, words) {
      run.draft = { ...run.draft, language }
      run.say = sayIn(words)
      keep(false)
      run.changed()
    },
    learn(words) {
      run.say = sayIn(words)
      run.changed()
    },
    adopt(draft) {
      run.draft = draft
      run.faults = {}
      run.turn += 1
      run.changed()
    },
    onChange: (listener) => void listeners.push(listener),
    changed() {
      for (const listener of listeners) listener()
    },
  }

  function turn(to: Partial<Draft>) {
    run.draft = { ...run.draft, ...to }
    run.turn += 1
    keep(true)
    run.changed()
  }

  // What does not fit yet (half an address) is not sent; it stays on this device until it does. At once, and without
  // the checks where they are still on their way: whoever answers and leaves in the same moment has answered.
  function keep(now: boolean) {
    if (!keeper) return
    const checkAnswer = checking?.checkAnswer ?? (() => [])
    const { answers, steps } = run.path()
    const fitting = steps
      .flatMap(({ questions }) => questions)
      .filter(({ id }) => !isEmpty(answers[id]))
      .filter((question) =>
        checkAnswer(question, answers[question.id]).every(({ code }) => code === "required" || code === "tooFew"),
      )
    keeper.keep(run.draft, Object.fromEntries(fitting.map(({ id }) => [id, answers[id] as Answer])), now)
  }

  return run
}
