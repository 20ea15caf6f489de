/** @jsxImportSource preact */
import type { PartProps } from "../part.ts"

/** Numbers, stars or faces from low to high: real radio buttons, so that arrows move among them. */
export default function Scale({ run, question, answer, set, labels, faulty }: PartProps<"scale">) {
  const { id, min, max, look, low, high, unsure, required } = question
  const values = Array.from({ length: max - min + 1 }, (_, at) => min + at)
  const ends = { [min]: run.text(low), [max]: run.text(high) }
  const isUnsure = typeof answer === "object" && "unsure" in answer
  return (
    <div role="radiogroup" {...labels} aria-required={Boolean(required)} aria-invalid={faulty}>
      <div class={`r-scale r-${look} ${values.length > 7 ? "r-long" : ""}`} style={{ "--r-count": values.length }}>
        {values.map((value) => (
          <label key={value} class={look === "star" && typeof answer === "number" && value <= answer ? "r-lit" : ""}>
            <input
              type="radio"
              name={id}
              value={value}
              checked={answer === value}
              onChange={() => set(value)}
              aria-label={[look === "number" ? value : run.say("of", { n: value, m: max }), ends[value]]
                .filter((part) => part !== "")
                .join(", ")}
            />
            <span aria-hidden="true">{look === "number" ? value : look === "star" ? star : face(value, min, max)}</span>
          </label>
        ))}
      </div>
      {(ends[min] || ends[max]) && (
        <div class="r-ends" aria-hidden="true">
          <span>{ends[min]}</span>
          <span>{ends[max]}</span>
        </div>
      )}
      {unsure && (
        <label class="r-choice r-unsure">
          <input type="radio" name={id} checked={isUnsure} onChange={() => set({ unsure: true })} />
          <span>{run.say("unsure")}</span>
        </label>
      )}
    </div>
  )
}

const star = (
  <svg viewBox="0 0 24 24" aria-hidden="true">
    <path d="M12 2.5l2.9 6.2 6.8.8-5 4.6 1.3 6.7-6-3.4-6 3.4 1.3-6.7-5-4.6 6.8-.8z" />
  </svg>
)

/** A mouth from down to up; no colour says what is good. */
function face(value: number, min: number, max: number) {
  const bend = (((value - min) / (max - min)) * 2 - 1) * 4
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <circle cx="12" cy="12" r="9.5" />
      <path d={`M8.5 9.2v.6M15.5 9.2v.6M7.5 ${15 - bend / 3}q4.5 ${bend} 9 0`} />
    </svg>
  )
}
