import { promisify } from "node:util"
import { gunzip } from "node:zlib"
import { Hono } from "hono"
import { CodedError, coded, presented } from "../../platform/http/errors.ts"
import type { Env } from "../../platform/http/kit.ts"
import type { EventSource } from "./event-source.ts"
import { type EventIntake, sizesOf } from "./intake.ts"
import { isObject } from "./message.ts"

const largestBatch = 500 * 1024
const largestSingle = 32 * 1024

/** The calls of the Segment spec; the one-letter addresses are those of its browser client. */
const calls: Readonly<Record<string, string | null>> = {
  identify: "identify",
  track: "track",
  page: "page",
  screen: "screen",
  group: "group",
  alias: "alias",
  batch: null,
  import: null,
  i: "identify",
  t: "track",
  p: "page",
  s: "screen",
  g: "group",
  a: "alias",
  b: null,
}

/**
 * The addresses that Segment's clients and our own snippet send to, from any site: no cookies are read, the write key
 * says for whom. Answers are Segment's: `{"success":true}`, and 200 for a batch whatever was in it.
 */
export function eventDoor({
  intake,
  sourceOf,
  refuse,
}: {
  intake: EventIntake
  sourceOf(writeKey: string): Promise<EventSource | undefined>
  refuse(error: unknown): Response
}) {
  const app = new Hono<Env>()
  for (const base of ["/v1", "/api/v1"]) {
    for (const [name, type] of Object.entries(calls)) {
      // The letters are the browser client's; under /api there are only the full names.
      if (base === "/api/v1" && name.length === 1) continue
      app.options(`${base}/${name}`, () => new Response(null, { status: 204, headers: { ...open, ...preflight } }))
      app.post(`${base}/${name}`, (context) => receive(context.req.raw, type))
    }
  }
  // Counts of the browser client about itself: taken and not kept.
  app.options("/v1/m", () => new Response(null, { status: 204, headers: { ...open, ...preflight } }))
  app.post("/v1/m", () => answer(200, { success: true }))
  return app

  async function receive(request: Request, type: string | null): Promise<Response> {
    try {
      const { given, bytes } = await bodyOf(request, type === null ? largestBatch : largestSingle)
      const source = await sourceFor(request, given)
      const messages = type === null ? given.batch : [given]
      if (!Array.isArray(messages)) throw coded("request.malformed", { detail: "there is no batch" })
      const inherited = type === null && isObject(given.context) ? given.context : null
      const taken = await intake.take(source, inherited ? messages.map((one) => inherit(one, inherited)) : messages, {
        sentAt: given.sentAt,
        // A browser speaks for itself; a server's own name says nothing of the people it speaks for.
        userAgent: request.headers.has("origin") ? (request.headers.get("user-agent") ?? "") : "",
        ...(type === null ? {} : { type }),
        ...sized(messages, bytes),
      })
      const bad = taken.refused.filter(({ reason }) => reason !== "bot" && reason !== "no_consent")
      if (type !== null && bad[0])
        return answer(400, { success: false, message: `${bad[0].reason}: ${bad[0].detail}`, reason: bad[0].reason })
      return answer(200, {
        success: true,
        ...(bad.length > 0 ? { refused: bad.map(({ index, reason, detail }) => ({ index, reason, detail })) } : {}),
      })
    } catch (error) {
      if (!(error instanceof CodedError)) {
        const refusal = refuse(error)
        for (const [name, value] of Object.entries(open)) refusal.headers.set(name, value)
        return refusal
      }
      const { message } = error.fault
      return answer(error.status, { success: false, message, ...presented(error) }, error.headers)
    }
  }

  async function sourceFor(request: Request, given: Record<string, unknown>): Promise<EventSource> {
    const key = writeKeyOf(request, given)
    const source = key === "" ? undefined : await sourceOf(key)
    if (!source) throw coded("write_key.unknown")
    const origin = request.headers.get("origin")
    if (origin && source.origins.length > 0 && !source.origins.includes(origin))
      throw coded("write_key.origin", { origin })
    return source
  }
}

const sized = (messages: readonly unknown[], bytes: number) => {
  const sizes = sizesOf(messages, bytes)
  return sizes ? { sizes } : {}
}

function writeKeyOf(request: Request, given: Record<string, unknown>): string {
  const [scheme, value = ""] = (request.headers.get("authorization") ?? "").split(" ")
  if (scheme?.toLowerCase() === "basic") return Buffer.from(value, "base64").toString("utf8").split(":")[0] ?? ""
  if (typeof given.writeKey === "string") return given.writeKey
  const url = request.url
  return url.includes("writeKey=") ? (new URL(url).searchParams.get("writeKey") ?? "") : ""
}

/** The body as JSON, whatever type it says it has: a browser that leaves a page can only send text. */
async function bodyOf(request: Request, limit: number): Promise<{ given: Record<string, unknown>; bytes: number }> {
  const limited = { limit: `${limit / 1024} kB` }
  if (Number(request.headers.get("content-length") ?? 0) > limit) throw coded("request.too_large", limited)
  let bytes: Buffer = Buffer.from(await request.arrayBuffer())
  if (request.headers.get("content-encoding") === "gzip")
    bytes = await unzip(bytes, { maxOutputLength: limit + 1 }).catch((error: NodeJS.ErrnoException) => {
      throw error.code === "ERR_BUFFER_TOO_LARGE"
        ? coded("request.too_large", limited)
        : coded("request.malformed", { detail: "the body is not gzip" })
    })
  if (bytes.byteLength > limit) throw coded("request.too_large", limited)
  let given: unknown
  try {
    given = JSON.parse(bytes.toString("utf8"))
  } catch {
    throw coded("request.malformed", { detail: "Malformed JSON in request body" })
  }
  if (!isObject(given)) throw coded("request.malformed", { detail: "the body is not an object" })
  return { given, bytes: bytes.byteLength }
}

const unzip = promisify(gunzip) as (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>

// What a batch says once for all holds for a message that says nothing itself.
const inherit = (message: unknown, context: object) =>
  isObject(message)
    ? { ...message, context: { ...context, ...(isObject(message.context) ? message.context : {}) } }
    : message

const open = { "access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin" }
const preflight = {
  "access-control-allow-methods": "POST",
  "access-control-allow-headers": "content-type, authorization",
  "access-control-max-age": "86400",
}

const answer = (status: number, body: object, headers: Record<string, string> = {}) =>
  Response.json(body, { status, headers: { ...open, ...headers } })
