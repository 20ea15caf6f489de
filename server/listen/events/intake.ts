import { isbot } from "isbot"
import { createGroupCommit } from "../../platform/group-commit.ts"
import { coded } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { newsTeller } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import { mintSystemScope, type Stores } from "../../platform/scope.ts"
import { noId } from "../interactions/public.ts"
import { resolveVisitors, type Visitor } from "../people/public.ts"
import type { EventSource } from "./event-source.ts"
import type { Identification } from "./identification.ts"
import { type Arrival, type EventFact, isObject, momentOf, type Refused, readMessage } from "./message.ts"
import { createSeen } from "./seen.ts"
import { insertFacts, insertRefusals, recentIds, rowOf } from "./store.ts"

export type Taken = { accepted: number; duplicates: number; refused: (Refused & { index: number })[] }
export type EventIntake = ReturnType<typeof createEventIntake>

const largestMessage = 32 * 1024

/**
 * Where product events come in. Events that arrive at the same moment, from any number of requests, are written to
 * ClickHouse in one block, and a request is answered when its block is durable. A message that was seen before changes
 * nothing; what identify, group and alias say of people is kept in PostgreSQL and worked in by the digest.
 */
export function createEventIntake(stores: Stores, moved: (organizationId: string) => void) {
  const seen = createSeen()
  /** Ids on their way to the disk: who sends one of them again waits for the same write. */
  const underWay = new Map<string, Promise<unknown>>()
  const people = createPeopleMemory(stores)
  const tellNews = newsTeller(stores.database)
  const bots = new Map<string, boolean>()
  let remembering: Promise<void> | undefined

  const facts = createGroupCommit<string, true>({
    lanes: 2,
    maxItems: 20_000,
    async write(rows) {
      await insertFacts(stores, rows)
      return rows.map(() => true as const)
    },
    mayBeOfOneItem: () => false,
  })
  const sayings = createGroupCommit<Saying, true>({
    lanes: 1,
    maxItems: 500,
    async write(rows) {
      await stores.database.query(sql`
        with given as (
          select * from json_to_recordset(${JSON.stringify(rows)}::json) as x(id uuid, organization_id uuid, entries jsonb, received_at timestamptz)
        ), stored as (
          insert into identification (id, organization_id, entries, received_at)
          select id, organization_id, entries, received_at from given returning id, organization_id
        ), told as (
          insert into outbox (organization_id, name, actor_kind, actor_name, payload)
          select organization_id, 'identification.received', 'system', 'Rapport', jsonb_build_object('ids', jsonb_agg(id)) from stored group by organization_id
        ) select 1`)
      tellNews()
      return rows.map(() => true as const)
    },
  })

  function isBot(agent: string): boolean {
    const known = bots.get(agent)
    if (known !== undefined) return known
    if (bots.size > 5_000) bots.clear()
    const found = isbot(agent)
    bots.set(agent, found)
    return found
  }

  return {
    forgetPeople: people.forget,
    settled: async () => {
      await facts.settled()
      await sayings.settled()
    },
    /** Takes the messages of one request. Resolves when what is good is durable. */
    async take(
      source: EventSource,
      given: readonly unknown[],
      about: { sentAt: unknown; userAgent: string; type?: string; sizes?: readonly number[] },
    ): Promise<Taken> {
      remembering ??= recentIds(stores).then((ids) => ids.forEach(seen.add))
      await remembering.catch(() => {
        remembering = undefined
        throw coded("analytics.unavailable")
      })
      const arrival: Arrival = {
        organizationId: source.organizationId,
        receivedAt: stores.now().getTime(),
        sentAt: momentOf(about.sentAt),
        defaults: { channel: source.channel, product: source.product },
        userAgent: about.userAgent,
        isBot,
      }
      const good: EventFact[] = []
      const refused: Taken["refused"] = []
      const waits: Promise<unknown>[] = []
      const mine = new Set<string>()
      let duplicates = 0
      for (let index = 0; index < given.length; index++) {
        const message = given[index]
        const size = about.sizes?.[index] ?? 0
        const read: EventFact | Refused =
          size > largestMessage
            ? { reason: "too_large", detail: `${size} bytes` }
            : readMessage(message, arrival, about.type)
        if ("reason" in read) {
          refused.push({ ...read, index })
          continue
        }
        const pending = underWay.get(read.id)
        if (pending) waits.push(pending)
        if (pending || mine.has(read.id) || seen.has(read.id)) duplicates++
        else {
          mine.add(read.id)
          good.push(read)
        }
      }
      const writing = write(source, good, arrival.receivedAt)
      for (const id of mine) underWay.set(id, writing)
      try {
        await Promise.all([writing, ...waits, insertRefusals(stores, source, given, refused, arrival.receivedAt)])
        for (const id of mine) seen.add(id)
      } finally {
        for (const id of mine) underWay.delete(id)
      }
      if (good.length > 0 || refused.length > 0) moved(source.organizationId)
      return { accepted: good.length, duplicates, refused }
    },
  }

  async function write(source: EventSource, good: readonly EventFact[], receivedAt: number) {
    if (good.length === 0) return
    const ids = await people.of(source.organizationId, good)
    const received = stampOf(receivedAt)
    const rows = good.map((fact, index) => rowOf(source, fact, ids[index] ?? noId, received))
    const entries = good.flatMap((fact, index) => identificationsOf(fact, ids[index]!))
    const { organizationId: organization_id } = source
    const saying = { id: newId(), organization_id, entries, received_at: new Date(receivedAt).toISOString() }
    try {
      await Promise.all([facts.add(rows), entries.length > 0 && sayings.add([saying])])
    } catch (error) {
      // The sender will say it again, and then it is news.
      for (const entry of entries) people.unsay(entry)
      throw error
    }
  }

  function identificationsOf(fact: EventFact, personId: string): Identification[] {
    if (!fact.said) return []
    const { traits, previousId } = fact.said
    const { userId, anonymousId, groupId, kind } = fact
    const entry = { kind, personId, userId, anonymousId, groupId, traits, ...(previousId ? { previousId } : {}) }
    return people.isNew(entry) ? [entry as Identification] : []
  }
}

