import { brief, joined, type Runner, type Sql, sql } from "../../platform/postgres.ts"
import type { Scope, Tx } from "../../platform/scope.ts"
import type { InstalledBase, OwnershipFilter } from "./contract.ts"
import type { Entry, Owned } from "./ownership.ts"

export type OwnershipRow = Entry & { updatedAt: Date }

const entry = sql`o.id, o.person_id as "personId", p.root_id as "rootId", o.account, o.product, o.component, o.version, o.batch,
  o.serial, o.order_number as "orderNumber", o.relation, o.purchased_at as "purchasedAt", o.ended_at as "endedAt", o.source,
  o.external_id as "externalId"`

/** What these people own now, under whichever of her merged records it was entered. */
export const ownedBy = (scope: Scope, personIds: readonly string[]): Promise<Owned[]> =>
  scope.query<Owned>(
    brief(
      "owned by",
      sql`
    select o.id, p.root_id as "personId", o.product, o.component, o.version, o.batch, o.serial, o.order_number as "orderNumber",
      o.purchased_at as "purchasedAt", o.relation
    from ownership o join person p on p.id = o.person_id
    where o.organization_id = ${scope.organizationId} and o.ended_at is null
      and p.root_id in (select root_id from person where id = any(${personIds}::uuid[]) and organization_id = ${scope.organizationId})
    order by p.root_id, o.purchased_at desc nulls last, o.id`,
    ),
  )

/** Entries of a filter, newest first. */
export async function listOwnership(
  scope: Scope,
  filter: OwnershipFilter,
  page: { limit: number; before?: string | undefined },
): Promise<OwnershipRow[]> {
  return scope.query<OwnershipRow>(sql`
    select ${entry}, o.updated_at as "updatedAt" from ownership o left join person p on p.id = o.person_id
    where ${where(scope, filter)} ${page.before ? sql`and o.id < ${page.before}` : sql``}
    order by o.id desc limit ${page.limit}`)
}

export async function countOwnership(
  scope: Scope,
  filter: OwnershipFilter,
): Promise<{ units: number; people: number }> {
  const [row] = await scope.query<{ units: number; people: number }>(sql`
    select count(*) as units, count(distinct p.root_id) as people
    from ownership o left join person p on p.id = o.person_id where ${where(scope, filter)}`)
  return row!
}

export async function findOwnership(scope: Scope, id: string): Promise<OwnershipRow | undefined> {
  const [row] = await scope.query<OwnershipRow>(sql`
    select ${entry}, o.updated_at as "updatedAt" from ownership o left join person p on p.id = o.person_id
    where o.organization_id = ${scope.organizationId} and o.id = ${id}`)
  return row
}

function where(scope: Scope, filter: OwnershipFilter): Sql {
  const parts: Sql[] = [sql`o.organization_id = ${scope.organizationId}`]
  if (filter.product) parts.push(sql`o.product = ${filter.product}`)
  if (filter.component) parts.push(sql`o.component @> array[${filter.component}::text]`)
  if (filter.version) parts.push(sql`o.version = ${filter.version}`)
  if (filter.batch) parts.push(sql`o.batch = ${filter.batch}`)
  if (filter.serial) parts.push(sql`starts_with(upper(o.serial), ${filter.serial.trim().toUpperCase()})`)
  if (filter.orderNumber) parts.push(sql`upper(o.order_number) = ${filter.orderNumber.trim().toUpperCase()}`)
  if (filter.account) parts.push(sql`o.account = ${filter.account}`)
  if (filter.relation) parts.push(sql`o.relation = ${filter.relation}`)
  if (filter.purchasedFrom) parts.push(sql`o.purchased_at >= ${filter.purchasedFrom}`)
  if (filter.purchasedTo) parts.push(sql`o.purchased_at < ${filter.purchasedTo}`)
  if (filter.ended !== "all") parts.push(filter.ended === "no" ? sql`o.ended_at is null` : sql`o.ended_at is not null`)
  if (filter.person) {
    parts.push(
      sql`o.person_id in (select h.id from person h where h.root_id = (select root_id from person where id = ${filter.person}))`,
    )
  }
  return joined(parts, " and ")
}

