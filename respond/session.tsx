/** @jsxImportSource preact */
import { render } from "preact"
import { Asking } from "./Asking.tsx"
import { createKeep, type Keep } from "./keep.ts"
import { type Asked, checks, createRun, type Draft, type Refusal, type Run } from "./run.ts"
import { type Words, wordsFor } from "./words.ts"

export type SessionSetting = {
  asked: Asked
  key: string
  base: string
  language: string
  words: Words
  variables: Record<string, string | number>
  /** From a mail: the first question's answer, shown as chosen. */
  chosen?: string | null
  whole: boolean
  takesFocus: boolean
  kiosk?: boolean
  onFinished?: () => void
  /** One that has begun already, with what it was told. */
  keep?: Keep
  begun?: Draft
}

/** A survey that is asked for real: its answers are kept, resumed and sent. Draws itself into an element. */
export function startSession(element: HTMLElement, setting: SessionSetting): Run {
  const { asked, key, base } = setting
  const variables = { ...setting.variables, ...asked.variables }
  let offline = false
  const keep = setting.keep ?? createKeep({ key, base, version: asked.version, variables })
  keep.listener = {
    taken(statusUrl) {
      if (run.statusUrl === statusUrl) return
      run.statusUrl = statusUrl
      run.changed()
    },
    refused(why, begunElsewhere) {
      if (begunElsewhere) void resume(run, keep, begunElsewhere, true)
      else refuse(why)
    },
    offline(now) {
      offline = now
      run.changed()
    },
    elsewhere: (draft) => run.adopt(draft),
  }
  const begun = setting.begun ?? keep.begun()
  const language = begun?.language || setting.language
  const run = createRun({
    asked: { ...asked, variables },
    draft: begun ?? { id: keep.id(), answers: {}, place: null, finished: false, language },
    words: language === setting.language ? setting.words : {},
    keeper: keep,
  })
  run.statusUrl = keep.statusUrl()
  if (language !== setting.language) void speak(language)
  // The page came with the words of its first question only.
  else if (setting.whole)
    void wordsFor(language, base).then((words) => run.draft.language === language && run.learn(words))
  if (asked.state !== "open" && !begun) run.refusal = asked.state
  if (!begun && asked.responseId) void resume(run, keep, asked.responseId)

  function refuse(why: Refusal) {
    run.refusal = why
    run.changed()
  }

  async function speak(to: string) {
    run.speak(to, await wordsFor(to, base))
  }

  // A kiosk forgets whoever walked away.
  let idle: ReturnType<typeof setTimeout> | undefined
  function again() {
    keep.forget()
    run.statusUrl = undefined
    run.adopt({ id: keep.id(), answers: {}, place: null, finished: false, language: setting.language })
  }
  function wait() {
    clearTimeout(idle)
    if (setting.kiosk) idle = setTimeout(again, run.draft.finished ? 10_000 : 90_000)
  }

  for (const name of ["pointerdown", "keydown", "wheel", "touchmove"]) {
    element.addEventListener(
      name,
      (event) => {
        // Only a person makes these: a scanner that opens a link of a mail runs scripts, and touches nothing.
        if (!event.isTrusted) return
        keep.touched()
        wait()
      },
      { passive: true },
    )
  }

  let finished = run.draft.finished
  const draw = () => {
    if (run.draft.finished && !finished) {
      setting.onFinished?.()
      wait()
    }
    finished = run.draft.finished
    if (setting.whole) {
      document.documentElement.lang = run.draft.language
      document.title = run.text(asked.survey.title) || document.title
    }
    render(
      <Asking
        run={run}
        whole={setting.whole}
        takesFocus={setting.takesFocus}
        speak={speak}
        offline={() => offline}
        again={setting.kiosk ? again : undefined}
      />,
      element,
    )
  }
  run.onChange(draw)
  draw()
  void Promise.all([import("./begin.ts"), checks()]).then(([{ begin }]) => begin(run, setting.chosen))
  return run
}

/** Goes on where it was left, on this device or another one. Whoever has begun to answer meanwhile is not interrupted. */
async function resume(run: Run, keep: Keep, id: string, always = false) {
  const found = await keep.fetched(id)
  if (!found || (!always && Object.keys(run.draft.answers).length > 0)) return
  const { sequence, finished, place } = found
  const answers = always ? { ...found.answers, ...run.draft.answers } : found.answers
  const draft = { id, answers, finished, place: always ? run.draft.place : place, language: run.draft.language }
  keep.continue(draft, sequence)
  run.statusUrl = found.statusUrl
  run.adopt(draft)
}
