import type { z } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"
import { eventsOfPerson } from "../interactions/public.ts"
import type { TimelineEntry } from "./contract.ts"
import { feedbackOfPerson } from "./store.ts"

type Entry = z.output<typeof TimelineEntry>

const longest = 200

/** All that one person said and did under any of her ids, newest first: in her own words where there are any (R1). */
export async function personTimeline(scope: Scope, personIds: readonly string[]): Promise<Entry[]> {
  const [said, done] = await Promise.all([
    feedbackOfPerson(scope, personIds, longest),
    eventsOfPerson(scope, personIds, longest),
  ])
  const entries: Entry[] = [
    ...said.map(({ id, kind, occurredAt, channel, product, component, scores, text, reading }) => ({
      id,
      fact: "feedback" as const,
      kind,
      name: "",
      occurredAt,
      channel: channel ?? "",
      product: product ?? "",
      component,
      scores,
      text,
      sentiment: reading?.sentiment ?? null,
    })),
    ...done.map((event) => ({ ...event, fact: "event" as const, scores: [], text: null, sentiment: null })),
  ]
  return entries.sort((a, b) => Date.parse(b.occurredAt) - Date.parse(a.occurredAt)).slice(0, longest)
}
