import { describe, expect, test } from "vitest"
import { changesOf, type Entry } from "./episode.ts"
import { dayNumber, type Figures, type SignalRow } from "./signal.ts"

const figures = (more: Partial<Figures> = {}): Figures => ({
  since: "2026-05-04",
  until: "2026-06-28",
  weeks: 8,
  observed: 40,
  expected: 10,
  ratio: 4,
  ratio_low: 2.9,
  ratio_high: 5.4,
  n: 40,
  people: 37,
  score: 20,
  recurrence_weeks: 240,
  rivals: [],
  terms: [],
  ...more,
})

const found = (slice: Record<string, string>, more: Partial<Entry> = {}, size: Partial<Figures> = {}): Entry => ({
  slice,
  since: dayNumber("2026-05-04"),
  until: dayNumber("2026-06-28"),
  weeks: 8,
  observed: 40,
  expected: 10,
  ratio: [4, 2.9, 5.4],
  people: 37,
  n: 40,
  score: 20,
  recurrenceWeeks: 240,
  rivals: [],
  firstSeen: dayNumber("2026-06-28"),
  alarms: [dayNumber("2026-06-28")],
  current: true,
  sameAs: [],
  figures: figures(size),
  ...more,
})

const known = (slice: Record<string, string>, more: Partial<SignalRow> = {}): SignalRow => ({
  ...figures(),
  id: "k1",
  number: 1,
  stream: "contacts",
  slice,
  first_seen: "2026-06-07",
  began: "2026-05-04",
  since: "2026-04-27",
  until: "2026-06-21",
  last_seen: "2026-06-21",
  alarms: ["2026-06-07", "2026-06-14", "2026-06-21"],
  active: true,
  told_observed: 30,
  found_at: new Date(0),
  acknowledgement: null,
  snooze: null,
  dismissal: null,
  merge: null,
  acceptance: null,
  departments: [],
  ...more,
})

const act = { actor_id: null, actor_name: "Mei", at: "2026-06-22T00:00:00Z" }
const motor = { component: "Fan motor" }
const motor7 = { component: "Fan motor", batch: "7" }

describe("what a finding becomes", () => {
  test("nothing known holds it: a signal of its own", () => {
    expect(changesOf("contacts", [found(motor)], [])).toMatchObject([
      {
        kind: "new",
        signal: { stream: "contacts", slice: motor, first_seen: "2026-06-28", last_seen: "2026-06-28", observed: 40 },
      },
    ])
  })

  test("the same slice folds into its signal, with the newer figures and all its alarms", () => {
    const [change] = changesOf("contacts", [found(motor)], [known(motor)])
    expect(change).toMatchObject({
      kind: "fold",
      home: { id: "k1" },
      change: { observed: 40, first_seen: "2026-06-07", last_seen: "2026-06-28" },
      grew: false,
    })
    expect(change!.kind === "fold" && change!.change.alarms).toEqual([
      "2026-06-07",
      "2026-06-14",
      "2026-06-21",
      "2026-06-28",
    ])
  })

  test("half as many again as people were told of is worth telling", () => {
    const [change] = changesOf("contacts", [found(motor, {}, { observed: 45 })], [known(motor)])
    expect(change).toMatchObject({ grew: true })
  })

  test("a sharper slice with mostly the same records replaces the one shown while nobody has acted, and not after", () => {
    const sharper = found(motor7, { sameAs: ["k:k1"] })
    const [untouched] = changesOf("contacts", [sharper], [known(motor)])
    expect(untouched).toMatchObject({ kind: "fold", change: { slice: motor7 } })
    const [touched] = changesOf("contacts", [sharper], [known(motor, { acknowledgement: act })])
    expect(touched).toMatchObject({ kind: "fold", home: { id: "k1" }, change: { last_seen: "2026-06-28" } })
    expect(touched!.kind === "fold" && touched!.change.slice).toBeUndefined()
  })

  test("a finding of the past and today's repetition of it are one signal", () => {
    const past = found(motor, { firstSeen: dayNumber("2026-06-07"), current: false }, { until: "2026-06-07" })
    const today = found(motor, { sameAs: ["f:0"] })
    expect(changesOf("contacts", [past, today], [])).toMatchObject([
      { kind: "new", index: 0 },
      { kind: "fold", index: 1, home: { index: 0 }, change: { observed: 40, last_seen: "2026-06-28" } },
    ])
  })

  test("after half a year of quiet the same slice is a new episode", () => {
    const old = known(motor, { first_seen: "2025-06-01", last_seen: "2025-10-01", until: "2025-10-01", active: false })
    expect(changesOf("contacts", [found(motor)], [old])).toMatchObject([{ kind: "new" }])
  })
})

describe("what was dismissed", () => {
  const dismissed = (more: Partial<SignalRow> = {}) =>
    known(motor, { dismissal: { ...act, reason: "known", note: null, observed: 40, ratio: 4 }, ...more })

  test("stays away: its slice, and every slice within it, however long ago it was", () => {
    const long = dismissed({ last_seen: "2024-01-01", until: "2024-01-01" })
    expect(changesOf("contacts", [found(motor)], [dismissed()])).toEqual([])
    expect(changesOf("contacts", [found(motor7)], [long])).toEqual([])
  })

  test("does not keep a wider slice away", () => {
    const inner = known(motor7, { dismissal: { ...act, reason: "known", note: null, observed: 40, ratio: 4 } })
    expect(changesOf("contacts", [found(motor)], [inner])).toMatchObject([{ kind: "new", signal: { slice: motor } }])
  })

  test.each([
    ["twice as many, the interval above the ratio dismissed", { observed: 80, ratio_low: 4.1 }, 1],
    ["twice as many, but for all one knows at the same ratio", { observed: 80, ratio_low: 3.9 }, 0],
    ["a higher ratio of hardly more", { observed: 79, ratio_low: 6 }, 0],
  ])("comes back when it has grown beyond it: %s", (_, size, changes) => {
    const all = changesOf("contacts", [found(motor, {}, size)], [dismissed()])
    expect(all.length).toBe(changes)
    if (changes > 0) expect(all[0]).toMatchObject({ kind: "fold", home: { id: "k1" }, comesBack: true })
  })
})
