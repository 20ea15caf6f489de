import { sql } from "../../platform/postgres.ts"
import type { Realtime } from "../../platform/realtime.ts"
import type { Scope, Stores } from "../../platform/scope.ts"
import type { EventSource } from "./event-source.ts"

export type WriteKeyRow = {
  id: string
  name: string
  key: string
  channel: "web" | "app" | "server"
  product: string | null
  origins: string[]
  createdAt: string
  createdBy: string
}

/** The keys that hold, oldest first. */
export async function findWriteKeys(scope: Scope, id?: string): Promise<WriteKeyRow[]> {
  const rows = await scope.query<
    Omit<WriteKeyRow, "createdAt" | "createdBy"> & { created_at: Date; created_by: string }
  >(sql`
    select k.id, k.name, k.key, k.channel, k.product, k.origins, k.created_at, k.created_by from write_key k
    where k.organization_id = ${scope.organizationId} ${id ? sql`and k.id = ${id}` : sql``}
      and not exists (select 1 from write_key_revocation r where r.write_key_id = k.id)
    order by k.created_at, k.id`)
  return rows.map(({ created_at, created_by, ...row }) => ({
    ...row,
    createdAt: created_at.toISOString(),
    createdBy: created_by,
  }))
}

/** Says whose a write key is, remembered for a few seconds; forgotten at once in every process when keys change. */
export function createKeyRing(stores: Stores, realtime: Realtime, forgetPeople: () => void) {
  const remembered = new Map<string, { until: number; source: Promise<EventSource | undefined> }>()
  const stop = realtime.subscribe((heard) => {
    if (heard.kind === "again" || (heard.kind === "event" && heard.event.name.startsWith("write_key.")))
      remembered.clear()
    // Whose ids these were must not be remembered when she is forgotten.
    if (heard.kind === "again" || (heard.kind === "event" && heard.event.name === "person.erased")) forgetPeople()
  })

  async function find(key: string): Promise<EventSource | undefined> {
    const [row] = await stores.database.query<{
      id: string
      organization_id: string
      name: string
      channel: string
      product: string | null
      origins: string[]
    }>(sql`
      select id, organization_id, name, channel, product, origins from write_key k
      where key = ${key.slice(0, 200).replaceAll("\u0000", "")} and not exists (select 1 from write_key_revocation r where r.write_key_id = k.id)`)
    return (
      row && {
        keyId: row.id,
        organizationId: row.organization_id,
        name: row.name,
        channel: row.channel,
        product: row.product ?? "",
        origins: row.origins,
      }
    )
  }

  return {
    stop,
    sourceOf(key: string): Promise<EventSource | undefined> {
      const known = remembered.get(key)
      if (known && known.until > Date.now()) return known.source
      if (remembered.size > 10_000) remembered.clear()
      const asked = { until: Date.now() + 10_000, source: find(key) }
      remembered.set(key, asked)
      asked.source.catch(() => remembered.get(key) === asked && remembered.delete(key))
      return asked.source
    },
  }
}
