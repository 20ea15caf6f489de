import type { CodedError } from "../../platform/http/errors.ts"
import { fault } from "../../platform/http/errors.ts"
import type { Scope } from "../../platform/scope.ts"
import type { Vault } from "../../platform/vault.ts"
import {
  changeFeedback,
  type FeedbackInput,
  type Intake,
  type KnownItem,
  knownItems,
  receiveFeedback,
} from "../feedback/public.ts"
import type { DeliveryProblem, Mapping } from "./contract.ts"
import { bodiesSealedAs } from "./intake.ts"
import { asProblem, createReader, type Read, type Reading } from "./mapping.ts"
import { isXml, readOutboundMessage } from "./soap.ts"
import {
  lastChanges,
  type ReceiverRow,
  type Settled,
  settleDeliveries,
  type Waiting,
  waitingDeliveries,
} from "./store.ts"

const atOnce = 200

/**
 * Makes feedback of what waits for one receiver, in the order in which it came. An item the tool has sent before is
 * changed, not doubled; items without an id get one of their delivery, so that reading a delivery again changes nothing.
 */
export async function workOff(
  scope: Scope,
  parts: { intake: Intake; vault: Vault },
  receiver: ReceiverRow,
  ending: () => boolean,
): Promise<void> {
  for (;;) {
    // The reader of the outbox stays where it was and comes again.
    if (ending()) throw new Error("the process ends")
    const waiting = await waitingDeliveries(scope, receiver.id, atOnce)
    if (waiting.length === 0) return
    await settleDeliveries(scope, await takeSome(scope, parts, receiver, waiting))
  }
}

/** A payload as it was sent, read. Throws where it is neither JSON nor XML. */
export const parsePayload = (body: string): unknown => (isXml(body) ? readOutboundMessage(body) : JSON.parse(body))

export const notReadable = (): DeliveryProblem => asProblem(fault("receiver.not_readable"), null, null)

type Mine = Read & { deliveryId: string; source: string; externalId: string }

async function takeSome(
  scope: Scope,
  { intake, vault }: { intake: Intake; vault: Vault },
  { id: receiverId, mapping, source }: ReceiverRow,
  waiting: readonly Waiting[],
): Promise<Settled[]> {
  const read = readerOf(mapping)
  const outcomes = new Map<string, Settled>()
  const all: Mine[] = []
  for (const one of waiting) {
    const reading =
      one.body === null ? unreadable() : readBody(read, () => vault.open(bodiesSealedAs, one.body!), scope.now())
    outcomes.set(one.id, settledAs(one.id, reading))
    if (reading.problems.length > 0) continue
    reading.items.forEach(({ item, changedAt }, index) => {
      const externalId = item.externalId ?? `delivery:${one.id}:${index}`
      // What is sent now was said now, unless it says another time.
      const occurredAt = item.occurredAt ?? one.received_at.toISOString()
      all.push({ deliveryId: one.id, source, externalId, changedAt, item: { ...item, source, externalId, occurredAt } })
    })
  }
  const known = await knownItems(scope, source, [...new Set(all.map((one) => one.externalId))])
  const fresh = new Map<string, Mine>()
  for (const one of all) if (!known.has(one.externalId) && !fresh.has(one.externalId)) fresh.set(one.externalId, one)
  const first = [...fresh.values()]
  const received =
    first.length > 0
      ? await receiveFeedback(
          scope,
          intake,
          first.map((one) => one.item),
        )
      : []
  first.forEach((one, index) => {
    const { id } = received[index]!
    known.set(one.externalId, asKnown(id, one))
    outcomes.get(one.deliveryId)!.feedback_ids.push(id)
  })
  const begun = new Set(first)
  const changes = await lastChanges(
    scope,
    receiverId,
    [...known.values()].map((one) => one.id),
  )
  for (const one of first) noteChange(changes, known.get(one.externalId)!.id, one.changedAt)
  for (const one of all) {
    if (begun.has(one)) continue
    const before = known.get(one.externalId)!
    const outcome = outcomes.get(one.deliveryId)!
    if (!outcome.feedback_ids.includes(before.id)) outcome.feedback_ids.push(before.id)
    if (before.forgotten) continue
    const overtaken = isOlder(one.changedAt, changes.get(before.id))
    const change = changeOf(before, one.item, mapping.words, overtaken)
    if (!change) continue
    const refused = await changeFeedback(scope, before.id, change).then(() => undefined, asRefusal)
    if (refused) outcomes.set(one.deliveryId, { ...outcome, ...failed([refused]) })
    else {
      Object.assign(before, change.text === undefined ? {} : { text: change.text })
      Object.assign(before, {
        scores: change.scores ?? before.scores,
        attributes: change.attributes ?? before.attributes,
      })
    }
    noteChange(changes, before.id, one.changedAt)
  }
  return [...outcomes.values()]
}

