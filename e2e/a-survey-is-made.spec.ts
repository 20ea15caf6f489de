import { AxeBuilder } from "@axe-core/playwright"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, inject, test } from "vitest"
import { aBrowser, type SignedIn, signedIn } from "./browser.ts"

const rapport = inject("rapport")
let browser: Browser
let mei: SignedIn
let jonas: SignedIn
let address = ""

beforeAll(async () => {
  browser = await aBrowser()
  mei = await signedIn(browser, rapport, rapport.owner)
  jonas = await signedIn(browser, rapport, rapport.colleague)
})
afterAll(() => browser.close())

test("from a template to the first answer on a phone, seen as it comes in", async () => {
  const begun = Date.now()
  const { page } = mei
  await page.goto(`/${rapport.slug}/surveys`)
  await page.getByRole("link", { name: "Ask customers" }).first().click()
  await page.getByRole("button", { name: /Satisfaction after a contact/ }).click()
  // What is shown beside the form is the page that will ask, in a shadow of its own.
  await page
    .getByRole("region", { name: "As customers see it" })
    .getByRole("heading", { name: /How satisfied/ })
    .waitFor()
  await page.getByRole("button", { name: "Publish", exact: true }).click()
  await page.waitForURL(/\/share$/)
  address = await page.getByRole("textbox", { name: "The link" }).inputValue()
  await page.getByRole("img", { name: "The link as a QR code" }).waitFor()

  const phone = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, locale: "en-GB" })
  const asked = await phone.newPage()
  await asked.goto(address)
  await asked.locator("label", { hasText: "2" }).first().tap()
  await asked.locator(".r-go").tap()
  await asked.locator("label", { hasText: "No" }).first().tap()
  await asked.locator(".r-go").tap()
  await asked.locator("textarea").fill("I was sent from one to the other.")
  await asked.locator(".r-go").tap()
  await asked.getByText("Thank you for telling us").waitFor()
  await phone.close()

  await page.locator("blockquote", { hasText: "I was sent from one to the other." }).waitFor()
  await page.getByRole("heading", { level: 1, name: /1 person has answered/ }).waitFor()
  expect(Date.now() - begun).toBeLessThan(180_000)
  expect(mei.problems).toEqual([])
})

const looks = [
  { name: "light, wide", options: { colorScheme: "light", locale: "en-GB" } },
  {
    name: "dark, phone, 中文",
    options: { colorScheme: "dark", locale: "zh-CN", viewport: { width: 375, height: 812 } },
  },
] as const

test.each(looks)("the builder and the page to share it are accessible: $name", async ({ options }) => {
  const somebody = await signedIn(browser, rapport, rapport.owner, options)
  const { page } = somebody
  await page.goto(`/${rapport.slug}/surveys`)
  const survey = await page.locator(`main a[href*="/surveys/"]:has(.title)`).first().getAttribute("href")
  const places = [
    "?view=preview",
    "?view=edit",
    "?view=edit&at=look",
    "?view=edit&at=languages",
    "?at=limits",
    "/share",
  ]
  const found: string[] = []
  for (const place of places) {
    await page.goto(`${survey}${place}`)
    await page.locator("main h1").first().waitFor()
    await page.waitForFunction(() => document.querySelectorAll(".bone").length === 0)
    const { violations } = await new AxeBuilder({ page })
      .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
      .analyze()
    found.push(...violations.map(({ id, nodes }) => `${place} ${id}: ${nodes.map(({ target }) => target).join(" | ")}`))
    if ("viewport" in options)
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      ).toBe(0)
  }
  expect(found).toEqual([])
  await somebody.close()
})

