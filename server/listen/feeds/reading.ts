import { createHash } from "node:crypto"
import type { Jobs } from "../../platform/jobs.ts"
import type { Outbound } from "../../platform/outbound.ts"
import type { Scope } from "../../platform/scope.ts"
import { type Intake, receiveFeedback } from "../feedback/public.ts"
import { checkTable, fingerprintOf, receiveTable, type UploadFolder } from "../sources/public.ts"
import { itemsOf } from "./feed.ts"
import { FeedError, fetchChanged } from "./fetching.ts"
import type { FeedRow } from "./store.ts"

export type Reading = { outbound: Outbound; intake: Intake; folder: UploadFolder; jobs: Jobs }
export type Read = { etag: string | null; modified: string | null; taken: number; importId: string | null }

/** Fetches what is new and takes it in: items at once, a table as an import. Each item comes in once, by its own id. */
export async function readFeed(
  scope: Scope,
  { outbound, intake, folder, jobs }: Reading,
  feed: FeedRow,
): Promise<Read> {
  const { etag, modified, url } = feed
  const fetched = await fetchChanged(outbound, url, { etag, modified })
  if (!fetched.changed) return { etag, modified, taken: 0, importId: null }
  const same = { etag: fetched.etag, modified: fetched.modified }
  if (feed.kind === "feed") {
    const items = await itemsOf(fetched.text, feed.name, feed.defaults, scope.now())
    if (!items) throw new FeedError({ code: "feed.unreadable", params: { url } })
    const stored = items.length > 0 ? await receiveFeedback(scope, intake, items) : []
    return { ...same, taken: stored.filter((one) => one.status === "accepted").length, importId: null }
  }
  // Servers that say nothing of changes: the same bytes are the same table.
  if (feed.import_id && (await fingerprintOf(scope, feed.import_id)) === sha256(fetched.bytes))
    return { ...same, taken: 0, importId: null }
  const file = { name: nameOf(url), bytes: fetched.bytes, source: feed.name, defaults: feed.defaults }
  const made = await receiveTable(scope, folder, file, feed.import_id).catch((error: Error) => {
    throw new FeedError({ code: "feed.table_unreadable", params: { url, detail: error.message.slice(0, 200) } })
  })
  // The first one waits for somebody to look at its columns; what she makes of them holds for those that follow.
  if (made.known) await checkTable(scope, jobs, made.id)
  return { ...same, taken: 0, importId: made.id }
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex")

function nameOf(url: string): string {
  const last = decodeURIComponent(new URL(url).pathname.split("/").at(-1) ?? "").slice(-100)
  return /\.(csv|tsv|txt|xlsx|json|ndjson|jsonl)(\.gz)?$/i.test(last) ? last : `${last || "table"}.csv`
}
