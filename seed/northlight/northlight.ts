import type { FeedbackInput, KnownEventInput, ProductEventInput } from "../feedback-input.ts"
import { calendarUntil } from "./calendar.ts"
import { contacts } from "./contacts.ts"
import { type BaseEntry, installedBase } from "./installed-base.ts"
import { type Owners, ownersByShipping } from "./owners.ts"
import { type Customer, customers } from "./people.ts"
import { productEvents } from "./product-events.ts"
import { appReviews, posts, shopReviews } from "./public-voices.ts"
import { type MonthlyCustomers, monthlyCustomers, type Sales, sales } from "./sales.ts"
import { knownEvents } from "./story.ts"
import { deliverySurvey, relationshipSurvey } from "./surveys.ts"

export type Until = {
  /** ISO date of the anchor. The history covers the 728 days before it; nothing happens on or after it. */
  endOn: string
}

/** All that Northlight's customers said, oldest first. Equal anchors give equal items. */
export async function* northlightFeedback(until: Until): AsyncIterable<FeedbackInput> {
  yield* everythingSaid(until)
}

/** The same, at once. */
export function everythingSaid({ endOn }: Until): FeedbackInput[] {
  const calendar = calendarUntil(endOn)
  const { all, people, owners } = population(endOn)
  // Contacts come first: they leave the grief that later answers show.
  const items = [
    ...contacts(calendar, all, people, owners),
    ...deliverySurvey(calendar, people),
    ...relationshipSurvey(calendar, people),
    ...appReviews(calendar, all, owners),
    ...shopReviews(calendar, people),
    ...posts(calendar, all, people, owners),
  ]
  const order = items.map((item, index) => ({ item, index, at: Date.parse(item.occurredAt!) }))
  order.sort((a, b) => a.at - b.at || a.index - b.index)
  const counted = new Map<string, number>()
  return order.map(({ item }) => {
    const source = item.source!
    const count = (counted.get(source) ?? 0) + 1
    counted.set(source, count)
    return {
      ...item,
      externalId: source === "survey" ? responseId(count) : `${idPrefixes[source] ?? source}-${100_000 + count}`,
    }
  })
}

/** What the devices and the app reported, oldest first: about 150,000 light facts. */
export async function* northlightEvents(until: Until): AsyncIterable<ProductEventInput> {
  const { people } = population(until.endOn)
  yield* productEvents(calendarUntil(until.endOn), people)
}

/** Who owns what on the day of the anchor, with the serial number of each unit and how to reach its owner. */
export function northlightOwnership({ endOn }: Until): BaseEntry[] {
  const { all, people } = population(endOn)
  return installedBase(calendarUntil(endOn), all, people)
}

/** Launches, releases, batches, the price, the campaign, the strike, the supplier. */
export function northlightKnownEvents(until: Until): KnownEventInput[] {
  return knownEvents(calendarUntil(until.endOn))
}

/** Customers and shipments by month and product: what contacts are counted against. */
export function customersByMonth(until: Until): MonthlyCustomers[] {
  const calendar = calendarUntil(until.endOn)
  return monthlyCustomers(calendar, sales(calendar))
}

/** What came from a survey is known by the response it was. */
const responseId = (count: number) => `01933f00-5e7a-7000-8000-${(100_000 + count).toString(16).padStart(12, "0")}`

const idPrefixes: Record<string, string> = {
  phone: "call",
  helpdesk: "case",
  shop: "review",
  "app-store": "ios",
  "play-store": "play",
  "android-market": "market",
  "social-listening": "post",
}

function population(endOn: string): { all: Sales; people: Customer[]; owners: Owners } {
  const calendar = calendarUntil(endOn)
  const all = sales(calendar)
  const people = customers(calendar, all)
  return { all, people, owners: ownersByShipping(people) }
}
