import { expect, test } from "vitest"
import { streamParser } from "./event-stream.ts"

const stream =
  'retry: 500\nid: 7\nevent: signal.found\ndata: {"name":"signal.found",\ndata: "record":"signal:1"}\n\n: keep-alive\n\nevent: counted\r\ndata: {}\r\n\r\n'
const expected = [
  { id: "7", event: "signal.found", data: '{"name":"signal.found",\n"record":"signal:1"}' },
  { id: null, event: "counted", data: "{}" },
]

test("a stream in one piece", () => {
  expect(streamParser()(stream)).toEqual(expected)
})

test("the same stream cut anywhere gives the same messages", () => {
  for (let size = 1; size < 20; size++) {
    const parse = streamParser()
    const messages = []
    for (let at = 0; at < stream.length; at += size) messages.push(...parse(stream.slice(at, at + size)))
    expect(messages).toEqual(expected)
  }
})
