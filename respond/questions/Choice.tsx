/** @jsxImportSource preact */
import { Fragment } from "preact"
import { choicesOf } from "../../survey/logic.ts"
import type { PartProps } from "../part.ts"
import { read, toggled, written } from "./choosing.ts"

/** One of several, or several: rows as wide as the page, to be touched anywhere. */
export default function Choice({ run, question, answer, set, labels, faulty }: PartProps<"choice">) {
  const { id, many, most, required } = question
  const { chosen, other } = read(answer)
  return (
    <div
      role={many ? "group" : "radiogroup"}
      {...labels}
      {...(many ? {} : { "aria-required": Boolean(required), "aria-invalid": faulty })}
    >
      {many && <p class="r-help">{most ? run.say("most", { n: most }) : run.say("several")}</p>}
      {choicesOf(question, run.draft.id).map((choice) => {
        const checked = chosen.includes(choice.id)
        return (
          <Fragment key={choice.id}>
            <label class="r-choice">
              <input
                type={many ? "checkbox" : "radio"}
                name={id}
                value={choice.id}
                checked={checked}
                onChange={() => set(written(question, toggled(question, chosen, choice), other))}
              />
              <span>{run.text(choice.label)}</span>
            </label>
            {choice.other && checked && (
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
          </Fragment>
        )
      })}
    </div>
  )
}
