import { expect, test } from "vitest"
import { coverageLines, readSerials } from "./guidance-words.ts"

test("pasted serial numbers are read as lists, ranges and patterns, and come back as they were", () => {
  const read = readSerials("A100 … A199\nB1 - B9, NL2-07*\r\nC7;D8")
  expect(read).toEqual({
    ranges: [
      { from: "A100", to: "A199" },
      { from: "B1", to: "B9" },
    ],
    patterns: ["NL2-07*"],
    serials: ["C7", "D8"],
  })
  expect(readSerials(coverageLines(read))).toEqual(read)
  // A dash inside a serial number is part of it.
  expect(readSerials("AR2-07-8841")).toEqual({ serials: ["AR2-07-8841"] })
  expect(readSerials(" \n ")).toEqual({})
})
