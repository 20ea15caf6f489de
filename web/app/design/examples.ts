import type { MetricCard, MetricTrend, Signal, SignalDetail, TimelineEntry } from "../../api/contract.ts"

/** Invented figures for the design page; shaped like the API's answers. */
const csat = {
  key: "csat",
  name: "CSAT",
  question: "",
  formula: "",
  interval: "",
  unit: "share",
  direction: "up",
} as const
const volume = { ...csat, key: "volume", unit: "count", direction: "none" } as const
const some = (estimate: number, width: number, n: number) => ({
  n,
  estimate,
  low: estimate - width,
  high: estimate + width,
})
const wave = (shift: number) =>
  Array.from({ length: 26 }, (_, week) => 10 + Math.sin(week / 3 + shift) * 2 - week * shift * 0.08)

export const cards: { state: string; card: MetricCard }[] = [
  {
    state: "worse, surely",
    card: {
      metric: csat,
      value: some(0.712, 0.02, 1_200),
      previous: some(0.77, 0.02, 900),
      change: { estimate: -0.061, low: -0.09, high: -0.032 },
      spark: wave(1),
    },
  },
  {
    state: "better, surely",
    card: {
      metric: csat,
      value: some(0.812, 0.02, 1_200),
      previous: some(0.77, 0.02, 900),
      change: { estimate: 0.041, low: 0.01, high: 0.07 },
      spark: wave(-1),
    },
  },
  {
    state: "may be chance",
    card: {
      metric: csat,
      value: some(0.78, 0.03, 430),
      previous: some(0.77, 0.02, 900),
      change: { estimate: 0.012, low: -0.02, high: 0.05 },
      spark: wave(0),
    },
  },
  {
    state: "few answers",
    card: { metric: csat, value: some(0.66, 0.33, 3), previous: some(0.5, 0.4, 2), change: null, spark: [null, 1, 2] },
  },
  {
    state: "nothing",
    card: {
      metric: csat,
      value: { n: 0, estimate: null, low: null, high: null },
      previous: { n: 0, estimate: null, low: null, high: null },
      change: null,
      spark: [],
    },
  },
  {
    state: "a count, as a ratio",
    card: {
      metric: volume,
      value: { n: 4_812, estimate: 4_812, low: null, high: null },
      previous: { n: 4_600, estimate: 4_600, low: null, high: null },
      change: { estimate: 1.046, low: 1.01, high: 1.09, relative: true },
      spark: wave(0.3),
    },
  },
]

const monday = (week: number) => new Date(Date.UTC(2025, 8, 1) + week * 7 * 86_400_000).toISOString().slice(0, 10)
const counts = [1, 0, 1, 2, 1, 0, 0, 1, 0, 3, 1, 0, 1, 0, 1, 2, 0, 1, 0, 1, 1, 0, 2, 0, 4, 3, 5, 6, 4, 7, 5, 7]

export const chart: SignalDetail["chart"] = {
  weeks: counts.map((observed, week) => ({
    start: monday(week),
    observed,
    expected: 1.1 + 0.2 * Math.sin(week / 6),
    lower: 0,
    upper: 3.3 + 0.5 * Math.sin(week / 6),
    alarm: week >= 24,
  })),
  firstSeen: monday(25),
  events: [{ id: "1", at: monday(20), title: "Batch 7 first shipped", kind: "batch", slice: {} }],
}

export const trend: MetricTrend = {
  metric: csat,
  value: some(0.73, 0.01, 4_200),
  points: counts.map((_, week) => ({
    start: monday(week),
    ...some(0.78 + 0.02 * Math.sin(week / 4) - (week > 23 ? 0.07 : 0), 0.05, week === 12 ? 3 : 120),
  })),
  compare: {
    label: "2025",
    value: some(0.76, 0.01, 3_900),
    points: counts.map((_, week) => ({ start: monday(week), ...some(0.76 + 0.01 * Math.cos(week / 4), 0.05, 120) })),
    difference: { estimate: -0.03, low: -0.05, high: -0.01 },
  },
  events: chart.events,
  behind: false,
  breaks: [],
}

const base: Signal = {
  id: "1",
  number: 12,
  state: "new",
  headline: "",
  stream: { key: "contacts", label: "Contacts", unit: "contacts" },
  slice: { component: "Fan motor", product: "Aria 2", batch: "7" },
  sliceLabel: "",
  firstSeen: "2026-03-12T06:10:00Z",
  lastSeen: "2026-04-20T06:10:00Z",
  since: "2026-02-16",
  weeks: 8,
  observed: 41,
  expected: 9.3,
  ratio: [4.4, 3.1, 6],
  people: 37,
  recurrenceWeeks: 240,
  terms: ["fan stopped", "red light"],
  departments: [],
  active: true,
}
export const signals: Signal[] = [
  base,
  { ...base, id: "2", state: "acknowledged", departments: [{ id: "1", name: "Product" }], ratio: [2.4, 1.9, 3.1] },
  { ...base, id: "3", state: "snoozed", ratio: [1.6, 1.2, 2.1] },
  { ...base, id: "4", state: "accepted", ratio: [23.2, 14, 38] },
  { ...base, id: "5", state: "dismissed" },
  { ...base, id: "6", active: false },
]

const entry: TimelineEntry = {
  id: "1",
  fact: "feedback",
  kind: "call",
  name: "",
  occurredAt: "2026-04-02T10:20:00Z",
  channel: "phone",
  product: "Aria 2",
  component: ["Fan motor"],
  scores: [{ metric: "csat", value: 1, scale: { min: 1, max: 5 } }],
  text: "I called twice and got two different answers about the red light.",
  sentiment: -0.7,
}
export const timeline: TimelineEntry[] = [
  entry,
  { ...entry, id: "2", fact: "event", name: "Filter replaced", text: null, scores: [], sentiment: null },
  {
    ...entry,
    id: "3",
    kind: "review",
    scores: [{ metric: "rating", value: 5, scale: { min: 1, max: 5 } }],
    text: "快递很快，客服也很耐心。",
    sentiment: 0.8,
  },
]
