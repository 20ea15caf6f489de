import { coded, notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import type { Outbound } from "../../platform/outbound.ts"
import { record } from "../../platform/outbox.ts"
import { mustBeAllowed, type Scope } from "../../platform/scope.ts"
import type { FeedChange, FeedInput } from "./contract.ts"
import { itemsOf } from "./feed.ts"
import { FeedError, fetchChanged } from "./fetching.ts"
import {
  deleteFeed,
  deletePause,
  type FeedRow,
  insertFeed,
  insertPause,
  listFeeds,
  saveNext,
  updateFeed,
} from "./store.ts"

/** Adds an address, if it can be fetched now and is what it is said to be. */
export async function addFeed(scope: Scope, { outbound }: { outbound: Outbound }, input: FeedInput): Promise<FeedRow> {
  mustBeAllowed(scope, "connections.manage")
  const { name, kind, url, defaults } = input
  await mustBeReadable(scope, outbound, input)
  return scope.transaction(async (tx) => {
    const id = newId()
    if (!(await insertFeed(tx, { id, name, kind, url, defaults, every_minutes: input.everyMinutes })))
      throw coded("feed.name_taken", { name }, "name")
    await record(tx, "feed.added", `feed:${id}`, { name, kind, host: new URL(url).host })
    return existing(tx, id)
  })
}

/** Changes where it is, how often it is fetched, or what its items are from now on. Its name stays: what came is known by it. */
export async function changeFeed(
  scope: Scope,
  { outbound }: { outbound: Outbound },
  id: string,
  change: FeedChange,
): Promise<FeedRow> {
  mustBeAllowed(scope, "connections.manage")
  const before = await existing(scope, id)
  const { everyMinutes, ...words } = change
  const next = { ...before, ...words, every_minutes: everyMinutes ?? before.every_minutes }
  if (next.url !== before.url) await mustBeReadable(scope, outbound, next)
  return scope.transaction(async (tx) => {
    await existing(tx, id)
    await updateFeed(tx, next)
    await record(tx, "feed.changed", `feed:${id}`, { fields: Object.keys(change) })
    return existing(tx, id)
  })
}

export async function pauseFeed(scope: Scope, id: string, paused: boolean): Promise<FeedRow> {
  mustBeAllowed(scope, "connections.manage")
  return scope.transaction(async (tx) => {
    const before = await existing(tx, id)
    if ((before.paused_at !== null) === paused) return before
    await (paused ? insertPause(tx, id) : deletePause(tx, id))
    if (!paused) await saveNext(tx, id, tx.now())
    await record(tx, paused ? "feed.paused" : "feed.resumed", `feed:${id}`)
    return existing(tx, id)
  })
}

/** Asks that it be read now. */
export async function readSoon(scope: Scope, id: string): Promise<FeedRow> {
  mustBeAllowed(scope, "connections.manage")
  if ((await existing(scope, id)).paused_at !== null) throw coded("feed.paused")
  await saveNext(scope, id, scope.now())
  return existing(scope, id)
}

/** Removes it; what came from it stays. */
export async function removeFeed(scope: Scope, id: string): Promise<void> {
  mustBeAllowed(scope, "connections.manage")
  await scope.transaction(async (tx) => {
    const { name } = await existing(tx, id)
    await deleteFeed(tx, id)
    await record(tx, "feed.removed", `feed:${id}`, { name })
  })
}

/** Fetches it once: 422 where nothing answers, or where it is not what it is said to be. */
async function mustBeReadable(
  scope: Scope,
  outbound: Outbound,
  { name, kind, url, defaults }: Pick<FeedRow, "name" | "kind" | "url" | "defaults">,
) {
  try {
    const fetched = await fetchChanged(outbound, url, { etag: null, modified: null })
    if (kind === "feed" && fetched.changed && !(await itemsOf(fetched.text, name, defaults, scope.now())))
      throw new FeedError({ code: "feed.unreadable", params: { url } })
  } catch (error) {
    if (error instanceof FeedError) throw coded(error.failure.code, error.failure.params, "url")
    throw error
  }
}

async function existing(scope: Scope, id: string): Promise<FeedRow> {
  const [feed] = await listFeeds(scope, id)
  if (!feed) throw notFound("feed", id)
  return feed
}
