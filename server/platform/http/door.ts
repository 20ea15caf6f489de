import type { IncomingMessage, ServerResponse } from "node:http"
import { coded } from "./errors.ts"

/**
 * A short way in for one operation that is called thousands of times a second: the same checks and verbs as its route,
 * from the socket and back to it, without the objects of the web (request, headers, streams) and without finding the
 * route among all others, which together cost more than all the rest. It takes only what is plainly such a request.
 */
export type ShortWay = {
  /** What answers this request; undefined sends it the usual way. */
  takes(incoming: IncomingMessage): ((body: string) => Promise<{ status: number; body: object }>) | undefined
  /** Largest body in bytes. */
  limit: number
  headers?: Readonly<Record<string, string>>
}

export function createDoor(options: {
  ways: readonly ShortWay[]
  /** The answer for whatever is thrown. */
  refuse(error: unknown): Response
  /** Headers of every answer. */
  headers: Readonly<Record<string, string>>
}) {
  const ways = options.ways.map((way) => ({
    ...way,
    heads: Object.entries({ ...options.headers, ...way.headers, "content-type": "application/json" }).flat(),
  }))

  async function reply(
    work: Promise<{ status: number; body: object }>,
    way: (typeof ways)[number],
    outgoing: ServerResponse,
  ) {
    try {
      const { status, body } = await work
      const text = JSON.stringify(body)
      outgoing.writeHead(status, [...way.heads, "content-length", String(Buffer.byteLength(text))]).end(text)
    } catch (error) {
      const refusal = options.refuse(error)
      const headers = { ...Object.fromEntries(refusal.headers), ...way.headers }
      outgoing.writeHead(refusal.status, headers).end(await refusal.text())
    }
  }

  return {
    /** True if it answers the request; false if that has to go the usual way. */
    enter(incoming: IncomingMessage, outgoing: ServerResponse): boolean {
      const { "content-type": type, "content-length": length } = incoming.headers
      if (type !== "application/json" || incoming.headers["transfer-encoding"] !== undefined) return false
      for (const way of ways) {
        if (!(Number(length) <= way.limit)) continue
        const work = way.takes(incoming)
        if (!work) continue
        const pieces: Buffer[] = []
        incoming.on("data", (piece: Buffer) => pieces.push(piece))
        // A sender that goes away before the end of its request gets no answer, and nothing is stored.
        incoming.on("end", () => void reply(work(textOf(pieces)), way, outgoing))
        return true
      }
      return false
    },
  }
}

/** The body of a request as what it says. Throws `request.malformed`. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw coded("request.malformed", { detail: "Malformed JSON in request body" })
  }
}

const textOf = (pieces: Buffer[]) =>
  (pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)).toString("utf8").replace(/^\uFEFF/, "")
