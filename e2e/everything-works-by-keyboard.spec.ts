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

test("the first Tab offers to skip to the page", async () => {
  const { page } = somebody
  await page.goto(`/${rapport.slug}`)
  await page.locator("h1").waitFor()
  await page.keyboard.press("Tab")
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to the page")
})

test("the palette finds a page by its name", async () => {
  const { page } = somebody
  await page.keyboard.press("Control+k")
  await page.getByPlaceholder("Find anything, or do anything").waitFor()
  await page.keyboard.type("members")
  await page.getByText("Members", { exact: true }).last().waitFor()
  await page.keyboard.press("ArrowDown")
  await page.keyboard.press("Enter")
  await page.waitForURL("**/members")
  await page.getByRole("heading", { level: 1, name: "5 people work here" }).waitFor()
  expect(await page.title()).toBe("Members · Rapport")
})

test("j and k walk through feedback, Enter opens it", async () => {
  const { page } = somebody
  await page.goto(`/${rapport.slug}/feedback`)
  await page.locator("[data-feedback]").nth(3).waitFor()
  for (const key of ["j", "j", "j", "k"]) await page.keyboard.press(key)
  const focused = await page.evaluate(() =>
    [...document.querySelectorAll("[data-feedback]")].indexOf(document.activeElement as Element),
  )
  expect(focused).toBe(1)
  await page.keyboard.press("Enter")
  await page.waitForURL("**/feedback/*")
})

test("the chart is read point by point", async () => {
  const { page } = somebody
  await page.goto(`/${rapport.slug}/metrics/csat`)
  const chart = page.getByRole("application").first()
  await chart.focus()
  await page.keyboard.press("End")
  const spoken = page.locator("[aria-live=polite]").filter({ hasText: /n \d/ })
  await spoken.waitFor({ state: "attached" })
  const last = await spoken.textContent()
  await page.keyboard.press("ArrowLeft")
  expect(await spoken.textContent()).not.toBe(last)
})
