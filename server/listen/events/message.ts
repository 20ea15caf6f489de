import { hash } from "node:crypto"

/** What came in of one call of the Segment spec, read and corrected; what is stored of it is a fact among the others. */
export type EventFact = {
  id: string
  kind: EventKind
  name: string
  occurredAt: number
  userId: string
  anonymousId: string
  groupId: string
  columns: Record<Dimension, string>
  component: string[]
  value: number
  language: string
  attributes: Record<string, string>
  /** What identify, group and alias say of a person or a company; never stored with the fact. */
  said?: { traits: Record<string, unknown>; previousId?: string }
}

export const eventKinds = ["track", "page", "screen", "identify", "group", "alias", "error"] as const
export type EventKind = (typeof eventKinds)[number]
export const refusalReasons = [
  "malformed",
  "too_large",
  "type_unknown",
  "no_person",
  "no_name",
  "no_group",
  "no_previous",
  "text_too_long",
  "time_invalid",
  "properties_invalid",
  "bot",
  "no_consent",
] as const
export type RefusalReason = (typeof refusalReasons)[number]
export type Refused = { reason: RefusalReason; detail: string }

/** The moment a request came in, when its sender says it left, and where it came from. */
export type Arrival = {
  organizationId: string
  receivedAt: number
  sentAt: number | null
  defaults: { channel: string; product: string }
  isBot(userAgent: string): boolean
  /** The browser's own header; '' where a server sends for others. */
  userAgent: string
}

const dimensionNames = [
  "channel",
  "touchpoint",
  "product",
  "version",
  "batch",
  "region",
  "businessUnit",
  "journeyStep",
] as const
type Dimension = (typeof dimensionNames)[number]

const longestId = 300
const longestText = 1_000
const mostAttributes = 80
const earliest = Date.UTC(2000, 0, 1)

/** Reads one message of the Segment spec. What cannot be taken says why; nothing throws. */
export function readMessage(given: unknown, arrival: Arrival, knownType?: string): EventFact | Refused {
  if (!isObject(given)) return { reason: "malformed", detail: "not an object" }
  const type = knownType ?? given.type
  const kind = kindOf(type)
  if (!kind) return { reason: "type_unknown", detail: String(type).slice(0, 60) }
  const userId = idOf(given.userId)
  const anonymousId = idOf(given.anonymousId)
  if (userId.length > longestId || anonymousId.length > longestId) return { reason: "text_too_long", detail: "userId" }
  if (userId === "" && anonymousId === "") return { reason: "no_person", detail: "userId or anonymousId" }

  const context = isObject(given.context) ? given.context : nothing
  if (refusesAnalytics(context)) return { reason: "no_consent", detail: "context.consent" }
  const agent = typeof context.userAgent === "string" ? context.userAgent : arrival.userAgent
  if (agent !== "" && arrival.isBot(agent)) return { reason: "bot", detail: agent.slice(0, 200) }

  const properties = given.properties ?? nothing
  if (!isObject(properties)) return { reason: "properties_invalid", detail: "properties" }
  const name = nameOf(kind, given, properties, context)
  if (name === "" && (kind === "track" || kind === "error")) return { reason: "no_name", detail: "event" }
  if (name.length > longestId) return { reason: "text_too_long", detail: "event" }
  const occurredAt = timeOf(given, arrival)
  if (occurredAt === null) return { reason: "time_invalid", detail: String(given.timestamp).slice(0, 60) }

  const fact: EventFact = {
    id: idFor(arrival.organizationId, given),
    kind: kind === "track" && isErrorName(name) ? "error" : kind,
    name,
    occurredAt,
    userId,
    anonymousId,
    groupId: idOf(kind === "group" ? given.groupId : context.groupId).slice(0, longestId),
    columns: columnsOf(properties, context, arrival),
    component: componentsOf(properties.component),
    value: numberOf(properties.value) ?? numberOf(properties.revenue) ?? 0,
    language: typeof context.locale === "string" ? context.locale.slice(0, 35) : "",
    attributes: {},
  }
  if (kind === "identify" || kind === "group" || kind === "alias") {
    const traits = given.traits ?? nothing
    if (!isObject(traits)) return { reason: "properties_invalid", detail: "traits" }
    const previousId = idOf(given.previousId)
    if (kind === "alias" && previousId === "") return { reason: "no_previous", detail: "previousId" }
    if (kind === "group" && fact.groupId === "") return { reason: "no_group", detail: "groupId" }
    fact.said = previousId ? { traits, previousId: previousId.slice(0, longestId) } : { traits }
    return fact
  }
  fact.attributes = attributesOf(properties, context)
  return fact
}

/** The same message has the same id, however often it is sent; ids of different organizations never meet. */
function idFor(organizationId: string, message: Record<string, unknown>): string {
  const given = message.messageId
  const text =
    typeof given === "string" && given !== ""
      ? `${organizationId} ${given}`
      : `${organizationId} ${anew()} ${Math.random()}`
  const hex = hash("md5", text)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
}

let made = 0
const anew = () => `${Date.now()} ${made++}`

