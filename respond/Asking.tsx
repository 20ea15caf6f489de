/** @jsxImportSource preact */
import { Component, createRef } from "preact"
import { directionOf, textIn } from "../survey/languages.ts"
import { Asked } from "./Asked.tsx"
import { bring, bringEnd, end, partOf } from "./parts.ts"
import type { Run } from "./run.ts"

export type AskingProps = {
  run: Run
  /** The page has room for a logo, a choice of language and a heading of its own; a widget sits in another page. */
  whole: boolean
  /** The first question takes the focus: on a page of its own, not inside somebody else's. */
  takesFocus: boolean
  /** Where the page lets one choose among the survey's languages. */
  speak?: (language: string) => void
  offline?: () => boolean
  /** A kiosk: begins again for the next one. */
  again?: () => void
}

/** A survey as the respondent sees it: the page she is on, or its end. */
export class Asking extends Component<AskingProps> {
  all = createRef<HTMLDivElement>()
  turn = this.props.run.turn
  faults = this.props.run.faults

  override componentDidMount() {
    if (this.props.takesFocus) this.toHeading()
    this.bringNext()
  }

  // A new page begins at its heading; a page that cannot be left yet, at the first thing that is wrong.
  override componentDidUpdate() {
    const { run } = this.props
    if (run.turn !== this.turn) {
      this.turn = run.turn
      this.toHeading()
      this.bringNext()
    } else if (run.faults !== this.faults && Object.keys(run.faults).length > 0) {
      this.all.current?.querySelector<HTMLElement>(".r-faulty :is(input,textarea,select,button)")?.focus()
    }
    this.faults = run.faults
  }

  toHeading() {
    const all = this.all.current
    all?.querySelector<HTMLElement>("[tabindex='-1']")?.focus({ preventScroll: true })
    all?.scrollIntoView({ block: "nearest" })
  }

  /** First what this page needs, then the next, then all: whoever loses the network in between can still answer. */
  async bringNext() {
    const { run } = this.props
    const root = this.all.current?.getRootNode() as Document | ShadowRoot
    const { steps } = run.path()
    const { step, index } = run.step()
    const all = run.survey.pages.flatMap(({ questions }) => questions)
    for (const some of [step?.questions ?? [], steps[index + 1]?.questions ?? [], all])
      if (await bring(some, root).catch(() => void addEventListener("online", () => this.bringNext(), { once: true })))
        this.forceUpdate()
    if (!end())
      await bringEnd().then(
        () => this.forceUpdate(),
        () => {},
      )
  }

  render({ run, whole, speak, offline, again }: AskingProps) {
    const { survey, draft, say } = run
    const { languages, theme } = survey
    const { step, index, count } = run.step()
    const ended = run.refusal || draft.finished || !step
    const last = index === count - 1
    const Ended = end()
    return (
      <div class="r" ref={this.all} dir={directionOf(draft.language)} lang={draft.language}>
        {whole && (theme.logo || languages.length > 1) && (
          <header class="r-top">
            {theme.logo ? <img class="r-logo" src={theme.logo} alt={run.asked.organization?.name ?? ""} /> : <span />}
            {languages.length > 1 && speak && (
              <select
                aria-label={say("language")}
                value={draft.language}
                onChange={(e) => speak(e.currentTarget.value)}
              >
                {languages.map((one) => (
                  <option key={one} value={one} lang={one}>
                    {ownName(one)}
                  </option>
                ))}
              </select>
            )}
          </header>
        )}
        {survey.progress && !ended && count > 1 && (
          <div
            class="r-progress"
            role="progressbar"
            aria-label={say("progress", { n: index + 1, m: count })}
            aria-valuemin={1}
            aria-valuemax={count}
            aria-valuenow={index + 1}
          >
            <i style={{ width: `${((index + 1) / (count + 1)) * 100}%` }} />
          </div>
        )}
        {whole && <h1 class="r-hidden">{textIn(survey.title, draft.language, survey) || say("survey")}</h1>}
        {ended ? (
          Ended && <Ended run={run} again={again} />
        ) : (
          <form
            noValidate
            key={step.page.id}
            onSubmit={(event) => {
              event.preventDefault()
              run.next()
            }}
          >
            {step.questions.map((question) => (
              <Asked key={question.id} run={run} question={question} part={partOf(question)} />
            ))}
            <div class="r-turn">
              {survey.back && index > 0 && (
                <button type="button" class="r-button" onClick={() => run.back()}>
                  {say("back")}
                </button>
              )}
              <button type="submit" class="r-button r-go">
                {say(last ? "send" : "next")}
              </button>
            </div>
          </form>
        )}
        <p class="r-note" role="status">
          {offline?.() ? say("offline") : ""}
        </p>
      </div>
    )
  }
}

function ownName(language: string): string {
  try {
    return new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language
  } catch {
    return language
  }
}
