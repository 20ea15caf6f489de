/** @jsxImportSource preact */
import type { PartProps } from "../part.ts"

const looks = {
  email: { type: "email", autoComplete: "email", inputMode: "email" },
  phone: { type: "tel", autoComplete: "tel", inputMode: "tel" },
  url: { type: "url", autoComplete: "url", inputMode: "url" },
} as const

/** Words of the respondent's own: in serif, as her words are everywhere. */
export default function Words({ run, question, answer, set, labels, faulty }: PartProps<"text">) {
  const { long, pattern, required } = question
  const most = Math.min(question.most ?? 10_000, 10_000)
  const value = typeof answer === "string" ? answer : ""
  const common = {
    ...labels,
    dir: "auto" as const,
    value,
    maxLength: most,
    "aria-invalid": faulty,
    "aria-required": Boolean(required),
    onInput: (event: { currentTarget: { value: string } }) => set(event.currentTarget.value || undefined),
  }
  return (
    <>
      {long ? (
        <textarea class="r-field r-voice" rows={4} {...common} />
      ) : (
        <input class="r-field r-voice" type="text" {...(pattern ? looks[pattern] : {})} {...common} />
      )}
      {value.length > most * 0.8 && (
        <p class="r-help">
          <bdi>{run.say("of", { n: value.length, m: most })}</bdi>
        </p>
      )}
    </>
  )
}
