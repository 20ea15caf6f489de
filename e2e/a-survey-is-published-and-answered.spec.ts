import type { APIRequestContext, Browser } from "playwright-core"
import { afterAll, beforeAll, expect, inject, test } from "vitest"
import { aSurvey, oneOfEach, said } from "../survey/an-example.ts"
import { ended, nps, press, why } from "./a-respondent.ts"
import { aBrowser, type SignedIn, signedIn } from "./browser.ts"

const rapport = inject("rapport")
let browser: Browser
let owner: SignedIn
beforeAll(async () => {
  browser = await aBrowser()
  owner = await signedIn(browser, rapport, rapport.owner)
})
afterAll(async () => {
  await owner.close()
  await browser.close()
})

async function json<Answer>(answering: ReturnType<APIRequestContext["fetch"]>): Promise<Answer> {
  const answer = await answering
  expect(answer.ok(), await answer.text()).toBe(true)
  return (await answer.json()) as Answer
}
const headers = { "x-organization": rapport.slug, origin: rapport.url }

test("from the draft to the answer in the list", async () => {
  const { request } = owner.page
  const file = oneOfEach.find(({ id }) => id === "file")
  const definition = aSurvey([{ ...nps, title: said("How likely?") } as typeof nps, why, ...(file ? [file] : [])])
  for (const ending of definition.endings) ending.statusLink = true
  const draft = await json<{ id: string }>(request.post("/api/v1/surveys", { headers, data: { definition } }))
  const published = await json<{ url: string }>(
    request.post(`/api/v1/surveys/${draft.id}/publishing`, { headers, data: {} }),
  )

  const visitor = await browser.newContext({ locale: "en-GB" })
  const page = await visitor.newPage()
  const problems: string[] = []
  page.on(
    "console",
    (message) => /Content Security Policy|Uncaught/.test(message.text()) && problems.push(message.text()),
  )
  page.on("pageerror", (error) => problems.push(error.message))
  await page.goto(`${rapport.url}${new URL(published.url).pathname}?answer=9`)
  await page.getByRole("heading", { name: "How likely?" }).waitFor()
  await press(page, "Enter")
  await page.getByRole("heading", { name: "main reason" }).waitFor()
  await page.locator("textarea").fill("Quiet 🤫\u0007 <b>fan</b>")
  await page.locator(".r-go").click()
  const png = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  )
  await page.locator("input[type=file]").setInputFiles({ name: "fan.png", mimeType: "image/png", buffer: png })
  await page.getByText("fan.png").waitFor()
  await page.locator(".r-go").click()
  await ended(page)
  expect(problems).toEqual([])
  await page.getByRole("link", { name: "See what becomes of your feedback" }).click()
  await page.getByRole("heading", { name: "We have heard you" }).waitFor()
  await page.locator("blockquote", { hasText: "Quiet 🤫 <b>fan</b>" }).waitFor()

  type Responses = { items: { finishedAt: string | null; answers: Record<string, unknown> }[] }
  const list = () => json<Responses>(request.get(`/api/v1/surveys/${draft.id}/responses`, { headers }))
  await expect.poll(async () => (await list()).items.some((one) => one.finishedAt), { timeout: 20_000 }).toBe(true)
  const { items } = await list()
  expect(items).toHaveLength(1)
  expect(items[0]?.answers).toMatchObject({ nps: 9, why: "Quiet 🤫 <b>fan</b>" })
  await visitor.close()
})

test("a wrong address is a page that says so", async () => {
  const page = await (await browser.newContext({ locale: "de-DE" })).newPage()
  const answer = await page.goto(`${rapport.url}/q/abcdefghijklmnopqrstuvwx`)
  expect(answer?.status()).toBe(404)
  await page.getByRole("heading", { name: "Dieser Link gilt nicht mehr." }).waitFor()
})
