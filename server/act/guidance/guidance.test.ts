import { expect, test } from "vitest"
import { type Acts, bestLanguage, statesAt } from "./guidance.ts"

const version = (number: number, given: Partial<Acts> = {}): Acts => ({
  number,
  requested: false,
  liveFrom: null,
  validUntil: null,
  withdrawn: false,
  ...given,
})
const at = (versions: Acts[], now: number) => Object.fromEntries(statesAt(versions, now))

test("a version takes over when its time comes, and not before", () => {
  const versions = [version(2, { liveFrom: 200 }), version(1, { liveFrom: 100 })]
  expect(at(versions, 99)).toEqual({ 1: "scheduled", 2: "scheduled" })
  expect(at(versions, 199)).toEqual({ 1: "live", 2: "scheduled" })
  expect(at(versions, 200)).toEqual({ 1: "superseded", 2: "live" })
})

test("what was before does not come back when the newest ends or is withdrawn", () => {
  const ended = [version(2, { liveFrom: 200, validUntil: 300 }), version(1, { liveFrom: 100 })]
  expect(at(ended, 300)).toEqual({ 1: "superseded", 2: "expired" })
  expect(at([version(2, { liveFrom: 200, withdrawn: true }), version(1, { liveFrom: 100 })], 250)).toEqual({
    1: "superseded",
    2: "withdrawn",
  })
})

test("she is served in her own language where there is one, and it is said when not", () => {
  const languages = ["en", "zh-CN", "pt-BR"]
  expect(bestLanguage(languages, "zh-CN")).toEqual({ language: "zh-CN", missing: false })
  expect(bestLanguage(languages, "pt")).toEqual({ language: "pt-BR", missing: false })
  expect(bestLanguage(languages, "zh")).toEqual({ language: "zh-CN", missing: false })
  expect(bestLanguage(languages, "zh-TW")).toEqual({ language: "en", missing: true })
  expect(bestLanguage(languages, "de")).toEqual({ language: "en", missing: true })
  expect(bestLanguage(["zh-CN"], "de")).toEqual({ language: "zh-CN", missing: true })
  expect(bestLanguage(languages, null)).toEqual({ language: "en", missing: false })
  expect(bestLanguage([], "en")).toBeNull()
})
