import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { getRequestListener } from "@hono/node-server"
import sparticuz from "@sparticuz/chromium"
import { type Browser, chromium, type Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { aWorld, type Client, type World } from "../../platform/testing/world.ts"
import type { EventView } from "./contract.ts"

let world: World
let rapport: Server
let site: Server
let browser: Browser
let admin: Client
let key: string
let host: string
let shop: string
let failing = false

/** Sites of others: on another origin than Rapport, as they are in life. */
beforeAll(async () => {
  world = await aWorld()
  const listener = getRequestListener((request) => world.app.fetch(request))
  rapport = createServer((incoming, outgoing) => {
    if (!failing || !incoming.url?.startsWith("/v1")) return void listener(incoming, outgoing)
    outgoing.writeHead(503, { "access-control-allow-origin": "*" }).end()
  })
  site = createServer((_, outgoing) =>
    outgoing.setHeader("content-type", "text/html").end("<!doctype html><title>Shop</title>"),
  )
  for (const server of [rapport, site]) await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  host = `http://127.0.0.1:${(rapport.address() as AddressInfo).port}`
  shop = `http://localhost:${(site.address() as AddressInfo).port}`
  admin = await (await world.anOrganization()).as("admin")
  key = (await admin.post<{ key: string }>("/write-keys", { name: "Shop" })).body.key
  browser = await chromium.launch({
    executablePath: await sparticuz.executablePath(),
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--headless=shell"],
  })
})
afterAll(async () => {
  await browser.close()
  rapport.close()
  site.close()
  await world.end()
})

const names = async () =>
  (await admin.get<{ items: EventView[] }>("/events?limit=200")).body.items.map((one) => `${one.kind} ${one.name}`)

async function visit(path: string, attributes = "", before?: (page: Page) => Promise<unknown>) {
  const context = await browser.newContext({
    userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
  })
  const page = await context.newPage()
  const broken: string[] = []
  page.on("pageerror", (error) => broken.push(error.message))
  await before?.(page)
  await page.goto(`${shop}${path}`)
  await page.evaluate(
    ([src, more, writeKey]) =>
      new Promise<void>((resolve) => {
        const holder = document.createElement("div")
        holder.innerHTML = `<script async src="${src}" data-write-key="${writeKey}" ${more}></script>`
        const given = holder.firstElementChild as HTMLElement
        const script = document.createElement("script")
        for (const name of given.getAttributeNames()) script.setAttribute(name, given.getAttribute(name)!)
        script.onload = () => resolve()
        script.onerror = () => resolve()
        document.head.append(script)
      }),
    [`${host}/rapport.js`, attributes, key] as const,
  )
  const call = (...args: unknown[]) =>
    page.evaluate(
      (given) => (window as unknown as { rapport?: (...args: unknown[]) => void }).rapport?.(...given),
      args,
    )
  return { page, call, broken, context }
}

test("the snippet sends page views, actions and who it is, without a cookie; a page of one application turns too", async () => {
  const { page, call, context, broken } = await visit("/shop/start", "data-errors")
  await call("identify", "u-1", { name: "Ann" })
  await call("track", "plan chosen", { plan: "yearly" })
  await page.evaluate(() => history.pushState({}, "", "/shop/next"))
  await page.evaluate(() => setTimeout(() => Promise.reject(new Error("it broke"))))
  await expect
    .poll(names, { timeout: 15_000 })
    .toEqual(
      expect.arrayContaining([
        "page /shop/start",
        "identify identify",
        "track plan chosen",
        "page /shop/next",
        "error Error",
      ]),
    )
  expect(await context.cookies()).toEqual([])
  expect(broken).toEqual(["it broke"])
  await context.close()
})

test("nothing is sent before consent, nor where the browser asks not to be tracked; a blocker breaks nothing", async () => {
  const asked = await visit("/consent/before", 'data-consent="ask"')
  await asked.call("track", "too early")
  await asked.call("consent", true)
  await asked.call("track", "allowed")
  await expect
    .poll(names, { timeout: 15_000 })
    .toEqual(expect.arrayContaining(["track allowed", "page /consent/before"]))
  const private_ = await visit("/private", "", (page) =>
    page.addInitScript(() => Object.defineProperty(navigator, "globalPrivacyControl", { value: true })),
  )
  await private_.call("track", "private")
  const blocked = await visit("/blocked", "", (page) => page.route("**/rapport.js", (route) => route.abort()))
  await blocked.call("track", "blocked")
  const halfBlocked = await visit("/half", "", (page) => page.route("**/v1/**", (route) => route.abort()))
  await halfBlocked.call("track", "half blocked")
  for (const one of [asked, private_, blocked, halfBlocked]) {
    expect(one.broken).toEqual([])
    await one.context.close()
  }
  const all = await names()
  for (const name of ["track too early", "track private", "page /private", "track blocked"])
    expect(all).not.toContain(name)
})

test("what could not be sent is sent when the server is back, once", async () => {
  failing = true
  const { call, context } = await visit("/offline")
  await call("track", "kept")
  failing = false
  await expect.poll(names, { timeout: 20_000 }).toContain("track kept")
  expect((await names()).filter((one) => one === "track kept")).toHaveLength(1)
  await context.close()
})

test("Segment's own browser client, unmodified, sends here", async () => {
  const { build } = await import("vite")
  const made = (await build({
    configFile: false,
    logLevel: "silent",
    plugins: [
      {
        name: "page",
        resolveId: (id) => (id.endsWith("the-page.js") ? "/the-page.js" : undefined),
        load: (id) =>
          id === "/the-page.js"
            ? 'import { AnalyticsBrowser } from "@segment/analytics-next"; window.AnalyticsBrowser = AnalyticsBrowser'
            : undefined,
      },
    ],
    build: { write: false, lib: { entry: "the-page.js", formats: ["iife"], name: "page" } },
  })) as { output: { code?: string }[] }[]
  const context = await browser.newContext({
    userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
  })
  const page = await context.newPage()
  await page.goto(`${shop}/segment`)
  await page.addScriptTag({ content: made[0]!.output[0]!.code! })
  await page.evaluate(
    async ([apiHost, writeKey]) => {
      type Client = { page(name: string): unknown; track(name: string): unknown; identify(id: string): unknown }
      const { AnalyticsBrowser } = window as unknown as { AnalyticsBrowser: { load(...args: unknown[]): Client } }
      const client = AnalyticsBrowser.load({
        writeKey,
        cdnSettings: { integrations: { "Segment.io": { apiKey: writeKey, apiHost, protocol: "http" } } },
      })
      await client.page("Segment page")
      await client.identify("u-9")
      await client.track("Segment action")
    },
    [`${host.replace("http://", "")}/v1`, key] as const,
  )
  await expect
    .poll(names, { timeout: 20_000 })
    .toEqual(expect.arrayContaining(["page Segment page", "track Segment action"]))
  await context.close()
})
