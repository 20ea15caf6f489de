import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, inject, test } from "vitest"
import { aBrowser, type SignedIn, signedIn } from "./browser.ts"

const rapport = inject("rapport")
let browser: Browser
let mei: SignedIn
let jonas: SignedIn
beforeAll(async () => {
  browser = await aBrowser()
  mei = await signedIn(browser, rapport, rapport.owner)
  jonas = await signedIn(browser, rapport, rapport.colleague)
})
afterAll(() => browser.close())

test("a signal is found unasked, and its page says what, where and who", async () => {
  await mei.page
    .getByRole("navigation")
    .getByRole("link", { name: /^Signals/ })
    .click()
  await mei.page
    .getByRole("link", { name: /Contacts about Battery.*what we would expect/ })
    .first()
    .click()
  await mei.page.getByRole("heading", { level: 1, name: /Contacts about Battery.*what we would expect/ }).waitFor()
  expect(await mei.page.locator("blockquote").first().textContent()).toMatch(/battery|电池/i)
  await mei.page.getByRole("heading", { name: "Where", exact: true }).waitFor()
  expect(await mei.page.getByRole("link", { name: /have told us/ }).count()).toBe(1)
})

test("what one does, the other sees on an open page, without reloading", async () => {
  await jonas.page.goto(mei.page.url())
  await jonas.page.getByRole("button", { name: "We look into it" }).waitFor()
  await jonas.page.evaluate(() => Object.assign(window, { neverReloaded: true }))

  await mei.page.getByRole("button", { name: "We look into it" }).click()
  await jonas.page.getByText("looked into", { exact: true }).waitFor()
  await mei.page.getByLabel("Write a comment").fill("Product: did the supplier change?")
  await mei.page.getByRole("button", { name: "Send" }).click()
  await jonas.page.getByText("Product: did the supplier change?").waitFor()
  expect(await jonas.page.evaluate(() => "neverReloaded" in window)).toBe(true)
})

test("a mention rings the other's bell", async () => {
  await mei.page.getByLabel("Write a comment").pressSequentially("@Jonas")
  await mei.page.getByRole("option", { name: /Jonas Weber/ }).click()
  await mei.page.getByLabel("Write a comment").pressSequentially("please look")
  await mei.page.getByRole("button", { name: "Send" }).click()
  await jonas.page.getByRole("button", { name: /Notifications, [1-9]/ }).waitFor()
  await jonas.page.getByText("@Jonas Weber").first().waitFor()
  expect(await jonas.page.getByText("please look").count()).toBeGreaterThan(0)
})

test("a dismissal is undone from its message", async () => {
  await mei.page.getByRole("button", { name: "Not a problem…" }).click()
  await mei.page.getByRole("button", { name: "It is no problem" }).click()
  await mei.page.getByText("No problem: We expected this.").waitFor()
  await mei.page.getByRole("button", { name: "Undo" }).click()
  await mei.page.getByRole("button", { name: "Accept as problem" }).waitFor()
  expect(await mei.page.getByText("No problem: We expected this.").count()).toBe(0)
})

test("accepted, it is a problem with its signal as evidence", async () => {
  await mei.page.getByRole("button", { name: "Accept as problem" }).click()
  await mei.page.waitForURL("**/problems/*")
  await mei.page.getByRole("heading", { name: "What customers say" }).waitFor()
  expect(await mei.page.getByRole("link", { name: /Battery/ }).count()).toBeGreaterThan(0)
  await jonas.page.getByRole("link", { name: "To the problem" }).waitFor()
})

test("nothing went wrong in either page", () => {
  expect([...mei.problems, ...jonas.problems]).toEqual([])
})
