import type { IncomingMessage, ServerResponse } from "node:http"
import { coded } from "../../platform/http/errors.ts"
import { badInput } from "../../platform/http/kit.ts"
import type { z } from "../../platform/schema.ts"
import { mustBeAllowed, type Scope } from "../../platform/scope.ts"
import { FeedbackBatch, FeedbackInput } from "./contract.ts"
import { type Intake, receiveBatch, receiveFeedback } from "./verbs.ts"

/**
 * A short way in for `POST /feedback` with an API key, which systems call thousands of times a second: the same checks
 * and verbs as the route, from the socket and back to it, without the objects of the web (request, headers, streams)
 * and without finding the route among all others, which together cost more than all the rest. It takes only what is
 * plainly such a request; all else goes the usual way.
 */
export function createDoor(options: {
  intake: Intake
  path: string
  /** Largest body in bytes. */
  limit: number
  scopeOfKey(key: string): Promise<Scope>
  /** The answer for whatever is thrown. */
  refuse(error: unknown): Response
  /** Headers of every answer. */
  headers: Readonly<Record<string, string>>
}) {
  const headers = Object.entries({ ...options.headers, "content-type": "application/json" }).flat()

  async function receive(body: string, key: string, outgoing: ServerResponse) {
    try {
      const scope = await options.scopeOfKey(key)
      mustBeAllowed(scope, "feedback.write")
      const given = parsed(body)
      if (isBatch(given))
        answer(outgoing, 200, await receiveBatch(scope, options.intake, checked(FeedbackBatch, given)))
      else {
        const [outcome] = await receiveFeedback(scope, options.intake, [checked(FeedbackInput, given)])
        answer(outgoing, 201, outcome!)
      }
    } catch (error) {
      const refusal = options.refuse(error)
      outgoing.writeHead(refusal.status, Object.fromEntries(refusal.headers)).end(await refusal.text())
    }
  }

  function answer(outgoing: ServerResponse, status: number, body: object) {
    const text = JSON.stringify(body)
    outgoing.writeHead(status, [...headers, "content-length", String(Buffer.byteLength(text))]).end(text)
  }

  return {
    /** True if it answers the request; false if that has to go the usual way. */
    enter(incoming: IncomingMessage, outgoing: ServerResponse): boolean {
      if (incoming.method !== "POST" || incoming.url !== options.path) return false
      const { authorization, "content-type": type, "content-length": length } = incoming.headers
      if (!authorization?.startsWith("Bearer ") || type !== "application/json") return false
      if (incoming.headers["transfer-encoding"] !== undefined || !(Number(length) <= options.limit)) return false
      const pieces: Buffer[] = []
      incoming.on("data", (piece: Buffer) => pieces.push(piece))
      // A sender that goes away before the end of its request gets no answer, and nothing is stored.
      incoming.on("end", () => void receive(textOf(pieces), authorization.slice(7).trim(), outgoing))
      return true
    },
  }
}

const textOf = (pieces: Buffer[]) =>
  (pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)).toString("utf8").replace(/^\uFEFF/, "")

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw coded("request.malformed", { detail: "Malformed JSON in request body" })
  }
}

// As `FeedbackPost` tells them apart.
const isBatch = (given: unknown) => typeof given === "object" && given !== null && "items" in given

function checked<Schema extends typeof FeedbackBatch | typeof FeedbackInput>(schema: Schema, given: unknown) {
  const result = schema.safeParse(given)
  if (!result.success) throw badInput(result.error.issues)
  return result.data as z.output<Schema>
}
