import { newId } from "../../platform/ids.ts"
import { asEvent, columns, type OutboxEvent, type Row } from "../../platform/outbox.ts"
import { json, type Runner, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { Attempt, DeliveryState, PauseReason, Webhook } from "./webhook.ts"

export async function listWebhooks(scope: Scope, id?: string): Promise<Webhook[]> {
  return scope.query<Webhook>(sql`
    select w.id, w.url, w.description, w.events, w.previous_until as "previousUntil", w.created_by as "createdBy",
      w.created_at as "createdAt",
      (select json_build_object('reason', p.reason, 'actorName', p.actor_name, 'at', p.at) from webhook_pause p
        where p.webhook_id = w.id) as pause,
      (select count(*)::int from webhook_delivery d where d.webhook_id = w.id and d.due_at is not null) as waiting,
      (select count(*)::int from webhook_delivery d where d.webhook_id = w.id and d.settled = 'dead') as dead,
      (select max(d.settled_at) from webhook_delivery d where d.webhook_id = w.id and d.settled = 'delivered') as "lastSuccess",
      (select json_build_object('at', a.at, 'status', a.status, 'reason', a.reason, 'detail', a.detail)
        from webhook_delivery d join webhook_attempt a on a.delivery_id = d.id
        where d.webhook_id = w.id and (a.status is null or a.status not between 200 and 299)
        order by a.at desc limit 1) as "lastFailure"
    from webhook w where w.organization_id = ${scope.organizationId} ${id ? sql`and w.id = ${id}` : sql``}
    order by w.created_at`)
}

export const insertWebhook = (
  tx: Tx,
  webhook: { id: string; url: string; description: string; events: readonly string[]; secret: string },
) =>
  tx.query(sql`
    insert into webhook (id, organization_id, url, description, events, secret, created_by, created_at)
    values (${webhook.id}, ${tx.organizationId}, ${webhook.url}, ${webhook.description}, ${webhook.events},
      ${webhook.secret}, ${tx.actor.name}, ${tx.now()})`)

export const updateWebhook = (
  tx: Tx,
  id: string,
  change: { url: string; description: string; events: readonly string[] },
) =>
  tx.query(sql`
    update webhook set url = ${change.url}, description = ${change.description}, events = ${change.events}
    where organization_id = ${tx.organizationId} and id = ${id}`)

export const replaceSecret = (tx: Tx, id: string, secret: string, previousUntil: Date) =>
  tx.query(sql`
    update webhook set previous_secret = secret, previous_until = ${previousUntil}, secret = ${secret}
    where organization_id = ${tx.organizationId} and id = ${id}`)

export const deleteWebhook = async (tx: Tx, id: string) =>
  (await tx.query(sql`delete from webhook where organization_id = ${tx.organizationId} and id = ${id} returning 1`))
    .length > 0

/** Pauses it; false when it was paused already. What waits is settled as dead: it can be replayed. */
export async function insertPause(tx: Tx, id: string, reason: PauseReason): Promise<boolean> {
  const added = await tx.query(sql`
    insert into webhook_pause (webhook_id, reason, actor_id, actor_name, at)
    values (${id}, ${reason}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now()}) on conflict do nothing returning 1`)
  await tx.query(sql`
    update webhook_delivery set due_at = null, settled = 'dead', settled_at = ${tx.now()}
    where webhook_id = ${id} and due_at is not null`)
  return added.length > 0
}

export const deletePause = async (tx: Tx, id: string) =>
  (await tx.query(sql`delete from webhook_pause where webhook_id = ${id} returning 1`)).length > 0

/** The endpoints that are told, of one organization. */
export const listeningWebhooks = (scope: Scope) =>
  scope.query<{ id: string; events: string[] }>(sql`
    select w.id, w.events from webhook w where w.organization_id = ${scope.organizationId}
      and not exists (select 1 from webhook_pause p where p.webhook_id = w.id)`)

/** What is to be sent, due now. The same event for the same endpoint is one delivery, however often it is read. */
export const insertDeliveries = async (
  scope: Scope,
  deliveries: readonly { webhookId: string; eventId: number; eventName: string; body: string }[],
): Promise<number> => {
  const added = await scope.query(sql`
    insert into webhook_delivery (id, webhook_id, event_id, event_name, body, created_at, due_at)
    select x.id, x."webhookId", x."eventId", x."eventName", x.body, ${scope.now()}, ${scope.now()}
    from json_to_recordset(${JSON.stringify(deliveries.map((one) => ({ id: newId(), ...one })))}::json)
      as x(id uuid, "webhookId" uuid, "eventId" bigint, "eventName" text, body text)
    on conflict (webhook_id, event_id) do nothing returning 1`)
  return added.length
}

export const secretsOf = async (scope: Scope, id: string) =>
  (
    await scope.query<{ secret: string; previousSecret: string | null }>(sql`
      select secret, case when previous_until > ${scope.now()} then previous_secret end as "previousSecret"
      from webhook where organization_id = ${scope.organizationId} and id = ${id}`)
  )[0]!

/** Has deliveries sent again with their old ids: those given up, or all, of events since a moment. */
export async function reviveDeliveries(
  tx: Tx,
  which: { webhookId: string; since: Date; state?: DeliveryState } | { deliveryId: string },
): Promise<number> {
  const rows = await tx.query(sql`
    update webhook_delivery d set due_at = ${tx.now()}, settled = null, settled_at = null, attempts = 0
    from webhook w where w.id = d.webhook_id and w.organization_id = ${tx.organizationId} and d.due_at is null and ${
      "deliveryId" in which
        ? sql`d.id = ${which.deliveryId}`
        : sql`d.webhook_id = ${which.webhookId} and d.created_at >= ${which.since}
            ${which.state ? sql`and d.settled = ${which.state}` : sql``}`
    } returning 1`)
  return rows.length
}

export type Due = {
  id: string
  webhookId: string
  organizationId: string
  url: string
  body: string
  attempts: number
  secret: string
  previousSecret: string | null
}

/**
 * Takes deliveries that are due. Of one endpoint at most `each` are on their way at once, counting those `underway`, so
 * that a slow one cannot keep the others waiting.
 * They are due again after `lease` seconds unless noted: a process that dies in between sends them once more.
 */
export const claimDue = (
  runner: Runner,
  now: Date,
  { limit, each, lease, underway }: { limit: number; each: number; lease: number; underway: Record<string, number> },
) =>
  runner.query<Due>(sql`
    with due as (
      select d.id from webhook w cross join lateral (
        select id, due_at from webhook_delivery where webhook_id = w.id and due_at <= ${now}
        order by due_at, id
        limit greatest(${each}::int - coalesce((${json(underway)}::jsonb ->> w.id::text)::int, 0), 0) for update skip locked) d
      order by d.due_at limit ${limit})
    update webhook_delivery d set due_at = ${now}::timestamptz + make_interval(secs => ${lease}), attempts = attempts + 1
    from due, webhook w where d.id = due.id and w.id = d.webhook_id
    returning d.id, d.webhook_id as "webhookId", w.organization_id as "organizationId", w.url, d.body, d.attempts, w.secret,
      case when w.previous_until > ${now} then w.previous_secret end as "previousSecret"`)

export const nextDue = async (runner: Runner): Promise<Date | null> =>
  (
    await runner.query<{ at: Date | null }>(
      sql`select min(due_at) as at from webhook_delivery where due_at is not null`,
    )
  )[0]?.at ?? null

export const insertAttempt = (tx: Tx, deliveryId: string, attempt: Omit<Attempt, "at" | "number">) =>
  tx.query(sql`
    insert into webhook_attempt (delivery_id, number, at, milliseconds, status, reason, detail, answer)
    select ${deliveryId}, (select coalesce(max(number), 0) + 1 from webhook_attempt where delivery_id = ${deliveryId}),
      ${tx.now()}, ${attempt.milliseconds}, ${attempt.status}, ${attempt.reason}, ${attempt.detail}, ${attempt.answer}
    where exists (select 1 from webhook_delivery where id = ${deliveryId})`)

export const settle = (tx: Tx, deliveryId: string, settled: "delivered" | "dead") =>
  tx.query(sql`
    update webhook_delivery set due_at = null, settled = ${settled}, settled_at = ${tx.now()} where id = ${deliveryId}`)

export const postpone = (tx: Tx, deliveryId: string, until: Date) =>
  tx.query(sql`update webhook_delivery set due_at = ${until} where id = ${deliveryId} and settled is null`)

/** Whether anything arrived at the endpoint since a moment. */
export const arrivedSince = async (scope: Scope, webhookId: string, since: Date) =>
  (
    await scope.query(sql`
      select 1 from webhook_delivery where webhook_id = ${webhookId} and settled = 'delivered' and settled_at > ${since} limit 1`)
  ).length > 0

export type DeliveryRow = {
  id: string
  event: string
  state: DeliveryState
  attempts: Attempt[]
  nextAt: Date | null
  createdAt: Date
  body: string
}

/** Deliveries of an endpoint, the newest first. */
export const listDeliveries = (
  scope: Scope,
  filter: { webhookId: string; state?: DeliveryState; before?: string; limit: number },
) =>
  scope.query<DeliveryRow>(sql`
    select d.id, d.event_name as event, coalesce(d.settled, 'waiting') as state, d.due_at as "nextAt",
      d.created_at as "createdAt", d.body,
      coalesce((select json_agg(json_build_object('number', a.number, 'at', a.at, 'milliseconds', a.milliseconds,
        'status', a.status, 'reason', a.reason, 'detail', a.detail, 'answer', a.answer) order by a.number)
        from webhook_attempt a where a.delivery_id = d.id), '[]') as attempts
    from webhook_delivery d join webhook w on w.id = d.webhook_id
    where w.organization_id = ${scope.organizationId} and d.webhook_id = ${filter.webhookId}
      ${filter.state ? sql`and coalesce(d.settled, 'waiting') = ${filter.state}` : sql``}
      ${filter.before ? sql`and d.id < ${filter.before}` : sql``}
    order by d.id desc limit ${filter.limit}`)

/** What arrived and is older than the log is kept for, is forgotten. */
export const forgetDelivered = (runner: Runner, before: Date) =>
  runner.query(sql`delete from webhook_delivery where settled = 'delivered' and settled_at < ${before}`)

/** What was recorded since a moment, the newest first. */
export const eventsSince = async (scope: Scope, since: Date, limit: number): Promise<OutboxEvent[]> =>
  (
    await scope.query<Row>(sql`
      select ${columns} from outbox where organization_id = ${scope.organizationId} and at >= ${since}
      order by outbox.id desc limit ${limit}`)
  ).map(asEvent)
