import { AxeBuilder } from "@axe-core/playwright"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest"
import { aBrowser, aPage, type SignedIn, signedIn } from "./browser.ts"
import { oneOfEach } from "./records.ts"

const rapport = inject("rapport")
const places = [
  "",
  "feedback",
  "people",
  "duplicates",
  "accounts",
  "ownership",
  "audiences",
  "audiences/new",
  "imports",
  "sources",
  "metrics",
  "metrics/csat",
  "signals",
  "themes",
  "backtests",
  "problems",
  "notices",
  "desk",
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
  "profile",
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
  "status page",
  "a customer's own page",
  "no more mails",
]
// Each page is loaded once a look; what dark changes are colours, so the page in hand is turned dark and judged by those.
const looks = [
  { name: "desktop, English, light and dark", dark: true, options: { locale: "en-GB" } },
  { name: "phone, 中文", dark: false, options: { locale: "zh-CN", viewport: { width: 375, height: 812 } } },
]
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

let browser: Browser
let addresses: Record<string, string>
let storageState: Awaited<ReturnType<ReturnType<Page["context"]>["storageState"]>>
beforeAll(async () => {
  browser = await aBrowser()
  const [somebody, made] = await Promise.all([signedIn(browser, rapport, rapport.owner), oneOfEach(rapport)])
  addresses = made
  storageState = await somebody.page.context().storageState()
  await somebody.close()
})
afterAll(() => browser.close())

describe.concurrent.each(looks)("$name", ({ dark, options }) => {
  let somebody: SignedIn
  beforeAll(async () => {
    somebody = await aPage(browser, rapport, { ...options, storageState })
    await somebody.page.context().addInitScript(stillPictures)
  })
  afterAll(() => somebody.close())

  // One page after the other within a look; the looks go side by side.
  test("every page can be read and used by everybody", { timeout: 600_000 }, async () => {
    const wrong: string[] = []
    const all = [...places.map((place) => `/${rapport.slug}/${place}`), "/_design"]
    for (const address of all) wrong.push(...(await wrongWith(somebody.page, address, dark)))
    for (const record of records) wrong.push(...(await wrongWith(somebody.page, addresses[record] ?? record, dark)))
    expect(wrong).toEqual([])
    expect(somebody.problems).toEqual([])
  })
})

test("the door", async () => {
  const { page, problems, close } = await aPage(browser, rapport)
  expect(await wrongWith(page, "/sign-in", true)).toEqual([])
  expect(problems).toEqual([])
  await close()
})

/** What is wrong with a page once it has loaded, as lines one can act on: what axe finds, and what is wider than the screen. */
async function wrongWith(page: Page, address: string, dark: boolean): Promise<string[]> {
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
  const found = await violations(page, address, tags)
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
