import type { Page } from "playwright-core"
import { afterAll, expect, test } from "vitest"
import { aSurvey, said } from "../survey/an-example.ts"
import { ended, nps, press, respondents, violations, why } from "./a-respondent.ts"
import { aStrictSite } from "./a-survey-server.ts"

const respondent = respondents()
const closing: (() => Promise<unknown>)[] = []
afterAll(async () => {
  for (const close of closing) await close()
})

/** A shop with a policy as strict as there is, and the widget in it. */
async function shop(attributes: string, more = ""): Promise<{ page: Page; go: (path?: string) => Promise<unknown> }> {
  const site = await aStrictSite(
    () => `<!doctype html><html lang="en"><title>Shop</title><main><h1>Fans</h1><p>A fan for every room.</p>
      <label>Search <input id="search"></label><div id="here"></div>${more}
      <script async src="${respondent.server.url}/widget.js" ${attributes}></script></main>`,
    respondent.server.url,
  )
  closing.push(site.close)
  const context = await respondent.context({ viewport: { width: 1000, height: 700 } })
  const page = await context.newPage()
  page.on("pageerror", (error) => respondent.server.wrong.push(error.message))
  page.on("console", (message) => {
    if (/Content Security Policy|Uncaught|cookie/i.test(message.text())) respondent.server.wrong.push(message.text())
  })
  return { page, go: (path = "/") => page.goto(site.url + path) }
}
const dialog = (page: Page) => page.getByRole("dialog")

type Rapport = ((...command: unknown[]) => void) & { on?: true }
/** What a page tells the widget, once that is there. */
async function tell(page: Page, ...command: unknown[]) {
  await page.waitForFunction(() => (window as unknown as { rapport?: Rapport }).rapport?.on)
  await page.evaluate((given) => (window as unknown as { rapport: Rapport }).rapport(...given), command)
}

/** The widget has had its chances (it looks at each thing it is told), and has shown nothing. */
async function staysQuiet(page: Page) {
  for (let time = 0; time < 3; time += 1) await tell(page, "event", "nothing")
  // What it would have asked for is here before this answer.
  await page.evaluate((url) => fetch(url).then((answer) => answer.text()), `${respondent.server.url}/widget.js`)
  expect(await dialog(page).count()).toBe(0)
}

test("pops over under a strict policy, is answered by keyboard, keeps the focus, and does not come again", async () => {
  respondent.server.link("widget", aSurvey([nps]))
  const { page, go } = await shop('data-survey="widget"')
  await go()
  await dialog(page).waitFor()
  const focused = () =>
    page.evaluate(() => {
      const inside = document.activeElement?.shadowRoot?.activeElement
      return inside ? (inside.tagName + (inside.className ? `.${inside.className}` : "")).toLowerCase() : "outside"
    })
  expect(await focused()).toBe("h2")
  for (let at = 0; at < 9; at += 1) {
    await press(page, "Tab")
    expect(await focused()).not.toBe("outside")
  }
  expect(await violations(page)).toEqual([])
  // Back into the question: the first of its radio buttons.
  await dialog(page).getByRole("radio").first().focus()
  await press(page, "9", "Enter")
  await ended(page)
  expect((await respondent.finished())?.answers).toEqual({ nps: 9 })
  expect(await page.context().cookies()).toEqual([])

  await go()
  await staysQuiet(page)
})

test("Escape closes it, gives the focus back, and it stays away", async () => {
  respondent.server.link("closed-by-escape", aSurvey([nps, why]))
  const { page, go } = await shop('data-survey="closed-by-escape"')
  await go()
  await dialog(page).waitFor()
  await press(page, "Escape")
  await dialog(page).waitFor({ state: "detached" })
  await page.reload()
  await staysQuiet(page)
  expect(respondent.server.all()).toEqual([])
})

test("whoever is typing goes on typing", async () => {
  respondent.server.link("typing", aSurvey([nps]))
  const { page, go } = await shop('data-survey="typing" data-event="asked"')
  await go()
  await page.locator("#search").click()
  await tell(page, "event", "asked")
  await dialog(page).waitFor()
  await page.keyboard.type("quiet fan")
  expect(await page.locator("#search").inputValue()).toBe("quiet fan")
})

test("more than one question: the rest is asked where the first stood", async () => {
  respondent.server.link("two", aSurvey([nps, why]))
  const { page, go } = await shop('data-survey="two"')
  await go()
  await dialog(page).waitFor()
  await press(page, "3", "Enter")
  await page.getByRole("heading", { name: "main reason" }).waitFor()
  await page.locator("textarea").fill("Loud")
  await page.getByRole("button", { name: "Send" }).click()
  await ended(page)
  expect((await respondent.finished())?.answers).toEqual({ nps: 3, why: "Loud" })
  expect(respondent.server.all()).toHaveLength(1)
})