// A mapping that was stored is one that could be read; if the code no longer can, each delivery says so.
function readerOf(mapping: Mapping): (payload: unknown, now: Date) => Reading {
  try {
    return createReader(mapping)
  } catch (error) {
    const problem = asProblem((error as CodedError).fault, null, null)
    return () => ({ items: [], skipped: false, problems: [problem], found: [] })
  }
}

function readBody(read: (payload: unknown, now: Date) => Reading, body: () => string, now: Date): Reading {
  let payload: unknown
  try {
    payload = parsePayload(body())
  } catch {
    return unreadable()
  }
  return read(payload, now)
}

const unreadable = (): Reading => ({ items: [], skipped: false, problems: [notReadable()], found: [] })

const failed = (problems: readonly DeliveryProblem[]) => ({
  state: "failed" as const,
  reason: [problems[0]?.code, problems[0]?.target].filter(Boolean).join(" "),
  problems: [...problems],
})

function settledAs(id: string, { problems, skipped, items }: Reading): Settled {
  const changed = items.flatMap((one) => one.changedAt ?? []).sort()
  const base = { id, feedback_ids: [] as string[], changed_at: changed.at(-1) ?? null }
  if (problems.length > 0) return { ...base, ...failed(problems), changed_at: null }
  return { ...base, state: skipped ? "skipped" : "taken", reason: null, problems: [] }
}

const asKnown = (id: string, { externalId, item }: Mine): KnownItem => ({
  id,
  externalId,
  text: item.text ?? null,
  scores: item.scores ?? [],
  attributes: item.attributes ?? {},
  person: item.person ?? null,
  forgotten: false,
})

/** What is new in an item that is known, or nothing. What was overtaken by a newer one still adds its words. */
function changeOf(before: KnownItem, item: FeedbackInput, words: Mapping["words"], overtaken: boolean) {
  const { source: _, externalId: __, occurredAt: ___, text, scores, attributes, person, ...rest } = item
  const said = text === undefined ? undefined : textAfter(before.text ?? "", text, words, overtaken)
  const change = {
    ...(overtaken ? {} : rest),
    ...(said === undefined || said === before.text ? {} : { text: said }),
    ...(overtaken || !scores ? {} : { scores: merged(before.scores, scores) }),
    ...(overtaken || !attributes ? {} : { attributes: { ...before.attributes, ...attributes } }),
    ...(overtaken || !person ? {} : { person: { ...before.person, ...person } }),
  }
  return Object.keys(change).length > 0 ? change : undefined
}

const longestText = 20_000

function textAfter(before: string, now: string, words: Mapping["words"], overtaken: boolean): string {
  if (words === "replace") return overtaken ? before : now
  // A payload that repeats the whole history adds only what is new in it.
  const news = now.split("\n\n").filter((part) => !before.includes(part.trim()))
  return [before, ...news]
    .filter((part) => part !== "")
    .join("\n\n")
    .slice(0, longestText)
}

const merged = (before: KnownItem["scores"], now: KnownItem["scores"]) => [
  ...before.filter((one) => !now.some((other) => other.metric === one.metric)),
  ...now,
]

const isOlder = (at: string | null, last: Date | undefined) =>
  at !== null && last !== undefined && new Date(at).getTime() < last.getTime()

function noteChange(changes: Map<string, Date>, id: string, at: string | null) {
  if (at !== null && !isOlder(at, changes.get(id))) changes.set(id, new Date(at))
}

function asRefusal(error: unknown): DeliveryProblem {
  // Deleted here meanwhile: what a member took out does not come back by an update.
  if (error instanceof Error && "fault" in error) return asProblem((error as CodedError).fault, null, null)
  throw error
}
