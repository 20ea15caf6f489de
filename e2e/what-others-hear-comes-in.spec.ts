import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, inject, test } from "vitest"
import { anImapServer, type ImapServer } from "../server/platform/testing/imap-server.ts"
import { aBrowser, type SignedIn, signedIn } from "./browser.ts"

/** A mailbox, a feed, a contact and a touchpoint, each set up by clicking; what comes in stands in the list. */
const rapport = inject("rapport")
let browser: Browser
let mei: SignedIn
let imap: ImapServer
let reviews: Server

beforeAll(async () => {
  browser = await aBrowser()
  mei = await signedIn(browser, rapport, rapport.owner)
  imap = await anImapServer()
  imap.deliver({ body: "The kettle leaks at the lid since Monday." })
  reviews = createServer((_, answer) => answer.setHeader("content-type", "application/rss+xml").end(feed))
  await new Promise<void>((resolve) => reviews.listen(0, "127.0.0.1", resolve))
})
afterAll(async () => {
  await browser.close()
  await imap.close()
  await new Promise((resolve) => reviews.close(resolve))
})

test("a mailbox: a wrong password says so, the right one shows the folders, and its mails are feedback", async () => {
  const { page } = mei
  await page.goto(`/${rapport.slug}/sources`)
  await page.getByRole("button", { name: "Add a mailbox" }).click()
  const dialog = page.getByRole("dialog")
  await dialog.getByLabel("Name").fill("care mailbox")
  await dialog.getByLabel("Mail server (IMAP)").fill("127.0.0.1")
  await choose(page, "Encryption", "None")
  await dialog.getByLabel("Port").fill(String(imap.port))
  await dialog.getByLabel("User").fill("ana")
  await dialog.locator("input[type=password]").fill("wrong")
  await dialog.getByRole("button", { name: "Sign in and look" }).click()
  await page.getByText("127.0.0.1 does not let ana in.").first().waitFor()
  await dialog.locator("input[type=password]").fill("secret")
  await dialog.getByRole("button", { name: "Sign in and look" }).click()
  await dialog.getByText(/It works: \d folders/).waitFor()
  await choose(page, "Which mails", "All that are there, too")
  await dialog.getByRole("button", { name: "Save" }).click()
  await page.getByText("1 mail became feedback").waitFor()
  await page.getByRole("link", { name: "care mailbox", exact: true }).first().click()
  await page.getByText("The kettle leaks at the lid since Monday.").first().waitFor()
})

test("a feed: an address that holds none is refused, and its items come in once", async () => {
  const { page } = mei
  const { port } = reviews.address() as AddressInfo
  await page.goto(`/${rapport.slug}/sources`)
  await page.getByRole("button", { name: "Add an address" }).click()
  const dialog = page.getByRole("dialog")
  await dialog.getByLabel("Name").fill("shop reviews")
  await dialog.getByLabel("Address").fill(`${rapport.url}/`)
  await dialog.getByRole("button", { name: "Fetch and save" }).click()
  await page
    .getByText(/is no RSS, Atom or JSON feed|no feed/i)
    .first()
    .waitFor()
  await dialog.getByLabel("Address").fill(`http://127.0.0.1:${port}/reviews.xml`)
  await dialog.getByRole("button", { name: "Fetch and save" }).click()
  await page.getByText("1 item came in").waitFor()
  await page.getByRole("link", { name: "shop reviews", exact: true }).first().click()
  await page.getByText("Loud, but it boils fast.").first().waitFor()
})

test("a contact is logged from anywhere, by keyboard, in the customer's name", async () => {
  const { page } = mei
  await page.goto(`/${rapport.slug}/people`)
  await page.getByRole("heading", { level: 1 }).waitFor()
  await page.keyboard.press("Control+k")
  await page.getByPlaceholder("Find anything, or do anything").waitFor()
  await page.keyboard.type("log a contact")
  await page.getByText("Log a contact", { exact: true }).last().waitFor()
  await page.keyboard.press("ArrowDown")
  await page.keyboard.press("Enter")
  await page.getByLabel("Who", { exact: true }).first().fill("nadia@customers.example")
  await page.keyboard.press("Control+Enter")
  await page.getByText("Say what the customer said, or how it felt.").waitFor()
  await page.getByLabel("What the customer said").fill("The lid came off in my hand.")
  await page.keyboard.press("Control+Enter")
  await page.getByText("Contact logged.").waitFor()
  await page.getByRole("link", { name: "See it as feedback" }).click()
  await page.locator("blockquote, .voice", { hasText: "The lid came off in my hand." }).first().waitFor()
})

test("a touchpoint is put in order, and a name that is taken is refused", async () => {
  const { page } = mei
  await page.goto(`/${rapport.slug}/coverage`)
  const add = page.getByRole("button", { name: "Add a touchpoint" })
  const dialog = page.getByRole("dialog")
  for (const saved of [true, false]) {
    await add.first().click()
    await dialog.getByLabel("Name").first().fill("Repair shop")
    await choose(page, "When customers are there", "getting help")
    await dialog.getByRole("button", { name: "Save" }).click()
    if (saved) await page.getByText("Repair shop is saved.").waitFor()
    else await page.getByText("There is a touchpoint called Repair shop already.").first().waitFor()
  }
  await page.keyboard.press("Escape")
  await page.locator("main li", { hasText: "Repair shop" }).first().waitFor()
  expect(mei.problems).toEqual([])
})

async function choose(page: Page, label: string, value: string) {
  await page.getByRole("dialog").getByLabel(label, { exact: true }).click()
  await page.getByRole("option", { name: value, exact: true }).click()
}

const feed = `<?xml version="1.0"?><rss version="2.0"><channel><title>Reviews</title>
  <item><guid>r1</guid><title>Loud kettle</title><description>Loud, but it boils fast.</description></item>
</channel></rss>`
