import { lookup } from "node:dns"
import http from "node:http"
import https from "node:https"
import net from "node:net"
import ipaddr from "ipaddr.js"

/** What became of a request to somebody else's server. An answer of any status is an answer; not reaching it is a reason. */
export type OutboundAnswer =
  | {
      reached: true
      status: number
      headers: http.IncomingHttpHeaders
      text: string
      /** The same as it came. */
      bytes: Uint8Array
      milliseconds: number
    }
  | { reached: false; reason: OutboundReason; detail: string; milliseconds: number }

/** Why no answer came. `address` and `scheme` are refusals of ours; trying again changes nothing about them. */
export type OutboundReason = "address" | "scheme" | "name" | "connection" | "timeout" | "too_large"

export type OutboundRequest = {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"
  headers?: Readonly<Record<string, string>>
  body?: string | Uint8Array
  /** Until the whole answer is here, in milliseconds; 10 s unless told. */
  timeout?: number
  /** The longest answer that is read, in bytes; 1 MB unless told. */
  largest?: number
}

export type Outbound = (url: string, request?: OutboundRequest) => Promise<OutboundAnswer>

/**
 * Requests to addresses that members enter. Only https, and only to public addresses, so that a webhook cannot be
 * pointed at the inside of the operator's network (server-side request forgery). The address is judged when the
 * connection is made, on what the name resolves to then (a name may resolve differently a moment later), and redirects
 * are not followed: a 3xx is an answer like others. `allowed` names exceptions: hosts ("hooks.internal",
 * "127.0.0.1:9000") or ranges ("10.1.0.0/16"); these may be private and may be plain http.
 */
export function createOutbound(allowed: readonly string[] = []): Outbound {
  const mayReach = exceptionsOf(allowed)
  return async (address, request = {}) => {
    const begun = performance.now()
    const after = () => Math.round(performance.now() - begun)
    const failed = (reason: OutboundReason, detail: string): OutboundAnswer => ({
      reached: false,
      reason,
      detail,
      milliseconds: after(),
    })
    if (!URL.canParse(address)) return failed("scheme", "this is not a URL")
    const url = new URL(address)
    const excepted = mayReach.host(url)
    const isHttps = url.protocol === "https:"
    const literal = net.isIP(hostOf(url)) > 0
    if (!isHttps && url.protocol !== "http:") return failed("scheme", "only https can be called")
    if (!isHttps && !excepted && !(literal && mayReach.address(hostOf(url))))
      return failed("scheme", "only https can be called")
    if (literal && !excepted && !mayReach.address(hostOf(url))) return failed("address", notPublic(hostOf(url)))
    try {
      const answer = await exchange(url, request, excepted ? undefined : mayReach.address)
      return { reached: true, ...answer, milliseconds: after() }
    } catch (error) {
      const { reason, detail } = causeOf(error)
      return failed(reason, detail)
    }
  }
}

/** What a name resolves to, where it may be reached, for connections that are not http. */
export type Reach = (
  host: string,
  port: number,
) => Promise<
  { reached: true; address: string; plain: boolean } | { reached: false; reason: OutboundReason; detail: string }
>

/**
 * Judges a host as `createOutbound` does. Whoever connects connects to the address that is returned, so that the name
 * cannot mean another one by then. `plain`: it may be spoken to without encryption.
 */
export function createReach(allowed: readonly string[] = []): Reach {
  const mayReach = exceptionsOf(allowed)
  return async (host, port) => {
    const written = `http://${net.isIPv6(host) ? `[${host}]` : host}:${port}`
    if (!URL.canParse(written)) return { reached: false, reason: "name", detail: "this is not a host name" }
    const url = new URL(written)
    const excepted = mayReach.host(url) || mayReach.named(`${hostOf(url)}:${port}`)
    return new Promise((resolve) => {
      lookup(hostOf(url), { all: true }, (error, found) => {
        const first = found?.[0]
        if (error || !first) return resolve({ reached: false, reason: "name", detail: "the host name is not known" })
        const refused = excepted ? undefined : found.find(({ address }) => !mayReach.address(address))
        if (refused) return resolve({ reached: false, reason: "address", detail: notPublic(refused.address) })
        const plain = excepted || found.every(({ address }) => mayReach.inRange(address))
        resolve({ reached: true, address: first.address, plain })
      })
    })
  }
}

