import { randomUUID } from "node:crypto"
import { type ClickHouseClient, createClient } from "@clickhouse/client"
import pg from "pg"
import type { Survey } from "../survey/definition.ts"
import { setStage } from "./stage.ts"
import { printTable, short, timingOf, whole } from "./timing.ts"

/**
 * `npm run bench:results`: the results of a survey with 100,000 and 1,000,000 responses to ten questions, through the
 * API, beside the bare SQL of its largest part; and answers taken with and without somebody who reads results all the
 * time. `--rows 100000` for one size, `--times 20`, `--seconds 8`.
 */
const option = (name: string) => {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? undefined : Number(process.argv[at + 1])
}
const rows = option("rows")
const sizes = rows === undefined ? [100_000, 1_000_000] : [rows]
const times = option("times") ?? 20
const seconds = option("seconds") ?? 8

async function measure(size: number) {
  const stage = await setStage()
  try {
    const rapport = await stage.rapport({ env: { TRUST_PROXY: "1" } })
    const client = createClient({ ...stage.engines.clickhouse, request_timeout: 600_000 })
    const postgres = new pg.Client({ connectionString: stage.engines.postgresUrl })
    postgres.on("error", () => {})
    await postgres.connect()
    const api = `http://127.0.0.1:${rapport.port}/api/v1`
    const headers = { authorization: `Bearer ${rapport.key}`, "content-type": "application/json" }
    const survey = await post<{ id: string }>(`${api}/surveys`, headers, { definition })
    const { url } = await post<{ url: string }>(`${api}/surveys/${survey.id}/publishing`, headers, {})
    const organization = (await postgres.query<{ id: string }>("select id from organization")).rows[0]!.id
    await fill(client, organization, survey.id, size)
    console.log(`\n${whole(size)} responses to ten questions`)

    const path = `${api}/surveys/${survey.id}/results`
    const bare = `select arrayJoin(tokens) as token, count() from survey_response where survey_id = '${survey.id}' and organization_id = '${organization}' group by token`
    const table = [["", "p50 ms", "p95 ms", "budget p95"]]
    const budget = size <= 100_000 ? "100" : "300"
    for (const [name, run, limit] of [
      ["summary", () => get(path, headers), budget],
      [
        "bare SQL of its distributions",
        () => client.query({ query: bare, format: "JSON" }).then((one) => one.text()),
        "",
      ],
      ["summary of those who answered nps 3", () => get(`${path}?question=nps&value=3`, headers), budget],
      ["cross-tab of two questions", () => get(`${path}/crosstab?of=nps&by=question.one`, headers), ""],
      ["trend of a question", () => get(`${path}/trend?of=nps`, headers), ""],
    ] as const) {
      const took: number[] = []
      for (let turn = -3; turn < times; turn++) {
        const begun = performance.now()
        await run()
        if (turn >= 0) took.push(performance.now() - begun)
      }
      const { p50, p95 } = timingOf(took)
      table.push([name, short(p50), short(p95), limit])
    }
    printTable(table)

    const key = url.split("/q/")[1]!
    const alone = await answersTaken(`${api}/ask/${key}`)
    let reading = true
    let read = 0
    const reader = (async () => {
      while (reading) {
        await get(path, headers)
        read++
      }
    })()
    const beside = await answersTaken(`${api}/ask/${key}`)
    reading = false
    await reader
    console.log(
      `answers taken at 16 connections: ${whole(alone)}/s; while results are read without a pause (${read} times): ${whole(beside)}/s, ${((100 * beside) / alone).toFixed(0)} %`,
    )
    await client.close()
    await postgres.end()
    await rapport.end()
  } finally {
    await stage.end()
  }
}

/** Finished answers in a second, from many addresses, as one address may not send so many. */
async function answersTaken(ask: string): Promise<number> {
  const end = performance.now() + seconds * 1_000
  let taken = 0
  const send = async (connection: number) => {
    while (performance.now() < end) {
      const response = await fetch(`${ask}/responses/${randomUUID()}`, {
        method: "PUT",
        headers: {
          "content-type": "application/json",
          "x-forwarded-for": `10.${connection}.${taken % 250}.${(taken >> 8) % 250}`,
        },
        body: JSON.stringify({
          version: 1,
          sequence: 1,
          language: "en",
          finished: true,
          human: true,
          seconds: 30,
          answers: { nps: taken % 11, csat: 1 + (taken % 5), one: "a", amount: taken % 50 },
        }),
      })
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
      await response.arrayBuffer()
      taken++
    }
  }
  await Promise.all(Array.from({ length: 16 }, (_, connection) => send(connection)))
  return taken / seconds
}

