/** @jsxImportSource preact */
import { choicesOf } from "../../survey/logic.ts"
import type { PartProps } from "../part.ts"
import { read, toggled, written } from "./choosing.ts"

/** Choices to be looked at; each has its name below. */
export default function Pictures({ run, question, answer, set, labels, faulty }: PartProps<"choice">) {
  const { id, many, required } = question
  const { chosen, other } = read(answer)
  return (
    <div
      class="r-pictures"
      role={many ? "group" : "radiogroup"}
      {...labels}
      {...(many ? {} : { "aria-required": Boolean(required), "aria-invalid": faulty })}
    >
      {choicesOf(question, run.draft.id).map((choice) => (
        <label key={choice.id}>
          <input
            type={many ? "checkbox" : "radio"}
            name={id}
            value={choice.id}
            checked={chosen.includes(choice.id)}
            onChange={() => set(written(question, toggled(question, chosen, choice), other))}
          />
          {choice.picture && <img src={choice.picture} alt="" loading="lazy" />}
          <span>{run.text(choice.label)}</span>
        </label>
      ))}
    </div>
  )
}
