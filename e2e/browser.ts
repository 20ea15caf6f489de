import { existsSync } from "node:fs"
import sparticuz from "@sparticuz/chromium"
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core"
import type { Account, StartedRapport } from "./a-started-rapport.ts"

/** Chromium of the system where there is one, otherwise the one that comes in an npm package: no apt, no download. */
export async function aBrowser(): Promise<Browser> {
  const system = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((file) =>
    existsSync(file),
  )
  const executablePath = system ?? (await sparticuz.executablePath())
  return chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--headless=shell"],
  })
}

/** A page of a browser of one's own, signed in. Errors in the page's console fail the test that asks `problems`. */
export async function signedIn(
  browser: Browser,
  rapport: StartedRapport,
  account: Account,
  options: BrowserContextOptions = {},
): Promise<SignedIn> {
  const come = await aPage(browser, rapport, options)
  const { page } = come
  await page.goto("/")
  await page.locator("input[type=email]").fill(account.email)
  await page.locator("input[autocomplete=current-password]").fill(account.password)
  await page.locator("button[type=submit]").click()
  await page.waitForURL(`**/${rapport.slug}`)
  return come
}

/** A page of a browser of one's own, as somebody without an account sees it, or with the session in `storageState`. */
export async function aPage(
  browser: Browser,
  rapport: StartedRapport,
  options: BrowserContextOptions = {},
): Promise<SignedIn> {
  const context = await browser.newContext({
    baseURL: rapport.url,
    locale: "en-GB",
    viewport: { width: 1320, height: 900 },
    ...options,
  })
  // Sooner than the test's own limit, so that what was waited for is named.
  context.setDefaultTimeout(30_000)
  const page = await context.newPage()
  const problems: string[] = []
  page.on("pageerror", (error) => problems.push(`${page.url()} ${error.message}`))
  page.on("console", (message) => {
    // What breaks the content security policy or has no words is an error of ours; a 4xx answer shows as one too.
    if (message.type() === "error" && /Content Security Policy|Uncaught|No words for/.test(message.text()))
      problems.push(`${page.url()} ${message.text()}`)
  })
  return { page, problems, close: () => context.close() }
}

export type SignedIn = { page: Page; problems: string[]; close: () => Promise<void> }
