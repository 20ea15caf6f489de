import { type ClickHouseClient, createClient } from "@clickhouse/client"
import pg from "pg"
import { newId } from "../server/platform/ids.ts"
import { cpuSeconds } from "./cpu.ts"
import { setStage } from "./stage.ts"
import { printTable, whole } from "./timing.ts"

/**
 * `npm run bench:events`: how many product events a second come in durably through POST /v1/batch, 500 a request, beside
 * what ClickHouse takes of the very same rows as plain JSON into the same kind of table, by turns in the same run.
 * `--seconds 6`, `--rounds 2`, `--senders 48`.
 */
const option = (name: string, otherwise: number) => {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? otherwise : Number(process.argv[at + 1])
}
const seconds = option("seconds", 6)
const rounds = option("rounds", 2)
const senders = option("senders", 48)
const perBatch = 500
const people = 20_000

const context = `"context":{"library":{"name":"analytics-node","version":"3.1.0"},"app":{"version":"4.2.1"},"locale":"en-GB","os":{"name":"Android"}}`
const templates = {
  track: [
    `{"type":"track","messageId":"node-next-`,
    `","timestamp":"2026-11-20T10:11:12.345Z","event":"mode changed","userId":"customer-`,
    `","properties":{"product":"Aria 2","component":"Fan motor","mode":"sleep","room":"Bedroom","minutes":42,"price":{"amount":9.5,"currency":"EUR"}},${context}}`,
  ],
  identify: [
    `{"type":"identify","messageId":"node-next-`,
    `","timestamp":"2026-11-20T10:11:12.345Z","userId":"customer-`,
    `","traits":{"name":"Somebody","plan":"yearly","seats":3},${context}}`,
  ],
} as const

const stage = await setStage()
try {
  const rapport = await stage.rapport({ flags: process.argv.includes("--profile") ? ["--cpu-prof"] : [] })
  const client = createClient({ ...stage.engines.clickhouse, request_timeout: 600_000 })
  const postgres = new pg.Client({ connectionString: stage.engines.postgresUrl })
  postgres.on("error", () => {})
  await postgres.connect()
  const organization = (await postgres.query<{ id: string }>("select id from organization")).rows[0]!.id
  const writeKey = "wk_bench"
  await postgres.query(
    "insert into write_key (id, organization_id, name, key, channel, created_at, created_by) values ($1, $2, 'Bench', $3, 'app', now(), 'bench')",
    [newId(), organization, writeKey],
  )
  const send = sender(`http://127.0.0.1:${rapport.port}/v1/batch`, writeKey)
  // Everybody signs in once, before anything is timed: who is new costs a row in PostgreSQL, once.
  for (let from = 0; from < people; from += perBatch) await send(batch("identify", from))

  const best = { raw: 0, track: 0, identify: 0 }
  let cpu = ""
  for (let round = 0; round < rounds; round++) {
    best.raw = Math.max(best.raw, await rate(() => raw(client, organization), 10_000, 4))
    const used = cpuSeconds(rapport.pid) ?? Number.NaN
    const tracked = await rate(() => send(batch("track", Math.random() * people)), perBatch, senders)
    const spent = ((cpuSeconds(rapport.pid) ?? Number.NaN) - used) / (tracked * seconds)
    if (tracked > best.track) cpu = `${(spent * 1e6).toFixed(1)} µs`
    best.track = Math.max(best.track, tracked)
    best.identify = Math.max(
      best.identify,
      await rate(() => send(batch("identify", Math.random() * people)), perBatch, senders),
    )
  }
  const [{ n }] = (await (
    await client.query({ query: "select count() as n from interaction where fact = 'event'", format: "JSONEachRow" })
  ).json()) as [{ n: string }]
  console.log(`\nProduct events, ${perBatch} a request, ${senders} senders; ${whole(Number(n))} are stored`)
  printTable([
    ["", "a second", "÷ raw"],
    ["ClickHouse alone, the same rows as JSON", whole(best.raw), "1.00"],
    ["/v1/batch, track", whole(best.track), (best.track / best.raw).toFixed(2)],
    ["/v1/batch, identify", whole(best.identify), (best.identify / best.raw).toFixed(2)],
  ])
  console.log(`Target: ≥ 0.50; identify as fast as track. Rapport's own processor time for each event: ${cpu}`)
  await client.close()
  await postgres.end()
  await rapport.end()
} finally {
  await stage.end()
}

/** Events a second when so many run one after the other each. */
async function rate(work: () => Promise<void>, each: number, at: number): Promise<number> {
  const begun = performance.now()
  let done = 0
  await Promise.all(
    Array.from({ length: at }, async () => {
      while (performance.now() - begun < seconds * 1_000) {
        await work()
        done += each
      }
    }),
  )
  return done / ((performance.now() - begun) / 1_000)
}

function sender(url: string, key: string) {
  const authorization = `Basic ${btoa(`${key}:`)}`
  return async (body: string) => {
    const answer = await fetch(url, { method: "POST", headers: { authorization }, body })
    const text = await answer.text()
    if (text !== '{"success":true}') throw new Error(`${answer.status} ${text.slice(0, 300)}`)
  }
}

function batch(type: "track" | "identify", from: number): string {
  const template = templates[type]
  const mark = newId()
  const first = Math.floor(from)
  let text = ""
  for (let index = 0; index < perBatch; index++)
    text += `${index === 0 ? "" : ","}${template[0]}${mark}-${index}${template[1]}${(first + index) % people}${template[2]}`
  return `{"sentAt":"${new Date().toISOString()}","batch":[${text}]}`
}

async function raw(client: ClickHouseClient, organization: string) {
  const rows: string[] = []
  for (let index = 0; index < 10_000; index++)
    rows.push(
      `{"organization_id":"${organization}","fact":"raw","occurred_at":"2026-11-20 10:11:12.345","id":"${newId()}","kind":"track","name":"mode changed","source":"Bench","channel":"app","product":"Aria 2","component":["Fan motor"],"version":"4.2.1","person_id":"01a2015f-0000-8000-8000-00000000${String(1_000 + (index % 9_000))}","value":0,"language":"en-GB","attributes":{"mode":"sleep","room":"Bedroom","minutes":"42","price.amount":"9.5","price.currency":"EUR","os":"Android","library":"analytics-node"},"received_at":"2026-11-20 10:11:13.000"}`,
    )
  const { stream } = await client.exec({
    query: "insert into interaction format JSONEachRow",
    values: (await import("node:stream")).Readable.from([Buffer.from(rows.join("\n"))], { objectMode: false }),
  })
  for await (const _ of stream) {
    // read to its end, so that the connection is free again
  }
}
