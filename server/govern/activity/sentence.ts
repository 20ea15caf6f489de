import type { OutboxEvent } from "../../platform/outbox.ts"
import type { Scope } from "../../platform/scope.ts"
import { titlesOf } from "../collaboration/public.ts"
import type { Activity } from "./contract.ts"

/** Events as the feed shows them: a sentence to be translated, and what it is filled with. */
export async function asActivity(scope: Scope, events: readonly OutboxEvent[]): Promise<Activity[]> {
  const titles = await titlesOf(
    scope,
    events.flatMap((event) => event.record ?? []),
  )
  return events.map((event) => ({
    id: String(event.id),
    name: event.name,
    at: event.at,
    actor: event.actor,
    record: event.record,
    sentenceKey: `activity.sentence.${event.name}`,
    params: paramsOf(event, titles.get(event.record ?? "")),
  }))
}

// What an event holds beside words and numbers (lists of ids, slices) is for programs, not for sentences.
function paramsOf({ payload }: OutboxEvent, title: string | undefined): Record<string, string | number> {
  const params: Record<string, string | number> = {}
  for (const [name, value] of Object.entries(payload)) {
    if (typeof value === "number" || typeof value === "string") params[name] = value
    else if (Array.isArray(value)) params[`${name}Count`] = value.length
  }
  if (title !== undefined) params.title = title
  return params
}
