import type { Outbound } from "../../platform/outbound.ts"
import type { Failure } from "./feed.ts"

export class FeedError extends Error {
  readonly failure: Failure
  constructor(failure: Failure) {
    super(failure.code)
    this.failure = failure
  }
}

export type Fetched =
  | { changed: false }
  | { changed: true; text: string; bytes: Uint8Array; etag: string | null; modified: string | null }

const mostRedirects = 4
const largest = 20 * 1024 * 1024

/**
 * Fetches an address if it has changed. Redirects are followed one by one, each judged like the first, so that a public
 * address cannot lead to the inside of the operator's network. @throws FeedError
 */
export async function fetchChanged(
  outbound: Outbound,
  url: string,
  known: { etag: string | null; modified: string | null },
): Promise<Fetched> {
  let at = url
  for (let hops = 0; hops <= mostRedirects; hops++) {
    const answer = await outbound(at, {
      method: "GET",
      timeout: 30_000,
      largest,
      headers: {
        accept: "application/rss+xml, application/atom+xml, application/feed+json, text/csv, */*;q=0.5",
        ...(known.etag ? { "if-none-match": known.etag } : {}),
        ...(known.modified ? { "if-modified-since": known.modified } : {}),
      },
    })
    if (!answer.reached) {
      const refused = answer.reason === "address" || answer.reason === "scheme"
      throw new FeedError({
        code: refused ? "feed.address" : "feed.unreachable",
        params: { url, detail: answer.detail },
      })
    }
    const { status, headers, text, bytes } = answer
    if (status === 304) return { changed: false }
    if (status >= 200 && status < 300)
      return { changed: true, text, bytes, etag: headers.etag ?? null, modified: headers["last-modified"] ?? null }
    const { location } = headers
    if (status < 300 || status >= 400 || !location || !URL.canParse(location, at))
      throw new FeedError({ code: "feed.status", params: { url, status } })
    at = new URL(location, at).href
  }
  throw new FeedError({ code: "feed.redirects", params: { url } })
}
