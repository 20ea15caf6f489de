import { z } from "../../platform/schema.ts"

/** The guided way to say a problem: "As a …, I … but …". */
export const Story = z
  .strictObject({
    as: z.string().trim().min(1).max(120).openapi({ example: "parent with a child's room" }),
    want: z.string().trim().min(1).max(240).openapi({ example: "want clean air at night" }),
    but: z.string().trim().min(1).max(240).openapi({ example: "the fan stops after three weeks" }),
  })
  .openapi("ProblemStory")
export type Story = z.output<typeof Story>

/** A story as one sentence, in the language it is written in. */
export const told = ({ as, want, but }: Story): string =>
  /\p{Script=Han}/u.test(as + want + but) ? `作为${as}，我${want}，但是${but}` : `As a ${as}, I ${want}, but ${but}`

/** What a problem says until somebody has written it in the customers' words. */
export const standIn = (where: string): string => `Customers have trouble with ${where}`
export const isStandIn = (statement: string): boolean => statement.startsWith(standIn(""))

/** A statement made of what somebody said: the first sentences, as far as they fit. */
export function inTheirWords(text: string, most = 240): string {
  const plain = text.replace(/\s+/g, " ").trim()
  const signs = [...plain]
  if (signs.length <= most) return plain
  const cut = signs.slice(0, most).join("")
  const end = Math.max(...[". ", "! ", "? ", "。", "！", "？"].map((mark) => cut.lastIndexOf(mark)))
  return end > most / 3 ? cut.slice(0, end + 1).trim() : `${cut.slice(0, most - 1).trimEnd()}…`
}
