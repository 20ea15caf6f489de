/** @jsxImportSource preact */
import type { PartProps } from "../part.ts"

/** Never ticked beforehand. */
export default function Consent({ run, question, answer, set, labels, faulty }: PartProps<"consent">) {
  return (
    <label class="r-choice">
      <input
        type="checkbox"
        checked={answer === true}
        aria-describedby={labels["aria-describedby"]}
        aria-required={Boolean(question.required)}
        aria-invalid={faulty}
        onChange={(event) => set(event.currentTarget.checked)}
      />
      <span>{run.text(question.text)}</span>
    </label>
  )
}
