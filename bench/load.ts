import { randomUUID } from "node:crypto"
import { connect, type Socket } from "node:net"
import { performance } from "node:perf_hooks"
import { timingOf } from "./timing.ts"

/**
 * Sends requests (POST unless said otherwise) over keep-alive connections and says how many were answered and how long each took. A process of
 * its own, on bare sockets, so that what it costs is not charged to the server it measures.
 * Without `rate` every connection sends its next request as soon as it has its answer. With `rate` requests are due at
 * fixed moments, and a request's time counts from when it was due: a server that stalls cannot hide the waiting.
 */
export type Load = {
  port: number
  method?: string
  /** "{uuid}" in it becomes a new one for each request, "{number}" another one of `numbers`. */
  path: string
  /** So many whole numbers from `from` on, in an order that is mixed and always the same. */
  numbers?: { from: number; count: number }
  connections: number
  seconds: number
  /** "{address}" in one becomes another IP address for each request. */
  headers: Record<string, string>
  /** Each "#" in it becomes the number of the request. */
  body: string
  /** Requests a second, all connections together. */
  rate?: number
}

const load = JSON.parse(process.argv[2]!) as Load
const lines = Object.entries({ "content-type": "application/json", ...load.headers })
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join("")
const start = `${load.method ?? "POST"} ${load.path} HTTP/1.1\r\nhost: 127.0.0.1:${load.port}\r\n${lines}`
const varies = /\{(uuid|address|number)\}/.test(start)
const head = varies
  ? () =>
      start
        .replace("{uuid}", randomUUID())
        .replace("{number}", String(someNumber(sent)))
        .replace("{address}", `10.${(sent >> 16) & 255}.${(sent >> 8) & 255}.${sent & 255}`)
  : () => start
const someNumber = (turn: number) => {
  const { from, count } = load.numbers ?? { from: 0, count: 1 }
  return from + ((turn * 7_919 + 13) % count)
}

const times: number[] = []
const refused = new Map<number, number>()
const begin = performance.now()
const end = begin + load.seconds * 1_000
let sent = 0
let lastAnswer = begin

await Promise.all(Array.from({ length: load.connections }, (_, index) => converse(index)))
const seconds = (lastAnswer - begin) / 1_000
console.log(
  JSON.stringify({ perSecond: times.length / seconds, ...timingOf(times), refused: Object.fromEntries(refused) }),
)

async function converse(index: number) {
  const socket = connect({ port: load.port, host: "127.0.0.1", noDelay: true })
  await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject))
  const answers = answersOf(socket)
  const gap = load.rate === undefined ? 0 : (load.connections / load.rate) * 1_000
  for (let turn = 0; ; turn++) {
    const due = load.rate === undefined ? performance.now() : begin + (turn + index / load.connections) * gap
    if (due >= end) break
    const early = due - performance.now()
    if (early > 1) await new Promise((resolve) => setTimeout(resolve, early))
    const number = sent++
    const body = load.body.replaceAll("#", String(number))
    socket.write(`${head()}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
    const status = await answers()
    lastAnswer = performance.now()
    if (status < 300) times.push(lastAnswer - due)
    else refused.set(status, (refused.get(status) ?? 0) + 1)
  }
  socket.destroy()
}

/** Waits for the next whole answer on a connection that has one request under way at a time; its status. */
function answersOf(socket: Socket): () => Promise<number> {
  let text = ""
  let waiting: { resolve(status: number): void; reject(error: Error): void } | undefined
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString("latin1")
    const headEnd = text.indexOf("\r\n\r\n")
    if (headEnd < 0) return
    const length = /content-length: (\d+)/i.exec(text)?.[1]
    const whole = length === undefined ? text.endsWith("0\r\n\r\n") : text.length >= headEnd + 4 + Number(length)
    if (!whole) return
    const status = Number(text.slice(9, 12))
    text = ""
    waiting?.resolve(status)
  })
  socket.on("close", () => waiting?.reject(new Error("The server closed a connection.")))
  socket.on("error", () => {})
  return () =>
    new Promise((resolve, reject) => {
      waiting = { resolve, reject }
    })
}
