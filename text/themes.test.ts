import { describe, expect, test } from "vitest"
import { discoverThemes, splitTheme, type Theme, type ThemeComment, themeAssigner } from "./themes.ts"

const TOPICS: Record<string, [string, string[]]> = {
  delivery: ["en", ["parcel", "courier", "delivery", "doorstep", "late parcel", "courier delivery"]],
  battery: ["en", ["battery", "charger", "charging", "battery drains", "overnight charging", "battery charger"]],
  billing: ["en", ["invoice", "billing", "paid twice", "invoice amount", "billing department", "account statement"]],
  app: ["en", ["login", "password", "login screen", "password reset", "crash login", "update password"]],
  物流: ["zh", ["物流", "快递员", "送货", "物流快递", "送货上门", "快递包裹"]],
  屏幕: ["zh", ["屏幕", "触摸", "划痕", "屏幕触摸", "黑屏屏幕", "显示屏幕"]],
}

function comments(perTopic: number, only: (topic: string, i: number) => boolean = () => true): ThemeComment[] {
  return Object.entries(TOPICS).flatMap(([topic, [language, words]]) =>
    Array.from({ length: perTopic }, (_, i) => ({
      id: `${topic}-${i}`,
      language,
      text: [i, i + 1 + (i % 5), i + 2 + ((i * 7) % 4)]
        .map((n) => words[n % 6]!)
        .join(language === "zh" ? "，" : " and "),
    })).filter((_, i) => only(topic, i)),
  )
}

const topicOf = (id: string) => id.split("-")[0]!

describe("discovery", () => {
  const all = comments(30)
  const { themes, themeOf, assign } = discoverThemes(all, { k: 4 })

  test("comments of one topic share a theme and topics do not mix", () => {
    const topics = new Map<string, Set<string>>()
    for (const [id, theme] of themeOf) topics.set(theme, (topics.get(theme) ?? new Set()).add(topicOf(id)))
    for (const found of topics.values()) expect(found.size).toBe(1)
    expect(themeOf.size).toBe(all.length)
  })

  test("labels are words people wrote, terms never empty", () => {
    for (const theme of themes) {
      expect(theme.label).not.toBe("")
      expect(theme.terms.length).toBeGreaterThan(0)
    }
    expect(themes.some((theme) => /batter|charg/.test(theme.label))).toBe(true)
  })

  test("new comments find their theme, also after the themes were stored as JSON", () => {
    const stored = themeAssigner(JSON.parse(JSON.stringify(themes)) as Theme[])
    const expected = themeOf.get("delivery-0")
    for (const find of [assign, stored]) {
      expect(find("the courier left my parcel on the doorstep", "en")[0]?.themeId).toBe(expected)
      expect(find("completely unrelated gibberish", "en")).toEqual([])
      expect(find("快递员 送货", "zh")[0]?.themeId).toMatch(/^t/)
    }
  })

  test("the same comments give the same themes", () => {
    expect(discoverThemes(all, { k: 4 }).themes).toEqual(themes)
  })
})

describe("identity from day to day", () => {
  const first = discoverThemes(
    comments(30, (topic) => topic !== "app"),
    { k: 3 },
  )
  const idOf = (found: typeof first, id: string) => found.themeOf.get(id)

  test("known themes keep their id, only the new topic gets a new one", () => {
    const second = discoverThemes(comments(36), { k: 4, previous: first.themes })
    for (const id of ["delivery-3", "battery-3", "billing-3"]) expect(idOf(second, id)).toBe(idOf(first, id))
    expect(first.themes.map((theme) => theme.id)).not.toContain(idOf(second, "app-3"))
  })

  test("a person's wording, pins and merges survive the next discovery", () => {
    const [delivery, battery] = [idOf(first, "delivery-3")!, idOf(first, "battery-3")!]
    const edited = first.themes.map((theme): Theme => {
      if (theme.id === delivery) return { ...theme, label: "Late parcels", renamed: true }
      return theme.id === battery ? { ...theme, mergedInto: delivery } : theme
    })
    const second = discoverThemes(
      comments(34, (topic) => topic !== "app"),
      { k: 3, previous: edited },
    )
    expect(second.themes.find((theme) => theme.id === delivery)?.label).toBe("Late parcels")
    expect(idOf(second, "battery-5")).toBe(delivery)
    expect(second.assign("battery charger overnight charging", "en")[0]?.themeId).toBe(delivery)
  })

  test("a pinned theme nobody speaks of stays, with size 0", () => {
    const billing = idOf(first, "billing-3")!
    const pinned = first.themes.map((theme) => (theme.id === billing ? { ...theme, pinned: true } : theme))
    const second = discoverThemes(
      comments(30, (topic) => topic === "delivery" || topic === "battery"),
      { k: 2, previous: pinned },
    )
    expect(second.themes.find((theme) => theme.id === billing)).toMatchObject({ pinned: true, size: 0 })
  })

  test("a theme can be split in two", () => {
    const mixed = comments(30, (topic) => topic === "delivery" || topic === "battery")
    const parts = splitTheme({ ...first.themes[0]!, language: "en" }, mixed)
    expect(parts).toHaveLength(2)
    expect(new Set(parts.map((part) => part.id)).size).toBe(2)
  })
})

test("too few comments give no theme, and do not throw", () => {
  expect(discoverThemes([{ id: "1", text: "hello", language: "en" }]).themes).toEqual([])
  expect(
    discoverThemes(Array.from({ length: 30 }, (_, i) => ({ id: String(i), text: "", language: "en" }))).themeOf.size,
  ).toBe(0)
})
