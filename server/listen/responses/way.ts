import { parsed, type ShortWay } from "../../platform/http/door.ts"
import { CodedError, coded, notFound } from "../../platform/http/errors.ts"
import { badInput } from "../../platform/http/kit.ts"
import { createRateLimit } from "../../platform/http/rate-limit.ts"
import type { createSender } from "../../platform/http/sender.ts"
import { isId } from "../../platform/ids.ts"
import { ResponseInput, type Taken } from "./contract.ts"
import type { Responding } from "./verbs.ts"

/** Any site may ask and send, without cookies or anything else that tells who somebody is. */
export const openToAll: Readonly<Record<string, string>> = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, PUT, POST, OPTIONS",
  "access-control-allow-headers": "content-type",
  "access-control-max-age": "86400",
  "cross-origin-resource-policy": "cross-origin",
}

export const largestResponse = 512 * 1024

/** Keeps one sender from using up the server; whole offices and halls full of kiosks share one address. */
export function createThrottle() {
  const bySender = createRateLimit({ burst: 600, perSecond: 20 })
  const byLink = createRateLimit({ burst: 200_000, perSecond: 2_000 })
  return (sender: string, key: string) => {
    const seconds = Math.max(bySender.take(sender), byLink.take(key))
    if (seconds > 0) throw new CodedError(coded("request.too_many").fault, [], { "retry-after": String(seconds) })
  }
}
export type Throttle = ReturnType<typeof createThrottle>

/** The short way in for `PUT /ask/{key}/responses/{id}`, which all respondents take after each of their answers. */
export function respondingWay(options: {
  responding: Responding
  throttle: Throttle
  sender: ReturnType<typeof createSender>
}): ShortWay {
  async function take(key: string, id: string, body: string) {
    return { status: 200, body: await takeResponse(options.responding, key, id, parsed(body)) }
  }

  return {
    limit: largestResponse,
    headers: openToAll,
    takes({ method, url, headers, socket }) {
      if (method !== "PUT") return undefined
      const [, key, id] = pathForm.exec(url ?? "") ?? []
      if (key === undefined || id === undefined) return undefined
      const forwarded = headers["x-forwarded-for"]
      const sender = options.sender(socket.remoteAddress ?? "", Array.isArray(forwarded) ? forwarded.join() : forwarded)
      return async (body) => {
        options.throttle(sender, key)
        return take(key, id, body)
      }
    },
  }
}

const pathForm = /^\/api\/v1\/ask\/([\w-]{1,100})\/responses\/([\w-]{1,100})$/

/** Checks and keeps what was sent. Throws as `take` does, and 422 for what is no response at all. */
export async function takeResponse(responding: Responding, key: string, id: string, given: unknown): Promise<Taken> {
  if (!isId(id)) throw notFound("response")
  const result = ResponseInput.safeParse(given)
  if (!result.success) throw badInput(result.error.issues)
  return responding.take(key, id, result.data)
}
