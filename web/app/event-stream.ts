import { apiUrl } from "../api/client.ts"
import type { LiveEvent } from "../api/contract.ts"

export type StreamState = "connecting" | "live" | "waiting"
export type StreamMessage = { id: string | null; event: string; data: string }
type Handlers = { onEvent: (event: LiveEvent) => void; onState: (state: StreamState) => void; onGap: () => void }

/**
 * Follows an organization's events over server-sent events. Reconnects by itself (0.5 s doubling to 15 s) and resumes
 * after the last event seen; when the server cannot resume from there it says `reset`, and `onGap` is called.
 * Reads with fetch, not EventSource, because every event has its own name and names are not known in advance.
 */
export function followEvents(organization: string, handlers: Handlers): () => void {
  const stopped = new AbortController()
  void follow(organization, handlers, stopped.signal)
  return () => stopped.abort()
}

async function follow(organization: string, handlers: Handlers, stopped: AbortSignal): Promise<void> {
  let lastId: string | null = null
  let failures = 0
  let first = true
  while (!stopped.aborted) {
    handlers.onState(failures === 0 ? "connecting" : "waiting")
    try {
      const headers: Record<string, string> = { Accept: "text/event-stream" }
      if (lastId) headers["Last-Event-ID"] = lastId
      const response = await fetch(apiUrl("/stream", { organization }), { headers, signal: stopped, cache: "no-store" })
      if (!response.ok || !response.body) throw new Error(`stream answered ${response.status}`)
      // Without an event id there is nothing to resume from, so what happened meanwhile must be fetched again.
      if (!first && !lastId) handlers.onGap()
      first = false
      failures = 0
      handlers.onState("live")
      const parser = streamParser()
      for await (const text of decoded(response.body)) {
        for (const message of parser(text)) {
          if (message.id) lastId = message.id
          if (message.event === "reset") handlers.onGap()
          else deliver(message, handlers)
        }
      }
    } catch {
      // A broken connection is ordinary: the loop below waits and tries again.
    }
    if (stopped.aborted) return
    handlers.onState("waiting")
    await pause(Math.min(15_000, 500 * 2 ** failures++) * (0.75 + Math.random() / 2), stopped)
  }
}

async function* decoded(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield decoder.decode(value, { stream: true })
  }
}

/** Splits a server-sent event stream, fed in pieces of any size, into messages (WHATWG HTML, section 9.2). */
export function streamParser(): (piece: string) => StreamMessage[] {
  let rest = ""
  return (piece) => {
    rest += piece
    const messages: StreamMessage[] = []
    for (;;) {
      const end = /\r\n\r\n|\n\n|\r\r/.exec(rest)
      if (!end) return messages
      const message = parseMessage(rest.slice(0, end.index))
      rest = rest.slice(end.index + end[0].length)
      if (message) messages.push(message)
    }
  }
}

function parseMessage(block: string): StreamMessage | null {
  const message: StreamMessage = { id: null, event: "message", data: "" }
  const data: string[] = []
  for (const line of block.split(/\r\n|\n|\r/)) {
    if (line.startsWith(":")) continue
    const colon = line.indexOf(":")
    const name = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "")
    if (name === "data") data.push(value)
    else if (name === "event") message.event = value
    else if (name === "id" && !value.includes("\0")) message.id = value
  }
  message.data = data.join("\n")
  return data.length > 0 || message.event !== "message" ? message : null
}

function deliver(message: StreamMessage, handlers: Handlers): void {
  const parsed = asObject(message.data)
  const name = typeof parsed.name === "string" ? parsed.name : message.event
  if (name === "message" || name === "ready" || name === "ping") return
  handlers.onEvent({
    id: message.id,
    name,
    record: typeof parsed.record === "string" ? parsed.record : null,
    at: typeof parsed.at === "string" ? parsed.at : null,
    actor: (parsed.actor as LiveEvent["actor"]) ?? null,
    payload:
      typeof parsed.payload === "object" && parsed.payload !== null
        ? (parsed.payload as Record<string, unknown>)
        : parsed,
  })
}

function asObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function pause(ms: number, stopped: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    stopped.addEventListener("abort", () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
