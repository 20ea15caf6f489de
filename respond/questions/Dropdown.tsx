/** @jsxImportSource preact */
import { choicesOf } from "../../survey/logic.ts"
import type { PartProps } from "../part.ts"
import { read, written } from "./choosing.ts"

/** The browser's own list, which every phone shows in its own way. */
export default function Dropdown({ run, question, answer, set, labels, faulty }: PartProps<"choice">) {
  const { chosen, other } = read(answer)
  const own = question.choices.some((choice) => choice.other && chosen.includes(choice.id))
  return (
    <>
      <select
        class="r-field"
        {...labels}
        aria-invalid={faulty}
        aria-required={Boolean(question.required)}
        value={chosen[0] ?? ""}
        onChange={({ currentTarget: { value } }) => set(written(question, value ? [value] : [], other))}
      >
        <option value="">{run.say("choose")}</option>
        {choicesOf(question, run.draft.id).map((choice) => (
          <option key={choice.id} value={choice.id}>
            {run.text(choice.label)}
          </option>
        ))}
      </select>
      {own && (
        <input
          class="r-field r-other"
          type="text"
          dir="auto"
          maxLength={1000}
          placeholder={run.say("other")}
          aria-label={run.say("other")}
          value={other}
          onInput={(event) => set(written(question, chosen, event.currentTarget.value))}
        />
      )}
    </>
  )
}
