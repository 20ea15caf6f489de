import { createHash } from "node:crypto"
import { expect, test } from "vitest"
import type { FeedbackInput, ProductEventInput } from "../feedback-input.ts"
import {
  customersByMonth,
  everythingSaid,
  northlightEvents,
  northlightKnownEvents,
  northlightOwnership,
} from "./northlight.ts"

const endOn = "2026-11-21"
const end = Date.parse(endOn)
const items = everythingSaid({ endOn })
const events: ProductEventInput[] = []
for await (const event of northlightEvents({ endOn })) events.push(event)

const weeksBefore = (item: { occurredAt?: string }) => (end - Date.parse(item.occurredAt!)) / 604_800_000
const within = (item: FeedbackInput, from: number, to: number) => weeksBefore(item) <= from && weeksBefore(item) > to
const isContact = (item: FeedbackInput) => ["call", "chat", "ticket", "email"].includes(item.kind!)
const score = (item: FeedbackInput, metric: string) => item.scores?.find((one) => one.metric === metric)?.value
const chinese = (text: string) => /\p{Script=Han}/u.test(text)
const hash = (value: unknown) => createHash("sha256").update(JSON.stringify(value)).digest("hex")
const share = <T>(all: T[], test: (one: T) => boolean) => all.filter(test).length / all.length
const average = (all: number[]) => all.reduce((sum, one) => sum + one, 0) / all.length

test("equal anchors give equal worlds, other anchors another one of the same shape", () => {
  expect(hash(everythingSaid({ endOn }))).toBe(hash(items))
  const other = everythingSaid({ endOn: "2027-03-02" })
  expect(hash(other)).not.toBe(hash(items))
  expect(Math.abs(other.length / items.length - 1)).toBeLessThan(0.1)
})

test("two years of about 25,000 items, 150,000 events and 9,000 people, oldest first, none in the future", () => {
  expect(items.length).toBeGreaterThan(23_000)
  expect(items.length).toBeLessThan(28_000)
  expect(items.filter((item) => item.text).length).toBeGreaterThan(13_000)
  expect(Math.abs(events.length - 150_000)).toBeLessThan(15_000)
  const people = new Set(items.map((item) => item.person!.externalId ?? item.person!.anonymousId))
  expect(people.size).toBeGreaterThan(7_500)
  for (const facts of [items, events]) {
    const times = facts.map((fact) => fact.occurredAt!)
    expect(times.every((time, i) => i === 0 || times[i - 1]! <= time)).toBe(true)
    expect(Date.parse(times.at(-1)!)).toBeLessThan(end)
    expect(Date.parse(times[0]!)).toBeGreaterThanOrEqual(end - 728 * 86_400_000)
  }
})

test("every item can be stored: ids are unique, scores lie on their scale, texts are short enough", () => {
  expect(new Set(items.map((item) => `${item.source} ${item.externalId}`)).size).toBe(items.length)
  expect(new Set(events.map((event) => event.id)).size).toBe(events.length)
  const scales: Record<string, [number, number]> = {
    csat: [1, 5],
    nps: [0, 10],
    ces: [1, 7],
    rating: [1, 5],
    value: [1, 5],
    quality: [1, 5],
  }
  const seen = new Set<string>()
  for (const { metric, value, scale } of items.flatMap((item) => item.scores ?? [])) {
    seen.add(metric)
    expect([scale.min, scale.max]).toEqual(scales[metric])
    expect(Number.isInteger(value) && value >= scale.min && value <= scale.max).toBe(true)
  }
  expect([...seen].sort()).toEqual(Object.keys(scales).sort())
  expect(items.every((item) => item.text === undefined || (item.text.trim() !== "" && item.text.length < 3000))).toBe(
    true,
  )
})

test("all channels are there, and about a third of the words are Chinese", () => {
  const kinds = new Set(items.map((item) => item.kind))
  expect([...kinds].sort()).toEqual(["call", "chat", "email", "response", "review", "social", "ticket"])
  const texts = items.flatMap((item) => (item.text ? [item.text] : []))
  expect(share(texts, chinese)).toBeGreaterThan(0.3)
  expect(share(texts, chinese)).toBeLessThan(0.42)
})

test("the words are not stamped out: hardly a longer comment occurs twice, and no slot is left open", () => {
  const texts = items.flatMap((item) => (item.text ? [item.text] : []))
  const longer = texts.filter((text) => text.length > (chinese(text) ? 18 : 60))
  expect(new Set(longer).size / longer.length).toBeGreaterThan(0.98)
  expect(texts.filter((text) => /[{}|]|undefined|NaN/.test(text))).toEqual([])
})

test("the planted crisis: fan motors of Aria 2, batch 7 and a little 8, from nine weeks before the end", () => {
  const motor = items.filter((item) => isContact(item) && item.product === "Aria 2" && item.component === "Fan motor")
  const seven = motor.filter((item) => item.batch === "7")
  const lastWeeks = seven.filter((item) => within(item, 4, 0)).length
  expect(seven.filter((item) => weeksBefore(item) > 9.6).length).toBeLessThan(8)
  expect(seven.filter((item) => within(item, 8, 4)).length).toBeGreaterThan(60)
  expect(lastWeeks).toBeGreaterThan(120)
  const others = motor.filter((item) => within(item, 4, 0) && item.batch !== "7" && item.batch !== "8").length
  expect(lastWeeks).toBeGreaterThan(others * 4)
  const eight = motor.filter((item) => item.batch === "8").length
  expect(eight).toBeGreaterThan(0)
  expect(eight).toBeLessThan(lastWeeks / 5)
  expect(seven.some((item) => Number(item.attributes!.contactNumber) >= 3)).toBe(true)
  const aria1 = items.filter((item) => isContact(item) && item.product === "Aria 1" && within(item, 4, 0))
  expect(aria1.filter((item) => item.component === "Fan motor" && item.batch === "7").length).toBeLessThan(10)
})