type Saying = { id: string; organization_id: string; entries: Identification[]; received_at: string }

export const stampOf = (ms: number) => new Date(ms).toISOString().replace("T", " ").slice(0, 23)

/** Remembers whom ids lead to, and what was last said of somebody, so that only news costs a query. */
function createPeopleMemory(stores: Stores) {
  const known = new Map<string, string>()
  const said = new Map<string, string>()
  const most = 300_000

  return {
    forget() {
      known.clear()
      said.clear()
    },
    /** False for an identify that says again what the last one of that person said. */
    isNew(entry: { kind: string; personId: string; groupId: string; traits: object }): boolean {
      if (entry.kind === "alias") return true
      const key = keyOf(entry)
      const words = JSON.stringify(entry.traits)
      if (said.get(key) === words) return false
      if (said.size > most) said.clear()
      // Long traits are not worth their memory.
      if (words.length < 400) said.set(key, words)
      return true
    },
    unsay: (entry: { personId: string; groupId: string }) => said.delete(keyOf(entry)),
    async of(organizationId: string, visitors: readonly Visitor[]): Promise<string[]> {
      const keys = visitors.map((one) => `${organizationId}\n${one.userId}\n${one.anonymousId}`)
      const missing = new Map<string, Visitor>()
      const found = keys.map((key, index) => {
        const id = known.get(key)
        if (id === undefined) missing.set(key, visitors[index]!)
        return id
      })
      if (missing.size === 0) return found as string[]
      const scope = mintSystemScope(stores, organizationId, "Events")
      const asked = [...missing.entries()]
      const ids = await resolveVisitors(
        scope,
        asked.map(([, one]) => ({ userId: one.userId, anonymousId: one.anonymousId })),
      )
      if (known.size > most) known.clear()
      const now = new Map(asked.map(([key], index) => [key, ids[index]!]))
      for (const [key, id] of now) known.set(key, id)
      return found.map((id, index) => id ?? now.get(keys[index]!)!)
    },
  }
}

const keyOf = ({ personId, groupId }: { personId: string; groupId: string }) => `${personId} ${groupId}`

/** How large each message of a batch is, roughly: exact where one could be too large. */
export function sizesOf(messages: readonly unknown[], bodyBytes: number): number[] | undefined {
  if (bodyBytes <= largestMessage) return undefined
  return messages.map((one) => (isObject(one) && isLong(one) ? Buffer.byteLength(JSON.stringify(one)) : 0))
}

// A message of few short fields cannot be too large; writing each out again would cost as much as reading it did.
function isLong(message: Record<string, unknown>, depth = 0): boolean {
  let size = 0
  for (const key in message) {
    const value = message[key]
    size += key.length + 8
    if (typeof value === "string") size += value.length
    else if (typeof value === "object" && value !== null) {
      if (Array.isArray(value) || depth > 2) {
        if (JSON.stringify(value).length > 4_000) return true
      } else if (isLong(value as Record<string, unknown>, depth + 1)) return true
      size += 500
    }
    if (size > 4_000) return true
  }
  return false
}
