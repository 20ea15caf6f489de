import { type Gauge, giveWay } from "../../platform/group-commit.ts"
import type { OutboxEvent } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import type { Stores } from "../../platform/scope.ts"
import type { Thread } from "../../platform/thread.ts"
import { linkAccounts } from "../accounts/public.ts"
import { type Interaction, insertInteractions, noId, removeInteractions, tellOfPeople } from "../interactions/public.ts"
import { type PersonGiven, resolvePeople } from "../people/public.ts"
import type { ReadWords, Words } from "./reading.ts"

/** Says which themes comments are about; comes from `understand`, which `listen` does not know. */
export type ThemeFinder = (
  organizationId: string,
  comments: { id: string; text: string; language: string }[],
) => Promise<Map<string, string[]>>

export type Digest = { handle(events: OutboxEvent[]): Promise<void> }

/**
 * What happens to feedback a moment after it was accepted: who said it, what the words say, and its rows among the
 * interactions, where everything is counted. It may see an item twice (after a crash) and leaves the same rows.
 */
export function createDigest(options: {
  stores: Stores
  thread: Thread
  findThemes: ThemeFinder
  /** Called when the numbers of organizations have moved. */
  moved(organizationIds: string[]): Promise<void>
  /** How much the intake is pressed just now. */
  pressure: Gauge
  /** True when the process ends: what is not done yet is done after the next start. */
  ending(): boolean
}): Digest {
  const { stores, thread } = options

  return {
    async handle(events) {
      const gone = idsOf(events, ["feedback.deleted"])
      if (gone.length > 0) await removeInteractions(stores, gone)
      const ids = idsOf(events, ["feedback.received", "feedback.changed"])
      for (let from = 0; from < ids.length; ) {
        // Many long comments take longer than an end in order may; the reader stays where it was.
        if (options.ending()) throw new Error("the process ends")
        const pressure = options.pressure()
        const some = ids.slice(from, from + (pressure > 0.5 ? 500 : 1_000))
        const begun = performance.now()
        await digest(some)
        from += some.length
        await giveWay(pressure, performance.now() - begun)
      }
      const organizations = events
        .filter((event) => event.name.startsWith("feedback."))
        .map((event) => event.organizationId)
      if (organizations.length > 0) await options.moved([...new Set(organizations)])
    },
  }

  async function digest(ids: readonly string[]) {
    const rows = await stores.database.query<Waiting>(
      sql`select * from feedback where id = any(${ids}::uuid[]) and words_erased_at is null`,
    )
    const people = await stores.database.transaction(async (tx) => {
      const named = await resolvePeople(
        tx,
        rows.map((row) => ({ organizationId: row.organization_id, given: row.person_given ?? {} })),
      )
      const found = named.map((id, index) => id ?? knownOf(rows[index]!))
      await linkAccounts(
        tx,
        rows.flatMap(({ organization_id, account }, index) =>
          account
            ? [{ organizationId: organization_id, personId: found[index] ?? null, account, source: "feedback" }]
            : [],
        ),
      )
      return found
    })
    const words: Words[] = rows.flatMap(({ id, text, language }) => (text ? [{ id, text, language }] : []))
    const read = new Map<string, ReadWords>()
    for (const some of portions(words)) {
      for (const one of await thread.call<ReadWords[]>("readWords", some)) read.set(one.id, one)
    }
    const themes = await themesOf(rows, read)
    const digested = rows.map((row, index) => ({
      row,
      personId: people[index] ?? null,
      words: read.get(row.id),
      themes: themes.get(row.id) ?? [],
    }))
    await stores.database.query(sql`
      update feedback f set person_id = x.person_id, reading = x.reading, themes = x.themes, digested_at = now()
      from json_to_recordset(${JSON.stringify(digested.map(asUpdate))}::json) as x(id uuid, person_id uuid, reading jsonb, themes text[])
      where f.id = x.id`)
    const again = rows.filter((row) => row.digested_at !== null).map((row) => row.id)
    if (again.length > 0) await removeInteractions(stores, again)
    await insertInteractions(stores, digested.flatMap(asInteractions))
    const withRole = digested.flatMap(({ row, personId }) => (row.person_given?.role && personId ? [personId] : []))
    if (withRole.length > 0) await tellOfPeople(stores, [...new Set(withRole)])
  }

  async function themesOf(rows: readonly Waiting[], read: ReadonlyMap<string, ReadWords>) {
    const found = new Map<string, string[]>()
    const byOrganization = Map.groupBy(
      rows.filter((row) => read.has(row.id)),
      (row) => row.organization_id,
    )
    for (const [organizationId, mine] of byOrganization) {
      const comments = mine.map((row) => ({
        id: row.id,
        text: row.text!,
        language: read.get(row.id)!.reading.language,
      }))
      for (const [id, themes] of await options.findThemes(organizationId, comments)) found.set(id, themes)
    }
    return found
  }
}

