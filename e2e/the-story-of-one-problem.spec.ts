import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, inject, test } from "vitest"
import type { Account } from "./a-started-rapport.ts"
import { aBrowser, type SignedIn, signedIn } from "./browser.ts"
import { chargerOwners } from "./feedback.ts"
import { mailTo } from "./records.ts"

/**
 * One problem from the first sign to "did it work?", by five people on five pages: Mei leads CX, Jonas builds the product,
 * Rosa writes to customers, Sam answers their calls, Vera sponsors. Everything is done by clicking.
 */
const rapport = inject("rapport")
const caller = chargerOwners[0]!
const planTitle = "Every Orbit owner gets a charger that charges"
let browser: Browser
let mei: SignedIn
let jonas: SignedIn
let rosa: SignedIn
let sam: SignedIn
let vera: SignedIn

beforeAll(async () => {
  browser = await aBrowser()
  const come = (who: Account, options = {}) => signedIn(browser, rapport, who, options)
  ;[mei, jonas, rosa, sam] = await Promise.all([
    come(rapport.owner),
    come(rapport.colleague),
    come(rapport.marketer),
    come(rapport.agent),
  ])
  // An executive looks at it on her phone.
  vera = await come(rapport.executive, { viewport: { width: 390, height: 844 } })
})
afterAll(() => browser.close())

test("CX accepts what Rapport found as a problem", async () => {
  const { page } = mei
  await menu(page, "Signals").click()
  await page
    .getByRole("link", { name: /Contacts about Charger.*what we would expect/ })
    .first()
    .click()
  await page.getByRole("button", { name: "Accept as problem" }).click()
  await page.waitForURL("**/problems/*")
  await page
    .getByText(/6\d people/)
    .first()
    .waitFor()
  await page
    .locator("blockquote", { hasText: /charger|充电器/ })
    .first()
    .waitFor()
})

test("and opens a plan by the playbook: the lead is Product, the sponsor an executive", async () => {
  const { page } = mei
  await page.getByRole("link", { name: "Start an action plan" }).click()
  await page.getByRole("radio", { name: /cannot use it/ }).check()
  await page.getByLabel("What customers are to get").fill(planTitle)
  await choose(page, "Lead", rapport.colleague.name)
  await choose(page, "Executive sponsor", rapport.executive.name)
  await page.getByText(/Promised: guidance in/).waitFor()
  await page.getByRole("button", { name: "Open the plan, start the clock" }).click()
  await page.getByRole("heading", { level: 1, name: planTitle }).waitFor()
  for (const department of ["Product", "Contact centre", "Marketing"])
    await page
      .getByRole("button", { name: new RegExp(`^${department}`) })
      .first()
      .waitFor()

  await page.getByRole("button", { name: "Set it" }).click()
  const dialog = page.getByRole("dialog")
  await choose(page, "Metric", "Satisfaction (CSAT)")
  await dialog.getByLabel("By how many points").fill("20")
  await dialog.getByRole("button", { name: "Save" }).click()
  await page.getByText(/Satisfaction \(CSAT\) rises by 20 points/).waitFor()
})

test("the executive opens the plan room on her phone and leaves it open", async () => {
  await openPlan(vera.page)
  expect(await clockOf(vera.page)).toEqual({ Opened: "kept", "Guidance live": "next" })
  await vera.page.getByText(`Led by ${rapport.colleague.name}, sponsored by ${rapport.executive.name}.`).waitFor()
  await vera.page.evaluate(() => Object.assign(window, { neverReloaded: true }))
})

test("guidance is written by one, approved by another, and the clock moves on the executive's screen", async () => {
  await openPlan(mei.page)
  await mei.page.getByRole("link", { name: /Agent guidance/ }).click()
  await mei.page.getByRole("button", { name: "Write guidance" }).first().click()
  await mei.page.getByRole("textbox", { name: "Title", exact: true }).fill("Charger hums, nothing charges")
  await mei.page.getByRole("textbox", { name: "Say", exact: true }).fill("We know about this, and we are sorry.")
  await mei.page.getByRole("textbox", { name: "Offer" }).fill("A new charger, sent today.")
  await mei.page.getByRole("textbox", { name: "Do not promise" }).fill("A refund of the whole device.")
  await mei.page.getByRole("button", { name: "Ask for approval" }).click()
  await mei.page.getByText("You wrote in it, so somebody else approves it.").waitFor()

  await menu(jonas.page, "Guidance").click()
  await jonas.page.getByRole("link", { name: /Charger hums/ }).click()
  await jonas.page.getByRole("button", { name: "Approve: live at once" }).click()
  await jonas.page.getByRole("heading", { level: 1, name: "Agents say: Charger hums, nothing charges" }).waitFor()
  await stepIs(vera.page, "Guidance live", "kept")
})

test("a customer calls: the agent reads first what affects this one, and logs the contact", async () => {
  const { page } = sam
  await menu(page, "Agent desk").click()
  await page.getByLabel("Caller").fill("(614) 555-0200")
  await page.keyboard.press("Enter")
  await page.getByRole("heading", { level: 1, name: new RegExp(caller.name) }).waitFor()
  const first = page.locator("main section").first()
  await first.getByText("Known problem: Charger hums, nothing charges").waitFor()
  await first.getByText("this one is affected").waitFor()
  await first.getByText("A new charger, sent today.").waitFor()
  const box = await first.boundingBox()
  expect(box && box.y + box.height).toBeLessThan(900)
  await first.getByRole("button", { name: /It answered the question/ }).click()
  await page.getByText("Contact logged: answered").waitFor()
})

