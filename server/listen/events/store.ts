import { Readable } from "node:stream"
import { coded } from "../../platform/http/errors.ts"
import type { Scope, Stores } from "../../platform/scope.ts"
import { noId, type Query, whereOf } from "../interactions/public.ts"
import type { EventSource } from "./event-source.ts"
import type { EventFact, Refused } from "./message.ts"

// The columns an event fills; the others have the defaults of their types.
const columns =
  "organization_id, fact, occurred_at, id, kind, name, source, channel, touchpoint, product, component, version, batch, region, business_unit, journey_step, account, person_id, value, language, attributes, received_at"

/** An event as a line of JSONCompactEachRow in the order of `columns`. */
export function rowOf(source: EventSource, fact: EventFact, personId: string, received: string): string {
  const { columns: of } = fact
  return JSON.stringify([
    source.organizationId,
    "event",
    Math.round(fact.occurredAt),
    fact.id,
    fact.kind,
    fact.name,
    source.name,
    of.channel,
    of.touchpoint,
    of.product,
    fact.component,
    of.version,
    of.batch,
    of.region,
    of.businessUnit,
    of.journeyStep,
    fact.groupId,
    personId,
    fact.value,
    fact.language,
    fact.attributes,
    received,
  ])
}

export async function insertFacts({ clickhouse }: Pick<Scope, "clickhouse">, rows: readonly string[]): Promise<void> {
  await clickhouse.client
    .exec({
      query: `insert into interaction (${columns}) format JSONCompactEachRow`,
      values: Readable.from([Buffer.from(rows.join("\n"))], { objectMode: false }),
      clickhouse_settings: { date_time_input_format: "basic", wait_end_of_query: 1 },
    })
    .then(({ stream }) => drained(stream))
}

async function drained(stream: AsyncIterable<unknown>) {
  for await (const _ of stream) {
    // An answer that is not read keeps its connection.
  }
}

/** The ids of the last messages of a day, oldest first: what a start must know to recognise what is sent again. */
export async function recentIds({ clickhouse, now }: Pick<Stores, "clickhouse" | "now">): Promise<string[]> {
  const rows = await clickhouse.rows<{ id: string }>(
    `select id from interaction where fact = 'event' and received_at > parseDateTime64BestEffort({since:String}, 3, 'UTC')
     order by received_at desc limit 500000`,
    { since: new Date(now().getTime() - 86_400_000).toISOString() },
  )
  return rows.map((row) => row.id).reverse()
}

const keepsNoMessage = new Set(["bot", "no_consent"])

export async function insertRefusals(
  { clickhouse }: Pick<Scope, "clickhouse">,
  source: EventSource,
  given: readonly unknown[],
  refused: readonly (Refused & { index: number })[],
  at: number,
): Promise<void> {
  if (refused.length === 0) return
  await clickhouse.insert(
    "event_refusal",
    refused.map(({ reason, detail, index }) => {
      const message = given[index] as { type?: unknown; event?: unknown } | undefined
      return {
        organization_id: source.organizationId,
        at: new Date(at).toISOString(),
        write_key_id: source.keyId,
        reason,
        kind: String(message?.type ?? "").slice(0, 20),
        name: typeof message?.event === "string" ? message.event.slice(0, 200) : "",
        detail: detail.slice(0, 300),
        message: keepsNoMessage.has(reason) ? "" : (JSON.stringify(message) ?? "").slice(0, 2_000),
      }
    }),
  )
}

export type EventRow = {
  id: string
  kind: string
  name: string
  occurredAt: string
  receivedAt: string
  source: string
  channel: string
  product: string
  component: string[]
  version: string
  personId: string | null
  attributes: Record<string, string>
}

const eventColumns = `id, kind, name, formatDateTime(occurred_at, '%Y-%m-%dT%H:%i:%S.000Z', 'UTC') as occurredAt,
  formatDateTime(received_at, '%Y-%m-%dT%H:%i:%S.000Z', 'UTC') as receivedAt, source, channel, product, component, version,
  if(person_id = toUUID('${noId}'), null, person_id) as personId, attributes`

/** Product events of a query, the newest first. `next` is where the following page begins. */
export async function findEvents(
  scope: Scope,
  query: Query & { name?: string | undefined; kind?: string | undefined },
  page: { limit: number; cursor?: string | undefined },
): Promise<{ items: EventRow[]; next: string | null }> {
  const where = eventsWhere(scope, query)
  const after = page.cursor === undefined ? undefined : readCursor(page.cursor)
  const rows = await scope.clickhouse.rows<EventRow & { stamp: string }>(
    `select ${eventColumns}, toString(occurred_at) as stamp from interaction where ${where.text}
     ${after ? "and occurred_at <= {ct:DateTime64(3, 'UTC')} and (occurred_at, id) < ({ct:DateTime64(3, 'UTC')}, {ci:UUID})" : ""}
     order by occurred_at desc, id desc limit {limit:UInt32}`,
    { ...where.values, limit: page.limit + 1, ...(after ? { ct: after[0], ci: after[1] } : {}) },
  )
  const shown = rows.slice(0, page.limit)
  const last = shown.at(-1)
  return {
    items: shown.map(({ stamp: _, ...row }) => row),
    next:
      rows.length > page.limit && last
        ? Buffer.from(JSON.stringify([last.stamp, last.id])).toString("base64url")
        : null,
  }
}

