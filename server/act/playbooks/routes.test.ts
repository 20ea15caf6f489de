import { afterAll, beforeAll, expect, test } from "vitest"
import type { z } from "../../platform/schema.ts"
import { aProblem } from "../../platform/testing/problem.ts"
import { aWorld, type TestOrganization, type World } from "../../platform/testing/world.ts"
import type { Playbook as PlaybookSchema } from "./contract.ts"
import { shippedPlaybooks } from "./shipped.ts"

type Playbook = z.output<typeof PlaybookSchema>
type Refusal = { error: { code: string } }

let world: World
let ours: TestOrganization
beforeAll(async () => {
  world = await aWorld()
  ours = await world.anOrganization("Ours")
})
afterAll(() => world.end())

test("five playbooks ship, the same in both languages, each moving the whole clock", () => {
  const [en, zh] = [shippedPlaybooks("en"), shippedPlaybooks("zh-CN")]
  expect(en.map((one) => one.id)).toEqual([
    "product_defect",
    "recall",
    "service_failure",
    "confusing_experience",
    "price_expectation_gap",
  ])
  for (const [index, one] of en.entries()) {
    const other = zh[index]!
    expect(other.steps.map((step) => [step.department, step.deliverable, step.due, step.tasks.length])).toEqual(
      one.steps.map((step) => [step.department, step.deliverable, step.due, step.tasks.length]),
    )
    const texts = [
      other.name,
      other.description,
      ...other.steps.flatMap((step) => [step.title, step.role, step.instructions]),
    ]
    expect(texts.filter((text) => !/\p{Script=Han}/u.test(text))).toEqual([])
    const delivered = one.steps.map((step) => step.deliverable)
    for (const kind of ["guidance_live", "notice_sent", "fix_released", "measured"]) expect(delivered).toContain(kind)
  }
})

test("one's own is a copy that is edited, used and retired; two who edit at once are told", async () => {
  const member = await ours.as("member", { department: "Product" })
  const { body: shipped } = await member.get<Playbook>("/playbooks/recall?language=zh-CN")
  expect(shipped.name).toBe("召回")
  const steps = shipped.steps.slice(0, 2)
  const made = await member.post<Playbook>("/playbooks", { name: "小范围召回", copiedFrom: "recall", steps })
  expect(made).toMatchObject({ status: 201, body: { shipped: false, copiedFrom: "recall", version: 1 } })
  expect((await member.post<Refusal>("/playbooks", { name: "小范围召回", steps })).body.error.code).toBe(
    "playbook.name_taken",
  )
  const address = `/playbooks/${made.body.id}`
  const changed = await member.patch<Playbook>(address, { version: 1, steps: [steps[0]] })
  expect(changed.body).toMatchObject({ version: 2, steps: [{ title: steps[0]!.title }] })
  expect((await member.patch(address, { version: 1, name: "Other" })).status).toBe(409)
  const problemId = await aProblem(ours)
  const plan = await member.post<{ playbook: { name: string }; workstreams: object[] }>(`/problems/${problemId}/plan`, {
    playbook: made.body.id,
    severity: "safety",
  })
  expect(plan.body).toMatchObject({ playbook: { name: "小范围召回" }, workstreams: [{}] })
  expect((await member.delete(address)).status).toBe(204)
  const list = await member.get<{ items: Playbook[] }>("/playbooks")
  expect(list.body.items.length).toBe(5)
  // What was opened with it still says so.
  const after = await member.get<{ items: { playbook: { name: string } }[] }>("/plans")
  expect(after.body.items[0]!.playbook.name).toBe("小范围召回")
})

test("bad steps are named, shipped ones are not changed, others' are not seen", async () => {
  const member = await ours.as("member", { department: "Product" })
  const step = { department: "product", title: "x", deliverable: "fix_released", due: { hours: 4 } }
  expect((await member.post("/playbooks", { name: "None", steps: [] })).status).toBe(422)
  expect((await member.post("/playbooks", { name: "Bad", steps: [{ ...step, due: { hours: 0 } }] })).status).toBe(422)
  expect((await member.post("/playbooks", { name: "Bad", steps: [{ ...step, department: "sales" }] })).status).toBe(422)
  expect((await member.patch("/playbooks/recall", { version: 1, name: "Mine" })).status).toBe(422)
  const { body } = await member.post<Playbook>("/playbooks", { name: "Ours", steps: [step] })
  const stranger = await (await world.anOrganization("Theirs")).as("owner")
  expect((await stranger.get(`/playbooks/${body.id}`)).status).toBe(404)
  expect((await stranger.delete(`/playbooks/${body.id}`)).status).toBe(404)
  expect((await (await ours.as("viewer")).post("/playbooks", { name: "No", steps: [step] })).status).toBe(403)
})
