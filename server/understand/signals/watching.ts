import { json, sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import type { Calibration } from "./engine.ts"
import type { Stream } from "./stream.ts"

/** What is watched in an organization, and how far it has been looked at. */
export type Watching = {
  /** null: Rapport chooses. */
  dims: string[] | null
  history_weeks: number
  looking_since: Date | null
  last_look_at: Date | null
  last_as_of: string | null
  last_items: number
  streams: WatchedStream[]
  chosen_dims: string[]
}
export type WatchedStream = Stream & { records: number }

export async function watchingOf(scope: Scope): Promise<Watching> {
  const [row] = await scope.query<Watching>(sql`
    select dims, history_weeks, looking_since, last_look_at, last_as_of, last_items, streams, chosen_dims
    from watching where organization_id = ${scope.organizationId}`)
  return row ?? nothingYet
}

/** What to cut by (null: Rapport chooses), and how far back the look after an import of history goes. */
export const saveDimensions = (scope: Scope, dims: readonly string[] | null, historyWeeks: number) =>
  scope.query(sql`
    insert into watching (organization_id, dims, history_weeks) values (${scope.organizationId}, ${dims}, ${historyWeeks})
    on conflict (organization_id) do update set dims = excluded.dims, history_weeks = excluded.history_weeks`)

export const beginLook = (scope: Scope) =>
  scope.query(sql`
    insert into watching (organization_id, looking_since) values (${scope.organizationId}, ${scope.now()})
    on conflict (organization_id) do update set looking_since = excluded.looking_since`)

export const abandonLook = (scope: Scope) =>
  scope.query(sql`update watching set looking_since = null where organization_id = ${scope.organizationId}`)

export const endLook = (
  scope: Scope,
  done: { asOf: string; items: number; streams: readonly WatchedStream[]; dims: readonly string[] },
) =>
  scope.query(sql`
    update watching set looking_since = null, last_look_at = ${scope.now()}, last_as_of = ${done.asOf}, last_items = ${done.items},
      streams = ${json(done.streams)}, chosen_dims = ${done.dims}
    where organization_id = ${scope.organizationId}`)

/** The calibration of a stream, if it was made for these dimensions and within four weeks of the day. */
export async function calibrationOf(
  scope: Scope,
  stream: string,
  dims: readonly string[],
  asOf: string,
): Promise<Calibration | null> {
  const [row] = await scope.query<{ calibration: Calibration }>(sql`
    select calibration from watch_calibration
    where organization_id = ${scope.organizationId} and stream = ${stream} and dims = ${dims}::text[]
      and abs(as_of - ${asOf}::date) <= 28`)
  return row?.calibration ?? null
}

export const saveCalibration = (
  scope: Scope,
  stream: string,
  dims: readonly string[],
  asOf: string,
  calibration: Calibration,
) =>
  scope.query(sql`
    insert into watch_calibration (organization_id, stream, dims, as_of, calibration)
    values (${scope.organizationId}, ${stream}, ${dims}, ${asOf}, ${json(calibration)})
    on conflict (organization_id, stream) do update
      set dims = excluded.dims, as_of = excluded.as_of, calibration = excluded.calibration`)

const nothingYet: Watching = {
  dims: null,
  history_weeks: 26,
  looking_since: null,
  last_look_at: null,
  last_as_of: null,
  last_items: 0,
  streams: [],
  chosen_dims: [],
}
