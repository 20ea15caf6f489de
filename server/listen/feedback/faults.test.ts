import net from "node:net"
import { afterAll, beforeAll, expect, test } from "vitest"
import { sql } from "../../platform/postgres.ts"
import { aWorld, type Client, type World } from "../../platform/testing/world.ts"

let world: World
const lines: Line[] = []
beforeAll(async () => {
  world = await aWorld({
    async through(url) {
      const line = await aLine(new URL(url))
      lines.push(line)
      return line.url
    },
  })
})
afterAll(async () => {
  await world.end()
  for (const line of lines) line.end()
})

type Total = { total: number }

test("without ClickHouse feedback is accepted, search says so, and numbers catch up", async () => {
  const clickhouse = lines[1]!
  const key = await (await world.anOrganization()).key()
  clickhouse.cut()
  expect(await key.post("/feedback", { text: "Said meanwhile" })).toMatchObject({ status: 201 })
  expect(await key.get("/feedback")).toMatchObject({ status: 503, body: { error: { code: "analytics.unavailable" } } })
  clickhouse.mend()
  await world.app.settled()
  expect((await key.get<Total>("/feedback")).body.total).toBe(1)
})

test("without PostgreSQL nothing is acknowledged, and the sender is told when to come back", async () => {
  const postgres = lines[0]!
  const key = await (await world.anOrganization()).key()
  expect((await key.post("/feedback", { text: "Before" })).status).toBe(201)
  postgres.cut()
  const refused = await key.post("/feedback", { text: "Lost if acknowledged" })
  expect(refused).toMatchObject({ status: 503, body: { error: { code: "database.unavailable" } } })
  expect(refused.headers.get("retry-after")).toBe("5")
  postgres.mend()
  expect((await key.post("/feedback", { text: "After" })).status).toBe(201)
  await world.app.settled()
  expect((await key.get<Total>("/feedback")).body.total).toBe(2)
})

test("a page that is open hears nothing while PostgreSQL is away, and everything afterwards", async () => {
  const postgres = lines[0]!
  const organization = await world.anOrganization()
  const key = await organization.key()
  const page = await aPage(await organization.as("viewer"))
  await key.post("/feedback", { text: "Before" })
  await page.hears(/feedback\.received/)
  await page.hears(/event: counted/)
  postgres.cut()
  expect(await key.post("/feedback", { text: "Meanwhile" })).toMatchObject({ status: 503 })
  const late = await (await organization.as("viewer")).raw("/stream")
  expect(late.status).toBe(503)
  postgres.mend()
  expect((await key.post("/feedback", { text: "After" })).status).toBe(201)
  await page.hears(/feedback\.received/)
  // Passing messages come over the line that listens, which has to stand again as well.
  await key.post("/feedback", { text: "Later" })
  await page.hears(/event: counted/)
  await page.leaves()
})

test("a transaction that is busy elsewhere when its line breaks is refused, and the program goes on", async () => {
  const postgres = lines[0]!
  const { scope } = await world.anOrganization()
  const broken = scope.transaction(async (tx) => {
    await tx.query(sql`select 1`)
    postgres.cut()
    await new Promise((resolve) => setTimeout(resolve, 50))
    await tx.query(sql`select 2`)
  })
  await expect(broken).rejects.toThrow(/[Cc]onnection/)
  postgres.mend()
  expect(await scope.query(sql`select 3 as three`)).toEqual([{ three: 3 }])
})

/** A page that keeps a stream of changes open. */
async function aPage(client: Client) {
  const answer = await client.raw("/stream")
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
  let heard = ""
  const page = {
    /** Resolves when this is heard after what was waited for before. */
    async hears(pattern: RegExp) {
      for (;;) {
        const found = pattern.exec(heard)
        if (found) {
          heard = heard.slice(found.index + found[0].length)
          return
        }
        const { value, done } = await reader.read()
        if (done) throw new Error(`The stream ended after ${heard}`)
        heard += value
      }
    },
    leaves: () => reader.cancel(),
  }
  await page.hears(/event: ready/)
  return page
}

type Line = { url: string; cut(): void; mend(): void; end(): void }

/** A line to a server that can be cut: open connections break and new ones are refused until it is mended. */
async function aLine(target: URL): Promise<Line> {
  const sockets = new Set<net.Socket>()
  let whole = true
  const door = net.createServer((near) => {
    if (!whole) return near.destroy()
    const far = net.connect(Number(target.port), target.hostname)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.on("error", () => {})
      one.on("close", () => {
        sockets.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  })
  await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve))
  const url = new URL(target)
  url.hostname = "127.0.0.1"
  url.port = String((door.address() as net.AddressInfo).port)
  const breakAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: url.href,
    cut() {
      whole = false
      breakAll()
    },
    mend() {
      whole = true
    },
    end() {
      door.close()
      breakAll()
    },
  }
}
