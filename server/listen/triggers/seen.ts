import { sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import type { Setup } from "../surveys/public.ts"
import { contactClosed, contactKinds, plainName } from "./trigger.ts"

/** How often what a survey waits for happened since then, to people whom one knows; null where it waits for nothing. */
export async function countSeen(scope: Scope, setup: Setup, since: Date): Promise<number | null> {
  const name = waitsFor({ setup })
  if (!name) return null
  if (name === contactClosed) {
    const [row] = await scope.query<{ n: number }>(sql`
      select count(*) as n from feedback where organization_id = ${scope.organizationId} and kind = any(${contactKinds})
        and person_id is not null and occurred_at > ${since}`)
    return row!.n
  }
  const [row] = await scope.clickhouse
    .rows<{ n: string }>(
      `select count() as n from interaction where ${ofThatName} and occurred_at > parseDateTime64BestEffort({since:String}, 3, 'UTC')`,
      { organization: scope.organizationId, name, since: since.toISOString() },
    )
    .catch(() => [])
  return row ? Number(row.n) : null
}

/** The event after which a survey asks; empty for one that does not wait for any. */
export const waitsFor = ({ setup }: { setup: Setup }) =>
  setup.trigger?.kind === "event" ? plainName(setup.trigger.event ?? "") : ""

/** SQL for product events of a name, however it was spelt. */
export const ofThatName = `organization_id = {organization:UUID} and fact = 'event' and kind in ('track', 'error')
  and trim(both '.' from replaceRegexpAll(lowerUTF8(name), '[^\\p{L}\\p{N}]+', '.')) = {name:String}`
