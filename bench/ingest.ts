import pg from "pg"
import { freePort } from "../server/platform/engines/free-port.ts"
import { cpuSeconds, parentOf } from "./cpu.ts"
import { type LoadResult, sendLoad, setStage } from "./stage.ts"
import { printTable, short, whole } from "./timing.ts"

/**
 * `npm run bench:ingest`: how much feedback is stored durably a second, one item a request over 64 connections, beside
 * what the same PostgreSQL on the same machine gives a bare Node server and 16 plain clients in the same run.
 * `--seconds 10`, `--rounds 2`; `--role web` leaves out reading and counting what comes in; `--profile` writes a CPU profile of the server into the current folder.
 */
const option = (name: string, otherwise: number) => {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? otherwise : Number(process.argv[at + 1])
}
const seconds = option("seconds", 10)
const rounds = option("rounds", 2)
const connections = 64
const none: Measured = { cpu: "", perSecond: 0, count: 0, p50: 0, p95: 0, p99: 0, max: 0, refused: {} }

const body = JSON.stringify({
  kind: "call",
  channel: "phone",
  product: "Aria 2",
  component: "Fan motor",
  version: "2.1",
  region: "Ohio",
  person: { externalId: "customer-#" },
  text: "The fan stopped after three weeks. The agent was kind, but I waited for half an hour.",
  scores: [{ metric: "csat", value: 2, scale: { min: 1, max: 5 } }],
})

const stage = await setStage()
try {
  const { postgresUrl } = stage.engines
  const barePort = await freePort()
  const bare = await stage.program("bench/bare-server.ts", [postgresUrl, String(barePort)])
  const roleAt = process.argv.indexOf("--role")
  const rapport = await stage.rapport({
    flags: process.argv.includes("--profile") ? ["--cpu-prof"] : [],
    env: roleAt < 0 ? {} : { RAPPORT_ROLE: process.argv[roleAt + 1]!, RAPPORT_SECRET: "0123456789abcdef".repeat(4) },
  })
  const postmaster = await postmasterOf(postgresUrl)
  const toRapport = {
    pid: rapport.pid,
    load: { port: rapport.port, path: "/api/v1/feedback", headers: { authorization: `Bearer ${rapport.key}` } },
  }
  const toBare = { pid: bare.pid!, load: { port: barePort, path: "/", headers: {} } }

  async function send(
    target: typeof toRapport | typeof toBare,
    more: { seconds: number; rate?: number },
  ): Promise<Measured> {
    const used = () => [target.pid, postmaster].map((pid) => cpuSeconds(pid) ?? Number.NaN)
    const before = used()
    const result = await sendLoad({ ...target.load, connections, body, ...more })
    const each = used().map((after, index) => (((after - before[index]!) * 1_000) / result.count).toFixed(2))
    return { ...result, cpu: each.join(" + ") }
  }
  await send(toBare, { seconds: 2 })
  await send(toRapport, { seconds: 3 })

  // By turns, because a shared machine is not equally fast all the time; the best of each counts.
  const results = { commits: 0, bare: none, rapport: none }
  for (let round = 0; round < rounds; round++) {
    results.commits = Math.max(results.commits, await commitsPerSecond(postgresUrl, 16, seconds / 2))
    results.bare = better(results.bare, await send(toBare, { seconds }))
    results.rapport = better(results.rapport, await send(toRapport, { seconds }))
  }
  if (roleAt < 0) await digested(postgresUrl)
  const half = await send(toRapport, { seconds, rate: results.bare.perSecond / 2 })
  const { bare: bareResult, rapport: ours } = results

  console.log(`\nDurable feedback through POST /api/v1/feedback, one a request, ${connections} connections`)
  printTable([
    ["", "a second", "p50 ms", "p99 ms", "refused", "CPU ms each: server + PostgreSQL"],
    ["Rapport", ...columns(ours)],
    ["Rapport at half the bare server's rate", ...columns(half)],
    ["bare Node server, one INSERT a request", ...columns(bareResult)],
    ["PostgreSQL, 16 clients, one row a commit", whole(results.commits), "", "", "", ""],
  ])
  console.log(
    `Rapport ÷ bare server: ${(ours.perSecond / bareResult.perSecond).toFixed(2)} (target ≥ 1); ÷ single commits: ${(ours.perSecond / results.commits).toFixed(2)}`,
  )
  bare.kill()
  await rapport.end()
} finally {
  await stage.end()
}

type Measured = LoadResult & { cpu: string }

function better(a: Measured, b: Measured) {
  return b.perSecond > a.perSecond ? b : a
}

function columns(result: Measured): string[] {
  const refused = Object.values(result.refused).reduce((sum, count) => sum + count, 0)
  return [whole(result.perSecond), short(result.p50), short(result.p99), whole(refused), result.cpu]
}

/** The process whose children are PostgreSQL's connections. */
async function postmasterOf(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid")
  const parent = parentOf(rows[0]!.pid)
  await client.end()
  return parent ?? 0
}

/** Rows a second when each of some connections commits one row after the other, like pgbench with one INSERT. */
async function commitsPerSecond(url: string, clients: number, seconds: number): Promise<number> {
  const connections = await Promise.all(
    Array.from({ length: clients }, async () => {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      return client
    }),
  )
  const begin = performance.now()
  let done = 0
  await Promise.all(
    connections.map(async (client) => {
      while (performance.now() - begin < seconds * 1_000) {
        await client.query({
          name: "commit",
          text: "insert into bare (id, body) values (gen_random_uuid(), $1)",
          values: [body],
        })
        done++
      }
      await client.end()
    }),
  )
  return done / ((performance.now() - begin) / 1_000)
}

/** Waits until everything sent so far has been counted, so that it does not weigh on what is measured next. */
async function digested(url: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const begun = performance.now()
  const [{ n: waiting }] = (await client.query("select count(*)::int as n from feedback where digested_at is null"))
    .rows as [{ n: number }]
  for (;;) {
    const { rows } = await client.query("select 1 from feedback where digested_at is null limit 1")
    if (rows.length === 0) break
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  const took = (performance.now() - begun) / 1_000
  if (waiting > 1_000)
    console.log(`${whole(waiting)} items were waiting to be read and counted: ${whole(waiting / took)} a second`)
  await client.end()
}
