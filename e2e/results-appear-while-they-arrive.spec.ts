import { randomUUID } from "node:crypto"
import { AxeBuilder } from "@axe-core/playwright"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, inject, test } from "vitest"
import { aBrowser, type SignedIn, signedIn } from "./browser.ts"

const rapport = inject("rapport")
let browser: Browser
let somebody: SignedIn
let survey: { id: string; key: string }
beforeAll(async () => {
  browser = await aBrowser()
  somebody = await signedIn(browser, rapport, rapport.owner)
  survey = await aSurvey(somebody.page)
})
afterAll(() => browser.close())

test("a new response appears on the open page, and leads to what was said", async () => {
  const { page } = somebody
  await answer({ q1: 5, q2: "The strap is comfortable." })
  await page.goto(`/${rapport.slug}/surveys/${survey.id}/results`)
  await page.getByRole("heading", { level: 1, name: /One customer answered/ }).waitFor()
  await answer({ q1: 1, q2: "The strap broke on the second day." })
  await page.getByRole("heading", { level: 1, name: /2 customers answered/ }).waitFor()
  await page.getByText("The strap broke on the second day.").waitFor()

  await page.getByRole("link", { name: /^1 50%/ }).click()
  await page.locator("[data-response]", { hasText: "The strap broke" }).click()
  await page.getByRole("heading", { level: 1, name: /answered “Straps”/ }).waitFor()
  expect(somebody.problems).toEqual([])
})

const looks = [
  { colorScheme: "light", locale: "en-GB" },
  { colorScheme: "dark", locale: "zh-CN" },
  { colorScheme: "light", locale: "en-GB", viewport: { width: 375, height: 812 } },
] as const
test.each(looks)("the results are accessible: $locale, $colorScheme", async (options) => {
  const reader = await signedIn(browser, rapport, rapport.owner, options)
  for (const view of ["answers", "leaving", "words", "responses"]) {
    await reader.page.goto(`/${rapport.slug}/surveys/${survey.id}/results?view=${view}`)
    expect(await violations(reader.page)).toEqual([])
  }
  await reader.page.locator("[data-response]").first().click()
  await reader.page.getByRole("heading", { level: 1, name: /Straps/ }).waitFor()
  expect(await violations(reader.page)).toEqual([])
  await reader.close()
})

async function violations(page: Page): Promise<string[]> {
  await page.locator("h1").first().waitFor()
  await page.waitForFunction(() => document.querySelectorAll(".bone").length === 0)
  const { violations: found } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze()
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(" | ")}`)
}

async function aSurvey(page: Page) {
  const headers = { "x-organization": rapport.slug, origin: rapport.url }
  const definition = {
    format: 1,
    languages: ["en"],
    title: { en: "Straps" },
    pages: [
      {
        id: "p1",
        questions: [
          { id: "q1", kind: "scale", title: { en: "How was it?" }, measures: "csat", min: 1, max: 5, look: "number" },
        ],
      },
      { id: "p2", questions: [{ id: "q2", kind: "text", title: { en: "Why?" }, long: true }] },
    ],
    endings: [{ id: "end", title: { en: "Thank you" } }],
    variables: [],
    theme: { accent: "#1f5fbf", background: "#ffffff", text: "#1a1a1a", font: "system" },
    back: true,
    progress: true,
  }
  const made = await page.request.post(`${rapport.url}/api/v1/surveys`, { headers, data: { definition } })
  const { id } = (await made.json()) as { id: string }
  const published = await page.request.post(`${rapport.url}/api/v1/surveys/${id}/publishing`, { headers, data: {} })
  const { url } = (await published.json()) as { url: string }
  return { id, key: url.split("/q/")[1]! }
}

async function answer(answers: object) {
  const response = await fetch(`${rapport.url}/api/v1/ask/${survey.key}/responses/${randomUUID()}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      version: 1,
      sequence: 1,
      language: "en",
      finished: true,
      human: true,
      answers,
      seconds: 12,
    }),
  })
  expect(response.status).toBe(200)
}