test("the contact centre drowns while sales stay good", () => {
  const afterCalls = items.filter((item) => item.touchpoint === "Support call" && score(item, "csat") !== undefined)
  const satisfied = (from: number, to: number) =>
    share(
      afterCalls.filter((item) => within(item, from, to)),
      (item) => score(item, "csat")! >= 4,
    )
  expect(satisfied(52, 10) - satisfied(5, 0)).toBeGreaterThan(0.1)
  const waits = (from: number, to: number) =>
    average(
      items
        .filter((item) => item.kind === "call" && within(item, from, to))
        .map((item) => Number(item.attributes!.waitMinutes)),
    )
  expect(waits(3, 0)).toBeGreaterThan(1.5 * waits(30, 10))
  const months = customersByMonth({ endOn })
  const aria2 = months.filter((row) => row.product === "Aria 2")
  expect(aria2.at(-2)!.shipments).toBeGreaterThan(0.75 * aria2.at(-5)!.shipments)
  const customers = aria2.at(-1)!.customers
  const contactsAboutAria2 = (from: number, to: number) =>
    items.filter((item) => isContact(item) && item.product === "Aria 2" && within(item, from, to)).length
  expect(contactsAboutAria2(5, 0) / customers).toBeGreaterThan((1.3 * contactsAboutAria2(15, 10)) / customers)
})

test("the benign stories show where they should and end", () => {
  const count = (from: number, to: number, about: (item: FeedbackInput) => boolean) =>
    items.filter((item) => within(item, from, to) && about(item)).length / (from - to)
  const signIn = (item: FeedbackInput) => item.component === "Sign-in"
  expect(count(33, 32, signIn)).toBeGreaterThan(8 * count(52, 36, signIn))
  expect(count(30, 20, signIn)).toBeLessThan(2.5 * count(52, 36, signIn))
  const price = (item: FeedbackInput) => item.component === "Plan" && isContact(item)
  expect(count(46, 43, price)).toBeGreaterThan(3 * count(70, 50, price))
  const advertising = (item: FeedbackInput) => item.touchpoint === "Advertising"
  expect(count(28, 25, advertising)).toBeGreaterThan(20)
  expect(count(24, 0, advertising)).toBe(0)
  const delivered = items.filter((item) => item.touchpoint === "Delivery")
  const strike = delivered.filter((item) => item.region === "UK & Ireland" && within(item, 19, 16.5))
  const elsewhere = delivered.filter((item) => item.region !== "UK & Ireland" && within(item, 19, 16.5))
  expect(share(strike, (item) => score(item, "csat")! >= 4)).toBeLessThan(0.55)
  expect(share(elsewhere, (item) => score(item, "csat")! >= 4)).toBeGreaterThan(0.75)
})

test("stalled motors are seen in the events before their owners get in touch", () => {
  const stalls = events.filter(
    (event) => event.attributes.code === "E07" && event.product === "Aria 2" && event.batch === "7",
  )
  expect(stalls.length).toBeGreaterThan(300)
  expect(stalls.filter((event) => weeksBefore(event) > 10.5).length).toBeLessThan(5)
})

test("nobody is real: reserved mail domains, reserved phone numbers, each of one person only", () => {
  const people = new Map(items.map((item) => [item.person!.externalId, item.person!]))
  const emails = [...people.values()].flatMap((person) => (person.email ? [person.email] : []))
  const phones = [...people.values()].flatMap((person) => (person.phone ? [person.phone] : []))
  expect(emails.length).toBeGreaterThan(3000)
  expect(emails.filter((email) => !/@([a-z]+\.example|[a-z]+\.example\.(net|org)|example\.com)$/.test(email))).toEqual(
    [],
  )
  expect(new Set(emails).size).toBe(emails.length)
  expect(new Set(phones).size).toBe(phones.length)
  const reserved = /^(\+1 \d{3} 555 01\d\d|\+44 (7700 900|20 7946 0|1\d\d 496 0)\d{3}|\+61 2 5550 \d{4})$/
  expect(phones.filter((phone) => !reserved.test(phone))).toEqual([])
})

test("known events lie inside the two years and name the crisis's cause only as a change", () => {
  const known = northlightKnownEvents({ endOn })
  expect(known.map((event) => event.title)).toContain("New motor supplier")
  expect(known.map((event) => event.title)).toContain("Aria 2 batch 7 first shipped")
  expect(known.every((event) => event.at >= "2024-11-23" && event.at < endOn)).toBe(true)
})

test("the installed base knows the owners of the failing batch, those who called among them; equal anchors, equal base", () => {
  const base = northlightOwnership({ endOn })
  expect(hash(northlightOwnership({ endOn }))).toBe(hash(base))
  expect(new Set(base.map(({ owned }) => owned.serial)).size).toBe(base.length)
  expect(base.every(({ owned }) => owned.purchasedAt < endOn && owned.component.length > 4)).toBe(true)
  const seven = base.filter(({ owned }) => owned.product === "Aria 2" && owned.batch === "7").map(({ owned }) => owned)
  expect(Math.abs(seven.length - 1_600)).toBeLessThan(120)
  const owners = new Set(seven.map((one) => one.person.externalId))
  const callers = items.filter((item) => item.batch === "7" && item.component === "Fan motor" && isContact(item))
  expect(callers.length).toBeGreaterThan(100)
  expect(share(callers, (item) => owners.has(item.person!.externalId!))).toBeGreaterThan(0.98)
})
