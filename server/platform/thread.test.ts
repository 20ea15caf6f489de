import { expect, test } from "vitest"
import { createThread } from "./thread.ts"

const counting = () =>
  new URL(
    `data:text/javascript,let n = 0; export const count = () => ++n; export const fail = () => { throw new Error("no") }`,
  )

test("calls are answered in order by one thread; what fails there fails here and the thread goes on", async () => {
  const thread = createThread(counting())
  expect(await Promise.all([thread.call("count"), thread.call("count")])).toEqual([1, 2])
  await expect(thread.call("fail")).rejects.toThrow("no")
  expect(await thread.call("count")).toBe(3)
  await thread.stop()
})

test("a thread that has nothing to do ends, and the next call starts a new one", async () => {
  const thread = createThread(counting(), { restMs: 1 })
  expect(await thread.call("count")).toBe(1)
  let answer = 0
  while (answer !== 1) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    answer = await thread.call<number>("count")
  }
  expect(await Promise.all([thread.call("count"), thread.call("count")])).toEqual([2, 3])
  await thread.stop()
})
