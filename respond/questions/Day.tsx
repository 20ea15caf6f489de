/** @jsxImportSource preact */
import type { PartProps } from "../part.ts"

/** The browser's own calendar. */
export default function Day({ question, answer, set, labels, faulty }: PartProps<"date">) {
  return (
    <input
      class="r-field r-day"
      type="date"
      min={question.from}
      max={question.to}
      {...labels}
      aria-invalid={faulty}
      required={question.required}
      value={typeof answer === "string" ? answer : ""}
      onInput={(event) => set(event.currentTarget.value || undefined)}
    />
  )
}