/** Units and owners, product by product and batch by batch; what is owned now. */
export async function installedBase(scope: Scope): Promise<InstalledBase> {
  const rows = await scope.query<{
    product: string | null
    batch: string | null
    whole: number
    units: number
    people: number
    serials: number
  }>(sql`
    select o.product, o.batch, grouping(o.product, o.batch) as whole, count(*) as units, count(distinct p.root_id) as people,
      count(o.serial) as serials
    from ownership o left join person p on p.id = o.person_id
    where o.organization_id = ${scope.organizationId} and o.ended_at is null
    group by grouping sets ((), (o.product), (o.product, o.batch)) order by units desc, o.product, o.batch`)
  const total = rows.find((row) => row.whole === 3)
  return {
    units: total?.units ?? 0,
    people: total?.people ?? 0,
    withSerial: total?.serials ?? 0,
    products: rows
      .filter((row) => row.whole === 1)
      .map(({ product, units, people }) => ({
        product: product ?? "",
        units,
        people,
        batches: rows
          .filter((row) => row.whole === 0 && row.product === product)
          .map((row) => ({ batch: row.batch, units: row.units, people: row.people })),
      })),
  }
}

/** Bulk writes of one organization come one after the other: each sees what the one before it stored. */
export const lockBase = (tx: Tx) =>
  tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${`ownership ${tx.organizationId}`}, 0))`)

export type Key = { product: string; serial: string | null; source: string; externalId: string | null }

/** The entries that have one of these serial numbers (of that product), or one of these ids at that source. */
export const meeting = (tx: Scope, keys: readonly Key[]): Promise<Entry[]> =>
  tx.query<Entry>(sql`
    with wanted as (
      select * from json_to_recordset(${JSON.stringify(keys)}::json) as x(product text, serial text, source text, "externalId" text)),
    found as (
      select o.id from wanted x join ownership o on o.organization_id = ${tx.organizationId}
        and upper(o.serial) = upper(x.serial) and o.product = x.product where x.serial is not null
      union
      select o.id from wanted x join ownership o on o.organization_id = ${tx.organizationId}
        and o.source = x.source and o.external_id = x."externalId" where x."externalId" is not null)
    select ${entry} from found f join ownership o on o.id = f.id left join person p on p.id = o.person_id`)

const fields = sql`(id uuid, "personId" uuid, account text, product text, component text[], version text, batch text, serial text,
  "orderNumber" text, relation text, "purchasedAt" date, "endedAt" date, source text, "externalId" text, "importId" uuid)`

export const insertOwnership = (tx: Tx, entries: readonly (Entry & { importId: string | null })[]) =>
  tx.query(sql`
    insert into ownership (id, organization_id, person_id, account, product, component, version, batch, serial, order_number,
      relation, purchased_at, ended_at, source, external_id, import_id, created_at, updated_at)
    select id, ${tx.organizationId}, "personId", account, product, component, version, batch, serial, "orderNumber", relation,
      "purchasedAt", "endedAt", source, "externalId", "importId", ${tx.now()}, ${tx.now()}
    from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) as x${fields}`)

export const updateOwnership = (tx: Tx, entries: readonly Entry[]) =>
  tx.query(sql`
    update ownership o set person_id = x."personId", account = x.account, product = x.product, component = x.component,
      version = x.version, batch = x.batch, serial = x.serial, order_number = x."orderNumber", relation = x.relation,
      purchased_at = x."purchasedAt", ended_at = x."endedAt", external_id = x."externalId", updated_at = ${tx.now()}
    from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) as x${fields}
    where o.id = x.id and o.organization_id = ${tx.organizationId}`)

export const deleteOwnership = async (tx: Tx, id: string): Promise<boolean> =>
  (await tx.query(sql`delete from ownership where organization_id = ${tx.organizationId} and id = ${id} returning id`))
    .length > 0

/** Removes some of what an import added; returns how many. */
export const deleteSomeOfImport = async (tx: Tx, importId: string, limit: number): Promise<number> =>
  (
    await tx.query(sql`
      delete from ownership where id in (
        select id from ownership where import_id = ${importId} and organization_id = ${tx.organizationId} limit ${limit})
      returning id`)
  ).length

/** Gives a batch (or version, product, part) another name everywhere; returns how many entries had the old one. */
export async function renameInBase(
  tx: Tx,
  field: "product" | "version" | "batch",
  { from, to, product }: { from: string; to: string; product?: string | undefined },
): Promise<number> {
  const column = { product: sql`product`, version: sql`version`, batch: sql`batch` }[field]
  const rows = await tx.query(sql`
    update ownership set ${column} = ${to}, updated_at = ${tx.now()}
    where organization_id = ${tx.organizationId} and ${column} = ${from} ${product ? sql`and product = ${product}` : sql``}
    returning id`)
  return rows.length
}

export const rootsOfPeople = async (runner: Runner, organizationId: string, ids: readonly string[]) =>
  new Map(
    (
      await runner.query<{ id: string; root_id: string }>(sql`
        select id, root_id from person where organization_id = ${organizationId} and id = any(${ids}::uuid[])`)
    ).map((row) => [row.id, row.root_id]),
  )
