import { expect, test } from "vitest"
import { createGroupCommit } from "./group-commit.ts"

const later = () => new Promise((resolve) => setTimeout(resolve, 5))

test("writes that arrive together are one write, and each caller gets the results of its own items", async () => {
  const writes: number[][] = []
  const group = createGroupCommit<number, string>({
    lanes: 1,
    maxItems: 100,
    async write(items) {
      writes.push(items)
      await later()
      return items.map(String)
    },
  })
  const first = [group.add([1]), group.add([2, 3])]
  await later()
  const second = [group.add([4]), group.add([5])]
  expect(await Promise.all([...first, ...second])).toEqual([["1"], ["2", "3"], ["4"], ["5"]])
  expect(writes).toEqual([
    [1, 2, 3],
    [4, 5],
  ])
})

test("an item that cannot be written refuses its own caller only", async () => {
  const group = createGroupCommit<number, number>({
    lanes: 2,
    maxItems: 100,
    async write(items) {
      if (items.includes(13)) throw new Error("no thirteen")
      return items
    },
  })
  const outcomes = await Promise.allSettled([group.add([1]), group.add([13]), group.add([2])])
  expect(outcomes.map((one) => one.status)).toEqual(["fulfilled", "rejected", "fulfilled"])
})

test("an error that any item would meet is not met once for each", async () => {
  let writes = 0
  const group = createGroupCommit<number, number>({
    lanes: 1,
    maxItems: 100,
    async write() {
      writes++
      throw new Error("away")
    },
    mayBeOfOneItem: (error) => (error as Error).message !== "away",
  })
  const outcomes = await Promise.allSettled([group.add([1]), group.add([2]), group.add([3])])
  expect(outcomes.map((one) => one.status)).toEqual(["rejected", "rejected", "rejected"])
  expect(writes).toBe(1)
})

test("no write holds more than its most, and settled waits for the last", async () => {
  const sizes: number[] = []
  const group = createGroupCommit<number, number>({
    lanes: 1,
    maxItems: 3,
    async write(items) {
      await later()
      sizes.push(items.length)
      return items
    },
  })
  for (let index = 0; index < 7; index++) void group.add([index])
  await later()
  await group.settled()
  expect(sizes).toEqual([3, 3, 1])
})

test("pressure is 1 while every lane writes, and 0 while none does", async () => {
  let finish: () => void = () => {}
  const group = createGroupCommit<number, number>({
    lanes: 1,
    maxItems: 1,
    write: (items) =>
      new Promise((resolve) => {
        finish = () => resolve(items)
      }),
  })
  const pressure = group.gauge()
  const writing = group.add([1])
  await later()
  pressure()
  await later()
  const other = group.gauge()
  expect(pressure()).toBeGreaterThan(0.9)
  finish()
  await writing
  await later()
  pressure()
  await later()
  expect(pressure()).toBe(0)
  // Who reads one gauge does not move another.
  expect(other()).toBeLessThan(0.9)
})
