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

/** Seventy weeks of calm complaints, and in the last eight a battery of one batch that fails. Always the same. */
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
