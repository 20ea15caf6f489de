import { type ClickHouseClient, createClient } from "@clickhouse/client"
import pg from "pg"
import { makeHistory } from "./history.ts"
import { setStage } from "./stage.ts"
import { printTable, short, timingOf, whole } from "./timing.ts"

/**
 * `npm run bench:query`: what pages ask for, through the API, beside the bare SQL that counts the same, by turns in the
 * same run, at 1 M and 10 M interactions. `--rows 1000000` for one size, `--times 20`.
 */
const option = (name: string) => {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? undefined : Number(process.argv[at + 1])
}
const rows = option("rows")
const sizes = rows === undefined ? [1_000_000, 10_000_000] : [rows]
const times = option("times") ?? 20

for (const size of sizes) await measure(size)

async function measure(size: number) {
  const stage = await setStage()
  try {
    const rapport = await stage.rapport()
    const client = createClient({ ...stage.engines.clickhouse, request_timeout: 600_000 })
    const postgres = new pg.Client({ connectionString: stage.engines.postgresUrl })
    // Broken off when the databases end first, after an error that is worth more than this one.
    postgres.on("error", () => {})
    await postgres.connect()
    const organization = (await postgres.query<{ id: string }>("select id from organization")).rows[0]!.id
    const made = performance.now()
    await makeHistory(client, organization, size, new Date())
    console.log(`\n${whole(size)} interactions (made in ${whole((performance.now() - made) / 1_000)} s)`)
    const api = `http://127.0.0.1:${rapport.port}/api/v1`
    const headers = { authorization: `Bearer ${rapport.key}` }
    const table = [["", "p50 ms", "p95 ms", "bare p50", "bare p95", "ratio of p50", "budget p95"]]
    for (const question of questions(organization, await somebody(client))) {
      await keep(client, postgres, organization, question.shown)
      const timesOf = { api: [] as number[], bare: [] as number[] }
      for (let turn = -3; turn < times; turn++) {
        const apiTook = await timed(() => get(`${api}${question.path}`, headers))
        const bareTook = await timed(() => Promise.all(question.bare.map((query) => run(client, query))))
        // The first three warm up caches and compiled code.
        if (turn >= 0) timesOf.api.push(apiTook)
        if (turn >= 0) timesOf.bare.push(bareTook)
      }
      const [ours, bare] = [timingOf(timesOf.api), timingOf(timesOf.bare)]
      const ratio = (ours.p50 / bare.p50).toFixed(2)
      table.push([
        question.name,
        short(ours.p50),
        short(ours.p95),
        short(bare.p50),
        short(bare.p95),
        ratio,
        question.budget,
      ])
    }
    printTable(table)
    await client.close()
    await postgres.end()
    await rapport.end()
  } finally {
    await stage.end()
  }
}

type Question = {
  name: string
  path: string
  /** The least SQL that counts the same. */
  bare: string[]
  budget: string
  /** Ids that the answer shows, so that there are rows to show in PostgreSQL. */
  shown?: string
}