test("every step can be taken back, and a question moves by keyboard", async () => {
  const { page } = mei
  await begin(page, "After a delivery", /Satisfaction after a delivery/)
  const words = page.getByRole("textbox", { name: /^Question/ })
  const before = await words.inputValue()
  await words.fill("Did it arrive as promised?")
  await page.getByRole("region", { name: "As customers see it" }).getByText("Did it arrive as promised?").waitFor()
  await page.keyboard.press("Control+z")
  expect(await words.inputValue()).toBe(before)
  await page.keyboard.press("Control+Shift+z")
  expect(await words.inputValue()).toBe("Did it arrive as promised?")

  const outline = page.getByRole("navigation", { name: "Contents of the survey" })
  const questions = outline.locator("[data-outline]")
  const [first] = await questions.allInnerTexts()
  await questions.first().focus()
  await page.keyboard.press("Alt+ArrowDown")
  expect((await questions.allInnerTexts())[1]).toBe(first)
  await page.keyboard.press("Alt+ArrowUp")
  expect((await questions.allInnerTexts())[0]).toBe(first)
  await page.locator("[data-saving=saved]").waitFor()
  await page.reload()
  expect(await words.inputValue()).toBe("Did it arrive as promised?")
})

test("what stops it is named before it is published, and leads to its place", async () => {
  const { page } = mei
  await begin(page, "Not ready", /Satisfaction after a purchase/)
  await page.getByRole("button", { name: "Add a question" }).click()
  await page.getByRole("menuitem", { name: "One choice" }).click()
  await page.getByRole("textbox", { name: /^Question/ }).fill("")
  await page.getByRole("navigation", { name: "Contents of the survey" }).getByText("Look", { exact: true }).click()
  await page.getByRole("button", { name: "Publish", exact: true }).click()
  const dialog = page.getByRole("dialog")
  await dialog.getByText("These must be put right first").waitFor()
  await dialog.getByRole("button", { name: /Words are missing in English/ }).click()
  await page.getByRole("textbox", { name: /^Question/ }).fill("Which one?")
  await page.locator("[data-saving=saved]").waitFor()
  await page.getByRole("button", { name: "Publish", exact: true }).click()
  await page.waitForURL(/\/share$/)

  // A published scale that changes is said to break the trend.
  await page.getByRole("link", { name: "Back to the questions" }).click()
  await page
    .getByRole("spinbutton", { name: "To" })
    .or(page.getByRole("textbox", { name: "To" }))
    .fill("7")
  await page.getByRole("button", { name: "Publish the changes" }).click()
  await page.getByRole("dialog").getByText("This breaks a trend").waitFor()
})

test("two people write at once: the second is told by whom, and loses nothing", async () => {
  const { page } = mei
  await begin(page, "Together", /Customer effort/)
  const url = page.url()
  await jonas.page.goto(url)
  const theirs = jonas.page.getByRole("textbox", { name: /^Question/ })
  await theirs.waitFor()
  const mine = page.getByRole("textbox", { name: /^Question/ })
  // Both are typing: neither has saved when the other begins.
  await page.context().setOffline(true)
  await mine.fill("Written by Mei")
  await theirs.fill("Written by Jonas")
  await jonas.page.locator("[data-saving=saved]").waitFor()
  await page.context().setOffline(false)
  const dialog = page.getByRole("dialog")
  await dialog.getByText(/Jonas Weber saved other changes/).waitFor()
  await dialog.getByRole("button", { name: /^Take Jonas Weber/ }).click()
  expect(await mine.inputValue()).toBe("Written by Jonas")
  await page.getByRole("button", { name: "Undo", exact: true }).click()
  expect(await mine.inputValue()).toBe("Written by Mei")
})

async function begin(page: Page, name: string, template: RegExp) {
  await page.goto(`/${rapport.slug}/surveys/new`)
  await page.getByRole("button", { name: template }).click()
  await page.waitForURL(/surveys\/[0-9a-f-]{36}/)
  await page.getByRole("navigation", { name: "Contents of the survey" }).getByText("Name and moment").click()
  await page.getByRole("textbox", { name: "Name", exact: true }).fill(name)
  await page.locator("[data-saving=saved]").waitFor()
  await page.locator("[data-outline]").first().click()
}
