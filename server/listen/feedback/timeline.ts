import type { z } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"
import { timelineOf } from "../interactions/public.ts"
import type { TimelineEntry } from "./contract.ts"
import { feedbackByIds } from "./store.ts"

/** All that one person said and did, newest first: what she said in her own words where there are any (R1). */
export async function personTimeline(scope: Scope, personId: string): Promise<z.output<typeof TimelineEntry>[]> {
  const rows = await timelineOf(scope, personId)
  const said = await feedbackByIds(
    scope,
    rows.filter((row) => row.fact === "feedback").map((row) => row.id),
  )
  const texts = new Map(said.map((item) => [item.id, item.text]))
  return rows.map(({ hasWords, sentiment, scores, ...row }) => ({
    ...row,
    text: texts.get(row.id) ?? null,
    sentiment: hasWords ? sentiment : null,
    scores: scores.map(([metric, value, min, max]) => ({ metric, value, scale: { min, max } })),
  }))
}
