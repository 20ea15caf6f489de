import { coded } from "../../platform/http/errors.ts"
import { isId } from "../../platform/ids.ts"
import { json, prepared, type Runner, sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import type { Delivery, DeliveryProblem, Mapping, Receiver } from "./contract.ts"
import { type DeliveryState, keptDays, type Proof, type Vendor } from "./receiver.ts"

export type ReceiverRow = {
  id: string
  organization_id: string
  name: string
  vendor: Vendor
  proof: Proof
  key: string
  source: string
  secret: string | null
  previous_until: Date | null
  mapping: Mapping
  version: number
  refused: number
  refused_at: Date | null
  refused_reason: string | null
  created_by: string
  created_at: Date
  removed_at: Date | null
  counts: { [State in DeliveryState]: number }
  last_at: Date | null
  failures: { reason: string; count: number; last_at: string; problem: DeliveryProblem }[]
}

export type Arrival = {
  id: string
  receiver_id: string
  organization_id: string
  digest: string
  body: string
  bytes: number
  received_at: string
}

/** Stores deliveries and says so, in one commit. One that is there already (sent again) changes nothing. */
export const insertArrivals = (runner: Runner, rows: readonly Arrival[]) =>
  runner.query(
    prepared(
      "insert arrivals",
      sql`
    with given as (
      select * from json_to_recordset(${JSON.stringify(rows)}::json) as x(
        id uuid, receiver_id uuid, organization_id uuid, digest text, body text, bytes int, received_at timestamptz)
    ), stored as (
      insert into receiver_delivery (id, receiver_id, organization_id, digest, body, bytes, received_at)
      select id, receiver_id, organization_id, digest, body, bytes, received_at from given
      where exists (select 1 from receiver r where r.id = receiver_id)
      on conflict do nothing returning receiver_id, organization_id
    ), told as (
      insert into outbox (organization_id, name, actor_kind, actor_name, payload)
      select organization_id, 'delivery.received', 'system', 'Rapport', jsonb_build_object('receiverId', receiver_id, 'count', count(*))
      from stored group by organization_id, receiver_id
    ) select 1`,
    ),
  )

export async function receiverOfKey(runner: Runner, key: string) {
  const [row] = await runner.query<{
    id: string
    organization_id: string
    vendor: Vendor
    proof: Proof
    secret: string | null
    previous_secret: string | null
    previous_until: Date | null
    removed: boolean
  }>(sql`
    select id, organization_id, vendor, proof, secret, previous_secret, previous_until,
      exists (select 1 from receiver_removal x where x.receiver_id = r.id) as removed
    from receiver r where key = ${key}`)
  return row
}

export const noteRefusals = (
  runner: Runner,
  some: readonly (readonly [string, { count: number; reason: string }])[],
  at: Date,
) =>
  runner.query(sql`
    update receiver r set refused = r.refused + x.count, refused_at = ${at}, refused_reason = x.reason
    from json_to_recordset(${JSON.stringify(some.map(([id, one]) => ({ id, ...one })))}::json) as x(id uuid, count int, reason text)
    where r.id = x.id`)

/** The receivers there are, oldest first; removed ones only by their id. */
export const findReceivers = (scope: Scope, id?: string) =>
  scope.query<ReceiverRow>(sql`
    select r.*, x.removed_at, d.counts, d.last_at, coalesce(f.failures, '[]') as failures from receiver r
    left join receiver_removal x on x.receiver_id = r.id
    left join lateral (
      select json_build_object(
          'waiting', count(*) filter (where state = 'waiting'), 'taken', count(*) filter (where state = 'taken'),
          'skipped', count(*) filter (where state = 'skipped'), 'failed', count(*) filter (where state = 'failed')) as counts,
        max(received_at) as last_at
      from receiver_delivery where receiver_id = r.id
    ) d on true
    left join lateral (
      select json_agg(json_build_object('reason', reason, 'count', n, 'last_at', last_at, 'problem', problem) order by n desc, reason) as failures
      from (
        select reason, count(*) as n, max(received_at) as last_at, (array_agg(problems->0 order by received_at desc))[1] as problem
        from receiver_delivery where receiver_id = r.id and state = 'failed' group by reason order by n desc limit 20
      ) by_reason
    ) f on true
    where r.organization_id = ${scope.organizationId} and ${id === undefined ? sql`x.receiver_id is null` : sql`r.id = ${id}`}
    order by r.created_at, r.id`)

export const insertReceiver = (
  scope: Scope,
  one: Pick<ReceiverRow, "id" | "name" | "vendor" | "proof" | "key" | "source" | "secret" | "mapping">,
) =>
  scope.query(sql`
    insert into receiver (id, organization_id, name, vendor, proof, key, source, secret, mapping, created_by, created_by_id, created_at)
    values (${one.id}, ${scope.organizationId}, ${one.name}, ${one.vendor}, ${one.proof}, ${one.key}, ${one.source}, ${one.secret},
      ${json(one.mapping)}, ${scope.actor.name}, ${memberId(scope)}, ${scope.now()})`)

/** Changes what is given if it is still the version that was read. Returns whether it was. */
export async function updateReceiver(
  scope: Scope,
  id: string,
  change: { name?: string | undefined; source?: string | undefined; mapping?: Mapping | undefined },
  version: number | undefined,
): Promise<boolean> {
  const rows = await scope.query(sql`
    update receiver set name = coalesce(${change.name ?? null}, name), source = coalesce(${change.source ?? null}, source),
      mapping = coalesce(${json(change.mapping)}::jsonb, mapping), version = version + 1
    where organization_id = ${scope.organizationId} and id = ${id} ${version === undefined ? sql`` : sql`and version = ${version}`}
    returning id`)
  return rows.length > 0
}

/** A new secret; the one before holds until then. */
export const replaceSecret = (scope: Scope, id: string, sealed: string, until: Date) =>
  scope.query(sql`
    update receiver set previous_secret = case when ${until}::timestamptz > ${scope.now()}::timestamptz then secret end,
      previous_until = case when secret is not null and ${until}::timestamptz > ${scope.now()}::timestamptz then ${until}::timestamptz end, secret = ${sealed}
    where organization_id = ${scope.organizationId} and id = ${id}`)

export const insertRemoval = (scope: Scope, id: string) =>
  scope.query(sql`
    insert into receiver_removal (receiver_id, removed_by, removed_by_id, removed_at)
    select id, ${scope.actor.name}, ${memberId(scope)}::uuid, ${scope.now()} from receiver
    where organization_id = ${scope.organizationId} and id = ${id} on conflict do nothing returning receiver_id`)

export const deleteRemoval = (scope: Scope, id: string) =>
  scope.query(sql`
    delete from receiver_removal x using receiver r
    where r.id = x.receiver_id and r.organization_id = ${scope.organizationId} and r.id = ${id} returning r.id`)

export type DeliveryRow = Omit<Delivery, "receivedAt" | "settledAt" | "feedbackIds"> & {
  received_at: Date
  settled_at: Date | null
  feedback_ids: string[]
}

const deliveryColumns = sql`id, received_at, state, settled_at, bytes, body is not null as kept, reason, problems, feedback_ids, tries`

export type DeliveryFilter = { state?: DeliveryState | undefined; reason?: string | undefined }

/** Newest first. */
export async function listDeliveries(
  scope: Scope,
  receiverId: string,
  { state, reason }: DeliveryFilter,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<{ items: DeliveryRow[]; next: string | null }> {
  const [at, id] = cursor === undefined ? [] : cursor.split("_")
  if (cursor !== undefined && (!isId(id ?? "") || !/^\d{1,15}$/.test(at ?? "")))
    throw coded("cursor.invalid", {}, "cursor")
  const items = await scope.query<DeliveryRow>(sql`
    select ${deliveryColumns} from receiver_delivery
    where organization_id = ${scope.organizationId} and receiver_id = ${receiverId}
      ${state === undefined ? sql`` : sql`and state = ${state}`} ${reason === undefined ? sql`` : sql`and reason = ${reason}`}
      ${at && id ? sql`and (received_at, id) < (${new Date(Number(at))}, ${id}::uuid)` : sql``}
    order by received_at desc, id desc limit ${limit}`)
  const last = items.at(-1)
  return { items, next: last && items.length === limit ? `${last.received_at.getTime()}_${last.id}` : null }
}

export async function findDelivery(scope: Scope, receiverId: string, id?: string) {
  const [row] = await scope.query<DeliveryRow & { body: string | null }>(sql`
    select ${deliveryColumns}, body from receiver_delivery
    where organization_id = ${scope.organizationId} and receiver_id = ${receiverId}
      and ${id === undefined ? sql`body is not null` : sql`id = ${id}`}
    order by received_at desc, id desc limit 1`)
  return row
}

/** Puts what failed (or was passed over, if it is named) back among what waits. Returns how many. */
export async function reviveDeliveries(
  scope: Scope,
  receiverId: string,
  { deliveryId, reason }: { deliveryId?: string | undefined; reason?: string | undefined },
): Promise<number> {
  const rows = await scope.query(sql`
    update receiver_delivery set state = 'waiting', settled_at = null, reason = null, problems = '[]'
    where organization_id = ${scope.organizationId} and receiver_id = ${receiverId} and body is not null
      and ${deliveryId === undefined ? sql`state = 'failed'` : sql`id = ${deliveryId} and state <> 'waiting'`}
      ${reason === undefined ? sql`` : sql`and reason = ${reason}`}
    returning id`)
  return rows.length
}

export type Waiting = { id: string; body: string | null; received_at: Date }

export const waitingDeliveries = (scope: Scope, receiverId: string, limit: number) =>
  scope.query<Waiting>(sql`
    select id, body, received_at from receiver_delivery
    where organization_id = ${scope.organizationId} and receiver_id = ${receiverId} and state = 'waiting'
    order by received_at, id limit ${limit}`)

export type Settled = {
  id: string
  state: Exclude<DeliveryState, "waiting">
  reason: string | null
  problems: DeliveryProblem[]
  feedback_ids: string[]
  changed_at: string | null
}

export const settleDeliveries = (scope: Scope, settled: readonly Settled[]) =>
  scope.query(sql`
    update receiver_delivery d set state = x.state, reason = x.reason, problems = x.problems, settled_at = ${scope.now()},
      changed_at = x.changed_at, tries = d.tries + 1,
      feedback_ids = (select coalesce(array_agg(value::uuid), '{}') from jsonb_array_elements_text(x.feedback_ids))
    from json_to_recordset(${JSON.stringify(settled)}::json) as x(id uuid, state text, reason text, problems jsonb, feedback_ids jsonb, changed_at timestamptz)
    where d.organization_id = ${scope.organizationId} and d.id = x.id and d.state = 'waiting'`)

/** When the other tool changed these items last, as far as it was told. */
export async function lastChanges(scope: Scope, receiverId: string, feedbackIds: readonly string[]) {
  const rows = await scope.query<{ id: string; at: Date }>(sql`
    select x.id, max(d.changed_at) as at from unnest(${feedbackIds}::uuid[]) as x(id)
    join receiver_delivery d on d.receiver_id = ${receiverId} and d.feedback_ids @> array[x.id] and d.state = 'taken'
    where d.organization_id = ${scope.organizationId} and d.changed_at is not null group by x.id`)
  return new Map(rows.map((row) => [row.id, row.at]))
}

/** Takes away what was sent where it is no longer needed: that something came, and what became of it, stays longer. */
export async function forgetBodies(runner: Runner, now: Date): Promise<void> {
  const before = (days: number) => new Date(now.getTime() - days * 86_400_000)
  await runner.query(sql`
    update receiver_delivery set body = null
    where body is not null and received_at < ${before(keptDays.taken)} and (state in ('taken', 'skipped')
      or (state = 'failed' and received_at < ${before(keptDays.failed)}))`)
  await runner.query(sql`delete from receiver_delivery where received_at < ${before(400)} and body is null`)
}

export const presentedDelivery = (row: DeliveryRow): Delivery => {
  const { id, state, bytes, kept, reason, problems, tries } = row
  return {
    id,
    receivedAt: row.received_at.toISOString(),
    state,
    settledAt: row.settled_at?.toISOString() ?? null,
    bytes,
    kept,
    reason,
    problems,
    feedbackIds: row.feedback_ids,
    tries,
  }
}

export function presentedReceiver(row: ReceiverRow, publicUrl: string, scope: Scope): Receiver {
  const until = row.previous_until && row.previous_until > scope.now() ? row.previous_until : null
  return {
    id: row.id,
    name: row.name,
    vendor: row.vendor,
    proof: row.proof,
    source: row.source,
    url: scope.permissions.has("connections.manage") ? `${publicUrl}/api/v1/hooks/receivers/${row.key}` : null,
    hasSecret: row.secret !== null,
    previousUntil: until?.toISOString() ?? null,
    mapping: row.mapping,
    version: row.version,
    counts: { ...row.counts, refused: row.refused },
    failures: row.failures.map(({ reason, count, last_at, problem }) => ({
      reason,
      count,
      lastAt: new Date(last_at).toISOString(),
      problem,
    })),
    lastReceivedAt: row.last_at?.toISOString() ?? null,
    lastRefusal:
      row.refused_at && row.refused_reason ? { at: row.refused_at.toISOString(), reason: row.refused_reason } : null,
    removedAt: row.removed_at?.toISOString() ?? null,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
  }
}

// An API key's id is no member's.
const memberId = ({ actor }: Scope): string | null => (actor.kind === "member" ? actor.id : null)
