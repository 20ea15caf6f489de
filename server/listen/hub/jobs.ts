import type { OutboxEvent } from "../../platform/outbox.ts"
import { mintSystemScope, type Stores } from "../../platform/scope.ts"
import { changeFeedback, deleteFeedback, type Intake, knownItems, receiveFeedback } from "../feedback/public.ts"
import { recordsOf, type Submission } from "./store.ts"
import { asFeedback, externalIdOf, hubSource } from "./submission.ts"

/** Makes each submission that was touched the one item of feedback it is now. May see the same events again. */
export const workInSubmissions = (stores: Stores, intake: Intake) => async (events: readonly OutboxEvent[]) => {
  const told = events.filter((event) => event.name.startsWith("hub_record."))
  for (const [organizationId, theirs] of Map.groupBy(told, (event) => event.organizationId)) {
    const scope = mintSystemScope(stores, organizationId, "Formbricks Hub")
    const submissions = new Map(
      theirs
        .flatMap((event) => event.payload.submissions as Submission[])
        .map((one): [string, Submission] => [externalIdOf(one), one]),
    )
    const known = await knownItems(scope, hubSource, [...submissions.keys()])
    for (const [externalId, submission] of submissions) {
      const records = await recordsOf(scope, submission)
      const before = known.get(externalId)
      if (before?.forgotten) continue
      if (records.length === 0) {
        if (before) await deleteFeedback(scope, before.id)
        continue
      }
      const item = asFeedback(records)
      if (!before) await receiveFeedback(scope, intake, [item])
      else {
        const { source: _, externalId: __, ...change } = item
        await changeFeedback(scope, before.id, change)
      }
    }
  }
}
