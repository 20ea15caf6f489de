import { coded } from "../../platform/http/errors.ts"
import { badInput } from "../../platform/http/kit.ts"
import { mustBeAllowed, type Scope } from "../../platform/scope.ts"
import { FeedbackPost } from "./contract.ts"
import { type Intake, receiveBatch, receiveFeedback } from "./verbs.ts"

/**
 * A short way in for `POST /feedback` with an API key, which systems call thousands of times a second: the same checks
 * and verbs as the route, without finding the route among all others and without building headers and streams that
 * nobody reads (0.2 ms of 0.45 ms a request). It takes only what is plainly such a request; all else goes the usual way.
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
  const headers = { ...options.headers, "content-type": "application/json" }
  const answered = (status: number, body: object) => new Response(JSON.stringify(body), { status, headers })

  async function receive(request: Request, key: string): Promise<Response> {
    try {
      const scope = await options.scopeOfKey(key)
      mustBeAllowed(scope, "feedback.write")
      const given = FeedbackPost.safeParse(parsed(await request.text()))
      if (!given.success) throw badInput(given.error.issues)
      if ("items" in given.data) return answered(200, await receiveBatch(scope, options.intake, given.data))
      const [outcome] = await receiveFeedback(scope, options.intake, [given.data])
      return answered(201, outcome!)
    } catch (error) {
      return options.refuse(error)
    }
  }

  return {
    /** The answer, or undefined if this request has to go the usual way. */
    enter(request: Request, sent: SentHeaders | undefined): Promise<Response> | undefined {
      if (sent === undefined || request.method !== "POST" || !request.url.endsWith(options.path)) return
      const { authorization, "content-type": type, "content-length": length } = sent
      if (!authorization?.startsWith("Bearer ") || type !== "application/json") return
      if (sent["transfer-encoding"] !== undefined || !(Number(length) <= options.limit)) return
      if (new URL(request.url).pathname !== options.path) return
      return receive(request, authorization.slice(7).trim())
    },
  }
}

/** Headers as Node has read them from the socket. */
export type SentHeaders = Readonly<Record<string, string | string[] | undefined>> & {
  readonly authorization?: string | undefined
  readonly "content-type"?: string | undefined
  readonly "content-length"?: string | undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw coded("request.malformed", { detail: "Malformed JSON in request body" })
  }
}
