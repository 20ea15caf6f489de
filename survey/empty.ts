import type { Answer } from "./definition.ts"

/** No answer at all, or one that says nothing: an empty text, no choice, a box that is not ticked. */
export function isEmpty(answer: Answer | undefined): boolean {
  if (answer === undefined || answer === null || answer === false) return true
  if (typeof answer === "string") return answer.trim() === ""
  if (typeof answer !== "object") return false
  if (Array.isArray(answer)) return answer.length === 0
  if ("choices" in answer) return answer.choices.length === 0
  if ("rows" in answer) return Object.values(answer.rows).every((one) => one.length === 0)
  if ("contact" in answer) return Object.values(answer.contact).every((one) => !one?.trim())
  return false
}
