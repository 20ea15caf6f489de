import { type Runner, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"

export const feedOf = async (scope: Scope, memberId: string): Promise<Date | null> =>
  (
    await scope.query<{ created_at: Date }>(sql`
      select created_at from calendar_feed where organization_id = ${scope.organizationId} and member_id = ${memberId}`)
  )[0]?.created_at ?? null

export const saveFeed = (tx: Tx, memberId: string, tokenHash: string) =>
  tx.query(sql`
    insert into calendar_feed (member_id, organization_id, token_hash, created_at)
    values (${memberId}, ${tx.organizationId}, ${tokenHash}, ${tx.now()})
    on conflict (member_id) do update set token_hash = excluded.token_hash, created_at = excluded.created_at`)

export const deleteFeed = async (tx: Tx, memberId: string) =>
  (
    await tx.query(sql`
      delete from calendar_feed where organization_id = ${tx.organizationId} and member_id = ${memberId} returning 1`)
  ).length > 0

/** Whose calendar an address is; undefined for one that is not known. */
export const ownerOf = async (runner: Runner, tokenHash: string) =>
  (
    await runner.query<{ memberId: string; organizationId: string }>(sql`
      select member_id as "memberId", organization_id as "organizationId" from calendar_feed where token_hash = ${tokenHash}`)
  )[0]
