import { expect, test } from "vitest"
import { readVehicleComplaints, vehicleRecalls } from "./vehicles.ts"

test("every row of the file is in exactly one complaint", async () => {
  const { items, counts } = await readVehicleComplaints()
  expect(counts).toEqual({ rows: 18720, feedback: 18714, merged: 6, withoutIncidentDate: 138 })
  expect(items).toHaveLength(counts.feedback)
  expect(new Set(items.map((item) => item.externalId)).size).toBe(counts.feedback)
  expect(items.every((item) => item.text && item.component!.length > 0)).toBe(true)
})

test("complaints come in the order they were filed, as owners name their vehicles", async () => {
  const { items } = await readVehicleComplaints()
  const times = items.map((item) => item.occurredAt!)
  expect(times).toEqual([...times].sort())
  expect(items[0]).toMatchObject({
    externalId: "876793",
    occurredAt: "2000-12-20T12:00:00.000Z",
    product: "Accent",
    version: "2001",
    component: ["Visibility: glass, side/rear"],
    attributes: { crash: false, fire: false, injured: 0, deaths: 0, make: "Hyundai", incidentDate: "2000-12-20" },
  })
  expect(items.some((item) => item.product === "Santa Fe")).toBe(true)
  expect(items.some((item) => item.component!.length >= 3)).toBe(true)
})

test("the truth worth finding is in it: power steering of the Sonata 2011 before its recall", async () => {
  const { items } = await readVehicleComplaints()
  const before = items.filter(
    (item) =>
      item.product === "Sonata" &&
      item.version === "2011" &&
      item.occurredAt! < "2016-04-05" &&
      (item.component as string[]).some((component) => component.startsWith("Steering")),
  )
  expect(before.length).toBe(596)
})

test("each recall campaign is one known event with a title a person can read", async () => {
  const recalls = await vehicleRecalls()
  expect(recalls).toHaveLength(136)
  expect(recalls.find((recall) => recall.title.startsWith("Recall 16V190"))).toEqual({
    at: "2016-04-05",
    title: "Recall 16V190: electric power steering, Sonata 2011",
    kind: "recall",
    slice: {
      product: ["Sonata"],
      version: ["2011"],
      component: ["Steering: electric power assist system", "Steering"],
    },
    link: "https://www.nhtsa.gov/recalls?nhtsaId=16V190000",
  })
  expect(recalls.map((recall) => recall.at)).toEqual(recalls.map((recall) => recall.at).sort())
})