function questions(organization: string, person: string): Question[] {
  const mine = `organization_id = '${organization}'`
  const items = `${mine} and fact = 'feedback' and metric = ''`
  const filters = "product = 'Product 1' and region = 'Region 7'"
  const where = encodeURIComponent(
    JSON.stringify([
      { field: "product", op: "in", values: ["Product 1"] },
      { field: "region", op: "in", values: ["Region 7"] },
    ]),
  )
  const day = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10)
  const [from, to] = [day(700), day(0)]
  const within = `occurred_at >= '${from}' and occurred_at < '${to}'`
  const trend = (name: string, key: string, about: string, sums: string): Question => ({
    name,
    path: `/metrics/${key}?from=${from}&to=${to}&where=${where}`,
    bare: [
      `select toMonday(occurred_at) as week, ${sums} from interaction where ${mine} and ${about} and ${within} and ${filters} group by week`,
    ],
    budget: "200",
  })
  const list = (name: string, search: string, words: string[]): Question => {
    const found = `${items}${words.length > 0 ? ` and hasAll(tokens, [${words.map((word) => `'${word}'`).join(", ")}])` : ""}`
    const page = `select id from interaction where ${found} order by occurred_at desc, id desc limit 50`
    return {
      name,
      path: `/feedback?limit=50&q=${encodeURIComponent(search)}`,
      bare: [page, `select count() from interaction where ${found}`],
      budget: "–",
      shown: page,
    }
  }
  const timeline = `select id from interaction where ${mine} and person_id = '${person}' order by occurred_at desc limit 200`
  const events = `select id from interaction where ${mine} and fact = 'event' and person_id = '${person}' order by occurred_at desc limit 200`
  return [
    trend(
      "CSAT, 100 weeks, two filters",
      "csat",
      "fact = 'score' and metric = 'csat'",
      "count(), countIf(value >= scale_max - 1)",
    ),
    trend(
      "NPS, 100 weeks, two filters",
      "nps",
      "fact = 'score' and metric = 'nps'",
      "count(), countIf(value >= 9), countIf(value <= 6)",
    ),
    trend("volume, 100 weeks, two filters", "volume", "fact = 'feedback' and metric = ''", "count()"),
    trend(
      "sentiment, 100 weeks, two filters",
      "sentiment",
      "fact = 'feedback' and metric = '' and has_words",
      "count(), countIf(sentiment_label = 'positive'), countIf(sentiment_label = 'negative')",
    ),
    {
      name: "all cards, 8 weeks and the 8 before",
      path: `/metrics/cards?from=${day(56)}&to=${to}`,
      bare: [
        `select toMonday(occurred_at) as week, countIf(fact = 'feedback'), countIf(fact = 'feedback' and kind in ('ticket', 'call')), countIf(has_words and sentiment_label = 'positive'), countIf(has_words and sentiment_label = 'negative'), ${["csat", "nps", "ces", "ease", "quality", "value", "expectations", "rating"].map((key) => `countIf(metric = '${key}'), countIf(metric = '${key}' and value >= scale_max - 1)`).join(", ")} from interaction where ${mine} and fact in ('feedback', 'score') and occurred_at >= '${day(112)}' and occurred_at < '${to}' group by week`,
      ],
      budget: "500",
    },
    list("list: newest, with total", "", []),
    list("list: a frequent word", "word3", ["word3"]),
    list("list: two rare words", "word17001 word12", ["word17001", "word12"]),
    {
      name: "facets of three fields",
      path: "/facets?fields=product,component,channel",
      bare: [`select topK(50)(product), topKArray(50)(component), topK(50)(channel) from interaction where ${items}`],
      budget: "–",
    },
    { name: "a person's timeline", path: `/people/${person}`, bare: [events], budget: "50", shown: timeline },
  ]
}

async function get(address: string, headers: Record<string, string>) {
  const answer = await fetch(address, { headers })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}: ${text}`)
  return text
}

async function run<Row>(client: ClickHouseClient, query: string): Promise<Row[]> {
  return (await client.query({ query, format: "JSONCompactEachRow" })).json<Row>()
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  await work()
  return performance.now() - begin
}

async function somebody(client: ClickHouseClient): Promise<string> {
  const found = await run<[string]>(
    client,
    "select toString(person_id) from interaction group by person_id having count() between 15 and 40 limit 1",
  )
  return found[0]![0]
}

/** Rows in PostgreSQL for what a page shows; the rest of the history is only counted. */
async function keep(client: ClickHouseClient, postgres: pg.Client, organization: string, shown?: string) {
  if (shown === undefined) return
  const found = await run<[string, string, string]>(
    client,
    `select distinct toString(id), toString(person_id), toString(occurred_at) from interaction where id in (${shown}) and fact = 'feedback'`,
  )
  for (const [id, person, at] of found) {
    await postgres.query("insert into person (id, organization_id) values ($1, $2) on conflict do nothing", [
      person,
      organization,
    ])
    await postgres.query(
      `insert into feedback (id, organization_id, source, kind, occurred_at, person_id, text, reading, digested_at)
       values ($1, $2, 'bench', 'call', $3, $4, $5, $6, now()) on conflict do nothing`,
      [
        id,
        organization,
        `${at}Z`,
        person,
        "The fan stopped after three weeks. ".repeat(4),
        JSON.stringify({ language: "en", sentiment: -0.4, label: "negative", confidence: 0.8, sentences: [] }),
      ],
    )
  }
}
