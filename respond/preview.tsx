/** @jsxImportSource preact */
import { render } from "preact"
import type { Answers, Survey } from "../survey/definition.ts"
import { languageOf } from "../survey/languages.ts"
import { pathOf } from "../survey/logic.ts"
import { Asking } from "./Asking.tsx"
import { newId } from "./keep.ts"
import css from "./look.css?inline"
import { paint, paintAlways } from "./paint.ts"
import { use } from "./parts.ts"
import Choice from "./questions/Choice.tsx"
import Scale from "./questions/Scale.tsx"
import Words from "./questions/Words.tsx"
import { createRun } from "./run.ts"
import { dress } from "./style.ts"
import { wordsFor } from "./words.ts"

export type PreviewOptions = {
  language?: string
  variables?: Record<string, string | number>
  person?: Record<string, string | number | boolean>
  components?: string[]
  /** By day or night; without it, as the system is. */
  dark?: boolean
  /** The page to begin on. */
  place?: string
  answers?: Answers
  onChange?: (now: Preview) => void
}

/** Where the one who tries it is: what was answered, which pages that leads over, and where it ends. */
export type Preview = {
  answers: Answers
  place: string | null
  path: string[]
  ending: string
  finished: boolean
  language: string
}

/** The survey as respondents will see it, without a server: nothing is kept, nothing is sent. */
export function preview(element: HTMLElement, survey: Survey, options: PreviewOptions = {}) {
  for (const [name, part] of Object.entries({ scale: Scale, choice: Choice, text: Words })) use(name, part)
  const root = element.shadowRoot ?? element.attachShadow({ mode: "open" })
  const host = root.querySelector("div") ?? root.appendChild(document.createElement("div"))
  host.style.padding = "1.5rem"
  dress(root, css)
  let ended = false

  function begin(now: Survey, before?: Preview) {
    const language = languageOf(now, [before?.language, options.language])
    if (options.dark === undefined) paintAlways(host, now.theme)
    else paint(host, now.theme, options.dark)
    host.style.background = "var(--r-bg)"
    const run = createRun({
      asked: { survey: now, version: 0, state: "open", ...options },
      draft: {
        id: newId(),
        answers: before?.answers ?? options.answers ?? {},
        place: before?.place ?? options.place ?? null,
        finished: before?.finished ?? false,
        language,
      },
      words: {},
    })
    const report = (): Preview => {
      const { answers, place, finished, language } = run.draft
      const { steps, ending } = pathOf(now, run.known(), run.draft.id)
      const at = place ?? steps[0]?.page.id ?? null
      return { answers, place: at, path: steps.map(({ page }) => page.id), ending: ending.id, finished, language }
    }
    const draw = () => {
      if (ended || run !== current?.run) return
      render(
        <Asking
          key={run.draft.id}
          run={run}
          whole
          takesFocus={false}
          speak={async (to) => run.speak(to, await wordsFor(to, "/"))}
        />,
        host,
      )
      options.onChange?.(report())
    }
    current = { run, report }
    run.onChange(draw)
    draw()
    void wordsFor(language, "/").then((words) => run === current?.run && run.learn(words))
  }
  let current: { run: ReturnType<typeof createRun>; report: () => Preview } | undefined

  begin(survey)
  return {
    /** The survey was changed in the builder: goes on where it is, as far as that is still there. */
    update: (next: Survey) => begin(next, current?.report()),
    /** From the beginning, or from a page. */
    restart(place?: string) {
      options = { ...options, place, answers: {} }
      begin(current?.run.survey ?? survey)
    },
    now: () => current?.report() as Preview,
    end() {
      ended = true
      render(null, host)
    },
  }
}
