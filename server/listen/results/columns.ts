import type { Answer, Question, Survey } from "../../../survey/definition.ts"
import { textIn } from "../surveys/public.ts"

/** A column of an export: its name, what it holds, and, where it holds codes, what they mean. */
export type Column = {
  name: string
  label: string
  kind: "number" | "text" | "day"
  codes: { code: number; label: string }[]
  /** The highest code that is no answer: "can't say". */
  missing: number | null
  /** As somebody reads it. */
  words(answer: Answer | undefined): string | number | boolean | null
  /** As a statistics program counts it. */
  coded(answer: Answer | undefined): string | number | null
}

const cannotSay = -9

/** The columns of a question: one, or one for each choice, row, rank or contact field. */
export function columnsOf(question: Question, survey: Survey): Column[] {
  const title = textIn(question.title, survey)
  const plain = { name: variableName(question.id), label: title, codes: [], missing: null }
  const text = (name: string, label: string, read: (answer: Answer) => string | null): Column => {
    const value = (answer: Answer | undefined) => (answer === undefined ? null : read(answer))
    return { name, label, kind: "text", codes: [], missing: null, words: value, coded: value }
  }
  switch (question.kind) {
    case "scale":
    case "slider":
    case "number": {
      const unsure = question.kind === "scale" && question.unsure
      return [
        {
          ...plain,
          kind: "number",
          codes: unsure ? [{ code: cannotSay, label: "Can't say" }] : [],
          missing: unsure ? cannotSay : null,
          words: (answer) => (typeof answer === "number" ? answer : isUnsure(answer) ? "?" : null),
          coded: (answer) => (typeof answer === "number" ? answer : isUnsure(answer) ? cannotSay : null),
        },
      ]
    }
    case "choice": {
      const labels = question.choices.map(({ id, label }) => ({ id, label: textIn(label, survey) || id }))
      const other = question.choices.some((one) => one.other)
        ? [text(`${plain.name}_other`, `${title}: in their own words`, (answer) => otherOf(answer))]
        : []
      if (question.many)
        return [
          ...labels.map(({ id, label }) =>
            ticked(`${plain.name}_${variableName(id)}`, `${title}: ${label}`, (answer) => idsIn(answer)?.includes(id)),
          ),
          ...other,
        ]
      const codeOf = (id: string) =>
        question.choices.find((one) => one.id === id)?.value ?? question.choices.findIndex((one) => one.id === id) + 1
      return [
        {
          ...plain,
          kind: "number",
          codes: labels.map(({ id, label }) => ({ code: codeOf(id), label })),
          words: (answer) => labels.find(({ id }) => id === idsIn(answer)?.[0])?.label ?? null,
          coded: (answer) => {
            const [id] = idsIn(answer) ?? []
            return id === undefined ? null : codeOf(id)
          },
        },
        ...other,
      ]
    }
    case "ranking":
      return question.choices.map(({ id, label }) => {
        const rank = (answer: Answer | undefined) =>
          Array.isArray(answer) && answer.includes(id) ? answer.indexOf(id) + 1 : null
        return {
          ...plain,
          name: `${plain.name}_${variableName(id)}`,
          label: `${title}: place of ${textIn(label, survey)}`,
          kind: "number" as const,
          words: rank,
          coded: rank,
        }
      })
    case "matrix":
      return question.rows.flatMap((row): Column[] => {
        const name = `${plain.name}_${variableName(row.id)}`
        const label = `${title}: ${textIn(row.label, survey)}`
        const chosen = (answer: Answer | undefined) =>
          typeof answer === "object" && !Array.isArray(answer) && "rows" in answer ? answer.rows[row.id] : undefined
        if (question.many)
          return question.columns.map((column) =>
            ticked(`${name}_${variableName(column.id)}`, `${label}: ${textIn(column.label, survey)}`, (answer) => {
              const mine = chosen(answer)
              return mine === undefined ? undefined : [mine].flat().includes(column.id)
            }),
          )
        const codes = question.columns.map(({ value, label }, index) => ({
          code: value ?? index + 1,
          label: textIn(label, survey),
        }))
        const at = (answer: Answer | undefined) => question.columns.findIndex(({ id }) => id === chosen(answer))
        return [
          {
            name,
            label,
            kind: "number",
            codes,
            missing: null,
            words: (answer) => codes[at(answer)]?.label ?? null,
            coded: (answer) => codes[at(answer)]?.code ?? null,
          },
        ]
      })
    case "consent":
      return [ticked(plain.name, title, (answer) => (typeof answer === "boolean" ? answer : undefined))]
    case "contact":
      return question.fields.map((field) =>
        text(`${plain.name}_${field.name}`, `${title}: ${field.name}`, (answer) =>
          typeof answer === "object" && !Array.isArray(answer) && "contact" in answer
            ? (answer.contact[field.name] ?? null)
            : null,
        ),
      )
    case "date":
      return [{ ...text(plain.name, title, (answer) => (typeof answer === "string" ? answer : null)), kind: "day" }]
    case "statement":
      return []
    default:
      return [
        text(plain.name, title, (answer) =>
          Array.isArray(answer) ? answer.join(" | ") : typeof answer === "string" ? answer : null,
        ),
      ]
  }
}

/** A name that statistics programs take: begins with a letter; letters, digits and _. */
export const variableName = (id: string) => {
  const name = id.replace(/[^A-Za-z0-9_]/g, "_").slice(0, 40)
  return /^[A-Za-z]/.test(name) ? name : `v_${name}`
}

/** Names that are used once, as two ids may become the same name. */
export function unique(columns: readonly Column[]): Column[] {
  const used = new Set<string>()
  return columns.map((column) => {
    let name = column.name
    for (let next = 2; used.has(name.toLowerCase()); next++) name = `${column.name}_${next}`
    used.add(name.toLowerCase())
    return { ...column, name }
  })
}

function ticked(name: string, label: string, is: (answer: Answer | undefined) => boolean | undefined): Column {
  return {
    name,
    label,
    kind: "number",
    codes: [
      { code: 0, label: "No" },
      { code: 1, label: "Yes" },
    ],
    missing: null,
    words: (answer) => is(answer) ?? null,
    coded: (answer) => {
      const value = is(answer)
      return value === undefined ? null : Number(value)
    },
  }
}

const isUnsure = (answer: Answer | undefined) =>
  typeof answer === "object" && !Array.isArray(answer) && "unsure" in answer

function idsIn(answer: Answer | undefined): string[] | undefined {
  if (typeof answer === "string") return [answer]
  if (Array.isArray(answer)) return answer
  if (typeof answer !== "object") return undefined
  return "choice" in answer ? [answer.choice] : "choices" in answer ? answer.choices : undefined
}

const otherOf = (answer: Answer) =>
  typeof answer === "object" && !Array.isArray(answer) && "other" in answer ? answer.other : null
