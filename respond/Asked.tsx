/** @jsxImportSource preact */
import type { ComponentType } from "preact"
import type { Fault } from "../survey/answers.ts"
import type { Question } from "../survey/definition.ts"
import type { PartProps } from "./part.ts"
import type { Run } from "./run.ts"
import type { Say } from "./words.ts"

type AskedProps = { run: Run; question: Question; part: ComponentType<PartProps> | undefined }

/** One question: its heading, what helps, what is wrong, and the part that takes the answer. */
export function Asked({ run, question, part: Part }: AskedProps) {
  const { id, help, required } = question
  const faults = run.faults[id] ?? []
  const helped = run.text(help)
  const described = [helped && `r-help-${id}`, faults.length > 0 && `r-fault-${id}`].filter(Boolean).join(" ")
  const labels = { "aria-labelledby": `r-title-${id}`, ...(described ? { "aria-describedby": described } : {}) }
  const bare = question.kind === "statement"
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: listens to keys pressed in the controls inside
    <section
      class={`r-question${faults.length > 0 ? " r-faulty" : ""}`}
      data-question={id}
      onKeyDown={(event) => byKey(event, run, question)}
    >
      <h2 id={`r-title-${id}`} tabIndex={-1}>
        {run.text(question.title)}
        {required && !bare && (
          <span class="r-star" aria-hidden="true">
            {" *"}
          </span>
        )}
      </h2>
      {helped && (
        <p class="r-help" id={`r-help-${id}`}>
          {helped}
        </p>
      )}
      {bare && question.text && <p class="r-statement">{run.text(question.text)}</p>}
      {Part ? (
        <Part
          run={run}
          question={question}
          answer={run.draft.answers[id]}
          set={(answer) => run.answer(id, answer)}
          labels={labels}
          faulty={faults.length > 0}
        />
      ) : (
        !bare && <p aria-busy="true">{run.say("waiting")}</p>
      )}
      <p class="r-fault" id={`r-fault-${id}`} role="alert">
        {faults[0] && inWords(faults[0], run.say)}
      </p>
    </section>
  )
}

/**
 * Digits choose on a scale while the focus is in the question, and Enter on its heading goes on. (Elsewhere Enter does
 * what the browser does with it in a form.)
 */
function byKey(event: KeyboardEvent & { currentTarget: HTMLElement }, run: Run, question: Question) {
  const target = event.target as HTMLInputElement
  if (event.ctrlKey || event.metaKey || event.altKey) {
    if (event.key === "Enter") run.next()
    return
  }
  if (event.key === "Enter" && target.tabIndex === -1) return run.next()
  if (question.kind !== "scale" || !/^\d$/.test(event.key)) return
  const now = Date.now()
  const joined = now - typed.at < 900 ? typed.digits + event.key : event.key
  const value = [joined, event.key].find((digits) => Number(digits) >= question.min && Number(digits) <= question.max)
  typed = { at: now, digits: value ?? "" }
  if (value === undefined) return
  event.preventDefault()
  run.answer(question.id, Number(value))
  event.currentTarget.querySelector<HTMLElement>(`input[value="${Number(value)}"]`)?.focus()
}
/** "1" and soon after "0" is ten. */
let typed = { at: 0, digits: "" }

function inWords({ code, limit }: Fault, say: Say): string {
  const values = { n: limit ?? "" }
  if (code === "email" || code === "phone" || code === "url") return say(`${code}Fault`, values)
  return say(code, values)
}
