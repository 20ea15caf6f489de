import { createRoute } from "@hono/zod-openapi"
import { streamSSE } from "hono/streaming"
import { faults, needs, routes } from "./http/kit.ts"
import { eventsAfter, type OutboxEvent, outboxEnd, type Position } from "./outbox.ts"
import type { Heard } from "./realtime.ts"
import { z } from "./schema.ts"
import type { Scope } from "./scope.ts"

/**
 * Everything that changes in the organization, as it changes. Each event has an id; a client that comes back with
 * `Last-Event-ID` gets what it missed first, so that what it knew plus the events equals what it would fetch afresh.
 * Passing messages ("counted": the numbers moved) have no id and are not repeated.
 */
export const streamRoutes = routes().openapi(
  createRoute({
    method: "get",
    path: "/stream",
    tags: ["Live"],
    ...needs("read"),
    summary: "What changes, as it changes (server-sent events)",
    request: {
      query: z.object({ organization: z.string().optional() }),
      headers: z.object({
        "last-event-id": z
          .string()
          .regex(/^\d+-\d+$/)
          .optional(),
      }),
    },
    responses: {
      200: { description: "text/event-stream", content: { "text/event-stream": { schema: z.string() } } },
      ...faults,
    },
  }),
  (c) => {
    const { scope, platform } = c.var
    const { "last-event-id": last } = c.req.valid("header")
    c.header("x-accel-buffering", "no")
    return streamSSE(c, async (stream) => {
      // Subscribe before reading what was missed: what comes in between is in the queue, and known ids are skipped.
      const queue: Heard[] = []
      let wake: (() => void) | undefined
      const unsubscribe = platform.realtime.subscribe((heard) => {
        if (!concerns(heard, scope)) return
        queue.push(heard)
        wake?.()
      })
      stream.onAbort(() => {
        unsubscribe()
        wake?.()
      })
      try {
        let position = last === undefined ? await outboxEnd(scope) : positionOf(last)
        await stream.writeSSE({ event: "ready", id: idOf(position), data: "{}" })
        position = await catchUp(scope, position, (event) => stream.writeSSE(asMessage(event)))
        let beat = Date.now()
        while (!stream.aborted) {
          const heard = queue.shift()
          if (heard?.kind === "event") {
            if (isAfter(heard.event, position)) {
              position = heard.event
              await stream.writeSSE(asMessage(heard.event))
            }
          } else if (heard?.kind === "passing")
            await stream.writeSSE({ event: heard.message.name, data: JSON.stringify(heard.message) })
          else if (heard) await stream.writeSSE({ event: "counted", data: JSON.stringify({ name: "counted" }) })
          else {
            if (Date.now() - beat > 15_000) {
              beat = Date.now()
              await stream.write(": still here\n\n")
            }
            await new Promise<void>((resolve) => {
              wake = resolve
              setTimeout(resolve, 15_000).unref()
            })
          }
        }
      } catch (error) {
        // The database went away while reading what was missed: the stream ends, and the page comes back with the last id it has.
        platform.log.warn("a stream of changes ended early", { error })
      } finally {
        unsubscribe()
      }
    })
  },
)

function concerns(heard: Heard, { organizationId }: Scope): boolean {
  if (heard.kind === "event") return heard.event.organizationId === organizationId
  return heard.kind === "again" || heard.organizationId === organizationId
}

async function catchUp(scope: Scope, from: Position, write: (event: OutboxEvent) => Promise<void>): Promise<Position> {
  let position = from
  for (;;) {
    const events = await eventsAfter(scope, position)
    for (const event of events) {
      position = { tx: event.tx, id: event.id }
      if (event.organizationId === scope.organizationId) await write(event)
    }
    if (events.length < 500) return position
  }
}

const asMessage = (event: OutboxEvent) => ({
  id: idOf(event),
  event: "change",
  data: JSON.stringify({
    id: idOf(event),
    name: event.name,
    record: event.record,
    actor: event.actor,
    at: event.at,
    payload: event.payload,
  }),
})

const idOf = ({ tx, id }: Position) => `${tx}-${id}`
const positionOf = (text: string): Position => {
  const [tx = "0", id = "0"] = text.split("-")
  return { tx, id: Number(id) }
}
const isAfter = (a: Position, b: Position) => BigInt(a.tx) > BigInt(b.tx) || (a.tx === b.tx && a.id > b.id)
