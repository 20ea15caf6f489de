import http from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, beforeAll, expect, test } from "vitest"
import { createOutbound } from "./outbound.ts"

let server: http.Server
let port = 0
const seen: { method: string | undefined; url: string | undefined; body: string }[] = []
beforeAll(async () => {
  server = http.createServer(async (request, response) => {
    let body = ""
    for await (const piece of request) body += piece
    seen.push({ method: request.method, url: request.url, body })
    if (request.url === "/moved") return response.writeHead(302, { location: "/inside" }).end()
    if (request.url === "/slow") return
    if (request.url === "/endless") {
      const more = () => {
        while (!response.destroyed && response.write("x".repeat(65_536)));
      }
      response.on("drain", more)
      return more()
    }
    response.end("thanks")
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const at = (path: string) => `http://127.0.0.1:${port}${path}`

test("the inside of the network is not reached, by whatever name", async () => {
  const call = createOutbound()
  for (const [url, reason] of [
    [`https://127.0.0.1:${port}/`, "address"],
    [`https://localhost:${port}/`, "address"],
    ["https://10.0.0.8/", "address"],
    ["https://169.254.169.254/latest/meta-data", "address"],
    ["https://[::1]/", "address"],
    ["https://[::ffff:127.0.0.1]/", "address"],
    ["https://0x7f000001/", "address"],
    ["https://2130706433/", "address"],
    ["https://100.64.0.1/", "address"],
    ["https://[fd00::1]/", "address"],
    [at("/"), "scheme"],
    ["file:///etc/passwd", "scheme"],
    ["gopher://example.com/", "scheme"],
    ["nonsense", "scheme"],
  ]) {
    expect({ url, ...(await call(url!)) }).toMatchObject({ url, reached: false, reason })
  }
  expect(seen).toEqual([])
})

test("an exception names a host with its port, or a range", async () => {
  for (const allowed of [[`127.0.0.1:${port}`], ["127.0.0.0/8"], ["127.0.0.1"]]) {
    const answer = await createOutbound(allowed)(at("/hook"), { body: "hello" })
    expect(answer).toMatchObject({ reached: true, status: 200, text: "thanks" })
  }
  expect(seen.at(-1)).toEqual({ method: "POST", url: "/hook", body: "hello" })
  expect(await createOutbound([`127.0.0.1:${port + 1}`])(at("/"))).toMatchObject({ reached: false })
})

test("a redirect is an answer, not a way", async () => {
  const before = seen.length
  const answer = await createOutbound(["127.0.0.1"])(at("/moved"))
  expect(answer).toMatchObject({ reached: true, status: 302 })
  expect(seen.slice(before).map((one) => one.url)).toEqual(["/moved"])
})

test("who does not answer, answers too much or is not there is said to", async () => {
  const call = createOutbound(["127.0.0.1"])
  expect(await call(at("/slow"), { timeout: 50 })).toMatchObject({ reached: false, reason: "timeout" })
  expect(await call(at("/endless"))).toMatchObject({ reached: false, reason: "too_large" })
  expect(await call("http://127.0.0.1:1/")).toMatchObject({ reached: false, reason: "connection" })
  expect(await call("https://nobody.invalid/")).toMatchObject({ reached: false, reason: "name" })
})
