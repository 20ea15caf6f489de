import { performance } from "node:perf_hooks"
import pg from "pg"
import { cpuSeconds } from "./cpu.ts"
import { sendLoad, setStage } from "./stage.ts"
import { printTable, short, timingOf, whole } from "./timing.ts"

/**
 * `npm run bench:guidance`: an agent asks who is calling and what to tell her, at a steady rate, while feedback comes
 * in. `--people 1000000`, `--rate 200` lookups a second, `--ingest 500` items a second, `--seconds 20`; `--profile` writes
 * a CPU profile of the server into the current folder.
 * Beside it the raw limit: one bare SELECT by the same keys, at the same rate, over one connection each.
 */
const option = (name: string, otherwise: number) => {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? otherwise : Number(process.argv[at + 1])
}
const people = option("people", 1_000_000)
const rate = option("rate", 200)
const ingest = option("ingest", 500)
const seconds = option("seconds", 20)
const problems = 40

const stage = await setStage()
try {
  const rapport = await stage.rapport({ flags: process.argv.includes("--profile") ? ["--cpu-prof"] : [] })
  const pool = new pg.Pool({ connectionString: stage.engines.postgresUrl, max: 4 })
  pool.on("error", () => {})
  const organization = (await pool.query<{ id: string }>("select id from organization")).rows[0]!.id
  const begun = performance.now()
  await makePeople(pool, organization)
  console.log(
    `${whole(people)} people, each with a phone, an e-mail and a product; ${problems} open problems with guidance (made in ${whole((performance.now() - begun) / 1_000)} s)`,
  )
  const api = `http://127.0.0.1:${rapport.port}/api/v1`
  const headers = { authorization: `Bearer ${rapport.key}` }
  const kinds = [
    {
      name: "phone, national form",
      path: "key=614{number}",
      from: 2_000_000,
      sql: "select p.root_id, p.name from person_identity i join person p on p.id = i.person_id where i.organization_id = $1 and i.kind = 'phone' and i.match = right($2, 8)",
      value: phoneOf,
    },
    {
      name: "e-mail",
      path: "key=p{number}%40example.com",
      from: 0,
      sql: "select p.root_id, p.name from person_identity i join person p on p.id = i.person_id where i.organization_id = $1 and i.kind = 'email' and i.value = $2",
      value: (n: number) => `p${n}@example.com`,
    },
    {
      name: "serial number",
      path: "key=SN-{number}",
      from: 0,
      sql: "select p.root_id, p.name from ownership o join person p on p.id = o.person_id where o.organization_id = $1 and upper(o.serial) = $2",
      value: (n: number) => `SN-${n}`,
    },
  ]
  const feedback = {
    port: rapport.port,
    path: "/api/v1/feedback",
    connections: 4,
    headers,
    body: JSON.stringify({
      items: Array.from({ length: 10 }, (_, index) => ({
        kind: "call",
        product: `Product ${index}`,
        text: "The fan stopped and a red light is on.",
        person: { email: `p#${index}@example.com` },
      })),
    }),
  }
  const table = [["", "asked/s", "p50 ms", "p99 ms", "bare p50", "bare p99", "CPU ms each", "budget p99"]]
  for (const kind of kinds) {
    await mustAnswer(`${api}/desk/lookup?${kind.path.replace("{number}", String(kind.from + 4_711))}`, headers)
    const lookups = {
      port: rapport.port,
      method: "GET",
      path: `/api/v1/desk/lookup?${kind.path}`,
      numbers: { from: kind.from, count: people },
      connections: 20,
      rate,
      headers,
      body: "",
    }
    // The first ones warm up. Without feedback beside them, they also say what a lookup costs the server: unlike the
    // times, that hardly depends on what else the machine is doing.
    await sendLoad({ ...lookups, seconds: 1 })
    const before = cpuSeconds(rapport.pid) ?? 0
    const alone = await sendLoad({ ...lookups, seconds: 3 })
    const cost = ((cpuSeconds(rapport.pid) ?? 0) - before) * 1_000
    const [ours, taken] = await Promise.all([
      sendLoad({ ...lookups, seconds }),
      ingest > 0 ? sendLoad({ ...feedback, rate: ingest / 10, seconds }) : undefined,
    ])
    const bare = timingOf(
      await steadily(rate, 5, (turn) => pool.query(kind.sql, [organization, kind.value(someone(turn))])),
    )
    table.push([
      `${kind.name}, alone`,
      whole(alone.perSecond),
      short(alone.p50),
      short(alone.p99),
      short(bare.p50),
      short(bare.p99),
      short(cost / (alone.perSecond * 3)),
      "",
    ])
    table.push([
      `${kind.name}, ${whole((taken?.perSecond ?? 0) * 10)} items/s coming in`,
      whole(ours.perSecond),
      short(ours.p50),
      short(ours.p99),
      "",
      "",
      "",
      "20",
    ])
  }
  printTable(table)
  await pool.end()
  await rapport.end()
} catch (error) {
  // Said before everything ends: what ends then fails for that reason alone.
  console.error(error)
  process.exitCode = 1
} finally {
  await stage.end()
}

