import { afterAll, beforeAll, expect, test } from "vitest"
import { aSignal } from "../../platform/testing/signal.ts"
import { aWorld, type World } from "../../platform/testing/world.ts"
import { sendSoon } from "./jobs.ts"

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.end())

test("who is made owner of a problem is told, and without a mail server the mail is kept to be seen", async () => {
  const organization = await world.anOrganization()
  const [maya, jonas] = [await organization.as("editor", { name: "Maya" }), await organization.as("member")]
  const id = await aSignal(organization)
  const problem = await maya.post<{ id: string }>(`/signals/${id}/problem`, { statement: "Fan motors fail" })
  await maya.patch(`/problems/${problem.body.id}`, { ownerId: jonas.memberId })
  await maya.patch(`/problems/${problem.body.id}`, { statement: "Fan motors of batch 7 fail" })
  await world.app.settled()
  type Items = { items: { kind: string; record: string; headline: string }[] }
  expect((await jonas.get<Items>("/notifications")).body.items).toMatchObject([
    { kind: "assignment", record: `problem:${problem.body.id}`, headline: expect.stringContaining("Fan motors") },
  ])
  expect((await jonas.get<{ asked: { kind: string }[] }>("/home")).body.asked).toMatchObject([{ kind: "problem" }])

  await sendSoon(world.app.platform, organization.id)
  type Mails = { items: { subject: string; state: string }[] }
  const admin = await organization.as("admin")
  // The job sends too; whichever was first, there is one.
  let mails: Mails["items"] = []
  while (mails.length === 0) mails = (await admin.get<Mails>("/mail-outbox")).body.items
  expect(mails).toMatchObject([{ state: "kept", subject: expect.stringContaining("Maya made you the owner") }])
  expect(mails.length).toBe(1)
})
