import { createGroupCommit } from "../../platform/group-commit.ts"
import { newsTeller } from "../../platform/outbox.ts"
import { type Database, sql } from "../../platform/postgres.ts"
import type { Actor, Scope } from "../../platform/scope.ts"
import { noteShown } from "../guidance/public.ts"

export type Trace = ReturnType<typeof createTrace>

type Reading = {
  organizationId: string
  personId: string
  actor: Actor
  at: string
  shown: readonly { id: string; versionId: string }[]
  tell: boolean
}

/**
 * Who has looked at whom, and what the desk showed. Written before the answer leaves; looks that happen at the same
 * moment share one commit. A page that refreshes itself while the same agent has the same caller on the line is one look.
 */
export function createTrace(database: Database) {
  const lately = new Map<string, number>()
  const tellNews = newsTeller(database)
  const writer = createGroupCommit<Reading, null>({
    lanes: 3,
    maxItems: 200,
    async write(readings) {
      const told = readings.filter((one) => one.tell)
      const rows = told.map(({ organizationId, personId, actor, at }) => ({
        organizationId,
        record: `person:${personId}`,
        kind: actor.kind,
        id: actor.id,
        name: actor.name,
        at,
      }))
      const shown = readings.flatMap(({ organizationId, personId, at, shown }) =>
        shown.map((one) => ({ organizationId, personId, at, guidanceId: one.id, versionId: one.versionId })),
      )
      // Two facts that need not be one: each is a single statement, and both share the flush to disk.
      await Promise.all([
        rows.length > 0 &&
          database.query(sql`
            insert into outbox (organization_id, name, record, actor_kind, actor_id, actor_name, payload, at)
            select x."organizationId", 'person.read', x.record, x.kind, x.id, x.name, '{"desk": true}', x.at
            from json_to_recordset(${JSON.stringify(rows)}::json)
              as x("organizationId" uuid, record text, kind text, id text, name text, at timestamptz)`),
        shown.length > 0 && noteShown(database, shown),
      ])
      if (readings.some((one) => one.tell)) tellNews()
      return readings.map(() => null)
    },
  })

  function isNew(name: string, now: number): boolean {
    if (lately.size > 50_000) lately.clear()
    const before = lately.get(name)
    if (before !== undefined && now - before < sameCallMs) return false
    lately.set(name, now)
    return true
  }

  return {
    /** Resolves when it is durable. Without the right to personal data nothing personal was read. */
    async reading(scope: Scope, personId: string, shown: Reading["shown"]): Promise<void> {
      const now = scope.now()
      const { organizationId, actor } = scope
      const fresh = isNew(`${organizationId} ${actor.kind} ${actor.id} ${personId}`, now.getTime())
      const tell = fresh && scope.permissions.has("personal_data")
      if (!tell && (!fresh || shown.length === 0)) return
      await writer.add([{ organizationId, personId, actor, at: now.toISOString(), shown, tell }])
    },
  }
}

const sameCallMs = 5 * 60_000
