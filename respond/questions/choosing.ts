import type { Answer, Choice as Offered } from "../../survey/definition.ts"
import type { PartProps } from "../part.ts"

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
