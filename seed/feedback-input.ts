import type { FeedbackInput } from "../tables/map.ts"

/** What the API accepts as one feedback; the worlds in this folder speak only this and the few shapes below it. */
export type { FeedbackInput }
export type PersonInput = NonNullable<FeedbackInput["person"]>

/** Something that happened and is drawn on the charts; `slice` says to which products, versions, parts it applies. */
export type KnownEventInput = {
  /** ISO date, e.g. 2016-04-05. */
  at: string
  title: string
  kind: "release" | "recall" | "campaign" | "incident" | "batch" | "other"
  slice: Record<string, string[]>
  link?: string
}

/** A light fact about use: an app opened, a pairing that failed, an error code. */
export type ProductEventInput = {
  id: string
  name: string
  occurredAt: string
  person: PersonInput
  product: string
  version?: string
  batch?: string
  region?: string
  attributes: Record<string, string | number | boolean>
}

/** What somebody owns: an entry of the installed base as the API accepts it. */
export type OwnershipInput = {
  person: PersonInput
  account?: string
  product: string
  component: string[]
  version: string
  batch: string
  serial: string
  orderNumber: string
  relation: "buyer" | "user" | "both"
  purchasedAt: string
}
