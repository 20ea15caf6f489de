/** @jsxImportSource preact */
import type { PartProps } from "../part.ts"

/** Stands in the middle until it is touched, and is no answer before. */
export default function Slider({ run, question, answer, set, labels }: PartProps<"slider">) {
  const { min, max, step, unit, low, high } = question
  const steps = Math.floor((max - min) / step / 2)
  const given = typeof answer === "number"
  const value = given ? answer : Number((min + steps * step).toFixed(6))
  const shown = given ? `${value}${run.text(unit) ? ` ${run.text(unit)}` : ""}` : "—"
  const take = (event: { currentTarget: { valueAsNumber: number } }) =>
    set(Number(event.currentTarget.valueAsNumber.toFixed(6)))
  return (
    <div class="r-slider">
      <output aria-hidden="true">{shown}</output>
      <input
        type="range"
        class={given ? "" : "r-untouched"}
        min={min}
        max={max}
        step={step}
        value={value}
        {...labels}
        aria-valuetext={given ? shown : run.say("untouched")}
        onInput={take}
        onClick={take}
        onKeyDown={(event) => event.key === " " && take(event)}
      />
      <div class="r-ends">
        <span>{run.text(low) || min}</span>
        <span>{run.text(high) || max}</span>
      </div>
    </div>
  )
}
