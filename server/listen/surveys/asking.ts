import { hash } from "node:crypto"
import type { Survey } from "../../../survey/definition.ts"
import { notFound } from "../../platform/http/errors.ts"
import { type Database, sql } from "../../platform/postgres.ts"
import type { Realtime } from "../../platform/realtime.ts"
import { mintSystemScope, type Scope, type Stores } from "../../platform/scope.ts"
import { facetsOf } from "../interactions/public.ts"
import { contactsOf, findPerson } from "../people/public.ts"
import type { Asked, LinkKind, Quota } from "./contract.ts"
import { keyForm } from "./links.ts"
import { closedBecause, personAttributesIn, questionsOf, type State } from "./survey.ts"
import type { Versions } from "./versions.ts"

/** A link and what is asked behind it, as it is kept in memory: most of what comes with a key is asked many times. */
export type Link = {
  id: string
  kind: LinkKind
  personId: string | null
  expiresAt: Date | null
  usedAt: Date | null
  language: string | null
  variables: Record<string, string | number>
  organizationId: string
  organization: string
  surveyId: string
  version: number
  survey: Survey
  surveyState: State
  closesAt: Date | null
  quotas: Quota[]
  full: boolean
  person: Asked["person"]
  components: string[] | undefined
  responseId: string | null
}

export type AskedText = { state: Asked["state"]; text: string; etag: string }

export type Asking = {
  /** Whose link a key is. Throws 404 for one that nobody gave out, that was revoked, or whose survey was never published. */
  link(key: string): Promise<Link>
  /** The same as the answer to whoever opens it, as JSON, made once for as long as nothing changes. */
  asked(key: string): Promise<AskedText>
  /** An older version of a survey, which somebody has before her still. */
  version: Versions
  /** Forgets what it knows of a survey in this process at once. */
  forget(surveyId: string): void
  stop(): void
}

/** Answers what a key leads to, from memory where it can; every process forgets when an event says that it changed. */
export function createAsking(stores: Stores, realtime: Realtime, version: Versions): Asking {
  const links = new Map<string, Entry>()
  const keysOf = new Map<string, Set<string>>()
  // What is being looked up may be of before a change; it is answered, and not kept.
  const pending = new Set<string>()

  const stop = realtime.subscribe((heard) => {
    if (heard.kind === "again") return forgetAll()
    if (heard.kind !== "event") return
    const { name, record, payload } = heard.event
    if (name.startsWith("survey.") && record) forget(record.slice("survey:".length))
    // What anybody may answer any number of times does not change by being answered.
    else if (name === "response.received") forget(String(payload.surveyId), ({ changesByAnswers }) => changesByAnswers)
    else if (/^person\.(erased|changed|merged|unmerged)$/.test(name)) forgetAll()
  })

  function forget(surveyId: string, which: (entry: Entry) => boolean = () => true) {
    for (const key of pending) links.delete(key)
    for (const key of keysOf.get(surveyId) ?? []) {
      const entry = links.get(key)
      if (entry && !which(entry)) continue
      links.delete(key)
      keysOf.get(surveyId)?.delete(key)
    }
  }

  function forgetAll() {
    links.clear()
    keysOf.clear()
  }

  function entryOf(key: string): Entry {
    const known = links.get(key)
    if (known && known.until > Date.now()) return known
    if (links.size > mostKept) forgetAll()
    const entry: Entry = { until: Date.now() + keptMs, link: find(stores, key), changesByAnswers: false }
    links.set(key, entry)
    pending.add(key)
    entry.link
      .then(
        (link) => {
          keysOf.set(link.surveyId, (keysOf.get(link.surveyId) ?? new Set()).add(key))
          if (!once(link) && link.quotas.length === 0) return
          entry.changesByAnswers = true
          entry.until = Date.now() + countedMs
        },
        () => links.get(key) === entry && links.delete(key),
      )
      .finally(() => pending.delete(key))
    return entry
  }

  return {
    link: (key) => entryOf(key).link,
    async asked(key) {
      const entry = entryOf(key)
      const link = await entry.link
      const state = stateOf(link, stores.now())
      if (entry.asked?.state !== state) entry.asked = presented(link, state)
      return entry.asked
    },
    version,
    forget: (surveyId) => forget(surveyId),
    stop,
  }
}

type Entry = { until: number; link: Promise<Link>; asked?: AskedText; changesByAnswers: boolean }

/** A link that leads to one response at most. */
export const once = ({ kind }: Pick<Link, "kind">) => kind === "single" || kind === "personal"