/** Largest answer that is read; the rest of a longer one is not waited for. */
const largestAnswer = 1024 * 1024

function exchange(
  url: URL,
  { method = "POST", headers = {}, body, timeout = 10_000, largest = largestAnswer }: OutboundRequest,
  mayReach: ((address: string) => boolean) | undefined,
) {
  return new Promise<{ status: number; headers: http.IncomingHttpHeaders; text: string; bytes: Uint8Array }>(
    (resolve, reject) => {
      const request = (url.protocol === "https:" ? https : http).request(url, {
        method,
        headers: {
          "user-agent": "Rapport",
          ...headers,
          ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body) }),
        },
        ...(mayReach ? { lookup: guardedLookup(mayReach) } : {}),
        // A connection kept open would outlive the check of its address.
        agent: false,
        signal: AbortSignal.timeout(timeout),
      })
      request.on("error", reject)
      request.on("response", (response) => {
        const pieces: Buffer[] = []
        let size = 0
        response.on("error", reject)
        response.on("data", (piece: Buffer) => {
          size += piece.length
          if (size > largest)
            request.destroy(
              new Unreachable("too_large", `the answer is larger than ${Math.round(largest / 1024 ** 2)} MB`),
            )
          else pieces.push(piece)
        })
        response.on("end", () => {
          const bytes = Buffer.concat(pieces)
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text: bytes.toString("utf8"), bytes })
        })
      })
      request.end(body)
    },
  )
}

const guardedLookup =
  (mayReach: (address: string) => boolean): net.LookupFunction =>
  (name, options, callback) =>
    lookup(name, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, "", 0)
      const refused = found.find(({ address }) => !mayReach(address))
      const first = found[0]
      if (refused || !first) return callback(new Unreachable("address", notPublic(refused?.address ?? name)), "", 0)
      if (options.all) callback(null, found)
      else callback(null, first.address, first.family)
    })

class Unreachable extends Error {
  readonly reason: OutboundReason
  constructor(reason: OutboundReason, detail: string) {
    super(detail)
    this.reason = reason
  }
}

function causeOf(error: unknown): { reason: OutboundReason; detail: string } {
  if (error instanceof Unreachable) return { reason: error.reason, detail: error.message }
  const { name, code, message } = error as NodeJS.ErrnoException
  if (name === "TimeoutError" || name === "AbortError" || code === "ABORT_ERR")
    return { reason: "timeout", detail: "no complete answer in time" }
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return { reason: "name", detail: "the host name is not known" }
  return { reason: "connection", detail: message || (code ?? "the connection failed") }
}

/** Public addresses are the ordinary unicast ones; everything else has a range of its own. */
function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  return ipaddr.process(address).range() === "unicast"
}

const notPublic = (address: string) => `${address} is not a public address`
const hostOf = (url: URL) => url.hostname.replace(/^\[(.*)\]$/, "$1")

function exceptionsOf(allowed: readonly string[]) {
  const ranges = allowed.flatMap((one) => (ipaddr.isValidCIDR(one) ? [ipaddr.parseCIDR(one)] : []))
  const hosts = new Set(allowed.map((one) => one.toLowerCase()))
  const inRange = (address: string) => {
    if (!ipaddr.isValid(address)) return false
    const parsed = ipaddr.process(address)
    return ranges.some(([range, bits]) => range.kind() === parsed.kind() && parsed.match(range, bits))
  }
  return {
    inRange,
    named: (name: string) => hosts.has(name.toLowerCase()),
    host: (url: URL) => hosts.has(url.host.toLowerCase()) || hosts.has(hostOf(url).toLowerCase()),
    address: (address: string) => isPublic(address) || inRange(address),
  }
}
