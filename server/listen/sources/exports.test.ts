import { readFile } from "node:fs/promises"
import path from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { aWorld, type Client, type World } from "../../platform/testing/world.ts"
import type { Feedback } from "../feedback/public.ts"
import type { Import } from "./contract.ts"

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.end())

const upload = async (client: Client, name: string): Promise<Import> => {
  const body = new Uint8Array(await readFile(path.join(import.meta.dirname, "../../../tables/samples", name)))
  return (await client.raw(`/imports?name=${name}`, { method: "POST", body })).json() as Promise<Import>
}
const until = async (client: Client, id: string, state: string) => {
  await expect
    .poll(async () => (await client.get<Import>(`/imports/${id}`)).body.state, { timeout: 15_000 })
    .toBe(state)
}

test("a Qualtrics export is taken in as it is: one answer, its words, its id; the next export of it brings nothing twice", async () => {
  const ours = await world.anOrganization()
  const editor = await ours.as("editor")
  const one = await upload(editor, "qualtrics.csv")
  expect(one).toMatchObject({
    source: "qualtrics",
    kind: "feedback",
    detection: { tool: "qualtrics" },
    mapping: { defaults: { kind: "response" } },
  })
  expect(one.columns.find((column) => column.name === "Q2")).toMatchObject({
    title: "This is a free text question.",
    guess: { target: "text" },
  })
  const bring = async (id: string) => {
    expect((await editor.post(`/imports/${id}/check`)).status).toBe(202)
    await until(editor, id, "checked")
    expect((await editor.post(`/imports/${id}/run`, {})).status).toBe(202)
    await until(editor, id, "done")
    await world.app.settled()
  }
  await bring(one.id)
  await bring((await upload(editor, "qualtrics.csv")).id)
  const { items } = (await editor.get<{ items: Feedback[] }>("/feedback")).body
  expect(items).toHaveLength(1)
  expect(items[0]).toMatchObject({
    source: "qualtrics",
    externalId: "R_2YPOQ602ER1jkf1",
    kind: "response",
    text: "Hello World!",
    attributes: { "This is a multiple choice question_": 2 },
  })
})

test("that it is an export of a tool can be denied, and looked at again", async () => {
  const ours = await world.anOrganization()
  const editor = await ours.as("editor")
  const one = await upload(editor, "zendesk-tickets.csv")
  expect(one.detection.tool).toBe("zendesk")
  const plain = (await editor.patch<Import>(`/imports/${one.id}`, { overrides: { tool: "none" } })).body
  expect(plain.detection.tool).toBeNull()
  expect(plain.mapping.columns).not.toEqual(one.mapping.columns)
  const again = (await editor.patch<Import>(`/imports/${one.id}`, { overrides: {} })).body
  expect(again.mapping.columns).toEqual(one.mapping.columns)
})
