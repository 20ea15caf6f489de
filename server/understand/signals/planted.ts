/** One complaint a day, more or less, about everything; in the last eight weeks six a week more about one part of one batch. */
export type Planted = {
  kind: string
  occurredAt: string
  component: string
  batch: string
  person: { externalId: string; email: string; name: string }
  scores: { metric: string; value: number; scale: { min: number; max: number } }[]
  [field: string]: unknown
}

export const plantedEnd = Date.UTC(2026, 5, 28)
const components = ["Fan motor", "Battery", "Filter", "Remote control", "Housing"]
const batches = ["4", "5", "6", "7", "8"]
const regions = ["North", "South", "East", "West"]
const ordinary = [
  "It arrived late.",
  "The box was damaged.",
  "I could not find the manual.",
  "The colour is not what I ordered.",
  "Support was slow to answer.",
]
const failing = [
  "The fan stopped and it smelled of burning.",
  "Fan stopped turning, red light stays on.",
  "After three weeks the fan stopped. Red light.",
]

/** For tests: about 3,000 contacts over 70 weeks that end on `plantedEnd`, the same every time. */
export function aHistoryWithADefect(): Planted[] {
  const random = generator(7)
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)]!
  const items: Planted[] = []
  const add = (daysBefore: number, component: string, batch: string, text: string, csat: number) => {
    items.push(aContact(items.length, daysBefore, component, batch, text, csat, pick(regions), random()))
  }
  for (let day = 490; day > 0; day--) {
    for (let i = 0; i < 6; i++) add(day, pick(components), pick(batches), pick(ordinary), random() < 0.2 ? 2 : 4)
    if (day <= 56 && random() < 6 / 7) add(day, "Fan motor", "7", pick(failing), 1)
  }
  return items
}

/** The defect grown: so many more complaints in the last four weeks. */
export const theDefectGrown = (more: number): Planted[] =>
  Array.from({ length: more }, (_, i) =>
    aContact(10_000 + i, 1 + (i % 28), "Fan motor", "7", failing[i % failing.length]!, 1, regions[i % 4]!, 0.5),
  )

function aContact(
  index: number,
  daysBefore: number,
  component: string,
  batch: string,
  text: string,
  csat: number,
  region: string,
  within: number,
): Planted {
  const person = `p${index % 2500}`
  return {
    source: "desk",
    externalId: String(index),
    kind: index % 2 === 0 ? "call" : "ticket",
    occurredAt: new Date(plantedEnd - daysBefore * 86_400_000 + Math.floor(within * 80_000_000)).toISOString(),
    product: "Aria 2",
    component,
    batch,
    region,
    person: { externalId: person, email: `${person}@example.com`, name: `Person ${person}` },
    text,
    scores: [{ metric: "csat", value: csat, scale: { min: 1, max: 5 } }],
  }
}

function generator(seed: number) {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
