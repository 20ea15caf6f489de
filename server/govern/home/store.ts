import { sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"

/**
 * Notes that a member looks at home, and says when she was there before this visit; null on the first one. A look
 * within half an hour of the last one belongs to the same visit, and is noted once a minute.
 */
export async function noteVisit(scope: Scope, memberId: string): Promise<Date | null> {
  const now = scope.now()
  const [known] = await scope.query<{ previous_at: Date | null; seen_at: Date }>(sql`
    select previous_at, seen_at from home_visit where member_id = ${memberId}`)
  if (known && now.getTime() - known.seen_at.getTime() < 60_000) return known.previous_at
  const [visit] = await scope.query<{ previous_at: Date | null }>(sql`
    insert into home_visit (member_id, began_at, seen_at) values (${memberId}, ${now}, ${now})
    on conflict (member_id) do update set seen_at = excluded.seen_at,
      began_at = case when ${isOver} then excluded.began_at else home_visit.began_at end,
      previous_at = case when ${isOver} then home_visit.seen_at else home_visit.previous_at end
    returning previous_at`)
  return visit!.previous_at
}

const isOver = sql`excluded.seen_at > home_visit.seen_at + interval '30 minutes'`
