import { peopleOf } from "../../listen/interactions/public.ts"
import { findPeople } from "../../listen/people/public.ts"
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
  lastAt: string
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
      if (!person) return []
      const identity = (kind: string) => person.identities.find((one) => one.kind === kind)?.value ?? null
      return [
        {
          id: person.id,
          name: person.name,
          masked: person.masked,
          email: identity("email"),
          phone: identity("phone"),
          contacts,
          lastAt,
        },
      ]
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
export async function* affectedRows(scope: Scope, signal: SignalRow) {
  let cursor: string | undefined
  do {
    const page = await affectedPeople(scope, signal, { limit: 500, cursor })
    for (const one of page.items) yield [one.id, one.name, one.email, one.phone, one.contacts, one.lastAt]
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
}
