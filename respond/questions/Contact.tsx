/** @jsxImportSource preact */
import type { ContactField } from "../../survey/definition.ts"
import type { PartProps } from "../part.ts"

const looks = {
  name: { type: "text", autoComplete: "name" },
  email: { type: "email", autoComplete: "email" },
  phone: { type: "tel", autoComplete: "tel" },
  company: { type: "text", autoComplete: "organization" },
} as const

/** Fields that the browser can fill by itself. */
export default function Contact({ run, question, answer, set, labels }: PartProps<"contact">) {
  const given = typeof answer === "object" && "contact" in answer ? answer.contact : {}
  const faults = run.faults[question.id] ?? []
  function change(name: ContactField, value: string) {
    const { [name]: _, ...others } = given
    const contact = value === "" ? others : { ...others, [name]: value }
    set(Object.keys(contact).length > 0 ? { contact } : undefined)
  }
  return (
    <fieldset {...labels}>
      {question.fields.map(({ name, required }) => (
        <label class="r-labelled" key={name}>
          <span>
            {run.say(name)}
            {required ? " *" : ""}
          </span>
          <input
            class="r-field"
            dir="auto"
            maxLength={300}
            {...looks[name]}
            aria-required={required}
            aria-invalid={faults.some(({ part }) => part === name)}
            aria-describedby={labels["aria-describedby"]}
            value={given[name] ?? ""}
            onInput={(event) => change(name, event.currentTarget.value)}
          />
        </label>
      ))}
    </fieldset>
  )
}
