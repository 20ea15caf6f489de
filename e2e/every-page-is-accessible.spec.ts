import { AxeBuilder } from "@axe-core/playwright"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, inject, test } from "vitest"
import { aBrowser, aPage, type SignedIn, signedIn } from "./browser.ts"
import { oneOfEach } from "./records.ts"

const rapport = inject("rapport")
const places = [
  "",
  "feedback",
  "surveys",
  "contact-policy",
  "surveys/new",
  "people",
  "duplicates",
  "accounts",
  "ownership",
  "audiences",
  "audiences/new",
  "imports",
  "sources",
  "events",
  "events?show=names",
  "events?show=refused",
  "events?show=install",
  "usage",
  "tasks",
  "tasks/new",
  "usability",
  "metrics",
  "metrics/csat",
  "signals",
  "themes",
  "backtests",
  "problems",
  "notices",
  "desk",
  "log",
  "coverage",
  "desk?key=Nobody",
  "desk/embedding",
  "guidance",
  "plans",
  "plans/new",
  "plans/playbooks",
  "plans/settings",
  "problems?view=board",
  "problems?view=matrix",
  "outcomes",
  "followups",
  "followup-rules",
  "connections",
  "activity",
  "members",
  "departments",
  "audit",
  "mail",
  "notifications",
  "notifications?show=unread",
  "profile",
  "/_design",
]
const records = [
  "signal",
  "feedback",
  "person",
  "audience",
  "problem",
  "a plan to open",
  "plan",
  "workstream",
  "outcome",
  "guidance",
  "notice",
  "who got the notice",
  "followup",
  "caller",
  "webhook",
  "receiver",
  "survey",
  "how a survey is shared",
  "mailing",
  "task",
  "a task being changed",
  "status page",
  "a customer's own page",
  "no more mails",
]
// Each page is loaded once a look; what dark changes are colours, so the page in hand is turned dark and judged by those.
const looks = [
  { dark: true, options: { locale: "en-GB" } },
  { dark: false, options: { locale: "zh-CN", viewport: { width: 375, height: 812 } } },
]
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

let browser: Browser
let addresses: Record<string, string>
let sides: (SignedIn & { dark: boolean })[]
beforeAll(async () => {
  browser = await aBrowser()
  const [somebody, made] = await Promise.all([signedIn(browser, rapport, rapport.owner), oneOfEach(rapport)])
  addresses = made
  const storageState = await somebody.page.context().storageState()
  await somebody.close()
  sides = await Promise.all(
    looks.map(async ({ dark, options }) => {
      const side = await aPage(browser, rapport, { ...options, storageState })
      await side.page.context().addInitScript(stillPictures)
      return { ...side, dark }
    }),
  )
})
afterAll(() => browser.close())

test.each(places)("%s of the organization", async (place) => {
  expect(await wrongWith(place.startsWith("/") ? place : `/${rapport.slug}/${place}`)).toEqual([])
})

test.each(records)("the page of: %s", async (record) => {
  expect(await wrongWith(addresses[record] ?? record)).toEqual([])
})

test("the door", async () => {
  const stranger = await aPage(browser, rapport)
  expect(await seen({ ...stranger, dark: true }, "/sign-in")).toEqual([])
  await stranger.close()
})

/** Both looks side by side. */
const wrongWith = async (address: string): Promise<string[]> =>
  (await Promise.all(sides.map((side) => seen(side, address)))).flat()

/** What is wrong with a page once it has loaded, as lines one can act on: what axe finds, and what is wider than the screen. */
async function seen({ page, dark, problems }: SignedIn & { dark: boolean }, address: string): Promise<string[]> {
  await page.emulateMedia({ colorScheme: "light" })
  await page.goto(address)
  try {
    await page.locator("h1").first().waitFor()
    // The event stream never ends, so "network idle" never comes: a page is there when its skeletons are gone.
    // The design page shows skeletons on purpose.
    const bones = address === "/_design" ? ".never" : ".bone"
    await page.waitForFunction((one) => document.querySelectorAll(one).length === 0, bones)
  } catch (error) {
    return [`${address} did not come: ${String(error).split("\n")[0]}`]
  }
  const found = [...problems.splice(0), ...(await violations(page, address, tags))]
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  if (wider > 0) found.push(`${address} is ${wider} px too wide`)
  if (!dark) return found
  await page.emulateMedia({ colorScheme: "dark" })
  await page.locator("html[data-mantine-color-scheme=dark]").waitFor()
  return [...found, ...(await violations(page, `${address} in the dark`, ["color-contrast"]))]
}

async function violations(page: Page, where: string, rules: string[]): Promise<string[]> {
  // Describing what is right takes axe longer than finding what is wrong, and its own blank page longer than the page itself.
  const runOnly = { type: rules === tags ? ("tag" as const) : ("rule" as const), values: rules }
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ runOnly, resultTypes: ["violations"] })
  const results = await axe.analyze()
  return results.violations.map(({ id, nodes }) => {
    const targets = nodes.slice(0, 3).map((node) => node.target.join(" "))
    return `${where} ${id}: ${targets.join(" | ")}`
  })
}

/** Nothing moves while it is looked at: a colour on its way to another is no colour to judge. */
function stillPictures() {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync("*, *::before, *::after { transition: none !important; animation: none !important; }")
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
}
