import { afterAll, beforeAll, expect, test } from "vitest"
import { counted } from "../../platform/testing/outcomes.ts"
import { aWorld, type TestOrganization, type World } from "../../platform/testing/world.ts"
import { isAbout, isAboutWhere } from "./overlap.ts"

let world: World
let ours: TestOrganization
const calls = (n: number, part: object) =>
  Array.from({ length: n }, (_, index) => ({ day: `2026-05-0${1 + (index % 7)}`, kind: "call", ...part }))
const signal = (slice: Record<string, string>) => ({
  slice,
  ...{ stream: "contacts", since: "2026-05-01", until: "2026-05-07" },
})

beforeAll(async () => {
  world = await aWorld()
  ours = await world.anOrganization()
  await counted(ours, [
    ...calls(9, { component: ["Valve"], product: "Pump", batch: "3", region: "North" }),
    ...calls(3, { component: ["Valve"], product: "Pump", batch: "4", region: "South" }),
    ...calls(40, { component: ["Hose"], product: "Pump", batch: "3", region: "North" }),
  ])
})
afterAll(() => world.end())

test.each([
  ["narrower, and a level below", { component: "Valve: inner", batch: "3" }, { component: "Valve" }, true],
  ["wider, most of it is of the batch", { component: "Valve" }, { component: "Valve", batch: "3" }, true],
  ["wider, little of it is of the batch", { component: "Valve" }, { component: "Valve", batch: "4" }, false],
  ["neither: both name the part", { component: "Valve", region: "North" }, { component: "Valve", batch: "3" }, true],
  [
    "neither, and it lies elsewhere",
    { component: "Valve", region: "South" },
    { component: "Valve", batch: "3" },
    false,
  ],
  ["something else", { component: "Hose" }, { component: "Valve", batch: "3" }, false],
  ["nothing in common", { region: "North" }, { component: "Valve" }, false],
])("%s", async (name, slice, own, about) => {
  expect(await isAbout(ours.scope, signal(slice), own)).toBe(about)
  const where = Object.entries(own).map(([field, value]) => ({ field, op: "in" as const, values: [value] }))
  // Levels are a matter of slices: conditions name values.
  if (!name.includes("level")) expect(await isAboutWhere(ours.scope, signal(slice), where)).toBe(about)
})
