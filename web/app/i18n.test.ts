import i18next from "i18next"
import { expect, test } from "vitest"
import { countsInWords } from "./i18n.ts"

test.each([
  ["en", "1,400 people since 2011"],
  ["zh-CN", "1,400 人，自 2011 年"],
])("how many stands grouped in a sentence in %s; a year does not", async (lng, sentence) => {
  const one = i18next.createInstance()
  await one.use(countsInWords).init({
    lng,
    resources: {
      en: { translation: { told_other: "{{count}} people since {{year}}" } },
      "zh-CN": { translation: { told: "{{count}} 人，自 {{year}} 年" } },
    },
    interpolation: { escapeValue: false, alwaysFormat: true },
  })
  expect(one.t("told", { count: 1400, year: 2011 })).toBe(sentence)
})
