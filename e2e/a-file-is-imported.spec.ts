import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, inject, test } from "vitest"
import { aBrowser, type SignedIn, signedIn } from "./browser.ts"

const rapport = inject("rapport")
let browser: Browser
let somebody: SignedIn
beforeAll(async () => {
  browser = await aBrowser()
  somebody = await signedIn(browser, rapport, rapport.owner)
})
afterAll(() => browser.close())

const file = `Ticket;Opened;Part;CSAT (1-5);Comment
T-1;2026-03-01;Strap;4;The strap is comfortable.
T-2;2026-03-02;Strap;9;The strap broke on the second day.
T-3;2026-03-03;Strap;1;表带断了，很失望。
`

test("a file is read, checked, imported without its bad row, and undone", async () => {
  const { page } = somebody
  await page.goto(`/${rapport.slug}/imports`)
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "straps.csv", mimeType: "text/csv", buffer: Buffer.from(file) })
  await page.waitForURL("**/imports/*")
  await page.getByRole("button", { name: "Check every row" }).click()
  await page.getByRole("heading", { level: 1, name: /One row of 3 cannot be taken in/ }).waitFor()
  await page.getByRole("button", { name: "Import without the bad rows" }).click()
  await page.getByRole("heading", { level: 1, name: /2 customer voices came in/ }).waitFor()
  await page.getByRole("link", { name: "See what came in" }).click()
  await page.locator("[data-feedback]", { hasText: "表带断了，很失望。" }).waitFor()
  expect(await page.locator("[data-feedback]").count()).toBe(2)

  await page.goBack()
  await page.getByRole("button", { name: "Undo this import" }).click()
  await page.getByRole("heading", { level: 1, name: /was taken out again/ }).waitFor()
  expect(somebody.problems).toEqual([])
})
