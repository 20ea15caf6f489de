import i18next from "i18next"
import { beforeAll, describe, expect, test } from "vitest"
import en from "../../locales/en.ts"
import zh from "../../locales/zh-CN.ts"
import { calm, headlineOf } from "./signal-words.ts"

beforeAll(async () => {
  await i18next.init({
    lng: "en",
    resources: { en: { translation: en }, "zh-CN": { translation: zh } },
    interpolation: { escapeValue: false },
  })
})

const signal = (slice: Record<string, string>, ratio: number) => ({
  slice,
  ratio: [ratio, 1, 9] as [number, number, number],
  headline: "",
  stream: { key: "complaints", label: "Complaints", unit: "complaints" },
})

describe("a signal in words", () => {
  test("in English", async () => {
    await i18next.changeLanguage("en")
    expect(headlineOf(signal({ component: "Fan motor", product: "Aria 2", batch: "7" }, 4.4), i18next.t)).toBe(
      "Complaints about Fan motor, Aria 2, batch 7 are four times what we would expect",
    )
    expect(headlineOf(signal({ component: "POWER STEERING", product: "SONATA" }, 1.6), i18next.t)).toBe(
      "Complaints about Power Steering, Sonata are 60% more than what we would expect",
    )
    expect(headlineOf(signal({ component: "Fan motor" }, 23.2), i18next.t)).toContain("23 times")
  })

  test("in Chinese", async () => {
    await i18next.changeLanguage("zh-CN")
    expect(headlineOf(signal({ component: "风扇电机", batch: "7" }, 2.5), i18next.t)).toBe(
      "“风扇电机、批次 7”的投诉量是预期的两倍半",
    )
    expect(headlineOf(signal({ component: "风扇电机" }, 1.6), i18next.t)).toBe("“风扇电机”的投诉量比预期高出 60%")
  })
})

test("codes keep their capitals", () => {
  expect(["SONATA", "CR-V", "F-150", "BMW", "SERVICE BRAKES, HYDRAULIC", "Aria 2"].map(calm)).toEqual([
    "Sonata",
    "CR-V",
    "F-150",
    "BMW",
    "Service Brakes, Hydraulic",
    "Aria 2",
  ])
})
