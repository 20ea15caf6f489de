import { createHmac, randomUUID } from "node:crypto"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, inject, test } from "vitest"
import { aBrowser, type SignedIn, signedIn } from "./browser.ts"

const rapport = inject("rapport")
const phone = "+1 614 555 0142"
let browser: Browser
let mei: SignedIn
let jonas: SignedIn
let helpDesk: Server
let site: string
let link = ""

beforeAll(async () => {
  browser = await aBrowser()
  mei = await signedIn(browser, rapport, rapport.owner)
  jonas = await signedIn(browser, rapport, rapport.colleague)
  helpDesk = createServer((_, response) =>
    response.setHeader("content-type", "text/html").end(`<!doctype html><title>Help desk</title>
      <iframe title="Rapport" width="700" height="800" src="${link.replaceAll("&", "&amp;")}"></iframe><pre></pre>
      <script>addEventListener("message", (event) => {
        document.querySelector("pre").textContent += event.origin + " " + JSON.stringify(event.data) + "\\n"
      })</script>`),
  )
  await new Promise<void>((resolve) => helpDesk.listen(0, "127.0.0.1", resolve))
  site = `http://127.0.0.1:${(helpDesk.address() as AddressInfo).port}`
  await aKnownProblem()
})
afterAll(async () => {
  await browser.close()
  helpDesk.close()
})

test("by keyboard alone: who is calling, what to say, and the contact logged and taken back", async () => {
  const { page } = mei
  await page.goto(`/${rapport.slug}/desk`)
  await page.locator("#desk-key:focus").waitFor()
  await page.keyboard.type("(614) 555-0142")
  await page.keyboard.press("Enter")
  await page.getByRole("heading", { level: 1, name: /Ada Lovelace/ }).waitFor()
  await page.getByText("We know about this, and we are sorry.").waitFor()
  await page.getByText("this one is affected").waitFor()
  await page.keyboard.press("w")
  await page.keyboard.type("The red light is on again.")
  await page.keyboard.press("Control+Enter")
  await page.getByText("Contact logged: answered").waitFor()
  await page.locator("blockquote", { hasText: "The red light is on again." }).waitFor()
  await page.getByRole("button", { name: "Undo" }).focus()
  await page.keyboard.press("Enter")
  await page.locator("blockquote", { hasText: "The red light is on again." }).waitFor({ state: "detached" })
})

test("by keyboard alone: the survey about the call is read out, and marked as filled in for the customer", async () => {
  const { page } = mei
  const survey = await api<{ id: string }>("POST", "/surveys", { template: "csat-after-contact" })
  await api("POST", `/surveys/${survey.id}/publishing`, {})
  await page.goto(`/${rapport.slug}/desk?key=${encodeURIComponent(phone)}`)
  await page.getByRole("heading", { level: 1, name: /Ada Lovelace/ }).waitFor()
  await page.keyboard.press("a")
  await page.locator("#ask-after:focus").waitFor()
  const opened = page.context().waitForEvent("page")
  await page.keyboard.press("r")
  const asked = await opened
  await asked.getByRole("heading", { name: "How satisfied are you" }).waitFor()
  await asked.getByRole("radio").first().focus()
  await asked.keyboard.press("4")
  await asked.keyboard.press("Enter")
  await asked.getByRole("heading", { name: "resolved" }).waitFor()
  await expect
    .poll(async () => {
      const { items } = await api<{ items: { onBehalf: { by: string } | null }[] }>(
        "GET",
        `/surveys/${survey.id}/responses?onBehalf=true`,
      )
      return items.length
    })
    .toBe(1)
  await asked.close()
  await api("POST", `/surveys/${survey.id}/closing`)
})

test("several people of one name are a choice, made by a number key", async () => {
  const { page } = mei
  await page.goto(`/${rapport.slug}/desk?key=Ada%20Lov`)
  await page.getByRole("heading", { name: "2 people may be meant" }).waitFor()
  await page.keyboard.press("1")
  await page.waitForURL("**person=*")
  await page.getByRole("heading", { level: 1, name: /Ada Love/ }).waitFor()
})

