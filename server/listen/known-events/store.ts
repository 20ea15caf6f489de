import { sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import type { Condition } from "../interactions/public.ts"

export type KnownEvent = {
  id: string
  at: string
  title: string
  kind: "release" | "recall" | "campaign" | "incident" | "batch" | "other"
  slice: Record<string, string[]>
  link: string | null
}

/** Events between two days (the end exclusive) that touch what the conditions are about, oldest first. */
export async function eventsBetween(
  scope: Scope,
  from: string,
  to: string,
  where: readonly Condition[],
): Promise<KnownEvent[]> {
  const events = await scope.query<KnownEvent>(sql`
    select id, at, title, kind, slice, link from known_event
    where organization_id = ${scope.organizationId} and at >= ${from}::date and at < ${to}::date order by at, title limit 500`)
  return events.filter((event) => touches(event, where))
}

// An event says what it concerns; it is left out only where the conditions ask for something else.
function touches({ slice }: KnownEvent, where: readonly Condition[]): boolean {
  return where.every(({ field, op, values }) => {
    const concerned = slice[field]
    if (!concerned?.length || op !== "in" || !values) return true
    return values.some((value) => concerned.includes(String(value)))
  })
}
