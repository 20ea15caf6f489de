import type { Answer } from "../../api/generated.ts"

export type Mapping = Answer<"ReceiverMapping">
export type Rule = Mapping["rules"][number]

/** What a value can become, in the order people look for it. */
export const ruleTargets: readonly Rule["target"][] = [
  "text",
  "score",
  "externalId",
  "occurredAt",
  "changedAt",
  "kind",
  "channel",
  "touchpoint",
  "product",
  "component",
  "version",
  "batch",
  "region",
  "businessUnit",
  "journeyStep",
  "language",
  "account",
  "person.externalId",
  "person.email",
  "person.phone",
  "person.name",
  "person.anonymousId",
  "attribute",
]

const usualScales: Record<string, { min: number; max: number }> = { nps: { min: 0, max: 10 }, ces: { min: 1, max: 7 } }

/** A rule that becomes something else: with what that cannot do without, and without what it does not know. */
export function asTarget({ from, words }: Rule, target: Rule["target"], metric = "csat"): Rule {
  if (target === "score")
    return { target, from, metric, scale: usualScales[metric] ?? { min: 1, max: 5 }, ...(words ? { words } : {}) }
  if (target === "attribute") return { target, from, attribute: lastName(from) }
  return { target, from }
}

export const withRule = (mapping: Mapping, index: number, rule: Rule): Mapping => ({
  ...mapping,
  rules: mapping.rules.map((one, at) => (at === index ? rule : one)),
})

export const withoutRule = (mapping: Mapping, index: number): Mapping => ({
  ...mapping,
  rules: mapping.rules.filter((_, at) => at !== index),
})

/** A new rule for a place in the payload, as its name suggests. */
export const ruleFor = (path: string): Rule => asTarget({ target: "attribute", from: path }, "attribute")

/** What words are worth, as people write it: "good = 1, bad = 0". */
export const wordsText = (words: Rule["words"]) =>
  Object.entries(words ?? {})
    .map(([word, value]) => `${word} = ${value}`)
    .join(", ")

export function readWords(text: string): Rule["words"] {
  const pairs = text.split(/[,，;\n]/).flatMap((part) => {
    const [, word, value] = /^\s*(.+?)\s*[=:]\s*(-?\d+(?:\.\d+)?)\s*$/.exec(part) ?? []
    return word && value ? [[word.toLowerCase(), Number(value)] as const] : []
  })
  return pairs.length > 0 ? Object.fromEntries(pairs) : undefined
}

/** The payload as it is easiest to read; as it came where it is no JSON. */
export function readable(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2)
  } catch {
    return payload
  }
}

function lastName(from: string): string {
  const first = from.split("|")[0]?.trim() ?? ""
  const name = /([\p{L}\p{N}_-]+)(?:\[[^\]]*\])*\s*$/u.exec(first)?.[1] ?? "value"
  return name.slice(0, 60)
}