const said = (en: string) => ({ en })
const choices = ["a", "b", "c", "d", "e"].map((id) => ({ id, label: said(id) }))
const definition: Survey = {
  format: 1,
  languages: ["en", "de"],
  title: said("Ten questions"),
  pages: [
    { id: "nps", kind: "scale", title: said("1"), measures: "nps", min: 0, max: 10, look: "number" } as const,
    { id: "csat", kind: "scale", title: said("2"), measures: "csat", min: 1, max: 5, look: "number" } as const,
    { id: "ces", kind: "scale", title: said("3"), measures: "ces", min: 1, max: 7, look: "number" } as const,
    { id: "one", kind: "choice", title: said("4"), many: false, look: "list", choices } as const,
    { id: "two", kind: "choice", title: said("5"), many: false, look: "dropdown", choices } as const,
    { id: "many", kind: "choice", title: said("6"), many: true, look: "list", choices } as const,
    { id: "grid", kind: "matrix", title: said("7"), many: false, rows: choices.slice(0, 3), columns: choices } as const,
    { id: "yes", kind: "consent", title: said("8"), text: said("I agree") } as const,
    { id: "amount", kind: "number", title: said("9"), min: 0, max: 100 } as const,
    { id: "words", kind: "text", title: said("10"), long: true } as const,
  ].map((question) => ({ id: `p_${question.id}`, questions: [question] })),
  endings: [{ id: "end", title: said("Thank you") }],
  variables: [],
  theme: { accent: "#1f5fbf", background: "#ffffff", text: "#1a1a1a", font: "system" },
  back: true,
  progress: true,
}

async function fill(client: ClickHouseClient, organization: string, survey: string, size: number) {
  const draw = (seed: number, of: number) => `cityHash64(number, ${seed}) % ${of}`
  const letter = (seed: number) => `char(97 + ${draw(seed, 5)})`
  const tokens = [
    `concat('v\\tnps@0..10\\t', toString(${draw(1, 11)}))`,
    `concat('v\\tcsat@1..5\\t', toString(1 + ${draw(2, 5)}))`,
    `concat('v\\tces@1..7\\t', toString(1 + ${draw(3, 7)}))`,
    `concat('v\\tone\\t', ${letter(4)})`,
    `concat('v\\ttwo\\t', ${letter(5)})`,
    "'a\\tmany'",
    `concat('v\\tmany\\t', ${letter(6)})`,
    "'a\\tgrid'",
    ...["a", "b", "c"].map((row, index) => `concat('v\\tgrid\\t${row}=', ${letter(7 + index)})`),
    `concat('v\\tyes\\t', if(${draw(10, 3)} = 0, 'false', 'true'))`,
    "'a\\tamount'",
    `if(${draw(11, 3)} = 0, 'a\\twords', 's\\twords')`,
  ]
  await client.command({
    query: `insert into survey_response select '${organization}', '${survey}',
      now64(3, 'UTC') - toIntervalSecond(${draw(12, 180 * 86_400)}), generateUUIDv4(), if(${draw(13, 8)} = 0, 'abandoned', 'finished'), 1,
      if(${draw(14, 4)} = 0, 'de', 'en'), generateUUIDv4(), 'anonymous', if(${draw(13, 8)} = 0, 'p_amount', ''), 10 + ${draw(15, 600)},
      [${tokens.join(", ")}], map('amount', toFloat64(${draw(16, 100)})) from numbers(${size})`,
  })
}

async function get(url: string, headers: Record<string, string>) {
  const response = await fetch(url, { headers })
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
  await response.arrayBuffer()
}

async function post<Body>(url: string, headers: Record<string, string>, body: unknown): Promise<Body> {
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
  return (await response.json()) as Body
}

for (const size of sizes) await measure(size)
