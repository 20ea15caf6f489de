import { json, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { Calendar } from "./promise.ts"

export type FollowupSettings = Calendar & {
  /** Whether a piece of feedback is taken by the first rule that fits, or by all of them. */
  matching: "first" | "all"
  /** Feedback that is older when it comes in is history: nobody is called about it. */
  notOlderThanDays: number
  /** So long after it was closed, a new low score or a reply opens it again instead of beginning anew. */
  reopenWithinDays: number
}

export const shippedSettings: FollowupSettings = {
  timeZone: "UTC",
  week: [null, [9, 17], [9, 17], [9, 17], [9, 17], [9, 17], null],
  holidays: [],
  matching: "first",
  notOlderThanDays: 7,
  reopenWithinDays: 14,
}

export async function loadSettings(scope: Scope): Promise<{ settings: FollowupSettings; version: number }> {
  const [row] = await scope.query<{ settings: Partial<FollowupSettings>; version: number }>(sql`
    select settings, version from followup_setting where organization_id = ${scope.organizationId}`)
  return { settings: { ...shippedSettings, ...row?.settings }, version: row?.version ?? 0 }
}

/** Saves them if nobody else has since this version. */
export async function saveSettings(tx: Tx, settings: FollowupSettings, version: number): Promise<boolean> {
  const rows = await tx.query(sql`
    insert into followup_setting (organization_id, settings, version, updated_by, updated_at)
    values (${tx.organizationId}, ${json(settings)}, ${version + 1}, ${tx.actor.name}, ${tx.now()})
    on conflict (organization_id) do update set settings = excluded.settings, version = excluded.version,
      updated_by = excluded.updated_by, updated_at = excluded.updated_at where followup_setting.version = ${version}
    returning 1`)
  return rows.length > 0
}