function kindOf(type: unknown): EventKind | undefined {
  return typeof type === "string" ? kinds.get(type) : undefined
}
const kinds = new Map<string, EventKind>([
  ["track", "track"],
  ["page", "page"],
  ["screen", "screen"],
  ["identify", "identify"],
  ["group", "group"],
  ["alias", "alias"],
])

// What Segment calls a track of one of these names is a fault somebody met.
const isErrorName = (name: string) => name === "Error" || name === "error" || name === "Application Crashed"

function nameOf(
  kind: EventKind,
  message: Record<string, unknown>,
  properties: Record<string, unknown>,
  context: Record<string, unknown>,
): string {
  if (kind === "track") return clean(text(message.event)).trim()
  if (kind === "page" || kind === "screen") {
    const page = isObject(context.page) ? context.page : nothing
    return clean(text(message.name) || text(properties.path) || text(page.path) || text(properties.name)).slice(0, 300)
  }
  return kind
}

/**
 * When it happened by our clock: what the sender's clock said, moved by how wrong that clock was when it sent
 * (receivedAt − sentAt). Without sentAt the stated time is taken as it is. What would lie ahead happened now.
 */
function timeOf(message: Record<string, unknown>, { receivedAt, sentAt }: Arrival): number | null {
  const stated = message.originalTimestamp ?? message.timestamp
  if (stated === undefined || stated === null) return receivedAt
  const at = momentOf(stated)
  if (at === null) return null
  const corrected = sentAt === null ? at : receivedAt - (sentAt - at)
  // A sender whose sentAt makes no sense must not move its events by years.
  const best = corrected < earliest || corrected > receivedAt ? Math.min(at, receivedAt) : corrected
  return best < earliest ? null : best
}

export function momentOf(value: unknown): number | null {
  if (typeof value === "string" && value.length <= 40) {
    const at = Date.parse(value)
    return Number.isNaN(at) ? null : at
  }
  // Seconds or milliseconds since 1970.
  if (typeof value === "number" && value > 0 && value < 1e14) return value < 1e11 ? value * 1000 : value
  return null
}

function columnsOf(
  properties: Record<string, unknown>,
  context: Record<string, unknown>,
  { defaults }: Arrival,
): Record<Dimension, string> {
  const app = isObject(context.app) ? context.app : nothing
  return {
    channel: short(properties.channel) || defaults.channel,
    touchpoint: short(properties.touchpoint),
    product: short(properties.product) || defaults.product,
    version: short(properties.version) || short(app.version),
    batch: short(properties.batch),
    region: short(properties.region),
    businessUnit: short(properties.businessUnit),
    journeyStep: short(properties.journeyStep),
  }
}

function attributesOf(properties: Record<string, unknown>, context: Record<string, unknown>): Record<string, string> {
  const all: Record<string, string> = {}
  let count = 0
  const put = (name: string, value: unknown) => {
    if (value === null || value === undefined || value === "" || count >= mostAttributes) return
    if (typeof value === "object") {
      if (Array.isArray(value)) put(name, JSON.stringify(value))
      else if (name.length < 100) for (const [key, inner] of Object.entries(value)) put(`${name}.${key}`, inner)
      return
    }
    count++
    all[name.slice(0, 120)] = clean(String(value)).slice(0, longestText)
  }
  for (const name in properties) if (!taken.has(name)) put(name, properties[name])
  const { page, campaign, os, device, library } = context
  if (isObject(page)) for (const name of ["path", "url", "referrer", "title"]) if (!(name in all)) put(name, page[name])
  if (isObject(campaign)) put("campaign", campaign)
  if (isObject(os)) put("os", os.name)
  if (isObject(device)) put("device", device.type ?? device.model)
  if (isObject(library)) put("library", library.name)
  if (typeof context.session === "string") put("session", context.session)
  return all
}

const taken = new Set<string>([...dimensionNames, "component"])

function componentsOf(value: unknown): string[] {
  if (typeof value === "string") return value === "" ? [] : [value.slice(0, 300)]
  return Array.isArray(value) ? value.filter((one) => typeof one === "string").slice(0, 20) : []
}

/** Segment's consent object: a category of its own for analytics that is refused. */
function refusesAnalytics(context: Record<string, unknown>): boolean {
  const consent = context.consent
  if (!isObject(consent) || !isObject(consent.categoryPreferences)) return false
  return Object.entries(consent.categoryPreferences).some(
    ([category, allowed]) => /^analytics$/i.test(category) && allowed === false,
  )
}

const idOf = (value: unknown): string =>
  typeof value === "string" ? clean(value).trim() : typeof value === "number" ? String(value) : ""

const text = (value: unknown): string => (typeof value === "string" ? value : "")
const short = (value: unknown): string =>
  typeof value === "string" ? value.slice(0, 300) : typeof value === "number" ? String(value) : ""
const numberOf = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) ? value : undefined

// PostgreSQL cannot hold NUL, and a lone half of a surrogate pair is no text.
const clean = (value: string) =>
  value.includes("\u0000") || !value.isWellFormed() ? value.replaceAll("\u0000", "").toWellFormed() : value

const nothing: Record<string, unknown> = Object.freeze({})
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