/** Whether a link takes a new response now, and if not, why. */
export function stateOf(link: Link, now: Date): Asked["state"] {
  if (link.usedAt) return "used"
  if (link.expiresAt && link.expiresAt <= now) return "expired"
  return closedBecause({ state: link.surveyState, closesAt: link.closesAt }, now) ?? (link.full ? "full" : "open")
}

const mostKept = 20_000
const keptMs = 60_000
const countedMs = 2_000

function presented(link: Link, state: Asked["state"]): AskedText {
  const asked: Asked = {
    survey: link.survey,
    surveyId: link.surveyId,
    version: link.version,
    state,
    kind: link.kind,
    ...(link.language ? { language: link.language } : {}),
    variables: link.variables,
    ...(link.person ? { person: link.person } : {}),
    ...(link.components ? { components: link.components } : {}),
    organization: { name: link.organization },
    ...(link.responseId && state !== "used" ? { responseId: link.responseId } : {}),
  }
  const text = JSON.stringify(asked)
  return { state, text, etag: `"${hash("sha256", text, "base64url").slice(0, 22)}"` }
}

async function find(stores: Stores, key: string): Promise<Link> {
  if (!keyForm.test(key)) throw notFound("link")
  const [row] = await stores.database.query<Found>(sql`
    select l.id, l.kind, l.person_id as "personId", l.expires_at as "expiresAt", l.used_at as "usedAt", l.language, l.variables,
      l.organization_id as "organizationId", o.name as organization, s.id as "surveyId", s.published as version,
      v.definition as survey, s.state as "surveyState", s.closes_at as "closesAt", s.quotas
    from survey_link l join survey s on s.id = l.survey_id join organization o on o.id = l.organization_id
    join survey_version v on v.survey_id = s.id and v.number = s.published
    where l.key = ${key} and l.revoked_at is null`)
  if (!row) throw notFound("link")
  const scope = mintSystemScope(stores, row.organizationId)
  const [person, components, full, responseId] = await Promise.all([
    row.personId ? knownOf(scope, row.personId, row.survey) : undefined,
    componentsFor(scope, row.survey),
    isFull(stores.database, row),
    once(row) ? begunWith(stores.database, row.id) : null,
  ])
  return { ...row, person, components, full, responseId }
}

type Found = Omit<Link, "person" | "components" | "full" | "responseId">

/** Only what the survey's own texts and rules name. */
export async function knownOf(scope: Scope, personId: string, survey: Survey): Promise<Asked["person"]> {
  const names = personAttributesIn(survey)
  if (names.length === 0) return undefined
  const [[contact], person] = await Promise.all([contactsOf(scope, [personId]), findPerson(scope, personId)])
  const name = contact?.name ?? ""
  const all: Record<string, string | number | boolean> = {
    ...person?.attributes,
    ...(name ? { name, firstName: name.split(/\s+/)[0]! } : {}),
    ...(contact?.language ? { language: contact.language } : {}),
  }
  return Object.fromEntries(names.flatMap((one) => (Object.hasOwn(all, one) ? [[one, all[one]!]] : [])))
}

// What is asked must not wait for the analytical store to come back: without it one writes which part it is.
async function componentsFor(scope: Scope, survey: Survey): Promise<string[] | undefined> {
  const open = questionsOf(survey).flatMap((one) => (one.kind === "component" && !one.components ? [one] : []))
  if (open.length === 0) return undefined
  const products = open.map((one) => one.product)
  const where = products.every((one) => one !== undefined)
    ? [{ field: "product", op: "in" as const, values: products as string[] }]
    : []
  const [facet] = await facetsOf(scope, { where }, ["component"], 100).catch(() => [])
  return facet?.values.map((one) => one.value).sort((a, b) => a.localeCompare(b)) ?? []
}

async function isFull(database: Database, { surveyId, quotas }: Pick<Link, "surveyId" | "quotas">): Promise<boolean> {
  const whole = quotas.filter((one) => !one.when)
  if (whole.length === 0) return false
  const [row] = await database.query<{ n: number }>(sql`
    select count(*) as n from response where survey_id = ${surveyId} and finished_at is not null and surplus_at is null and human`)
  return whole.some((one) => row!.n >= one.most)
}

async function begunWith(database: Database, linkId: string): Promise<string | null> {
  const [row] = await database.query<{ id: string }>(sql`select id from response where once = ${linkId}`)
  return row?.id ?? null
}
