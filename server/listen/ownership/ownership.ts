import type { OwnershipInput, Relation } from "./contract.ts"

/** What somebody owns, as other slices see it. `personId` is who she is now, also after a merge. */
export type Owned = {
  readonly id: string
  readonly personId: string
  readonly product: string
  readonly component: readonly string[]
  readonly version: string | null
  readonly batch: string | null
  readonly serial: string | null
  readonly orderNumber: string | null
  readonly purchasedAt: string | null
  readonly relation: Relation
}

/** An entry as it is stored. `rootId` is who its person is now. */
export type Entry = {
  id: string
  personId: string | null
  rootId: string | null
  account: string | null
  product: string
  component: string[]
  version: string | null
  batch: string | null
  serial: string | null
  orderNumber: string | null
  relation: Relation
  purchasedAt: string | null
  endedAt: string | null
  source: string
  externalId: string | null
}

/** An entry that is asked for, with its person resolved. */
export type Wanted = Omit<OwnershipInput, "person" | "personId"> & {
  personId: string | null
  rootId: string | null
  source: string
}

export type Placing =
  | { status: "added" }
  | { status: "changed" | "unchanged"; entry: Entry; after: Entry }
  | { status: "taken"; by: Entry }

/**
 * What becomes of an entry that is asked for, given the entries it may meet: those with its source and external id, and
 * those with its product and serial number. A unit has one buyer and one user at a time; another one is refused.
 */
export function placed(wanted: Wanted, met: readonly Entry[]): Placing {
  const same =
    met.find((one) => wanted.externalId && one.source === wanted.source && one.externalId === wanted.externalId) ??
    met.find((one) => wanted.serial && sameUnit(one, wanted) && sameOwner(one, wanted))
  const after = same ? merged(same, wanted) : undefined
  const endedAt = after ? after.endedAt : wanted.endedAt
  if (!endedAt && (after?.serial ?? wanted.serial)) {
    const relation = after?.relation ?? wanted.relation ?? "both"
    const unit = { product: after?.product ?? wanted.product, serial: after?.serial ?? wanted.serial }
    const by = met.find((one) => one !== same && !one.endedAt && sameUnit(one, unit) && collide(one.relation, relation))
    if (by) return { status: "taken", by }
  }
  if (!same || !after) return { status: "added" }
  return { status: JSON.stringify(after) === JSON.stringify(same) ? "unchanged" : "changed", entry: same, after }
}

/** What is not said stays as it was. */
function merged(before: Entry, wanted: Wanted): Entry {
  return {
    ...before,
    personId: wanted.rootId !== null && wanted.rootId !== before.rootId ? wanted.personId : before.personId,
    rootId: wanted.rootId ?? before.rootId,
    account: wanted.account ?? before.account,
    product: wanted.product,
    component: wanted.component === undefined ? before.component : partsOf(wanted.component),
    version: wanted.version ?? before.version,
    batch: wanted.batch ?? before.batch,
    serial: wanted.serial ?? before.serial,
    orderNumber: wanted.orderNumber ?? before.orderNumber,
    relation: wanted.relation ?? before.relation,
    purchasedAt: wanted.purchasedAt ?? before.purchasedAt,
    endedAt: wanted.endedAt ?? before.endedAt,
    externalId: before.externalId ?? wanted.externalId ?? null,
  }
}

export const partsOf = (component: OwnershipInput["component"]): string[] =>
  component === undefined ? [] : [...new Set(typeof component === "string" ? [component] : component)]

export const unitKey = (product: string, serial: string) => `${product}\u001f${serial.toUpperCase()}`
export const sourceKey = (source: string, externalId: string) => `${source}\u001f${externalId}`

const sameUnit = (one: Entry, other: { product: string; serial?: string | null | undefined }) =>
  Boolean(one.serial && other.serial && unitKey(one.product, one.serial) === unitKey(other.product, other.serial))

const sameOwner = (one: Entry, other: Wanted) =>
  other.rootId === null ? one.rootId === null && one.account === (other.account ?? null) : one.rootId === other.rootId

const collide = (one: Relation, other: Relation) => one === other || one === "both" || other === "both"
