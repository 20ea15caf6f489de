import { type Fault, fault } from "../../platform/http/errors.ts"

/** What a text may say of the person who reads it: {{name}}, or {{name|customer}} with words for where it is not known. */
export const mergeFields = [
  "name",
  "product",
  "component",
  "version",
  "batch",
  "serial",
  "order_number",
  "purchased",
  "organization",
  "status_link",
] as const
export type MergeField = (typeof mergeFields)[number]
export type MergeValues = Partial<Record<MergeField, string>>

export type Piece = { text: string } | { field: MergeField; fallback: string | null }

/** The text cut at its merge fields. What is no field of ours stays text; `faultsOf` says so before anything is sent. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const match of text.matchAll(pattern)) {
    const field = (match[1] ?? "").trim()
    if (!isField(field)) continue
    if (match.index > at) pieces.push({ text: text.slice(at, match.index) })
    pieces.push({ field, fallback: match[2] === undefined ? null : match[2].trim() })
    at = match.index + match[0].length
  }
  if (at < text.length) pieces.push({ text: text.slice(at) })
  return pieces
}

/** The text for one reader. A value is never looked at for fields again, and holds no line breaks or control signs. */
export const merged = (text: string, values: MergeValues): string =>
  piecesOf(text)
    .map((piece) => ("text" in piece ? piece.text : (wordsFor(piece, values) ?? "")))
    .join("")

export const wordsFor = (piece: { field: MergeField; fallback: string | null }, values: MergeValues): string | null =>
  clean(values[piece.field] ?? "") || piece.fallback

/** Which fields a text needs a value for: used without words for where it is not known. */
export const neededFields = (text: string): MergeField[] => [
  ...new Set(piecesOf(text).flatMap((piece) => ("field" in piece && piece.fallback === null ? [piece.field] : []))),
]

export const usesField = (text: string, fields: readonly MergeField[]) =>
  piecesOf(text).some((piece) => "field" in piece && fields.includes(piece.field))

/** What is wrong with a text whoever reads it: unknown fields, braces left open, places nobody filled in. */
export function faultsOf(text: string, field: string): Fault[] {
  const unknown = [...text.matchAll(pattern)].map((match) => (match[1] ?? "").trim()).filter((name) => !isField(name))
  const rest = text.replace(pattern, "")
  const open = [...text.matchAll(unfilled)].map((match) => match[1]!.trim())
  return [
    ...[...new Set(unknown)].map((name) => fault("notice.unknown_field", { name }, field)),
    ...(/\{\{|\}\}/.test(rest) ? [fault("notice.open_braces", {}, field)] : []),
    ...open.map((words) => fault("notice.unfilled", { words }, field)),
    ...(text.trim() === "" ? [fault("notice.empty", {}, field)] : []),
  ]
}

const pattern = /\{\{([^{}|\n]{0,60})(?:\|([^{}\n]{0,200}))?\}\}/g
const unfilled = /\[\[([^\][]{0,200})\]\]/g
const isField = (name: string): name is MergeField => (mergeFields as readonly string[]).includes(name)

// A name comes from outside: a line break in it would begin a header of its own in a mail.
const clean = (value: string) =>
  value
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 200)
