import type { ComponentType } from "preact"
import type { Question } from "../survey/definition.ts"
import type { PartProps } from "./part.ts"
import { dress } from "./style.ts"

type Part = ComponentType<PartProps>

/** Parts that are there already. What a page needs first is put here by its entry; the rest comes when it is reached. */
const parts: Partial<Record<string, Part>> = {}
const loaders: Record<string, () => Promise<{ default: unknown }>> = {
  scale: () => import("./questions/Scale.tsx"),
  choice: () => import("./questions/Choice.tsx"),
  dropdown: () => import("./questions/Dropdown.tsx"),
  pictures: () => import("./questions/Pictures.tsx"),
  ranking: () => import("./questions/Ranking.tsx"),
  matrix: () => import("./questions/Matrix.tsx"),
  slider: () => import("./questions/Slider.tsx"),
  text: () => import("./questions/Words.tsx"),
  number: () => import("./questions/Amount.tsx"),
  date: () => import("./questions/Day.tsx"),
  contact: () => import("./questions/Contact.tsx"),
  file: () => import("./questions/Files.tsx"),
  consent: () => import("./questions/Consent.tsx"),
  component: () => import("./questions/Component.tsx"),
}

/** A list that opens shows one choice; several at once are boxes all the same. */
const nameOf = (question: Question) => {
  if (question.kind !== "choice" || question.look === "list") return question.kind
  return question.many && question.look === "dropdown" ? "choice" : question.look
}

export const partOf = (question: Question): Part | undefined => parts[nameOf(question)]

/** Each part knows only its own kind of question; it is never given another. */
export const use = (name: string, part: unknown) => {
  parts[name] = part as Part
}

const plain = ["scale", "choice", "dropdown", "text", "consent", "statement"]

/** Brings the parts these questions need, and their looks. Says whether any was missing; fails when one cannot come now. */
export async function bring(questions: readonly Question[], root: Document | ShadowRoot): Promise<boolean> {
  const names = [...new Set(questions.map(nameOf))]
  const missing = names.filter((name) => !parts[name] && loaders[name])
  if (names.some((name) => !plain.includes(name))) dress(root, (await import("./more.ts")).default)
  await Promise.all(missing.map(async (name) => use(name, (await loaders[name]?.())?.default)))
  return missing.length > 0
}

let ended: typeof import("./Ended.tsx").Ended | undefined
/** The last page; it comes while the first is read. */
export const end = () => ended
export const bringEnd = async () => {
  ended = (await import("./Ended.tsx")).Ended
}
