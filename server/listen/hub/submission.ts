import type { FeedbackInput } from "../feedback/public.ts"
import type { HubRecord } from "./store.ts"

export const hubSource = "formbricks-hub"
export const externalIdOf = ({ tenant_id, submission_id }: Pick<HubRecord, "tenant_id" | "submission_id">) =>
  `${tenant_id}/${submission_id}`.slice(0, 300)

const kinds: Readonly<Record<string, FeedbackInput["kind"]>> = {
  review: "review",
  support: "ticket",
  ticket: "ticket",
  chat: "chat",
  email: "email",
  call: "call",
  social: "social",
}

/** The answers of one submission as one item: its scores, its words, and its choices under the questions' words. */
export function asFeedback(records: readonly HubRecord[]): FeedbackInput {
  const first = records[0]!
  const words: string[] = []
  const scores: NonNullable<FeedbackInput["scores"]> = []
  const attributes: Record<string, string | number | boolean> = {}
  for (const record of records) {
    const { fields } = record
    const label = (textOf(fields.field_label) ?? record.field_id).replaceAll(".", "_").slice(0, 100)
    const score = scoreOf(record, scores)
    if (score && scores.length < 20) scores.push(score)
    else if (fields.field_type === "text") {
      const text = textOf(fields.value_text)
      if (text) words.push(text)
    } else if (Object.keys(attributes).length < 50) {
      const value = fields.value_text ?? fields.value_number ?? fields.value_boolean ?? fields.value_date
      if (value !== undefined && value !== null)
        attributes[label] = typeof value === "string" ? value.slice(0, 1_000) : value
    }
  }
  const { source_type, source_name, language } = first.fields
  const user = records.find((one) => one.user_id)?.user_id
  return {
    source: hubSource,
    externalId: externalIdOf(first),
    occurredAt: records.map((one) => one.collected_at.toISOString()).sort()[0]!,
    kind: kinds[source_type] ?? "response",
    ...(source_name ? { touchpoint: source_name } : {}),
    ...(user ? { person: { externalId: user } } : {}),
    ...(language ? { language } : {}),
    text: words.join("\n\n").slice(0, 20_000).toWellFormed(),
    scores,
    attributes,
  }
}

const scales: Readonly<Record<string, { min: number; max: number }>> = {
  nps: { min: 0, max: 10 },
  csat: { min: 1, max: 5 },
  ces: { min: 1, max: 7 },
}

function scoreOf({ field_id, fields }: HubRecord, before: readonly { metric: string }[]) {
  const { field_type, value_number: value } = fields
  if (typeof value !== "number" || !["nps", "csat", "ces", "rating"].includes(field_type)) return undefined
  const scale = scales[field_type] ?? scaleOf(fields.metadata, value)
  if (value < scale.min || value > scale.max) return undefined
  const own = field_id
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "")
    .slice(0, 40)
  const taken = before.some((one) => one.metric === field_type)
  return { metric: taken && own !== "" ? own : field_type, value, scale }
}

/** A rating says its scale in the metadata (`scale`, `range` or `max`), or it is the usual one that holds the value. */
function scaleOf(metadata: Record<string, unknown> | null | undefined, value: number) {
  const named = [metadata?.scale, metadata?.range, metadata?.max].map(Number).find((one) => one >= 2 && one <= 100)
  if (named) return { min: value === 0 ? 0 : 1, max: named }
  return value <= 5 && value >= 1 ? { min: 1, max: 5 } : { min: 0, max: 10 }
}

const textOf = (value: unknown) => (typeof value === "string" && value.trim() !== "" ? value.trim() : undefined)
