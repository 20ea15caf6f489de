/** @jsxImportSource preact */
import { Component as Stateful } from "preact"
import type { PartProps } from "../part.ts"

/** Which part of the product? A list to choose from; a long one with a field that narrows it. */
export default class Component extends Stateful<PartProps<"component">, { find: string }> {
  override state = { find: "" }

  render({ run, question, answer, set, labels, faulty }: PartProps<"component">, { find }: { find: string }) {
    const { id, many, required } = question
    const all = question.components ?? run.asked.components ?? []
    const chosen = Array.isArray(answer) ? answer : []
    const shown = all.filter((one) => chosen.includes(one) || one.toLowerCase().includes(find.toLowerCase()))
    if (all.length === 0) return this.written(chosen)
    const toggled = (one: string) => (chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one])
    return (
      <div>
        {all.length > 8 && (
          <input
            class="r-field"
            type="search"
            placeholder={run.say("find")}
            aria-label={run.say("find")}
            value={find}
            onInput={(event) => this.setState({ find: event.currentTarget.value })}
          />
        )}
        <div
          class="r-parts"
          role={many ? "group" : "radiogroup"}
          {...labels}
          {...(many ? {} : { "aria-required": Boolean(required), "aria-invalid": faulty })}
        >
          {shown.map((one) => (
            <label class="r-choice" key={one}>
              <input
                type={many ? "checkbox" : "radio"}
                name={id}
                value={one}
                checked={chosen.includes(one)}
                onChange={() => set(many ? (toggled(one).length > 0 ? toggled(one) : undefined) : [one])}
              />
              <span>{one}</span>
            </label>
          ))}
        </div>
      </div>
    )
  }

  /** Nobody has named the parts yet: one writes which it is. */
  written(chosen: string[]) {
    const { labels, faulty, set } = this.props
    return (
      <input
        class="r-field r-voice"
        type="text"
        dir="auto"
        maxLength={300}
        {...labels}
        aria-invalid={faulty}
        value={chosen[0] ?? ""}
        onInput={(event) => set(event.currentTarget.value ? [event.currentTarget.value] : undefined)}
      />
    )
  }
}