test("stands in the page where it is put, in the page's language", async () => {
  const survey = aSurvey([{ ...nps, title: { en: "How likely?", de: "Wie wahrscheinlich?" } } as typeof nps], {
    languages: ["en", "de"],
  })
  respondent.server.link("inline", survey)
  const { page, go } = await shop('data-survey="inline" data-into="#here" data-lang="de"')
  await go()
  await page.locator("#here").getByRole("heading", { name: "Wie wahrscheinlich?" }).waitFor()
  expect(await dialog(page).count()).toBe(0)
  expect(await violations(page)).toEqual([])
  await page.getByText("7", { exact: true }).click()
  await page.getByRole("button", { name: "Absenden" }).click()
  await ended(page)
  expect((await respondent.finished())?.language).toBe("de")
})

test("waits for its page, its event and its audience", async () => {
  respondent.server.link("waits", aSurvey([{ ...nps, title: said("How likely?") } as typeof nps]))
  const { page, go } = await shop(
    'data-survey="waits" data-page="/pricing*" data-event="plan seen" data-audience="pro, trial"',
  )
  await go("/")
  await tell(page, "set", { audiences: ["trial"] })
  await tell(page, "event", "plan seen")
  await staysQuiet(page)
  // A page that changes its address without loading anew.
  await page.evaluate(() => history.pushState({}, "", "/pricing/yearly"))
  await dialog(page).waitFor()
})

test.each([
  ["0", 0],
  ["1", 1],
])("asks a share of %s of the visitors", async (share, count) => {
  respondent.server.link(`share-${share}`, aSurvey([nps]))
  const { page, go } = await shop(`data-survey="share-${share}" data-share="${share}"`)
  await go()
  if (count === 0) await staysQuiet(page)
  else await dialog(page).waitFor()
})

test("a survey that takes no answers does not pop over", async () => {
  respondent.server.link("not-open", aSurvey([nps]), { state: "closed" })
  const { page, go } = await shop('data-survey="not-open"')
  await go()
  await staysQuiet(page)
})

test("shows what is set in Rapport for the site, when its moment has come, and then nothing else for a while", async () => {
  respondent.server.link("first", aSurvey([{ ...nps, title: said("Was it easy?") } as typeof nps]))
  respondent.server.link("second", aSurvey([nps]))
  respondent.server.sites.set("shop", {
    surveys: [
      { key: "first", pages: ["/pricing*", "/plans"], event: "plan chosen", scroll: 90 },
      { key: "second", event: "order placed" },
    ],
    quietDays: 30,
  })
  const { page, go } = await shop('data-site="shop"', "<p>Another fan.</p>".repeat(100))
  await go("/plans")
  await page.evaluate(() => sessionStorage.setItem("rapport.visitor", "browser-0001"))
  await tell(page, "track", "plan chosen")
  await staysQuiet(page)
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight))
  await dialog(page).getByRole("heading", { name: "Was it easy?" }).waitFor()
  await expect.poll(() => respondent.server.shown).toEqual([{ survey: "first", visitor: "browser-0001" }])
  await press(page, "Escape")
  await dialog(page).waitFor({ state: "detached" })
  // The second one's moment comes too, a moment after the first was shown.
  await tell(page, "track", "order placed")
  await staysQuiet(page)
  await page.evaluate(() => localStorage.clear())
  await page.reload()
  await tell(page, "track", "order placed")
  await dialog(page).waitFor()
})

test("waits until the visitor is about to leave", async () => {
  respondent.server.link("leaving", aSurvey([nps]))
  respondent.server.sites.set("leaving", { surveys: [{ key: "leaving", leaving: true }], quietDays: 0 })
  const { page, go } = await shop('data-site="leaving"')
  await go()
  await staysQuiet(page)
  await page.evaluate(() => document.documentElement.dispatchEvent(new MouseEvent("mouseleave", { clientY: -1 })))
  await dialog(page).waitFor()
})

test("a network lost after the first question is seen costs nothing", async () => {
  respondent.server.link("widget-lost", aSurvey([nps]))
  const { page, go } = await shop('data-survey="widget-lost"')
  await go()
  await dialog(page).waitFor()
  await page.context().setOffline(true)
  await press(page, "6", "Enter")
  await ended(page)
  await page.context().setOffline(false)
  expect((await respondent.finished())?.answers).toEqual({ nps: 6 })
})
