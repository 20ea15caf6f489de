import http from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { until } from "../../platform/testing/plan.ts"
import { aWorld, type Client, type TestOrganization, type World } from "../../platform/testing/world.ts"
import { itemsOf } from "./feed.ts"

type Feed = {
  id: string
  readAt: string | null
  failure: { code: string } | null
  taken: number
  importId: string | null
  importState: string | null
  paused: object | null
}
type Item = {
  text: string
  kind: string
  source: string
  scores: object[]
  attributes: Record<string, string>
  product: string
}

let world: World
let organization: TestOrganization
let admin: Client
let server: http.Server
let base: string
let asked: { url: string; etag: string | undefined }[]
let pages: Record<string, { status?: number; headers?: Record<string, string>; body?: string }>

beforeAll(async () => {
  server = http.createServer((request, response) => {
    asked.push({ url: request.url ?? "", etag: request.headers["if-none-match"] })
    const page = pages[request.url ?? ""] ?? { status: 404 }
    const same = page.headers?.etag !== undefined && page.headers.etag === request.headers["if-none-match"]
    response.writeHead(same ? 304 : (page.status ?? 200), page.headers).end(same ? "" : (page.body ?? ""))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  world = await aWorld({ outboundAllow: [new URL(base).host] })
})
afterAll(async () => {
  await world.end()
  await new Promise((resolve) => server.close(resolve))
})
beforeEach(async () => {
  asked = []
  pages = {}
  organization = await world.anOrganization()
  admin = await organization.as("admin")
})

const now = async (id: string) =>
  (await admin.get<{ items: Feed[] }>("/feeds")).body.items.find((one) => one.id === id)!
async function added(input: object): Promise<Feed> {
  const { status, body } = await admin.post<Feed>("/feeds", input)
  expect([status, body]).toMatchObject([201, { failure: null }])
  return until(
    () => now(body.id),
    (one) => one.readAt !== null,
  )
}
async function fetched(id: string): Promise<Feed> {
  const before = (await now(id)).readAt
  await admin.post(`/feeds/${id}/reading`)
  return until(
    () => now(id),
    (one) => one.readAt !== before,
  )
}
const feedback = async () => {
  await world.app.settled()
  return (await admin.get<{ items: Item[] }>("/feedback?sort=oldest&limit=100")).body.items
}
const entry = (id: number, title: string, words: string, rating: number) =>
  `<entry><id>${id}</id><title>${title}</title><updated>2026-10-0${id}T10:00:00Z</updated><author><name>pen</name></author>
   <content type="html">&lt;p&gt;${words}&lt;/p&gt;</content><im:rating>${rating}</im:rating></entry>`
const atom = (...entries: string[]) =>
  `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:im="http://itunes.apple.com/rss">${entries.join("")}</feed>`

test("a feed of reviews becomes reviews with their rating, each once, and is asked only for what is new", async () => {
  pages["/reviews"] = {
    headers: { etag: '"1"' },
    body: atom(entry(1, "Loud", "It hums at night.", 2), entry(2, "Fine", "Warm.", 5)),
  }
  const feed = await added({ name: "app store", kind: "feed", url: `${base}/reviews`, defaults: { product: "Aria 2" } })
  expect(feed.taken).toBe(2)
  const items = await feedback()
  expect(items.map((one) => [one.text, one.kind, one.source, one.product])).toEqual([
    ["Loud\n\nIt hums at night.", "review", "app store", "Aria 2"],
    ["Fine\n\nWarm.", "review", "app store", "Aria 2"],
  ])
  expect(items[0]).toMatchObject({ scores: [{ metric: "rating", value: 2 }], attributes: { author: "pen" } })
  await fetched(feed.id)
  expect(asked.at(-1)?.etag).toBe('"1"')
  pages["/reviews"] = { headers: { etag: '"2"' }, body: atom(entry(2, "Fine", "Warm.", 5), entry(3, "Hm", "Late.", 3)) }
  expect((await fetched(feed.id)).taken).toBe(3)
  expect(await feedback()).toHaveLength(3)
})

test("it moves to another address only when that can be read, and nothing that was there comes again", async () => {
  pages["/old"] = { headers: { etag: '"1"' }, body: atom(entry(1, "Loud", "It hums.", 2)) }
  const feed = await added({ name: "store", kind: "feed", url: `${base}/old` })
  pages["/page"] = { body: "<html></html>" }
  const change = (body: object) => admin.patch<{ error?: object }>(`/feeds/${feed.id}`, body)
  expect(await change({ url: `${base}/page` })).toMatchObject({
    status: 422,
    body: { error: { code: "feed.unreadable", field: "url" } },
  })
  expect((await change({ name: "other" })).status).toBe(422)
  pages["/new"] = { body: atom(entry(1, "Loud", "It hums.", 2), entry(2, "Fine", "Warm.", 5)) }
  expect(await change({ url: `${base}/new`, everyMinutes: 30, defaults: { product: "Aria 2" } })).toMatchObject({
    status: 200,
    body: { url: `${base}/new`, everyMinutes: 30, failure: null },
  })
  await until(
    () => now(feed.id),
    (one) => one.taken === 2,
  )
  expect(asked.at(-1)).toEqual({ url: "/new", etag: undefined })
  expect((await feedback()).map((one) => [one.text.slice(0, 4), one.product])).toEqual([
    ["Loud", null],
    ["Fine", "Aria 2"],
  ])
})

test("RSS, JSON Feed, and what is none of them", async () => {
  const at = new Date("2026-11-22T00:00:00Z")
  const rss = `<rss version="2.0"><channel><title>x</title><item><guid>a</guid><title>★★☆☆☆ Meh</title>
    <description>&lt;b&gt;So so&lt;/b&gt; &amp;amp; slow</description><pubDate>Mon, 02 Nov 2099 10:00:00 GMT</pubDate></item></channel></rss>`
  expect(await itemsOf(rss, "s", {}, at)).toMatchObject([
    { text: "★★☆☆☆ Meh\n\nSo so & slow", scores: [{ value: 2 }], occurredAt: at.toISOString() },
  ])
  const json = { version: "https://jsonfeed.org/version/1.1", title: "x", items: [{ id: "1", content_text: "Hello" }] }
  expect(await itemsOf(JSON.stringify(json), "s", { kind: "social" }, at)).toMatchObject([
    { text: "Hello", kind: "social" },
  ])
  expect(await itemsOf("<html><body>no</body></html>", "s", {}, at)).toBeUndefined()
  expect(await itemsOf("\u0000\ud800", "s", {}, at)).toBeUndefined()
})

test("a table waits for its columns once; those that follow are taken in alike, and no row comes twice", async () => {
  const rows = (...lines: string[]) => ["Comment,Stars,Ticket", ...lines].join("\n")
  pages["/export.csv"] = { body: rows("It hums,2,T-1", "Warm,5,T-2") }
  const feed = await added({ name: "shop export", kind: "table", url: `${base}/export.csv` })
  const first = await until(
    () => now(feed.id),
    (one) => one.importId !== null,
  )
  expect(first.importState).toBe("ready")
  expect(await feedback()).toEqual([])
  const one = await admin.get<{ columns: { name: string; index: number }[] }>(`/imports/${first.importId}`)
  const at = (name: string) => one.body.columns.find((column) => column.name === name)!.index
  const mapped = await admin.patch(`/imports/${first.importId}`, {
    mapping: {
      columns: [
        { index: at("Comment"), target: "text" },
        { index: at("Stars"), target: "score", metric: "rating", scale: { min: 1, max: 5 } },
        { index: at("Ticket"), target: "externalId" },
      ],
    },
  })
  expect(mapped.status).toBe(200)
  await admin.post(`/imports/${first.importId}/check`)
  const state = (wanted: string) =>
    until(
      () => now(feed.id),
      (found) => found.importState === wanted,
    )
  await state("checked")
  await admin.post(`/imports/${first.importId}/run`, {})
  await state("done")
  expect((await feedback()).map((item) => item.text).sort()).toEqual(["It hums", "Warm"])
  // The same table again is no import; a longer one is, by itself.
  expect((await fetched(feed.id)).importId).toBe(first.importId)
  pages["/export.csv"] = { body: rows("It hums,2,T-1", "Warm,5,T-2", "Late,1,T-3") }
  const second = await fetched(feed.id)
  expect(second.importId).not.toBe(first.importId)
  await state("done")
  const items = await feedback()
  expect(items.map((item) => item.text).sort()).toEqual(["It hums", "Late", "Warm"])
  expect(items.find((item) => item.text === "Late")?.scores).toMatchObject([{ metric: "rating", value: 1 }])
})

test("an address is refused where it leads inside, on and on, or to nothing; later failures are said and tried again", async () => {
  const refused = async (url: string, kind = "feed") => {
    const { body } = await admin.post<{ error?: { code: string; field: string } }>("/feeds", { name: "x", kind, url })
    return body.error?.code
  }
  pages["/moved"] = { status: 302, headers: { location: "http://169.254.169.254/latest" } }
  pages["/round"] = { status: 302, headers: { location: "/round" } }
  pages["/page"] = { body: "<html></html>" }
  pages["/big"] = { body: "x".repeat(21 * 1024 * 1024) }
  expect(await refused("http://10.0.0.1/feed")).toBe("feed.address")
  expect(await refused("https://127.0.0.1/feed")).toBe("feed.address")
  expect(await refused(`${base}/moved`)).toBe("feed.address")
  expect(await refused(`${base}/round`)).toBe("feed.redirects")
  expect(await refused(`${base}/missing`)).toBe("feed.status")
  expect(await refused(`${base}/page`)).toBe("feed.unreadable")
  expect(await refused(`${base}/big`)).toBe("feed.unreachable")
  expect(await refused("ftp://example.com/x")).toBe("request.invalid")
  pages["/to"] = { status: 301, headers: { location: "/reviews" } }
  pages["/reviews"] = { body: atom(entry(1, "Loud", "It hums.", 2)) }
  const feed = await added({ name: "moved", kind: "feed", url: `${base}/to` })
  expect(feed.taken).toBe(1)
  pages["/to"] = { status: 500 }
  await admin.post(`/feeds/${feed.id}/reading`)
  const failing = await until(
    () => now(feed.id),
    (one) => one.failure !== null,
  )
  expect(failing.failure?.code).toBe("feed.status")
  expect((await admin.raw(`/feeds/${feed.id}/pause`, { method: "PUT" })).status).toBe(200)
  expect((await admin.post<object>(`/feeds/${feed.id}/reading`)).body).toMatchObject({ error: { code: "feed.paused" } })
  expect((await admin.delete(`/feeds/${feed.id}`)).status).toBe(204)
  expect(await feedback()).toHaveLength(1)
})
