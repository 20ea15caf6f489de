import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, inject, test } from "vitest"
import { aBrowser, aPage, type SignedIn, signedIn } from "./browser.ts"
import { mailTo } from "./records.ts"

/** From the share page to real letters, through the eyes of who sends them and of who gets them. */
const rapport = inject("rapport")
const ann = { externalId: "mail-ann", name: "Ann Reader", email: "ann@readers.example" }
const bob = { externalId: "mail-bob", name: "Bob Reader", email: "bob@readers.example" }
let browser: Browser
let mei: SignedIn

beforeAll(async () => {
  browser = await aBrowser()
  mei = await signedIn(browser, rapport, rapport.owner)
})
afterAll(() => browser.close())

test("the letter is written, looked at and sent to exactly the audience", async () => {
  const { page } = mei
  const headers = { "x-organization": rapport.slug, origin: rapport.url }
  for (const person of [ann, bob]) {
    const owned = { person, product: "Mailer", serial: `M-${person.externalId}` }
    expect((await page.request.post("/api/v1/ownership", { headers, data: owned })).ok()).toBe(true)
  }
  await page.goto(`/${rapport.slug}/surveys`)
  await page.getByRole("link", { name: "Ask customers" }).first().click()
  await page.getByRole("button", { name: /Satisfaction after a contact/ }).click()
  await page.getByRole("button", { name: "Publish", exact: true }).click()
  await page.waitForURL(/\/share$/)
  const share = page.url()

  // Whom to ask is said first, in a page of its own.
  const definition = encodeURIComponent(JSON.stringify({ anyOf: [{ kind: "owns", product: ["Mailer"] }] }))
  await page.goto(`/${rapport.slug}/audiences/new?definition=${definition}`)
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Readers of letters")
  await page.getByRole("heading", { level: 1, name: /2 people/ }).waitFor()
  await page.getByRole("button", { name: "Save" }).click()
  await page.waitForURL(/audiences\/[0-9a-f-]{36}/)

  await page.goto(share)
  await page.getByRole("heading", { name: "Ask by mail" }).waitFor()
  await page.getByLabel("Whom", { exact: true }).first().click()
  await page.getByRole("option", { name: "Readers of letters" }).click()
  await page.getByText("2 of 2 people would get it now.").waitFor()
  await page.getByRole("button", { name: "Write the letter" }).click()
  await page.getByRole("heading", { level: 1, name: /Ask 2 people/ }).waitFor()
  await page.getByRole("textbox", { name: "Above the question" }).fill("Dear {{person.firstName|there}}, one minute?")
  await page.getByRole("button", { name: "Save" }).click()
  const letter = page.frameLocator("iframe[title^='The letter to']")
  await letter.getByText(/Dear (Ann|Bob), one minute\?/).waitFor()
  await letter.getByText(/How satisfied/).waitFor()

  await page.getByRole("button", { name: "Ask 2 people" }).click()
  await page.getByRole("dialog").getByRole("button", { name: "Ask 2 people" }).click()
  await page.getByRole("heading", { level: 1, name: "2 people asked, 0 answered" }).waitFor()
  expect(mei.problems).toEqual([])
})

test("a scanner that opens every link answers nothing; one tap and one press of a person do", async () => {
  const { page } = mei
  const links = answersIn(await mailTo(rapport, ann.email))
  expect(links).toHaveLength(5)
  for (const link of links) expect((await page.request.get(link)).status()).toBe(200)

  const phone = await aPage(browser, rapport, { viewport: { width: 390, height: 844 }, hasTouch: true })
  await phone.page.goto(links[1]!)
  expect(await phone.page.getByRole("radio", { checked: true }).getAttribute("value")).toBe("2")
  await page.getByRole("heading", { level: 1, name: "2 people asked, 0 answered" }).waitFor()
  await phone.page.locator(".r-go").tap()
  await phone.page.locator("label", { hasText: "No" }).first().tap()
  await phone.page.locator(".r-go").tap()
  await phone.page.locator("textarea").fill("Nobody rang me back.")
  await phone.page.locator(".r-go").tap()
  await phone.page.getByText("Thank you for telling us").waitFor()
  expect(phone.problems).toEqual([])
  await phone.close()

  await page.getByRole("heading", { level: 1, name: "2 people asked, 1 answered" }).waitFor()
  await page.getByRole("link", { name: "Results" }).click()
  await page.getByText("Nobody rang me back.").first().waitFor()
})

test("the mail program's own button ends it for good, and the contact policy says why", async () => {
  const { page } = mei
  const address = /List-Unsubscribe:\s+<([^>]+)>/.exec(await mailTo(rapport, bob.email))?.[1]
  const answer = await page.request.post(address!, { form: { "List-Unsubscribe": "One-Click" } })
  expect(answer.ok()).toBe(true)
  await page.goto(`/${rapport.slug}/contact-policy`)
  await page.getByLabel("Who is it?").first().fill("Bob Reader")
  await page.getByRole("option", { name: /Bob Reader/ }).click()
  await page
    .getByText(/Said no on/)
    .first()
    .waitFor()
})

const answersIn = (letter: string) => [
  ...new Set([...letter.matchAll(/http:\/\/[^\s"<>]+\/q\/[\w-]{24}\?answer=\d/g)].map(([link]) => link)),
]
