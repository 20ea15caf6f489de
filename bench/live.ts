import pg from "pg"
import { setStage } from "./stage.ts"
import { printTable, short, type Timing, timingOf, whole } from "./timing.ts"

/**
 * `npm run bench:live`: how long from sending feedback until another page hears of it over the event stream, at 200
 * submissions a second; beside it PostgreSQL alone: from the INSERT until another connection hears its NOTIFY.
 * `--rate 200`, `--seconds 15`.
 */
const option = (name: string, otherwise: number) => {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? otherwise : Number(process.argv[at + 1])
}
const rate = option("rate", 200)
const seconds = option("seconds", 15)

const stage = await setStage()
try {
  const raw = await notified(stage.engines.postgresUrl)
  const { port, key, end } = await stage.rapport()
  const seen = await streamed(`http://127.0.0.1:${port}`, key)
  console.log(`\nFrom submitting to seen by another reader, ${rate} a second`)
  printTable([
    ["", "seen", "p50 ms", "p99 ms", "longest ms"],
    ["Rapport: POST → event stream", ...columns(seen)],
    ["PostgreSQL: INSERT → NOTIFY", ...columns(raw)],
  ])
  console.log("Target: p99 ≤ 500 ms.")
  await end()
} finally {
  await stage.end()
}

function columns(timing: Timing): string[] {
  return [whole(timing.count), short(timing.p50), short(timing.p99), short(timing.max)]
}

async function streamed(origin: string, key: string): Promise<Timing> {
  const headers = { authorization: `Bearer ${key}` }
  const sentAt = new Map<string, number>()
  const seenAt = new Map<string, number>()
  const ending = new AbortController()
  const stream = await fetch(`${origin}/api/v1/stream`, { headers, signal: ending.signal })
  let ready: () => void = () => {}
  const listening = new Promise<void>((resolve) => {
    ready = resolve
  })
  const hearing = hear(stream, ready, (id) => seenAt.set(id, performance.now())).catch(() => {})
  await listening
  // The first requests find nothing warm; they are not counted.
  for (let index = 0; index < 50; index++) await send(origin, headers, index)
  await atRate(rate, seconds, async (index, due) => {
    sentAt.set(await send(origin, headers, index), due)
  })
  await until(() => [...sentAt.keys()].every((id) => seenAt.has(id)))
  ending.abort()
  await hearing
  return timingOf([...sentAt].flatMap(([id, at]) => (seenAt.has(id) ? [seenAt.get(id)! - at] : [])))
}

async function send(origin: string, headers: Record<string, string>, index: number): Promise<string> {
  const answer = await fetch(`${origin}/api/v1/feedback`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({
      kind: "chat",
      product: "Aria 2",
      text: `The fan stopped after ${index} days, and the app did not say why.`,
      scores: [{ metric: "csat", value: 1 + (index % 5), scale: { min: 1, max: 5 } }],
    }),
  })
  if (answer.status !== 201) throw new Error(`feedback answered ${answer.status}: ${await answer.text()}`)
  return ((await answer.json()) as { id: string }).id
}

/** Reads server-sent events to the end of the stream. */
async function hear(stream: Response, ready: () => void, seen: (id: string) => void) {
  let text = ""
  for await (const chunk of stream.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const [message, data] = [text.slice(0, end), /^data: (.*)$/m.exec(text.slice(0, end))?.[1]]
      text = text.slice(end + 2)
      if (/^event: ready$/m.test(message)) ready()
      if (!data || !/^event: change$/m.test(message)) continue
      const { name, payload } = JSON.parse(data) as { name: string; payload: { ids: string[] } }
      if (name === "feedback.received") for (const id of payload.ids) seen(id)
    }
  }
}

async function notified(url: string): Promise<Timing> {
  const [writer, listener] = [new pg.Pool({ connectionString: url, max: 4 }), new pg.Client({ connectionString: url })]
  await listener.connect()
  const sentAt = new Map<string, number>()
  const times: number[] = []
  listener.on("notification", ({ payload }) => times.push(performance.now() - sentAt.get(payload!)!))
  await listener.query("listen bench_live")
  await writer.query("create table bench_live (id bigserial primary key, body jsonb)")
  await atRate(rate, Math.min(seconds, 5), async (index, due) => {
    sentAt.set(String(index), due)
    await writer.query(
      "with told as (insert into bench_live (body) values ('{}') returning id) select pg_notify('bench_live', $1) from told",
      [String(index)],
    )
  })
  await until(() => times.length === sentAt.size)
  await listener.end()
  await writer.end()
  return timingOf(times)
}

/** Starts work at fixed moments, whether or not earlier work is done; each is told when it was due. */
async function atRate(perSecond: number, forSeconds: number, work: (index: number, due: number) => Promise<void>) {
  const begin = performance.now()
  const running: Promise<void>[] = []
  for (let index = 0; index < perSecond * forSeconds; index++) {
    const due = begin + (index / perSecond) * 1_000
    const early = due - performance.now()
    if (early > 1) await new Promise((resolve) => setTimeout(resolve, early))
    running.push(work(index, due))
  }
  await Promise.all(running)
}

async function until(done: () => boolean) {
  const begin = performance.now()
  while (!done() && performance.now() - begin < 20_000) await new Promise((resolve) => setTimeout(resolve, 50))
}
