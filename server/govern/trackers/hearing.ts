import type { Platform } from "../../platform/platform.ts"
import { mintSystemScope } from "../../platform/scope.ts"
import { isTracker, openConnections, organizationOf, trackers } from "../connections/public.ts"
import { listIssues } from "./store.ts"
import { syncIssue } from "./verbs.ts"

/** Largest message of a tracker that is read, in characters. */
const largest = 1_000_000

/**
 * A tracker says that an issue changed. Only which one is taken from the message, and only when it is signed; how it
 * stands is asked of the tracker itself. Whoever sends something else learns nothing from the answer.
 */
export async function hear(platform: Platform, connectionId: string, headers: Headers, body: string): Promise<void> {
  if (body.length > largest) return
  const organizationId = await organizationOf(platform.stores.database, connectionId)
  if (!organizationId) return
  const scope = mintSystemScope(platform.stores, organizationId)
  const [connection] = await openConnections(scope, platform.vault, connectionId)
  if (!connection || !isTracker(connection.kind)) return
  const key = keyIn(() =>
    trackers[connection.kind as keyof typeof trackers].heard(headers, body, connection.hookSecret),
  )
  if (key === null) return
  for (const issue of await listIssues(scope, { connectionId, key })) await syncIssue(scope, platform, issue.id)
}

function keyIn(read: () => string | null): string | null {
  try {
    return read()
  } catch {
    // Signed, and still not JSON.
    return null
  }
}
