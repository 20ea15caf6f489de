import { createGroupCommit } from "../../platform/group-commit.ts"
import { CodedError, coded } from "../../platform/http/errors.ts"
import { createRateLimit } from "../../platform/http/rate-limit.ts"
import { newId } from "../../platform/ids.ts"
import { newsTeller } from "../../platform/outbox.ts"
import type { Platform } from "../../platform/platform.ts"
import { type Given, identityOf, type Proven, proven } from "./proof.ts"
import type { Proof, Vendor } from "./receiver.ts"
import { type Arrival, insertArrivals, noteRefusals, receiverOfKey } from "./store.ts"

export type ReceiverIntake = ReturnType<typeof createReceiverIntake>

/** What secrets and payloads are sealed for. */
export const secretsSealedAs = "receiver secret"
export const bodiesSealedAs = "receiver delivery"

const rememberedMs = 10_000

type Known = {
  id: string
  organizationId: string
  vendor: Vendor
  proof: Proof
  secrets: { text: string; until: number }[]
  removed: boolean
}

/**
 * Where deliveries of other tools come in: proven, then stored as they came, sealed, in one commit with all others of
 * the same moment; only then the tool hears that it arrived. What they mean is found out afterwards.
 */
export function createReceiverIntake(
  { stores, realtime, vault }: Pick<Platform, "stores" | "realtime" | "vault">,
  limits = { burst: 2_000, perSecond: 100 },
) {
  const { database } = stores
  const known = new Map<string, { until: number; receiver: Promise<Known | undefined> }>()
  const limit = createRateLimit(limits)
  const again = createRateLimit({ burst: 1, perSecond: 1 })
  const tellNews = newsTeller(database)
  const refusals = new Map<string, { count: number; reason: string }>()
  let flushing: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()
  const forget = realtime.subscribe((heard) => {
    if (heard.kind === "again" || (heard.kind === "event" && heard.event.name.startsWith("receiver."))) known.clear()
  })
  const arrivals = createGroupCommit<Arrival, true>({
    lanes: 2,
    maxItems: 500,
    async write(rows) {
      await insertArrivals(database, rows)
      tellNews()
      return rows.map(() => true as const)
    },
  })

  async function find(key: string): Promise<Known | undefined> {
    const row = await receiverOfKey(database, key)
    if (!row) return undefined
    const open = (sealed: string | null, until: number) =>
      sealed === null ? [] : [{ text: vault.open(secretsSealedAs, sealed), until }]
    return {
      id: row.id,
      organizationId: row.organization_id,
      vendor: row.vendor,
      proof: row.proof,
      secrets: [
        ...open(row.secret, Number.POSITIVE_INFINITY),
        ...open(row.previous_secret, row.previous_until?.getTime() ?? 0),
      ],
      removed: row.removed,
    }
  }

  function receiverOf(key: string): Promise<Known | undefined> {
    const there = known.get(key)
    if (there && there.until > Date.now()) return there.receiver
    if (known.size > 10_000) known.clear()
    const asked = { until: Date.now() + rememberedMs, receiver: find(key) }
    known.set(key, asked)
    asked.receiver.catch(() => known.get(key) === asked && known.delete(key))
    return asked.receiver
  }

  /** What is known of it may be some seconds old: before it is turned away it is asked for again, once a second at most. */
  function freshReceiverOf(key: string): Promise<Known | undefined> | undefined {
    if (again.take(key) > 0) return undefined
    known.delete(key)
    return receiverOf(key)
  }

  function refuse(receiver: Known, reason: string) {
    const before = refusals.get(receiver.id)
    refusals.set(receiver.id, { count: (before?.count ?? 0) + 1, reason })
    // A flood of what is turned away must not become a flood of writes.
    flushing ??= setTimeout(() => void flush().catch(() => {}), 1_000).unref()
  }

  /** Resolves when all refusals so far are written, those on their way too. */
  function flush(): Promise<void> {
    const mine = writing.then(writeRefusals)
    writing = mine.catch(() => {})
    return mine
  }

  async function writeRefusals() {
    clearTimeout(flushing)
    flushing = undefined
    const some = [...refusals]
    refusals.clear()
    if (some.length > 0) await noteRefusals(database, some, stores.now())
  }

  return {
    /**
     * Takes one request; resolves when it is durable. Throws `receiver.unknown` (404), `receiver.gone` (410),
     * `receiver.unsigned`, `receiver.too_old` (401) and `request.too_many` (429).
     */
    async take(key: string, given: Given): Promise<{ vendor: Vendor }> {
      const receiver = await receiverOf(key)
      if (!receiver) throw coded("receiver.unknown")
      if (receiver.removed) throw coded("receiver.gone")
      const now = stores.now()
      let result = provenBy(receiver, given, now)
      if (result !== "proven") {
        const fresh = await freshReceiverOf(key)
        if (fresh) result = provenBy(fresh, given, now)
      }
      if (result !== "proven") {
        refuse(receiver, `receiver.${result}`)
        throw coded(`receiver.${result}`)
      }
      const seconds = limit.take(receiver.id)
      if (seconds > 0) {
        refuse(receiver, "request.too_many")
        throw new CodedError(coded("request.too_many").fault, [], { "retry-after": String(seconds) })
      }
      const id = newId()
      await arrivals.add([
        {
          id,
          receiver_id: receiver.id,
          organization_id: receiver.organizationId,
          digest: identityOf(receiver.proof, given) ?? `own ${id}`,
          body: vault.seal(bodiesSealedAs, given.body),
          bytes: Buffer.byteLength(given.body),
          received_at: now.toISOString(),
        },
      ])
      return { vendor: receiver.vendor }
    },
    flush,
    async stop() {
      forget()
      await arrivals.settled()
      await flush()
    },
  }
}

function provenBy({ proof, secrets }: Known, given: Given, now: Date): Proven | "no_secret" {
  const holding = secrets.filter((one) => one.until > now.getTime()).map((one) => one.text)
  return holding.length === 0 ? "no_secret" : proven(proof, holding, given, now)
}
