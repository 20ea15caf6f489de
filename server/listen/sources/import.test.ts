import { expect, test } from "vitest"
import { type Ask, afterAsking, importStates, sourceNamed } from "./import.ts"

test.each<[Ask, Record<string, string>]>([
  ["change", { ready: "ready", checked: "ready" }],
  ["check", { ready: "checking", checked: "checking" }],
  ["run", { checked: "running", failed: "running" }],
  ["undo", { running: "undoing", done: "undoing", failed: "undoing" }],
])("%s is possible in exactly these states", (ask, expected) => {
  const found = importStates.flatMap((state) => {
    const after = afterAsking(ask, { state, failedIn: state === "failed" ? "running" : null })
    return after === null ? [] : [[state, after]]
  })
  expect(Object.fromEntries(found)).toEqual(expected)
})

test("what failed goes on with what it was doing, and is not undone before anything was stored", () => {
  expect(afterAsking("run", { state: "failed", failedIn: "undoing" })).toBe("undoing")
  expect(afterAsking("run", { state: "failed", failedIn: "checking" })).toBe("checking")
  expect(afterAsking("undo", { state: "failed", failedIn: "checking" })).toBeNull()
  expect(afterAsking("change", { state: "failed", failedIn: "checking" })).toBe("ready")
  expect(afterAsking("change", { state: "failed", failedIn: "running" })).toBeNull()
})

test.each([
  ["C:\\exports\\Zendesk tickets.csv.gz", "Zendesk tickets"],
  ["nps.2026.xlsx", "nps.2026"],
  [".csv", "import"],
])("the source of %s is %s", (name, source) => expect(sourceNamed(name)).toBe(source))
