import { AxeBuilder } from "@axe-core/playwright"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest"
import { aBrowser, type SignedIn, signedIn } from "./browser.ts"

const rapport = inject("rapport")
const places = [
  "",
  "feedback",
  "surveys",
  "surveys/new",
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
const looks = [
  { name: "light, English", options: { colorScheme: "light", locale: "en-GB" } },
  { name: "dark, 中文", options: { colorScheme: "dark", locale: "zh-CN" } },
  { name: "phone, English", options: { colorScheme: "light", locale: "en-GB", viewport: { width: 375, height: 812 } } },
] as const

let browser: Browser
beforeAll(async () => {
  browser = await aBrowser()
})
afterAll(() => browser.close())

describe.each(looks)("$name", ({ options }) => {
  let somebody: SignedIn
  beforeAll(async () => {
    somebody = await signedIn(browser, rapport, rapport.owner, options)
  })
  afterAll(() => somebody.close())

  test.each(places)("/%s", async (place) => {
    expect(await violations(somebody, `/${rapport.slug}/${place}`)).toEqual([])
  })

  test("a signal, a piece of feedback, the person who gave it", async () => {
    const { page } = somebody
    for (const [list, row] of [
      ["signals?state=all", "signals"],
      ["feedback", "feedback"],
      ["people", "people"],
    ] as const) {
      await page.goto(`/${rapport.slug}/${list}`)
      const link = page.locator(`main a[href^="/${rapport.slug}/${row}/"]`).first()
      await link.waitFor()
      expect(await violations(somebody, (await link.getAttribute("href")) ?? "")).toEqual([])
    }
  })

  test("nothing wider than the screen", async () => {
    const { page } = somebody
    for (const place of ["", "signals", "feedback", "metrics"]) {
      await page.goto(`/${rapport.slug}/${place}`)
      await page.locator("h1").first().waitFor()
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      ).toBe(0)
    }
  })

  test("no page broke", () => {
    expect(somebody.problems).toEqual([])
  })
})

describe("before signing in", () => {
  test.each(["/sign-in", "/_design"])("%s", async (address) => {
    const context = await browser.newContext({ baseURL: rapport.url, locale: "en-GB" })
    const page = await context.newPage()
    expect(await violations({ page, problems: [], close: async () => {} }, address)).toEqual([])
    await context.close()
  })
})

/** What axe finds on a page once it has loaded, as lines one can act on. */
async function violations({ page }: SignedIn, address: string): Promise<string[]> {
  await page.goto(address)
  await page.locator("h1").first().waitFor()
  // The event stream never ends, so "network idle" never comes: a page is there when its skeletons are gone.
  // The design page shows skeletons on purpose.
  const bones = address === "/_design" ? ".never" : ".bone"
  await page.waitForFunction((skeleton) => document.querySelectorAll(skeleton).length === 0, bones, { timeout: 10_000 })
  const results = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze()
  return results.violations.map(
    (found) =>
      `${address} ${found.id}: ${found.nodes
        .slice(0, 3)
        .map((node) => node.target.join(" "))
        .join(" | ")}`,
  )
}
