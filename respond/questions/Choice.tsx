/** @jsxImportSource preact */
import { Fragment } from "preact"
import type { Answer, Choice as Offered } from "../../survey/definition.ts"
import { choicesOf } from "../../survey/logic.ts"
import type { PartProps } from "../parts.ts"

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

type Asking = PartProps<"choice">["question"]

export function read(answer: Answer | undefined): { chosen: string[]; other: string } {
  if (typeof answer === "string") return { chosen: [answer], other: "" }
  if (Array.isArray(answer)) return { chosen: answer, other: "" }
  if (typeof answer === "object" && "choice" in answer) return { chosen: [answer.choice], other: answer.other }
  if (typeof answer === "object" && "choices" in answer) return { chosen: answer.choices, other: answer.other }
  return { chosen: [], other: "" }
}

/** One choice takes the place of the other; "none of these" takes the place of all. */
export function toggled({ many, choices }: Asking, chosen: readonly string[], choice: Offered): string[] {
  if (!many) return [choice.id]
  if (chosen.includes(choice.id)) return chosen.filter((one) => one !== choice.id)
  if (choice.none) return [choice.id]
  return [...chosen.filter((one) => !choices.find(({ id }) => id === one)?.none), choice.id]
}

export function written({ many, choices }: Asking, chosen: string[], other: string): Answer | undefined {
  const own = other !== "" && choices.some((one) => one.other && chosen.includes(one.id))
  if (chosen.length === 0) return undefined
  if (many) return own ? { choices: chosen, other } : chosen
  return own ? { choice: chosen[0] as string, other } : chosen[0]
}