function eventsWhere(scope: Scope, query: Query & { name?: string | undefined; kind?: string | undefined }) {
  const where = whereOf(scope.organizationId, query)
  const parts = [where.text, "fact = 'event'", "metric = ''"]
  if (query.name) parts.push("name = {en:String}")
  if (query.kind) parts.push("kind = {ek:String}")
  return { text: parts.join(" and "), values: { ...where.values, en: query.name, ek: query.kind } }
}

/** What events there are, the most frequent first: with how many people and when last seen. */
export async function eventNames(scope: Scope, query: Query & { search?: string | undefined }, limit: number) {
  const where = eventsWhere(scope, query)
  return scope.clickhouse.rows<{ name: string; kind: string; events: number; people: number; lastAt: string }>(
    `select name, kind, count() as events, uniq(person_id) as people,
       formatDateTime(max(occurred_at), '%Y-%m-%dT%H:%i:%S.000Z', 'UTC') as lastAt
     from interaction where ${where.text} and kind not in ('identify', 'group', 'alias')
       ${query.search ? "and positionCaseInsensitiveUTF8(name, {search:String}) > 0" : ""}
     group by name, kind order by events desc, name limit {limit:UInt32}`,
    { ...where.values, search: query.search, limit },
  )
}

/** The properties that events of a name carry, with their most frequent values: what a step of a task can ask for. */
export async function eventProperties(scope: Scope, name: string) {
  return scope.clickhouse.rows<{ property: string; values: string[]; events: number }>(
    `select property, topK(20)(value) as values, count() as events from (
       select attributes from interaction where organization_id = {o:UUID} and fact = 'event' and metric = '' and name = {n:String}
       order by occurred_at desc limit 20000)
     array join mapKeys(attributes) as property, mapValues(attributes) as value
     group by property order by events desc, property limit 60`,
    { o: scope.organizationId, n: name },
  )
}

export type RefusalRow = {
  at: string
  keyId: string
  reason: string
  kind: string
  name: string
  detail: string
  message: string
}

export async function findRefusals(scope: Scope, { reason, limit }: { reason?: string | undefined; limit: number }) {
  const values = { o: scope.organizationId, r: reason, limit }
  const [items, counts] = await Promise.all([
    scope.clickhouse.rows<RefusalRow>(
      `select formatDateTime(at, '%Y-%m-%dT%H:%i:%S.000Z', 'UTC') as at, write_key_id as keyId, reason, kind, name, detail, message
       from event_refusal where organization_id = {o:UUID} ${reason ? "and reason = {r:String}" : ""}
       order by event_refusal.at desc limit {limit:UInt32}`,
      values,
    ),
    scope.clickhouse.rows<{ reason: string; count: number }>(
      `select reason, count() as count from event_refusal where organization_id = {o:UUID} group by reason order by count desc`,
      values,
    ),
  ])
  return { items, counts }
}

/** How many came in lately, and how many were refused, by write key. */
export async function trafficOf(scope: Scope, since: Date) {
  const values = { o: scope.organizationId, s: since.toISOString() }
  const [bySource, refused] = await Promise.all([
    scope.clickhouse.rows<{ source: string; count: number; lastAt: string }>(
      `select source, count() as count, formatDateTime(max(received_at), '%Y-%m-%dT%H:%i:%S.000Z', 'UTC') as lastAt from interaction
       where organization_id = {o:UUID} and fact = 'event' and received_at >= parseDateTime64BestEffort({s:String}, 3, 'UTC') group by source`,
      values,
    ),
    scope.clickhouse.rows<{ key: string; count: number }>(
      `select write_key_id as key, count() as count from event_refusal
       where organization_id = {o:UUID} and at >= parseDateTime64BestEffort({s:String}, 3, 'UTC') group by key`,
      values,
    ),
  ])
  return { bySource, refused }
}

/**
 * Takes out what was stored twice because two processes were given the same message: of each id the one that came first
 * stays. What one process is given twice it recognises itself.
 */
export async function removeRepeats(
  { clickhouse }: Pick<Scope, "clickhouse">,
  organizationId: string,
  since: Date,
): Promise<number> {
  const values = { o: organizationId, s: since.toISOString(), most: 2_000 }
  const repeated = await clickhouse.rows<{ id: string; first: string }>(
    `select id, toString(min(received_at)) as first from interaction
     where organization_id = {o:UUID} and fact = 'event' and received_at >= parseDateTime64BestEffort({s:String}, 3, 'UTC')
     group by id having count() > 1 limit {most:UInt32} settings max_bytes_before_external_group_by = 500000000`,
    values,
  )
  if (repeated.length === 0) return 0
  await clickhouse.command(
    `delete from interaction where organization_id = {o:UUID} and fact = 'event' and id in ({ids:Array(UUID)})
       and (id, received_at) not in (select arrayJoin(arrayZip({ids:Array(UUID)}, {firsts:Array(DateTime64(3, 'UTC'))})))`,
    { o: organizationId, ids: repeated.map((one) => one.id), firsts: repeated.map((one) => one.first) },
  )
  if (repeated.length < values.most) return repeated.length
  return repeated.length + (await removeRepeats({ clickhouse }, organizationId, since))
}

function readCursor(text: string): [string, string] {
  try {
    const [stamp, id] = JSON.parse(Buffer.from(text, "base64url").toString("utf8")) as [string, string]
    if (/^[\d\-:. ]{19,23}$/.test(stamp) && /^[0-9a-f-]{36}$/.test(id)) return [stamp, id]
  } catch {
    // answered below
  }
  throw coded("cursor.invalid", {}, "cursor")
}
