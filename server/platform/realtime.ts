import pg from "pg"
import type { Log } from "./log.ts"
import { eventsAfter, type OutboxEvent, outboxChannel, outboxEnd, type Position } from "./outbox.ts"
import { type Database, sql } from "./postgres.ts"

/** A message that is worth nothing later and so is not kept: "the numbers moved", "somebody is here". */
export type Passing = {
  name:
    | "counted"
    | "events.counted"
    | "results.counted"
    | "audience.counted"
    | "problem.counted"
    | "mailbox.counted"
    | "feed.counted"
    | "ask.answered"
    | "presence"
    | "progress"
  record?: string
  payload?: Record<string, unknown>
}
export type Heard =
  | { kind: "event"; event: OutboxEvent }
  | { kind: "passing"; organizationId: string; message: Passing }
  /** The line to PostgreSQL was broken and stands again: passing messages may have been missed. */
  | { kind: "again" }

export type Realtime = {
  /** Hears everything committed from now on, of every organization, in order; the caller filters. */
  subscribe(listener: (heard: Heard) => void): () => void
  /** Calls `wake` when the outbox has something new (and every second, should a notification be lost). */
  onNews(wake: () => void): () => void
  /** Tells every process something that is not kept. */
  tell(organizationId: string, message: Passing): Promise<void>
  stop(): Promise<void>
}

/** Looks at the outbox are at least so far apart, in ms. */
const restMs = 20
const passingChannel = "rapport_passing"

/**
 * One connection of this process listens for news in the outbox and hands it to everybody here: the event streams of
 * browsers, the durable readers, the caches. Notifications only say "look"; what is new is always read from the table.
 */
export async function startRealtime(database: Database, url: string, log: Log): Promise<Realtime> {
  const listeners = new Set<(heard: Heard) => void>()
  const wakers = new Set<() => void>()
  let position: Position = await outboxEnd(database)
  let stopped = false
  let connection: pg.Client | undefined
  let reading: Promise<void> | undefined
  let again = false
  let stoodBefore = false

  function look() {
    for (const wake of wakers) wake()
    if (reading) again = true
    else reading = readNews().finally(rest)
  }

  // What is committed meanwhile is read together: with hundreds of commits a second, looking at each would cost more than all else.
  function rest() {
    setTimeout(() => {
      reading = undefined
      if (!again || stopped) return
      again = false
      look()
    }, restMs)
  }

  async function readNews() {
    try {
      for (;;) {
        const events = await eventsAfter(database, position)
        for (const event of events) {
          position = { tx: event.tx, id: event.id }
          say({ kind: "event", event })
        }
        if (events.length < 500) return
      }
    } catch (error) {
      if (!stopped) log.warn("the outbox cannot be read just now", { error })
    }
  }

  function say(heard: Heard) {
    for (const listener of listeners) listener(heard)
  }

  async function listen() {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, keepAlive: true })
    client.on("notification", ({ channel, payload }) => {
      if (channel === outboxChannel) look()
      else if (payload)
        say({ kind: "passing", ...(JSON.parse(payload) as { organizationId: string; message: Passing }) })
    })
    client.on("error", () => {})
    // Comes after every end of a line, also of one that never stood.
    client.on("end", () => {
      if (!stopped) setTimeout(() => void listen().catch(() => {}), 1_000).unref()
    })
    await client.connect()
    if (stopped) return client.end()
    connection = client
    await client.query(`listen ${outboxChannel}`)
    await client.query(`listen ${passingChannel}`)
    if (stoodBefore) say({ kind: "again" })
    stoodBefore = true
    look()
  }

  await listen()
  const ticking = setInterval(look, 1_000)
  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onNews(wake) {
      wakers.add(wake)
      return () => wakers.delete(wake)
    },
    async tell(organizationId, message) {
      await database.query(sql`select pg_notify(${passingChannel}, ${JSON.stringify({ organizationId, message })})`)
    },
    async stop() {
      stopped = true
      clearInterval(ticking)
      await reading
      await connection?.end().catch(() => {})
    },
  }
}
