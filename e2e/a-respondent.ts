import { AxeBuilder } from "@axe-core/playwright"
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, expect } from "vitest"
import { oneOfEach, said } from "../survey/an-example.ts"
import type { Question } from "../survey/definition.ts"
import { aSurveyServer, type SurveyServer } from "./a-survey-server.ts"
import { aBrowser } from "./browser.ts"

/** For a file of tests: a browser, a server, and what a respondent does. After each test nothing may have gone wrong. */
export function respondents() {
  let browser: Browser
  let server: SurveyServer
  const opened: BrowserContext[] = []
  beforeAll(async () => {
    browser = await aBrowser()
    server = await aSurveyServer()
  })
  afterAll(async () => {
    await browser.close()
    await server.close()
  })
  afterEach(async () => {
    for (const context of opened.splice(0)) await context.close()
    const wrong = [...server.wrong]
    server.clear()
    expect(wrong).toEqual([])
  })

  async function context(options: BrowserContextOptions = {}) {
    const one = await browser.newContext({ baseURL: server.url, locale: "en-GB", ...options })
    opened.push(one)
    return one
  }

  async function visit(address: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await (await context(options)).newPage()
    page.on("pageerror", (error) => server.wrong.push(error.message))
    page.on("console", (message) => {
      if (/Content Security Policy|Uncaught/.test(message.text())) server.wrong.push(message.text())
    })
    await page.goto(address)
    await page.locator(".r h2").first().waitFor()
    return page
  }

  /** Until the server has what is expected of it: sending happens behind the page's back. */
  async function taken(expected: (all: ReturnType<SurveyServer["all"]>) => boolean) {
    await expect.poll(() => expected(server.all()), { timeout: 20_000 }).toBe(true)
    return server.all()
  }

  return {
    get server() {
      return server
    },
    context,
    visit,
    taken,
    finished: async () => (await taken((all) => all.some((one) => one.finished)))[0],
  }
}

export const ended = (page: Page) => page.getByRole("heading", { name: "Thank you" }).waitFor()

export async function press(page: Page, ...keys: string[]) {
  for (const key of keys) await page.keyboard.press(key)
}

export async function violations(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}

/** What a page needs, and what it has, from side to side. */
export const widths = (page: Page) =>
  page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth] as const)

export const question = (id: string) => oneOfEach.find((one) => one.id === id) as Question
export const nps = question("nps")
export const why: Question = { id: "why", kind: "text", title: said("What is the main reason?"), long: true }
