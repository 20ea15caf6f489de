import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { afterEach, expect, test } from "vitest"
import { analyse } from "../analyse.ts"
import { chatModel } from "./chat-model.ts"
import { builtInModel } from "./sentiment-model.ts"

let server: Server | undefined
afterEach(async () => {
  server?.closeAllConnections()
  await new Promise((done) => (server === undefined ? done(0) : server.close(done)))
  server = undefined
})

/** An endpoint that answers with what `content` makes of the sentences it was sent. */
async function endpoint(content: (sentences: string[]) => string, status = 200): Promise<string> {
  server = createServer(async (request, response) => {
    let body = ""
    for await (const chunk of request) body += String(chunk)
    const { messages } = JSON.parse(body) as { messages: { content: string }[] }
    const { sentences } = JSON.parse(messages[1]!.content) as { sentences: string[] }
    response.writeHead(status, { "content-type": "application/json" })
    response.end(JSON.stringify({ choices: [{ message: { content: content(sentences) } }] }))
  })
  await new Promise<void>((done) => server!.listen(0, "127.0.0.1", done))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
}

const comments = [{ text: "The colour is loud. I adore it!" }, { text: "物流太慢了" }]

test("scores of the endpoint replace the built-in ones, offsets stay", async () => {
  const baseUrl = await endpoint((sentences) =>
    JSON.stringify({ scores: sentences.map((s) => (s.includes("loud") ? 0.5 : -0.75)) }),
  )
  const [first, second] = await chatModel({ baseUrl, model: "m" }, fetch).read(comments)
  expect(first!.sentences.map((s) => [s.start, s.end, s.sentiment, s.label])).toEqual([
    [0, 19, 0.5, "positive"],
    [20, 31, -0.75, "negative"],
  ])
  expect(second).toMatchObject({ language: "zh", sentiment: -0.75, label: "negative" })
})

test.each([
  ["too few scores", () => '{"scores":[1]}', 200],
  ["a score out of range", (s: string[]) => JSON.stringify({ scores: s.map(() => 7) }), 200],
  ["no JSON", () => "I think it is positive", 200],
  ["an error", () => "{}", 500],
])("%s: the built-in reading stands, and why is told", async (_, content, status) => {
  const reasons: string[] = []
  const baseUrl = await endpoint(content, status)
  const readings = await chatModel({ baseUrl, model: "m" }, fetch, (reason) => reasons.push(reason)).read(comments)
  expect(readings).toEqual(comments.map(({ text }) => analyse(text)))
  expect(reasons).toHaveLength(1)
})

test("the built-in model reads what analyse reads", async () => {
  expect(await builtInModel.read(comments)).toEqual(comments.map(({ text }) => analyse(text)))
})
