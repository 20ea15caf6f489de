import { sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { FollowingState } from "./contract.ts"

/** Who followed one of the records at a moment, and who had muted one. */
export async function followingsOf(
  scope: Scope,
  records: readonly string[],
  at: string,
): Promise<{ following: string[]; muted: string[] }> {
  const rows = await scope.query<{ member_id: string; state: FollowingState }>(sql`
    select member_id, state from record_following
    where organization_id = ${scope.organizationId} and record = any(${records}) and at <= ${at}`)
  const those = (state: FollowingState) => rows.filter((row) => row.state === state).map((row) => row.member_id)
  return { following: those("following"), muted: those("muted") }
}

export async function followingOf(scope: Scope, memberId: string, record: string): Promise<FollowingState | null> {
  const [row] = await scope.query<{ state: FollowingState }>(sql`
    select state from record_following where member_id = ${memberId} and record = ${record}`)
  return row?.state ?? null
}

/** What a member follows or has muted, the last choice first. */
export const listFollowing = (scope: Scope, memberId: string) =>
  scope.query<{ record: string; state: FollowingState }>(sql`
    select record, state from record_following
    where organization_id = ${scope.organizationId} and member_id = ${memberId} order by at desc limit 500`)

/** Returns whether something changed. */
export async function saveFollowing(
  tx: Tx,
  memberId: string,
  record: string,
  state: FollowingState | null,
): Promise<boolean> {
  const rows =
    state === null
      ? await tx.query(
          sql`delete from record_following where member_id = ${memberId} and record = ${record} returning 1`,
        )
      : await tx.query(sql`
          insert into record_following (organization_id, member_id, record, state, at)
          values (${tx.organizationId}, ${memberId}, ${record}, ${state}, ${tx.now()})
          on conflict (member_id, record) do update set state = excluded.state, at = excluded.at
            where record_following.state <> excluded.state
          returning 1`)
  return rows.length > 0
}
