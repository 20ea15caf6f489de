/** What the API accepts as one feedback; the worlds in this folder speak only this and the few shapes below it. */
export type FeedbackInput = {
  source?: string
  externalId?: string
  /** ISO 8601 with time zone. */
  occurredAt?: string
  kind?: "response" | "ticket" | "call" | "chat" | "email" | "review" | "complaint" | "social" | "note" | "other"
  channel?: string
  touchpoint?: string
  product?: string
  component?: string | string[]
  version?: string
  batch?: string
  region?: string
  businessUnit?: string
  journeyStep?: string
  person?: PersonInput
  account?: string
  text?: string
  /** BCP 47. Left out where the product is to recognise it. */
  language?: string
  scores?: { metric: string; value: number; scale: { min: number; max: number } }[]
  attributes?: Record<string, string | number | boolean>
}

export type PersonInput = {
  externalId?: string
  email?: string
  phone?: string
  anonymousId?: string
  name?: string
  role?: "buyer" | "user" | "both"
}

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
