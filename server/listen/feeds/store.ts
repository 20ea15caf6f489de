import { json, type Runner, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { Defaults, Failure, FeedKind } from "./feed.ts"

export type FeedRow = {
  id: string
  organization_id: string
  name: string
  kind: FeedKind
  url: string
  every_minutes: number
  defaults: Defaults
  etag: string | null
  modified: string | null
  next_at: Date
  read_at: Date | null
  failure: Failure | null
  failures: number
  import_id: string | null
  import_state: string | null
  taken: number
  created_by: string
  created_at: Date
  paused_by: string | null
  paused_at: Date | null
}

export const listFeeds = (scope: Scope, id?: string) =>
  scope.query<FeedRow>(sql`
    select f.*, p.by as paused_by, p.at as paused_at, i.state as import_state from feed f
      left join feed_pause p on p.feed_id = f.id left join import i on i.id = f.import_id
    where f.organization_id = ${scope.organizationId} ${id ? sql`and f.id = ${id}` : sql``} order by f.created_at limit 200`)

/** The feed whose newest table an import is. */
export const feedOfImport = async (scope: Scope, importId: string): Promise<FeedRow | undefined> =>
  (await listFeeds(scope)).find((one) => one.import_id === importId)

/** False where another one has that name. */
export const insertFeed = async (
  tx: Tx,
  one: Pick<FeedRow, "id" | "name" | "kind" | "url" | "every_minutes" | "defaults">,
): Promise<boolean> =>
  (
    await tx.query(sql`
      insert into feed (id, organization_id, name, kind, url, every_minutes, defaults, next_at, created_by, created_at)
      values (${one.id}, ${tx.organizationId}, ${one.name}, ${one.kind}, ${one.url}, ${one.every_minutes}, ${json(one.defaults)},
        ${tx.now()}, ${tx.actor.name}, ${tx.now()}) on conflict (organization_id, name) do nothing returning id`)
  ).length > 0

/** Written anew and due at once; another address is asked as if for the first time. */
export const updateFeed = (tx: Tx, one: Pick<FeedRow, "id" | "url" | "every_minutes" | "defaults">) =>
  tx.query(sql`
    update feed set url = ${one.url}, every_minutes = ${one.every_minutes}, defaults = ${json(one.defaults)},
      etag = case when url = ${one.url} then etag end, modified = case when url = ${one.url} then modified end,
      failure = null, failures = 0, next_at = ${tx.now()}
    where id = ${one.id} and organization_id = ${tx.organizationId}`)

export const deleteFeed = (tx: Tx, id: string) =>
  tx.query(sql`delete from feed where id = ${id} and organization_id = ${tx.organizationId}`)

export const insertPause = (tx: Tx, id: string) =>
  tx.query(
    sql`insert into feed_pause (feed_id, by, at) values (${id}, ${tx.actor.name}, ${tx.now()}) on conflict do nothing`,
  )
export const deletePause = (tx: Tx, id: string) => tx.query(sql`delete from feed_pause where feed_id = ${id}`)

export const saveNext = (scope: Scope, id: string, at: Date) =>
  scope.query(sql`update feed set next_at = ${at} where id = ${id} and organization_id = ${scope.organizationId}`)

/** Takes it to read it, for some minutes. False where another process has it. */
export const takeFeed = async (scope: Scope, id: string, until: Date): Promise<boolean> =>
  (
    await scope.query(sql`
      update feed set next_at = ${until}
      where id = ${id} and organization_id = ${scope.organizationId} and next_at <= ${scope.now()} returning id`)
  ).length > 0

export const saveFailure = (scope: Scope, id: string, failure: Failure, next: Date) =>
  scope.query(sql`
    update feed set failure = ${json(failure)}, failures = failures + 1, next_at = ${next}
    where id = ${id} and organization_id = ${scope.organizationId}`)

export const saveRead = (
  scope: Scope,
  id: string,
  read: { next: Date; etag: string | null; modified: string | null; taken: number; importId: string | null },
) =>
  scope.query(sql`
    update feed set failure = null, failures = 0, read_at = ${scope.now()}, next_at = ${read.next}, etag = ${read.etag},
      modified = ${read.modified}, taken = taken + ${read.taken}, import_id = coalesce(${read.importId}, import_id)
    where id = ${id} and organization_id = ${scope.organizationId}`)

/** Those whose time has come, of every organization. */
export const dueFeeds = (runner: Runner, now: Date) =>
  runner.query<{ id: string; organization_id: string }>(sql`
    select f.id, f.organization_id from feed f
    where f.next_at <= ${now} and not exists (select 1 from feed_pause p where p.feed_id = f.id) order by f.next_at limit 200`)
