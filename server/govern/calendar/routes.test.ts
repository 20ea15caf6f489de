import { afterAll, beforeAll, expect, test } from "vitest"
import { aProblem } from "../../platform/testing/problem.ts"
import { aWorld, type World } from "../../platform/testing/world.ts"

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.end())

type Workstream = { id: string; title: string; dueAt: string; owner: { id: string } | null; version: number }

test("a member's due dates are a calendar until she closes it, and nobody else's are in it", async () => {
  const organization = await world.anOrganization()
  const lead = await organization.as("admin", { department: "Product", name: "Mara" })
  const other = await organization.as("member", { department: "CX", name: "Tom" })
  const plan = await lead.post<{ id: string; title: string; workstreams: Workstream[] }>(
    `/problems/${await aProblem(organization)}/plan`,
    { severity: "hindered", playbook: "product_defect", title: "A fan; they can, trust" },
  )
  const mine = plan.body.workstreams.filter((one) => one.owner?.id === lead.memberId)
  expect(mine.length).toBeGreaterThan(0)
  expect((await lead.get("/calendar-feed")).body).toEqual({ since: null })
  const { url } = (await lead.post<{ url: string }>("/calendar-feed")).body
  const read = (address: string) => world.app.fetch(new Request(address))

  const answer = await read(url)
  expect(answer.headers.get("content-type")).toBe("text/calendar; charset=utf-8")
  const calendar = (await answer.text()).replace(/\r\n[ \t]/g, "")
  expect(calendar.split("BEGIN:VEVENT").length - 1).toBeGreaterThanOrEqual(mine.length)
  expect(calendar).toContain(`UID:${mine[0]!.id}@rapport`)
  expect(calendar).toContain(`DTSTART:${mine[0]!.dueAt.replace(/[-:]|\.\d+/g, "")}`)
  // Commas and semicolons of titles are escaped, or programs would read them as more values.
  expect(calendar).toContain("A fan\\; they can\\, trust")

  const others = await read((await other.post<{ url: string }>("/calendar-feed")).body.url)
  expect(await others.text()).not.toContain(mine[0]!.id)

  const anew = (await lead.post<{ url: string }>("/calendar-feed")).body.url
  expect((await read(url)).status).toBe(404)
  expect((await read(anew)).status).toBe(200)
  await lead.delete("/calendar-feed")
  expect((await read(anew)).status).toBe(404)
  expect((await (await organization.key()).post("/calendar-feed")).status).toBe(403)
  expect(JSON.stringify(await organization.events())).not.toContain(anew.split("/").at(-1))
})
