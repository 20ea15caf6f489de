import type { Outbound, OutboundAnswer, OutboundRequest } from "../../platform/outbound.ts"
import type { Outcome, Refusal } from "./connection.ts"

/**
 * Asks another tool's API for JSON. Every way in which it can fail is a reason an admin can act on; `read` takes what is
 * needed from the answer and returns null where that is not there.
 */
export async function ask<Value>(
  outbound: Outbound,
  url: string,
  request: OutboundRequest & { json?: unknown },
  read: (body: Json) => Value | null,
): Promise<Outcome<Value>> {
  const { json, ...rest } = request
  const answer = await outbound(url, {
    method: json === undefined ? "GET" : "POST",
    ...rest,
    headers: {
      accept: "application/json",
      ...(json === undefined ? {} : { "content-type": "application/json" }),
      ...rest.headers,
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  })
  const refusal = refusalOf(answer)
  if (refusal) return refusal
  const body = answer.reached ? parsed(answer.text) : undefined
  const value = body === undefined ? null : read(body)
  return value === null
    ? {
        ok: false,
        reason: "malformed",
        detail: "The answer is not what this kind of tool answers; is the address right?",
      }
    : { ok: true, value }
}

export type Json = { readonly [key: string]: unknown }

/** The text at a path of a JSON answer, or undefined. */
export function textAt(body: unknown, ...path: string[]): string | undefined {
  const value = at(body, ...path)
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined
}

export function at(body: unknown, ...path: string[]): unknown {
  let value = body
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined
    value = (value as Json)[key]
  }
  return value
}

/** What a status means for the one who asked; null where it was done. */
export function refusalOf(answer: OutboundAnswer): Extract<Outcome<never>, { ok: false }> | null {
  if (!answer.reached) return { ok: false, reason: "down", detail: answer.detail }
  const { status, headers, text } = answer
  if (status >= 200 && status < 300) return null
  const detail = `It answered ${status}${said(text)}`
  const retryAfter = secondsOf(headers)
  // GitHub says "too often" with 403 and no requests remaining.
  const busy =
    status === 429 || (status === 403 && (headers["x-ratelimit-remaining"] === "0" || headers["retry-after"]))
  if (busy) return { ok: false, reason: "busy", detail, ...(retryAfter === null ? {} : { retryAfter }) }
  return { ok: false, reason: byStatus[status] ?? (status >= 500 || status < 400 ? "down" : "refused"), detail }
}

const byStatus: Record<number, Refusal> = { 401: "signed_out", 403: "forbidden", 404: "gone", 410: "gone" }

// Jira, GitHub, GitLab and Linear each have their own way to say what is wrong.
function said(text: string): string {
  const body = parsed(text)
  const errors = at(body, "errors")
  const words =
    textAt(body, "message") ??
    textAt(body, "error") ??
    (Array.isArray(at(body, "errorMessages")) ? (at(body, "errorMessages") as unknown[]).join(" ") : "") ??
    ""
  const fields =
    typeof errors === "object" && errors !== null && !Array.isArray(errors)
      ? Object.entries(errors).map(([field, word]) => `${field}: ${String(word)}`)
      : Array.isArray(errors)
        ? errors.map((one) => textAt(one, "message") ?? "").filter(Boolean)
        : []
  const all = [words, ...fields].filter(Boolean).join(" ").slice(0, 300)
  return all ? `: ${all}` : "."
}

function secondsOf(headers: Readonly<Record<string, string | string[] | undefined>>): number | null {
  const after = Number(headers["retry-after"])
  if (Number.isFinite(after) && after > 0) return after
  const reset = Number(headers["x-ratelimit-reset"] ?? headers["ratelimit-reset"])
  return Number.isFinite(reset) && reset > 1e9 ? Math.max(1, reset - Date.now() / 1000) : null
}

function parsed(text: string): Json | undefined {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === "object" && body !== null ? (body as Json) : undefined
  } catch {
    return undefined
  }
}
