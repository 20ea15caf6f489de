import { json, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import { type PlanSettings, settingsFrom } from "./settings.ts"

export async function loadSettings(scope: Scope): Promise<{ settings: PlanSettings; version: number }> {
  const [row] = await scope.query<{ settings: Partial<PlanSettings>; version: number }>(sql`
    select settings, version from plan_setting where organization_id = ${scope.organizationId}`)
  return { settings: settingsFrom(row?.settings), version: row?.version ?? 0 }
}

/** Saves them if nobody else has since this version. */
export async function saveSettings(tx: Tx, settings: PlanSettings, version: number): Promise<boolean> {
  const rows = await tx.query(sql`
    insert into plan_setting (organization_id, settings, version, updated_by, updated_at)
    values (${tx.organizationId}, ${json(settings)}, ${version + 1}, ${tx.actor.name}, ${tx.now()})
    on conflict (organization_id) do update set settings = excluded.settings, version = excluded.version,
      updated_by = excluded.updated_by, updated_at = excluded.updated_at
      where plan_setting.version = ${version}
    returning 1`)
  return rows.length > 0
}
