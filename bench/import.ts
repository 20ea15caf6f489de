// What an import costs: `node bench/import.ts [MB]` (default 200). The server may use 256 MB for its objects.
import { openAsBlob } from "node:fs"
import { mkdtemp, open, readFile, rm } from "node:fs/promises"
import os from "node:os"
import path from "node:path"
import { childrenOf } from "./cpu.ts"
import { setStage } from "./stage.ts"

const megabytes = Number(process.argv[2] ?? 200)
const folder = await mkdtemp(path.join(os.tmpdir(), "rapport-bench-import-"))
const file = path.join(folder, "complaints.csv")
const rows = await writeComplaints(file, megabytes)
const stage = await setStage()
try {
  const server = await stage.rapport({ env: { LOG_LEVEL: "warn" } })
  const base = `http://127.0.0.1:${server.port}/api/v1`
  const headers = { authorization: `Bearer ${server.key}` }
  const call = async (method: string, what: string, body?: BodyInit) => {
    const response = await fetch(`${base}${what}`, { method, headers, ...(body === undefined ? {} : { body }) })
    if (!response.ok) throw new Error(`${method} ${what}: ${response.status} ${await response.text()}`)
    return (await response.json()) as { id: string; state: string; progress: Record<string, number> }
  }
  const start = await memoryOf(server.pid)
  console.log(`${megabytes} MB, ${rows.toLocaleString("en")} rows without ids; server at start: ${start.now} MB`)

  let begun = performance.now()
  const { id } = await call("POST", "/imports?name=complaints.csv", await openAsBlob(file))
  await report("upload", begun, megabytes, "MB")

  for (const [step, ended] of [
    ["check", "checked"],
    ["run", "done"],
  ] as const) {
    begun = performance.now()
    await call("POST", `/imports/${id}/${step}`)
    const waits: number[] = []
    for (;;) {
      const asked = performance.now()
      const one = await call("GET", `/imports/${id}`)
      waits.push(performance.now() - asked)
      if (one.state === ended) break
      if (one.state === "failed") throw new Error(JSON.stringify(one))
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    waits.sort((a, b) => a - b)
    await report(step, begun, rows, "rows")
    console.log(
      `         another request meanwhile: p50 ${waits[waits.length >> 1]!.toFixed(0)} ms, p99 ${waits[Math.floor(waits.length * 0.99)]!.toFixed(0)} ms`,
    )
  }

  async function report(step: string, since: number, amount: number, unit: string) {
    const seconds = (performance.now() - since) / 1000
    const { peak } = await memoryOf(server.pid)
    console.log(
      `${step.padEnd(8)} ${seconds.toFixed(1)} s, ${Math.round(amount / seconds).toLocaleString("en")} ${unit}/s; most memory so far (RSS): ${peak} MB`,
    )
  }
} finally {
  await stage.end()
  await rm(folder, { recursive: true, force: true })
}

async function writeComplaints(to: string, size: number): Promise<number> {
  const words =
    "the engine stalled while I was driving on the motorway and nobody at the dealer could tell me why it does so".split(
      " ",
    )
  const out = await open(to, "w")
  await out.write("date_filed,product,component,comment,csat (1-5)\n")
  let count = 0
  for (let written = 0; written < size * 1024 ** 2; ) {
    let piece = ""
    for (let i = 0; i < 1_000; i++, count++) {
      const text = Array.from(
        { length: 160 },
        (_, at) => words[(count * 7 + at * (1 + (count % 5))) % words.length],
      ).join(" ")
      piece += `2026-0${1 + (count % 9)}-1${count % 10},Aria ${count % 3},Part ${count % 40},"No. ${count}: ${text}.",${1 + (count % 5)}\n`
    }
    written += piece.length
    await out.write(piece)
  }
  await out.close()
  return count
}

/** Resident memory of the server's two processes in MB, now and each at its highest (Linux). */
async function memoryOf(pid: number) {
  const both = await Promise.all([pid, ...childrenOf(pid)].map((one) => readFile(`/proc/${one}/status`, "utf8")))
  const of = (name: string) =>
    both.map((status) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) / 1024))
  return { now: of("VmRSS").join(" + "), peak: of("VmHWM").join(" + ") }
}
