import { audienceOfSlice, countPeople, peopleIn } from "../../listen/audiences/public.ts"
import { customerBase } from "../../listen/customers/public.ts"
import { peopleOf } from "../../listen/interactions/public.ts"
import { allIdsOf, findPeople, rootsOf } from "../../listen/people/public.ts"
import { pieces } from "../../platform/clickhouse.ts"
import { coded } from "../../platform/http/errors.ts"
import { isId } from "../../platform/ids.ts"
import type { Scope } from "../../platform/scope.ts"
import type { SignalRow } from "./signal.ts"
import { windowSql } from "./texts.ts"

export type Affected = {
  id: string
  name: string | null
  masked: boolean
  email: string | null
  phone: string | null
  contacts: number
  lastAt: string | null
}

/** told: who is behind the signal's records. all: also who owns what the signal is about and has said nothing. */
export type Whom = "told" | "all"

/** How far a signal reaches: how many own what it is about, where that is known, and how many have told us. */
export type Reach = {
  told: number
  owners: number | null
  all: number | null
  basis: "exact" | "estimated" | "told"
  customers: number | null
}

/**
 * Exact where the installed base has owners of what the signal names. Where it names something made of which nobody is
 * on record, the customers of its product are the most there can be: an estimate, and said so. Otherwise only who told
 * us is known.
 */
export async function reachOf(scope: Scope, signal: SignalRow): Promise<Reach> {
  const definition = audienceOfSlice(signal.slice)
  const owning = definition.anyOf.filter((rule) => rule.kind === "owns")
  const [told, owners] = await Promise.all([
    countAffected(scope, signal),
    owning.length > 0 ? countPeople(scope, { anyOf: owning }) : 0,
  ])
  if (owners > 0) return { told, owners, all: await countPeople(scope, definition), basis: "exact", customers: null }
  const customers = owning.length > 0 ? await customersOf(scope, signal.slice.product) : null
  return { told, owners: null, all: null, basis: customers === null ? "told" : "estimated", customers }
}

/** Customers of a product (or of the whole company) in the newest month that was entered. */
async function customersOf(scope: Scope, product: string | undefined): Promise<number | null> {
  const months = (await customerBase(scope)).filter((one) => one.product === (product ?? ""))
  return months.at(-1)?.customers ?? null
}

/** Everybody a signal's slice concerns, with what each has told us of it. */
export async function concernedPeople(
  scope: Scope,
  signal: SignalRow,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ items: Affected[]; next: string | null }> {
  if (page.cursor !== undefined && !isId(page.cursor)) throw coded("cursor.invalid", {}, "cursor")
  const ids = await peopleIn(scope, audienceOfSlice(signal.slice), { after: page.cursor, limit: page.limit + 1 })
  const shown = ids.slice(0, page.limit)
  const [people, contacts] = await Promise.all([
    findPeople(scope, { ids: shown, limit: shown.length }),
    contactsAbout(scope, signal, shown),
  ])
  const byId = new Map(people.map((one) => [one.id, one]))
  return {
    items: shown.flatMap((id) => {
      const person = byId.get(id)
      return person ? [asAffected(person, contacts.get(id))] : []
    }),
    next: ids.length > page.limit ? shown.at(-1)! : null,
  }
}

/** How often each of these people (roots) is behind the signal's records, under any of her ids. */
async function contactsAbout(scope: Scope, signal: SignalRow, roots: readonly string[]) {
  const found = new Map<string, { contacts: number; lastAt: string }>()
  if (roots.length === 0) return found
  const ids = await allIdsOf(scope, roots)
  const rootOf = await rootsOf(scope, ids)
  const { text, values } = windowSql(scope, signal.stream, signal)
  for (const people of pieces(ids)) {
    const rows = await scope.clickhouse.rows<{ person_id: string; contacts: number; lastAt: string }>(
      `select person_id, uniqExact(id) as contacts, formatDateTime(max(occurred_at), '%Y-%m-%dT%H:%i:%SZ', 'UTC') as lastAt
       from interaction where ${text} and person_id in ({people:Array(UUID)}) group by person_id`,
      { ...values, people },
    )
    for (const { person_id, contacts, lastAt } of rows) {
      const root = rootOf.get(person_id) ?? person_id
      const before = found.get(root)
      found.set(root, {
        contacts: contacts + (before?.contacts ?? 0),
        lastAt: before && before.lastAt > lastAt ? before.lastAt : lastAt,
      })
    }
  }
  return found
}

type Found = Awaited<ReturnType<typeof findPeople>>[number]

function asAffected(person: Found, about: { contacts: number; lastAt: string } | undefined): Affected {
  const identity = (kind: string) => person.identities.find((one) => one.kind === kind)?.value ?? null
  return {
    id: person.id,
    name: person.name,
    masked: person.masked,
    email: identity("email"),
    phone: identity("phone"),
    contacts: about?.contacts ?? 0,
    lastAt: about?.lastAt ?? null,
  }
}

/** The people behind a signal's records, each once, by id; masked without the right to personal data. */
export async function affectedPeople(
  scope: Scope,
  signal: SignalRow,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ items: Affected[]; next: string | null }> {
  if (page.cursor !== undefined && !isId(page.cursor)) throw coded("cursor.invalid", {}, "cursor")
  const { text, values } = windowSql(scope, signal.stream, signal)
  const each = "uniqExact(id) as items, max(occurred_at) as latest"
  const all = "sum(items) as contacts, formatDateTime(max(latest), '%Y-%m-%dT%H:%i:%SZ', 'UTC') as lastAt"
  const rows = await scope.clickhouse.rows<{ root: string; contacts: number; lastAt: string }>(
    `select * from (${peopleOf("{o:UUID}", text, { each, all })}) ${page.cursor ? "where root > {after:UUID}" : ""}
     order by root limit {limit:UInt32}`,
    { ...values, limit: page.limit + 1, ...(page.cursor ? { after: page.cursor } : {}) },
  )
  const shown = rows.slice(0, page.limit)
  const ids = shown.map((row) => row.root)
  const people = new Map((await findPeople(scope, { ids, limit: ids.length })).map((one) => [one.id, one]))
  return {
    items: shown.flatMap(({ root, contacts, lastAt }) => {
      const person = people.get(root)
      return person ? [asAffected(person, { contacts, lastAt })] : []
    }),
    next: rows.length > page.limit ? ids.at(-1)! : null,
  }
}

export async function countAffected(scope: Scope, signal: SignalRow): Promise<number> {
  const { text, values } = windowSql(scope, signal.stream, signal)
  const [row] = await scope.clickhouse.rows<{ n: number }>(
    `select count() as n from (${peopleOf("{o:UUID}", text)})`,
    values,
  )
  return row!.n
}

export const affectedColumns = ["person", "name", "email", "phone", "contacts", "last_contact"]

/** The same people as rows of a table, read page by page so that memory does not depend on their number. */
export async function* affectedRows(scope: Scope, signal: SignalRow, whom: Whom) {
  const read = whom === "all" ? concernedPeople : affectedPeople
  const limit = whom === "all" ? 5_000 : 500
  let cursor: string | undefined
  do {
    const page = await read(scope, signal, { limit, cursor })
    for (const one of page.items) yield [one.id, one.name, one.email, one.phone, one.contacts, one.lastAt]
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
}
