const day = 86_400_000
const components = ["Battery", "Display", "Hinge", "Charger"]
const products = ["Orbit", "Comet"]
const texts = [
  "The screen flickers now and then.",
  "It came two days late, otherwise fine.",
  "Works as promised, thank you.",
  "屏幕有划痕，希望换一个。",
  "I had to ask twice for an answer.",
]

/** Who owns a charger of batch 2: most of them called, the others are affected and have not said a word. */
export const chargerOwners = Array.from({ length: 64 }, (_, number) => ({
  externalId: `owner-${number}`,
  name: `${["Noor", "Lin", "Omar", "Eva"][number % 4]} Owner ${number}`,
  email: `owner-${number}@customers.example`,
  phone: `+1 614 555 0${200 + number}`,
}))

/**
 * Seventy weeks of calm complaints, and in the last eight two parts that fail: the battery of one batch, and the charger
 * of another. Always the same.
 */
export async function fillWithFeedback(send: (items: object[]) => Promise<unknown>): Promise<void> {
  const next = seeded(7)
  const pick = <T>(of: readonly T[]) => of[Math.floor(next() * of.length)] as T
  const items: object[] = []
  const add = (at: number, what: object) => {
    const number = items.length
    items.push({
      source: "helpdesk",
      externalId: `case-${number}`,
      occurredAt: new Date(at).toISOString(),
      kind: "complaint",
      channel: pick(["phone", "email", "chat"]),
      region: pick(["North", "South"]),
      person: { externalId: `customer-${number % 900}`, name: `Customer ${number % 900}` },
      ...what,
    })
  }
  const start = Date.now() - 70 * 7 * day
  for (let week = 0; week < 69; week++) {
    for (let count = 0; count < 30; count++) {
      const text = pick(texts)
      add(start + week * 7 * day + next() * 7 * day, {
        component: pick(components),
        product: pick(products),
        batch: pick(["1", "2", "3"]),
        text,
        scores: next() < 0.4 ? [{ metric: "csat", value: 2 + Math.floor(next() * 4), scale: { min: 1, max: 5 } }] : [],
      })
    }
    if (week < 61) continue
    for (let count = 0; count < 9; count++) {
      add(start + week * 7 * day + next() * 7 * day, {
        component: "Battery",
        product: "Comet",
        batch: "3",
        text: pick([
          "The battery swells and gets hot. I am worried.",
          "电池鼓包了，还很烫，很害怕。",
          "Battery dead after two weeks, it smelled burnt.",
        ]),
        scores: [{ metric: "csat", value: 1, scale: { min: 1, max: 5 } }],
      })
    }
    for (let count = 0; count < 6; count++) {
      add(start + week * 7 * day + next() * 7 * day, {
        component: "Charger",
        product: "Orbit",
        batch: "2",
        text: pick([
          "The charger hums and then nothing charges any more.",
          "I called twice about the charger and got two different answers.",
          "充电器坏了，充不进电。",
        ]),
        person: chargerOwners[(week - 61) * 6 + count],
        scores: [{ metric: "csat", value: 1, scale: { min: 1, max: 5 } }],
      })
    }
  }
  for (let at = 0; at < items.length; at += 1_000) await send(items.slice(at, at + 1_000))
}

/** mulberry32: the same numbers from the same seed. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
