import { randomUUID } from "node:crypto"
import type { ErrorHandler, MiddlewareHandler } from "hono"
import { bodyLimit } from "hono/body-limit"
import { HTTPException } from "hono/http-exception"
import type { Log } from "../log.ts"
import { isDatabaseAway, isDiskFull, unreachable } from "../postgres.ts"
import { CodedError, coded, presented } from "./errors.ts"
import type { Env } from "./kit.ts"

/** Turns whatever was thrown into the one error shape of the API. Nothing of a stack or of SQL leaves the server. */
export const answerErrors =
  (log: Log): ErrorHandler<Env> =>
  (error, context) => {
    const known = asCoded(error, log)
    for (const [name, value] of Object.entries(known.headers)) context.header(name, value)
    return context.json(presented(known), known.status as 400)
  }

/** The same answer outside of a route. */
export function refusal(error: unknown, log: Log): Response {
  const known = asCoded(error instanceof Error ? error : new Error(String(error)), log)
  return Response.json(presented(known), { status: known.status, headers: { ...safety, ...known.headers } })
}

/** Headers of every answer: what a browser may do with our pages. No inline scripts anywhere, so none are allowed. */
export const secureHeaders: MiddlewareHandler<Env> = async (context, next) => {
  // Before the answer is made: changing the headers of a finished one costs more.
  for (const [name, value] of Object.entries(safety)) context.header(name, value)
  await next()
  // Answers that were not made by us (sign-in) know nothing of them.
  const { headers } = context.res
  if (!headers.has("x-frame-options")) for (const [name, value] of Object.entries(safety)) headers.set(name, value)
}

/** What `secureHeaders` sets. */
export const safety: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "x-frame-options": "DENY",
  "content-security-policy":
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; frame-ancestors 'none'; form-action 'self'",
}

/**
 * Refuses a body of more than `bytes`. A body that says its length is not touched: looking at it as a stream would
 * cost more than all the rest of a small request. One that does not say is counted while it is read.
 */
export function atMost(bytes: number, limit: string): MiddlewareHandler<Env> {
  const counted = bodyLimit({ maxSize: bytes, onError: tooLarge })
  function tooLarge(): never {
    throw coded("request.too_large", { limit })
  }
  return (context, next) => {
    const length = context.req.header("content-length")
    if (length === undefined || context.req.header("transfer-encoding") !== undefined) return counted(context, next)
    return Number(length) > bytes ? tooLarge() : next()
  }
}

/** Lets pages of any site call, without cookies: with these headers on each answer, errors included, and the question before. */
export const openTo =
  (headers: Readonly<Record<string, string>>): MiddlewareHandler<Env> =>
  async (context, next) => {
    for (const [name, value] of Object.entries(headers)) context.header(name, value)
    if (context.req.method === "OPTIONS") return context.body(null, 204)
    await next()
  }

/**
 * A page of another site must not act in the name of somebody signed in here: a request that changes something and
 * carries a session cookie must come from our own origin. (API keys are not sent by browsers on their own.) `but` are
 * operations for everybody, which look at no session.
 */
export const ownOriginOnly =
  (publicUrl: string, but: RegExp): MiddlewareHandler<Env> =>
  async (context, next) => {
    if (but.test(context.req.path)) return next()
    const origin = context.req.header("origin")
    const changes = !["GET", "HEAD", "OPTIONS"].includes(context.req.method)
    if (changes && origin && !context.req.header("authorization")) {
      const own = [new URL(publicUrl).host, context.req.header("host")]
      if (!own.includes(URL.canParse(origin) ? new URL(origin).host : ""))
        throw coded("permission.missing", { permission: "same origin" })
    }
    await next()
  }

function asCoded(error: Error, log: Log): CodedError {
  if (error instanceof CodedError) return error
  if (error instanceof HTTPException && error.status === 400)
    return coded("request.malformed", { detail: error.message })
  if (isDatabaseAway(error)) {
    const away = coded("database.unavailable")
    return new CodedError(away.fault, [], { "retry-after": "5" })
  }
  if (isDiskFull(error)) return coded("storage.full")
  // A NUL character in an address or a text: PostgreSQL can hold it neither as text nor in JSON.
  if ("code" in error && (error.code === "22021" || error.code === "22P05"))
    return coded("request.field", { detail: "A text holds a character that cannot be stored (NUL)." })
  if (isAnalyticsAway(error)) {
    log.warn("ClickHouse does not answer", { reason: error.message })
    return new CodedError(coded("analytics.unavailable").fault, [], { "retry-after": "5" })
  }
  const reference = randomUUID().slice(0, 8)
  log.error("unexpected error", { reference, error })
  return coded("server.fault", { reference })
}

function isAnalyticsAway(error: Error): boolean {
  // ClickHouse is the only server we speak HTTP to; a connection that breaks under a request has no stack of its client.
  if (error.message === "socket hang up") return true
  const code = "code" in error ? String(error.code) : ""
  return (/clickhouse/i.test(error.stack ?? "") && unreachable.test(code)) || error.message === "Timeout error."
}
