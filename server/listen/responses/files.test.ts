import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Question } from "../../../survey/definition.ts"
import { aDefinition, aSurvey } from "../../platform/testing/survey.ts"
import { aWorld, type World } from "../../platform/testing/world.ts"

let world: World
const clock = Date.parse("2026-03-02T10:00:00Z")
beforeAll(async () => {
  world = await aWorld({ now: () => new Date(clock) })
})
afterAll(() => world.end())

type Faults = { error: { code: string; params?: Record<string, unknown>; details?: { code: string; field: string }[] } }
const codeOf = ({ status, body }: { status: number; body: unknown }) => [status, (body as Faults).error?.code]

describe("files", () => {
  const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3])
  const file: Question = {
    id: "q3",
    kind: "file",
    title: { en: "A picture" },
    most: 1,
    megabytes: 0.1,
    types: ["image/*"],
  }

  test("are taken by what is in them, up to their size, and belong to one response and question", async () => {
    const organization = await world.anOrganization()
    const survey = await aSurvey(organization, { definition: aDefinition([file]) })
    const id = randomUUID()
    const send = (body: Uint8Array<ArrayBuffer> | FormData, more = "question=q3&name=me.png", response = id) =>
      survey.visitor.raw(`/ask/${survey.key}/responses/${response}/files?${more}`, { method: "POST", body })
    const sent = await send(png)
    expect(sent.status).toBe(201)
    const taken = (await sent.json()) as { id: string }
    expect(taken).toMatchObject({ name: "me.png", type: "image/png", bytes: png.length })
    const form = new FormData()
    form.set("file", new Blob([png]), "../../form.png")
    expect(await (await send(form)).json()).toMatchObject({ name: "form.png", type: "image/png" })
    expect((await send(new TextEncoder().encode("<html>a page called me.png</html>"))).status).toBe(400)
    expect((await send(new Uint8Array(200_000))).status).toBe(413)
    expect((await send(png, "question=q1")).status).toBe(400)

    expect(codeOf(await survey.answer({ q3: [taken.id] }, { id: randomUUID() }))).toEqual([400, "response.invalid"])
    expect(codeOf(await survey.answer({ q3: [randomUUID()] }, { id }))).toEqual([400, "response.invalid"])
    expect((await survey.answer({ q3: [taken.id] }, { id })).status).toBe(200)
    const read = await survey.editor.raw(`/response-files/${taken.id}/content`)
    expect(read.headers.get("content-type")).toBe("image/png")
    expect(new Uint8Array(await read.arrayBuffer())).toEqual(png)
    expect((await (await organization.as("viewer")).get(`/response-files/${taken.id}/content`)).status).toBe(403)

    expect((await survey.editor.delete(`/responses/${id}`)).status).toBe(204)
    expect((await survey.editor.raw(`/response-files/${taken.id}/content`)).status).toBe(404)
  })
})
