import i18next from "i18next"
import { expect, test } from "vitest"
import { countsInWords } from "./i18n.ts"

test.each([
  ["en", "1,400 people of 2,600 since 2011"],
  ["zh-CN", "2,600 人中的 1,400 人，自 2011 年"],
])("how many stands grouped in a sentence in %s; a year does not", async (lng, sentence) => {
  const one = i18next.createInstance()
  await one.use(countsInWords).init({
    lng,
    resources: {
      en: { translation: { told_other: "{{count}} people of {{people}} since {{year}}" } },
      "zh-CN": { translation: { told: "{{people}} 人中的 {{count}} 人，自 {{year}} 年" } },
    },
    interpolation: { escapeValue: false, alwaysFormat: true },
  })
  expect(one.t("told", { count: 1400, people: 2600, year: 2011 })).toBe(sentence)
})
