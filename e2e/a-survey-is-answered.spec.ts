import { describe, expect, test } from "vitest"
import { aSurvey, oneOfEach, said } from "../survey/an-example.ts"
import type { Answer, Text } from "../survey/definition.ts"
import { ended, press, respondents, violations, why, widths } from "./a-respondent.ts"

const respondent = respondents()

describe("by keyboard only", () => {
  /** What one presses from the question's heading, and what it answers. */
  const ways: Record<string, { keys: string[]; answer?: Answer }> = {
    nps: { keys: ["1", "0"], answer: 10 },
    stars: { keys: ["Tab", "Space", "ArrowRight", "ArrowRight"], answer: 3 },
    mood: { keys: ["4"], answer: 4 },
    one: { keys: ["Tab", "ArrowUp", "Tab", ..."cafe"], answer: { choice: "elsewhere", other: "cafe" } },
    many: { keys: ["Tab", "Space", "Tab", "Tab", "Space"], answer: ["work", "travel"] },
    drop: { keys: ["Tab", "ArrowDown", "ArrowDown"], answer: "kenya" },
    pictures: { keys: ["Tab", "Space", "ArrowRight"], answer: "breeze" },
    ranking: { keys: ["Tab", "Tab", "ArrowDown"], answer: ["quality", "price", "speed"] },
    matrix: { keys: ["Tab", "Space", "Tab", "ArrowLeft"], answer: { rows: { setup: "bad", support: "good" } } },
    slider: { keys: ["Tab", "ArrowRight"], answer: 55 },
    short: { keys: ["Tab", ..."Fanny"], answer: "Fanny" },
    long: { keys: ["Tab", ..."Less", "Enter", ..."noise", "Tab"], answer: "Less\nnoise" },
    number: { keys: ["Tab", "1", "2"], answer: 12 },
    date: { keys: ["Tab", "0", "4", "0", "3", "2", "0", "2", "5"], answer: "2025-04-03" },
    contact: {
      keys: ["Tab", ..."Ada", "Tab", ..."ada@example.com"],
      answer: { contact: { name: "Ada", email: "ada@example.com" } },
    },
    file: { keys: [] },
    consent: { keys: ["Tab", "Space"], answer: true },
    statement: { keys: [] },
    component: { keys: ["Tab", "Space", "ArrowDown"], answer: ["Filter"] },
  }

  test.each(oneOfEach.map((one) => [one.id, one] as const))("%s", async (id, one) => {
    const page = await respondent.visit(respondent.server.link(`keys-${id}`, aSurvey([one])))
    const way = ways[id] as (typeof ways)[string]
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("H2")
    await press(page, ...way.keys)
    // From a field or a radio button, Enter sends; from a list or a slider, the button is the next stop.
    if (await page.evaluate(() => !document.activeElement?.matches("h2,input:not([type=range],[type=file])")))
      for (let at = 0; at < 9 && !(await page.evaluate(() => document.activeElement?.matches(".r-go"))); at += 1)
        await press(page, "Tab")
    await press(page, "Enter")
    await ended(page)
    const response = await respondent.finished()
    expect(response?.answers[id]).toEqual(way.answer)
  })
})

const arabic = (text: Text | undefined): Text => ({ ...text, ar: "كم تقيّم هذا؟" })
const looks = [
  ["light", { colorScheme: "light" }],
  ["dark, on a phone of 320 px", { colorScheme: "dark", viewport: { width: 320, height: 640 } }],
  ["right to left", { colorScheme: "light", locale: "ar-EG" }],
] as const
describe.each(looks)("every kind of question, %s", (_, options) => {
  test.each(oneOfEach.map((one) => [one.id, one] as const))("%s", async (id, one) => {
    const survey = aSurvey([{ ...one, title: arabic(one.title), help: said("It takes a minute.") }, why], {
      languages: ["en", "ar"],
      title: { en: "Your fan", ar: "مروحتك" },
    })
    const page = await respondent.visit(respondent.server.link(`axe-${id}`, survey), options)
    await page.locator("[aria-busy]").waitFor({ state: "detached" })
    expect(await violations(page)).toEqual([])
    const [scrollWidth, clientWidth] = await widths(page)
    expect(scrollWidth).toBeLessThanOrEqual(clientWidth)
    if ("locale" in options) {
      expect(
        await page.evaluate(() => [document.documentElement.lang, document.querySelector<HTMLElement>(".r")?.dir]),
      ).toEqual(["ar", "rtl"])
      expect(await page.locator(".r-go").textContent()).toBe("التالي")
    }
  })
})
