import { createClient } from "@clickhouse/client"
import pg from "pg"
import { setStage } from "./stage.ts"
import { printTable, short, timingOf, whole } from "./timing.ts"

/**
 * `npm run bench:tasks`: a task's report (success, where given up, time, by week and by a field) over 10 M events of
 * 200,000 people, three in ten of which the task is about. `--rows 10000000`, `--times 7`.
 */
const option = (name: string, otherwise: number) => {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? otherwise : Number(process.argv[at + 1])
}
const rows = option("rows", 10_000_000)
const times = option("times", 7)

const stage = await setStage()
try {
  const rapport = await stage.rapport()
  const client = createClient({ ...stage.engines.clickhouse, request_timeout: 600_000 })
  const postgres = new pg.Client({ connectionString: stage.engines.postgresUrl })
  postgres.on("error", () => {})
  await postgres.connect()
  const organization = (await postgres.query<{ id: string }>("select id from organization")).rows[0]!.id
  const made = performance.now()
  await client.command({
    query: `insert into interaction (organization_id, fact, occurred_at, id, kind, name, channel, version, person_id, attributes, received_at)
      select '${organization}', 'event', now64(3) - interval 89 day + toIntervalMillisecond(number * intDiv(88 * 86400000, ${rows})), generateUUIDv4(),
        'track', ['pair', 'code scanned', 'code entered', 'paired', 'pairing refused', 'Error', 'app opened', 'mode changed'][multiIf(
          cityHash64(number) % 100 < 8, 1, cityHash64(number) % 100 < 13, 2, cityHash64(number) % 100 < 17, 3, cityHash64(number) % 100 < 24, 4,
          cityHash64(number) % 100 < 26, 5, cityHash64(number) % 100 < 30, 6, cityHash64(number) % 100 < 70, 7, 8)],
        'app', ['4.1', '4.2', '4.3'][1 + cityHash64(number, 2) % 3],
        reinterpretAsUUID(toFixedString(concat('person', leftPad(toString(cityHash64(intDiv(number, 40), 3) % 200000), 10, '0')), 16)),
        map('mode', 'sleep', 'room', 'Bedroom'), now64(3)
      from numbers(${rows}) settings max_insert_threads = 2`,
  })
  console.log(`${whole(rows)} events made in ${((performance.now() - made) / 1_000).toFixed(0)} s`)
  const headers = { authorization: `Bearer ${rapport.key}`, "content-type": "application/json" }
  const api = `http://127.0.0.1:${rapport.port}/api/v1`
  const matcher = (event: string) => ({ event })
  const definition = {
    start: [matcher("pair")],
    steps: [{ name: "Code", any: [matcher("code scanned"), matcher("code entered")] }],
    success: [matcher("paired")],
    failure: [matcher("pairing refused")],
    errors: [matcher("Error")],
    timeoutMinutes: 60,
  }
  const task = (await (
    await fetch(`${api}/tasks`, { method: "POST", headers, body: JSON.stringify({ name: "Pair", definition }) })
  ).json()) as { id: string }
  const table = [["", "p50 ms", "max ms", "budget"]]
  for (const [name, path, budget] of [
    ["report by week", `/tasks/${task.id}/report`, "1,000"],
    ["report by week, cut by version", `/tasks/${task.id}/report?by=version`, "1,000"],
    ["who gave up, first page", `/tasks/${task.id}/people`, ""],
    ["usage over 30 days", "/usage", ""],
  ] as const) {
    const took: number[] = []
    let said = ""
    for (let turn = -1; turn < times; turn++) {
      const begun = performance.now()
      const answer = await fetch(`${api}${path}`, { headers })
      said = await answer.text()
      if (answer.status !== 200) throw new Error(said)
      if (turn >= 0) took.push(performance.now() - begun)
    }
    const timing = timingOf(took)
    table.push([name, short(timing.p50), short(timing.max), budget])
    if (path.includes("report") && !path.includes("by="))
      console.log(`${whole((JSON.parse(said) as { total: { attempts: number } }).total.attempts)} attempts`)
  }
  printTable(table)
  await client.close()
  await postgres.end()
  await rapport.end()
} finally {
  await stage.end()
}