test("inside a help desk of another origin: opened by its link, told who calls, telling what was logged", async () => {
  link = await aLink()
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(site)
  const frame = page.frameLocator("iframe")
  await frame.getByRole("heading", { level: 1, name: /Ada Lovelace/ }).waitFor()
  await frame.getByRole("button", { name: /It answered the question/ }).click()
  const said = page.locator("pre", { hasText: "rapport.contact.logged" })
  await said.waitFor()
  expect(await said.textContent()).toContain('"outcome":"answered"')
  expect(await said.textContent()).not.toContain("Ada")
  await page.evaluate((origin) => {
    const { contentWindow } = document.querySelector("iframe") as HTMLIFrameElement
    contentWindow?.postMessage({ type: "rapport.caller", key: "lovell@example.com" }, origin)
  }, rapport.url)
  await frame.getByRole("heading", { level: 1, name: /Ada Lovell/ }).waitFor()

  // The same link again.
  await page.reload()
  await frame.getByText("This link has been opened before.").waitFor()
  await page.locator("pre", { hasText: "rapport.link.needed" }).waitFor()
  await context.close()
})

test("a site that is not on the list cannot show it", async () => {
  await api("DELETE", `/desk/panel/origins?origin=${encodeURIComponent(site)}`)
  link = `${rapport.url}/${rapport.slug}/desk/panel?agent=x`
  const context = await browser.newContext()
  const page = await context.newPage()
  const refused = page.waitForEvent("console", (message) => /frame-ancestors|X-Frame-Options/i.test(message.text()))
  await page.goto(site)
  expect((await refused).text()).toMatch(/refused|denied|frame/i)
  await context.close()
})

test("nothing went wrong in the pages", () => {
  expect([...mei.problems, ...jonas.problems]).toEqual([])
})

/** Calls the API as the person whose browser it is. */
async function api<T>(method: string, path: string, body?: unknown, as = mei): Promise<T> {
  const answer = await as.page.evaluate(
    async ([method, path, body, org]) => {
      const response = await fetch(`/api/v1${path}`, {
        method,
        headers: { "content-type": "application/json", "x-organization": org },
        ...(body === "" ? {} : { body }),
      })
      return { ok: response.ok, text: await response.text() }
    },
    [method, path, body === undefined ? "" : JSON.stringify(body), rapport.slug] as const,
  )
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.text}`)
  return (answer.text ? JSON.parse(answer.text) : undefined) as T
}

async function aKnownProblem() {
  const person = { externalId: "C-1", name: "Ada Lovelace", email: "ada@example.com", phone }
  const items = [
    { kind: "call", product: "Aria 2", text: "The red light is on.", person },
    {
      kind: "chat",
      text: "Where is my parcel?",
      person: { externalId: "C-2", name: "Ada Lovell", email: "lovell@example.com" },
    },
  ]
  await api("POST", "/feedback", { items })
  await api("POST", "/ownership", {
    person: { externalId: "C-1" },
    product: "Aria 2",
    batch: "7",
    serial: "AR2-07-8841",
  })
  const problem = await api<{ id: string }>("POST", "/problems", {
    statement: "The fan stops and a red light is on",
    slice: { product: "Aria 2", batch: "7" },
  })
  const { id } = await api<{ id: string }>("POST", "/guidance", {
    problemId: problem.id,
    texts: { en: { say: "We know about this, and we are sorry.", offer: "A loan unit today." } },
    eligibility: { product: ["Aria 2"], batch: ["7"] },
  })
  await api("POST", `/guidance/${id}/request`, { revision: 1 })
  await api("POST", `/guidance/${id}/approval`, { revision: 1 }, jonas)
}

async function aLink() {
  const { key } = await api<{ key: string }>("POST", "/desk/panel/keys")
  await api("POST", "/desk/panel/origins", { origin: site })
  const query = new URLSearchParams({
    agent: rapport.owner.email,
    key: phone,
    origin: site,
    expires: String(Math.floor(Date.now() / 1000) + 300),
    nonce: randomUUID(),
  }).toString()
  const signature = createHmac("sha256", key).update(query).digest("hex")
  return `${rapport.url}/${rapport.slug}/desk/panel?${query}&signature=${signature}`
}
