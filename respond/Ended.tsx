/** @jsxImportSource preact */
import type { Run } from "./run.ts"

/** The end: thanks, and what comes of it; or why there is nothing to answer. */
export function Ended({ run, again }: { run: Run; again?: () => void }) {
  const { say, refusal } = run
  if (refusal) {
    return (
      <section class="r-question">
        <h2 tabIndex={-1}>{say(refusal)}</h2>
      </section>
    )
  }
  const { ending } = run.path()
  const { button } = ending
  const text = run.text(ending.text)
  return (
    <section class="r-question r-end">
      <h2 tabIndex={-1}>{run.text(ending.title)}</h2>
      {text && <p class="r-statement">{text}</p>}
      {button && /^https:\/\//.test(button.url) && (
        <a class="r-button r-go" href={button.url} rel="noopener noreferrer">
          {run.text(button.label)}
        </a>
      )}
      {ending.statusLink && run.statusUrl && (
        <p>
          <a href={run.statusUrl}>{say("status")}</a>
        </p>
      )}
      {again && (
        <button type="button" class="r-button" onClick={again}>
          {say("again")}
        </button>
      )}
    </section>
  )
}