type Digested = { row: Waiting; personId: string | null; words: ReadWords | undefined; themes: string[] }

/** Characters sent to be read at once: what is made of them weighs many times as much. */
const mostCharacters = 200_000

function* portions(words: readonly Words[]): Generator<Words[]> {
  let some: Words[] = []
  let size = 0
  for (const one of words) {
    some.push(one)
    size += one.text.length
    if (size < mostCharacters) continue
    yield some
    some = []
    size = 0
  }
  if (some.length > 0) yield some
}

// Whose it is may have been known from the start (a personal link); somebody an item no longer names is not kept.
const knownOf = (row: Waiting) => (row.person_given === null ? row.person_id : null)

const idsOf = (events: readonly OutboxEvent[], names: readonly string[]) => [
  ...new Set(events.flatMap((event) => (names.includes(event.name) ? (event.payload.ids as string[]) : []))),
]

const asUpdate = ({ row, personId, words, themes }: Digested) => ({
  id: row.id,
  person_id: personId,
  reading: words?.reading ?? null,
  themes,
})

function asInteractions({ row, personId, words, themes }: Digested): Interaction[] {
  const shared: Interaction = {
    organization_id: row.organization_id,
    fact: "feedback",
    metric: "",
    occurred_at: row.occurred_at.toISOString(),
    id: row.id,
    kind: row.kind,
    name: "",
    source: row.source,
    channel: row.channel ?? "",
    touchpoint: row.touchpoint ?? "",
    product: row.product ?? "",
    component: row.component,
    version: row.version ?? "",
    batch: row.batch ?? "",
    region: row.region ?? "",
    business_unit: row.business_unit ?? "",
    journey_step: row.journey_step ?? "",
    account: row.account ?? "",
    person_id: personId ?? noId,
    value: 0,
    scale_min: 0,
    scale_max: 0,
    sentiment: words?.reading.sentiment ?? 0,
    sentiment_label: words?.reading.label ?? "",
    has_words: words !== undefined,
    language: words?.reading.language ?? "",
    themes,
    tokens: words?.tokens ?? [],
    attributes: Object.fromEntries(Object.entries(row.attributes).map(([name, value]) => [name, String(value)])),
    import_id: row.import_id ?? noId,
    received_at: row.received_at.toISOString(),
  }
  // The words stay with the item's own row: a score row repeats every dimension, but not what is only searched.
  const scores = row.scores.map(({ metric, value, scale }) => ({
    ...shared,
    fact: "score" as const,
    metric,
    value,
    scale_min: scale.min,
    scale_max: scale.max,
    tokens: [],
  }))
  return [shared, ...scores]
}

type Waiting = {
  id: string
  organization_id: string
  source: string
  kind: string
  occurred_at: Date
  received_at: Date
  channel: string | null
  touchpoint: string | null
  product: string | null
  component: string[]
  version: string | null
  batch: string | null
  region: string | null
  business_unit: string | null
  journey_step: string | null
  account: string | null
  person_given: PersonGiven | null
  person_id: string | null
  text: string | null
  language: string | null
  scores: { metric: string; value: number; scale: { min: number; max: number } }[]
  attributes: Record<string, unknown>
  import_id: string | null
  digested_at: Date | null
}