/** A lookup that finds nobody is quick, too. */
async function mustAnswer(url: string, headers: Record<string, string>) {
  const answer = await fetch(url, { headers })
  const body = (await answer.json()) as { found?: string; caller?: { problems: { guidance: unknown[] }[] } }
  if (body.found !== "one" || !body.caller?.problems[0]?.guidance.length)
    throw new Error(`${url} finds nobody with guidance: ${JSON.stringify(body).slice(0, 300)}`)
}

/** Begins a request at fixed moments and times each from when it was due, so that a stall cannot hide the waiting. */
async function steadily(
  perSecond: number,
  forSeconds: number,
  ask: (turn: number) => Promise<unknown>,
): Promise<number[]> {
  const times: number[] = []
  const asked: Promise<void>[] = []
  const start = performance.now()
  for (let turn = 0; turn < perSecond * forSeconds; turn++) {
    const due = start + (turn * 1_000) / perSecond
    const wait = due - performance.now()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    asked.push(ask(turn).then(() => void times.push(performance.now() - due)))
  }
  await Promise.all(asked)
  return times
}

// Spread over all people, the same in every run.
function someone(turn: number): number {
  return (turn * 7_919 + 13) % people
}
// Numbers of one area code whose exchanges exist.
function phoneOf(n: number): string {
  return `+1614${2_000_000 + n}`
}
async function makePeople(pool: pg.Pool, organization: string) {
  const step = 100_000
  const idOf = (n: string) => `('00000000-0000-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`
  for (let from = 0; from < people; from += step) {
    const to = Math.min(from + step, people) - 1
    const all = `generate_series(${from}, ${to}) n`
    await pool.query(
      `insert into person (id, organization_id, name, root_id) select ${idOf("n")}, '${organization}', 'Person ' || n, ${idOf("n")} from ${all}`,
    )
    await pool.query(`insert into person_identity (organization_id, kind, value, person_id, match)
      select '${organization}', 'email', 'p' || n || '@example.com', ${idOf("n")}, 'p' || n || '@example.com' from ${all}`)
    await pool.query(`insert into person_identity (organization_id, kind, value, person_id, match)
      select '${organization}', 'phone', v, ${idOf("n")}, right(v, 8) from ${all}, lateral (select '+1614' || (2000000 + n)::text as v) x`)
    await pool.query(`insert into ownership (id, organization_id, person_id, product, batch, serial, purchased_at, source)
      select gen_random_uuid(), '${organization}', ${idOf("n")}, 'Product ' || (n % ${problems}), (n % 9)::text, 'SN-' || n, '2026-01-01', 'bench' from ${all}`)
  }
  await pool.query(`
    with made as (
      insert into problem (id, organization_id, number, statement, slice, created_by, created_at)
      select gen_random_uuid(), '${organization}', n + 1, 'Problem ' || n, jsonb_build_object('product', 'Product ' || n), 'bench', now()
      from generate_series(0, ${problems - 1}) n returning id, number
    ), told as (
      insert into guidance (id, organization_id, number, problem_id, created_by, created_at)
      select gen_random_uuid(), '${organization}', number, id, 'bench', now() from made returning id
    ), written as (
      insert into guidance_version (id, guidance_id, number, title, texts, eligibility, editors, created_by, created_at, changed_by, changed_at)
      select gen_random_uuid(), id, 1, 'What to say', '{"en": {"say": "We know.", "offer": "A loan unit.", "notPromise": "A date.", "steps": []}}',
        '{"batch": ["7"]}', '{}', 'bench', now(), 'bench', now() from told returning id
    )
    insert into guidance_approval (version_id, actor_name, at, live_from) select id, 'bench', now(), now() - interval '1 minute' from written`)
  // What so many new rows leave to be done by the database in its own time is done before anything is timed.
  await pool.query("vacuum (analyze) person, person_identity, ownership, guidance, guidance_version, problem")
  await pool.query("checkpoint")
}