test("marketing writes to exactly the affected; a second person approves, and mail arrives", async () => {
  const { page } = rosa
  await openPlan(page)
  await page.getByRole("link", { name: /Customer notices/ }).click()
  await page.getByRole("button", { name: "New notice" }).first().click()
  await page.getByRole("dialog").getByRole("button", { name: "Draft it" }).click()
  await page.getByRole("heading", { level: 1, name: "64 people would get this" }).waitFor()
  for (const language of [/^English/, /^Chinese/]) {
    await page.locator("label", { hasText: language }).click()
    const body = page.getByRole("textbox", { name: "Text", exact: true })
    await body.fill((await body.inputValue()).replace(/\[\[[^\]]+\]\]/g, "A new charger is on its way to you."))
  }
  await page.getByRole("button", { name: "Save" }).click()
  await page.getByText("Notice saved").waitFor()
  await page.getByRole("heading", { name: "As three of them would read it" }).waitFor()
  await page.getByRole("button", { name: "Ask for approval…" }).click()
  await page.getByRole("button", { name: "Ask for approval for 64 people" }).click()
  await page.getByRole("heading", { level: 1, name: "To 64 people, if a second person approves" }).waitFor()

  await jonas.page.goto(page.url())
  await jonas.page.getByRole("button", { name: "Approve…" }).click()
  await jonas.page.getByRole("button", { name: "Approve for 64 people" }).click()
  await page.getByRole("heading", { level: 1, name: "Approved: 64 people can be written to" }).waitFor()
  await page.getByRole("button", { name: "Send…" }).click()
  await page.getByRole("button", { name: "Write to 64 people" }).click()
  await page.getByRole("heading", { level: 1, name: "64 of 64 people were written to" }).waitFor()

  expect(await mailTo(rapport, caller.email)).toContain("A new charger is on its way to you.")
  await stepIs(vera.page, "First notice", "kept")
})

test("the customer opens the link: her words, where it stands, what was written", async () => {
  const { page, close } = await aCustomer()
  await page.goto(await linkInTheMail())
  await page.getByRole("heading", { name: "What you told Acme" }).waitFor()
  expect(await page.locator("blockquote").first().textContent()).toMatch(/charge|充电/)
  await page.getByText("A new charger is on its way to you.").first().waitFor()
  expect(await page.locator("[aria-current=step]").textContent()).toBe("Being fixed")
  expect(await page.content()).not.toContain(rapport.owner.name)
  await close()
})

test("Product ships the fix, and the executive's clock says so without a reload", async () => {
  const { page } = jonas
  await openPlan(page)
  for (const title of ["Find the cause", "The fix is with the customers"]) {
    const part = page.getByRole("button", { name: new RegExp(`^Product.*${title}`) })
    await part.click()
    await page.getByRole("button", { name: "Done", exact: true }).click()
    await part.getByText("done", { exact: true }).waitFor()
    await part.click()
  }
  await stepIs(page, "Fix shipped", "kept")
  await stepIs(vera.page, "Fix shipped", "kept")
  expect(await vera.page.evaluate(() => "neverReloaded" in window)).toBe(true)
})

test("did it work? Rapport says that it is too early to tell, and what it would take", async () => {
  await vera.page.getByRole("link", { name: "See what this rests on" }).click()
  await vera.page.getByRole("heading", { level: 1, name: /cannot be told yet|nothing new yet/ }).waitFor()
  const { page, close } = await aCustomer()
  await page.goto(await linkInTheMail())
  await page.getByRole("button", { name: "This is not solved for me" }).waitFor()
  await close()
})

test("nothing went wrong on any of the five pages", () => {
  expect([mei, jonas, rosa, sam, vera].flatMap(({ problems }) => problems)).toEqual([])
})

const menu = (page: Page, place: string) =>
  page.getByRole("navigation").getByRole("link", { name: new RegExp(`^${place}`) })

async function choose(page: Page, label: string, option: string | RegExp) {
  await page
    .getByRole("textbox", { name: label })
    .or(page.getByRole("combobox", { name: label }))
    .first()
    .click()
  await page.getByRole("option", { name: option }).first().click()
}

/** To the plan by the menu, as one would. */
async function openPlan(page: Page) {
  await page.goto(`/${rapport.slug}/plans`)
  await page.getByRole("link", { name: planTitle }).click()
  await page.getByRole("heading", { level: 1, name: planTitle }).waitFor()
}

const step = (page: Page, name: string) =>
  page.locator("li[data-state]").filter({ has: page.getByText(name, { exact: true }) })

const stepIs = (page: Page, name: string, state: string) =>
  step(page, name)
    .and(page.locator(`[data-state=${state}]`))
    .waitFor()

async function clockOf(page: Page) {
  const states: Record<string, string | null> = {}
  for (const name of ["Opened", "Guidance live"]) states[name] = await step(page, name).getAttribute("data-state")
  return states
}

/** Somebody with a link and no account. */
async function aCustomer() {
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 390, height: 844 } })
  return { page: await context.newPage(), close: () => context.close() }
}

const linkInTheMail = async () => /http:\S+\/s\/[\w-]+/.exec(await mailTo(rapport, caller.email))?.[0] ?? "no link"
