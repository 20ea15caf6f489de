import { readdir } from "node:fs/promises"
import path from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { writeTable } from "../../../tables/write.ts"
import { sql } from "../../platform/postgres.ts"
import { aWorld, type Client, type TestOrganization, type World } from "../../platform/testing/world.ts"
import type { Feedback } from "../feedback/public.ts"
import type { Import, ImportSummary, RowProblem } from "./contract.ts"

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.end())

type Fault = { error: { code: string; message: string; remedy: string } }
type List = { items: Feedback[]; total: number }
type Problems = { items: RowProblem[]; next: string | null; total: number }

const upload = async (client: Client, name: string, content: string | Uint8Array) => {
  const body = typeof content === "string" ? content : new Uint8Array(content)
  const response = await client.raw(`/imports?name=${encodeURIComponent(name)}`, { method: "POST", body })
  return { status: response.status, body: (await response.json()) as Import & Fault }
}

const untilState = async (client: Client, id: string, state: string): Promise<Import> => {
  for (;;) {
    const { body } = await client.get<Import>(`/imports/${id}`)
    if (body.state === state) return body
    if (body.state === "failed") throw new Error(`The import failed: ${JSON.stringify(body.failure)}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function checked(client: Client, id: string) {
  expect((await client.post(`/imports/${id}/check`)).status).toBe(202)
  return untilState(client, id, "checked")
}

async function brought(client: Client, id: string, skipBadRows = false) {
  await checked(client, id)
  expect((await client.post(`/imports/${id}/run`, { skipBadRows })).status).toBe(202)
  const done = await untilState(client, id, "done")
  await world.app.settled()
  return done
}

const found = async (client: Client) => (await client.get<List>("/feedback?limit=200&sort=oldest")).body
const facts = async (organization: TestOrganization) =>
  (
    await world.app.platform.stores.clickhouse.rows<{ n: number }>(
      "select count() as n from interaction where organization_id = {o:UUID}",
      { o: organization.id },
    )
  )[0]!.n

const tickets = `Ticket ID;Created;Subject and comment;Product;CSAT (1-5);Email;Plan;Amount
77;03.02.2026 10:15;The fan stopped, and nobody called back.;Aria 2;1;mei@example.com;Pro;12,50
78;14.02.2026 09:00;Quick and friendly help. Thank you!;Aria 2;5;lars@example.com;Basic;7,00
79;28.02.2026 17:30;Ich warte seit drei Wochen.;Aria 1;2;mei@example.com;Pro;1.012,50
`

describe("a file comes in", () => {
  let editor: Client
  let organization: TestOrganization
  let first: Import
  beforeAll(async () => {
    organization = await world.anOrganization()
    editor = await organization.as("editor")
  })

  test("it is recognised, with a reason for each guess, and nothing is stored yet", async () => {
    const { status, body } = await upload(editor, "Zendesk tickets.csv", tickets)
    expect(status).toBe(201)
    first = body
    expect(body).toMatchObject({ state: "ready", name: "Zendesk tickets.csv", source: "Zendesk tickets", rows: null })
    expect(body.detection).toMatchObject({
      format: "csv",
      delimiter: ";",
      decimal: ",",
      dateOrder: "dmy",
      header: true,
    })
    expect(body.detection.reasons.delimiter).toEqual(expect.any(String))
    expect(body.mapping.defaults).toEqual({ kind: "ticket" })
    expect(body.mapping.columns.map((one) => one.target)).toEqual([
      "externalId",
      "occurredAt",
      "text",
      "product",
      "score",
      "person.email",
      "attribute",
      "attribute",
    ])
    expect(body.mapping.columns[4]).toMatchObject({ metric: "csat", scale: { min: 1, max: 5 } })
    expect(body.preview[0]).toMatchObject({ row: 2 })
    expect(body.preview[0]!.cells[3]).toBe("Aria 2")
    expect((await found(editor)).total).toBe(0)
  })

  test("after the check it runs, with scores, people, times and attributes", async () => {
    const check = await checked(editor, first.id)
    expect(check).toMatchObject({ rows: 3, problems: 0, expected: { accepted: 3, duplicates: 0, refused: 0 } })
    await editor.post(`/imports/${first.id}/run`, {})
    const done = await untilState(editor, first.id, "done")
    expect(done.progress).toEqual({ rowsRead: 3, accepted: 3, duplicates: 0, refused: 0 })
    await world.app.settled()
    const { items, total } = await found(editor)
    expect(total).toBe(3)
    expect(items[0]).toMatchObject({
      source: "Zendesk tickets",
      externalId: "77",
      kind: "ticket",
      occurredAt: "2026-02-03T10:15:00.000Z",
      product: "Aria 2",
      scores: [{ metric: "csat", value: 1, scale: { min: 1, max: 5 } }],
      importId: first.id,
      attributes: { Plan: "Pro", Amount: 12.5 },
    })
    expect(items[2]!.attributes.Amount).toBe(1012.5)
    expect(items[0]!.person!.id).toBe(items[2]!.person!.id)
    expect(items[0]!.reading!.label).toBe("negative")
    expect(await readdir(path.join(world.dataFolder, "imports"))).toEqual([])
  })

  test("the same file again brings nothing twice, and the check says so", async () => {
    const { body } = await upload(editor, "Zendesk tickets.csv", tickets)
    expect(body.fingerprint).toBe(first.fingerprint)
    expect((await checked(editor, body.id)).expected).toEqual({ accepted: 0, duplicates: 3, refused: 0 })
    const done = await brought(editor, body.id)
    expect(done.progress).toEqual({ rowsRead: 3, accepted: 0, duplicates: 3, refused: 0 })
    expect((await found(editor)).total).toBe(3)
    const list = await editor.get<{ items: ImportSummary[] }>(`/imports?fingerprint=${first.fingerprint}`)
    expect(list.body.items.map((one) => one.id)).toEqual([body.id, first.id])
  })

  test("undone, it is out of both stores, what was there before stays, and the trail tells it", async () => {
    await editor.post("/feedback", { text: "Not of the file", externalId: "own", occurredAt: "2026-01-01T00:00:00Z" })
    await world.app.settled()
    const before = await facts(organization)
    expect((await editor.post(`/imports/${first.id}/undo`)).status).toBe(202)
    await untilState(editor, first.id, "undone")
    await world.app.settled()
    expect(await facts(organization)).toBe(before - 6)
    expect((await found(editor)).items.map((one) => one.externalId)).toEqual(["own"])
    const [left] = await organization.scope.query<{ n: number }>(sql`
      select count(*) as n from feedback where organization_id = ${organization.id}`)
    expect(left!.n).toBe(1)
    const told = (await organization.events()).filter((event) => event.record === `import:${first.id}`)
    expect(told.map((event) => event.name)).toEqual([
      "import.received",
      "import.check_asked",
      "import.checked",
      "import.run_asked",
      "import.done",
      "import.undo_asked",
      "import.undone",
    ])
    expect(told[0]!.actor.name).toBe("Acme editor")
    const again = await upload(editor, "Zendesk tickets.csv", tickets)
    expect((await brought(editor, again.body.id)).progress.accepted).toBe(3)
  })
})

describe("bad rows", () => {
  let editor: Client
  let one: Import
  const content = [
    "id,date,comment,nps (0-10),email",
    "1,2026-01-05,Good,9,a@example.com",
    "2,2026-13-40,Bad date,3,b@example.com",
    "3,2026-01-07,Off the scale,11,c@example.com",
    "4,2999-01-01,From the future,5,d@example.com",
    "5,2026-01-09,No address,5,not an address",
    "6,2026-01-10,,,",
    "7,2026-01-11,too,many,cells,here",
    "8,2026-01-12,Also good,2,h@example.com",
  ].join("\n")

  beforeAll(async () => {
    editor = await (await world.anOrganization()).as("editor")
    one = (await upload(editor, "nps.csv", content)).body
  })

  test("are listed with row, column, value, what is wrong and what to do", async () => {
    expect(await checked(editor, one.id)).toMatchObject({ rows: 8, problems: 6 })
    const { body } = await editor.get<Problems>(`/imports/${one.id}/problems`)
    expect(body.total).toBe(6)
    expect(body.items.map(({ row, column, value, code }) => [row, column, value, code])).toEqual([
      [3, "date", "2026-13-40", expect.stringMatching(/^value\./)],
      [4, "nps (0-10)", "11", "feedback.score_out_of_scale"],
      [5, "date", "2999-01-01", "feedback.in_the_future"],
      [6, "email", "not an address", "value.not_an_email"],
      [7, null, null, "feedback.empty"],
      [8, null, expect.any(String), "table.row_too_wide"],
    ])
    expect(body.items.every((problem) => problem.message !== "" && problem.remedy !== "")).toBe(true)
    const file = await (await editor.raw(`/imports/${one.id}/problems?format=csv`)).text()
    expect(file.trim().split("\r\n")).toHaveLength(7)
  })

  test("stop the import, unless they are left out on purpose", async () => {
    const refused = await editor.post<Fault>(`/imports/${one.id}/run`, {})
    expect([refused.status, refused.body.error.code]).toEqual([409, "import.bad_rows"])
    await editor.post(`/imports/${one.id}/run`, { skipBadRows: true })
    const done = await untilState(editor, one.id, "done")
    expect(done.progress).toEqual({ rowsRead: 8, accepted: 2, duplicates: 0, refused: 6 })
  })
})

describe("corrections", () => {
  test("of the mapping and of how the file is read are kept, and need another check", async () => {
    const editor = await (await world.anOrganization()).as("editor")
    const { body: one } = await upload(editor, "data.csv", "When,What,Rate\n01/02/2026,Fine,3\n02/03/2026,So so,2\n")
    const columns = [{ index: 2, target: "score", metric: "csat", scale: { min: 1, max: 3 } }]
    await checked(editor, one.id)
    const changed = await editor.patch<Import>(`/imports/${one.id}`, {
      mapping: { columns, defaults: { kind: "review", channel: "app" } },
      overrides: { dateOrder: "mdy" },
      source: "store",
    })
    expect(changed.body).toMatchObject({ state: "ready", source: "store", overrides: { dateOrder: "mdy" } })
    const again = await editor.patch<Import>(`/imports/${one.id}`, {
      mapping: { columns: [{ index: 0, target: "occurredAt" }] },
    })
    expect(again.body.mapping).toMatchObject({
      columns: [{ target: "occurredAt" }, {}, columns[0]!],
      defaults: { channel: "app" },
    })
    await brought(editor, one.id)
    expect((await found(editor)).items[0]).toMatchObject({
      occurredAt: "2026-01-02T00:00:00.000Z",
      kind: "review",
      channel: "app",
      source: "store",
      scores: [{ metric: "csat", value: 3, scale: { min: 1, max: 3 } }],
    })
  })

  test.each([
    [{ columns: [{ index: 9, target: "text" }] }, "There is no column 9."],
    [{ columns: [{ index: 0, target: "score" }] }, "has no metric or no scale"],
    [
      {
        columns: [
          { index: 0, target: "product" },
          { index: 1, target: "product" },
        ],
      },
      "a and b both become product.",
    ],
    [{ columns: [], timeZone: "Mars/Base" }, "Mars/Base is not a time zone."],
  ])("that cannot be are refused: %o", async (mapping, message) => {
    const editor = await (await world.anOrganization()).as("editor")
    const { body: one } = await upload(editor, "x.csv", "a,b\nfine words,more words\n")
    const refused = await editor.patch<Fault>(`/imports/${one.id}`, { mapping })
    expect(refused.status).toBe(422)
    expect(refused.body.error).toMatchObject({
      code: "import.mapping_invalid",
      message: expect.stringContaining(message),
    })
  })
})

describe("formats and encodings", () => {
  const bytes = async (pieces: AsyncIterable<Uint8Array>) => {
    const all: Uint8Array[] = []
    for await (const piece of pieces) all.push(piece)
    return Buffer.concat(all)
  }
  const header = ["id", "comment", "score (1-5)"]
  // "屏幕很好，但是电池不行" in GB18030
  const chinese = Buffer.from("c6c1c4bbbadcbac3a3acb5abcac7b5e7b3d8b2bbd0d0", "hex")

  test.each<[string, () => Promise<Uint8Array | string>, string]>([
    ["book.xlsx", () => bytes(writeTable("xlsx", header, [["1", "The screen is good", 4]])), "The screen is good"],
    ["lines.ndjson", async () => '{"id":"1","comment":"Fine \\ud800 words","score (1-5)":4}\n', "Fine \ufffd words"],
    ["array.json", async () => '[{"id":"1","comment":"In an array","score (1-5)":4}]', "In an array"],
    [
      "chinese.csv",
      async () => Buffer.concat([Buffer.from("id,comment,score (1-5)\n1,"), chinese, Buffer.from(",4\n")]),
      "屏幕很好，但是电池不行",
    ],
    [
      "utf16.csv",
      async () => Buffer.from("\ufeffid\tcomment\tscore (1-5)\n1\tWide words\t4\n", "utf16le"),
      "Wide words",
    ],
  ])("%s", async (name, content, text) => {
    const editor = await (await world.anOrganization()).as("editor")
    const { body: one } = await upload(editor, name, await content())
    expect((await brought(editor, one.id)).progress).toMatchObject({ accepted: 1, refused: 0 })
    const { items } = await found(editor)
    expect(items).toMatchObject([{ text, externalId: "1", scores: [{ value: 4, scale: { min: 1, max: 5 } }] }])
  })
})

describe("rows without an id", () => {
  test("are found again by their content; equal rows of one file are several", async () => {
    const editor = await (await world.anOrganization()).as("editor")
    const rows = ["comment,csat", "ok,4", "ok,4", "bad,1"]
    const first = await upload(editor, "answers.csv", rows.join("\n"))
    expect((await brought(editor, first.body.id)).progress.accepted).toBe(3)
    // The export of a week later: what was there, and two more.
    const longer = await upload(editor, "answers.csv", [...rows, "ok,4", "new,3"].join("\n"))
    expect((await brought(editor, longer.body.id)).progress).toMatchObject({ accepted: 2, duplicates: 3 })
  })
})

describe("files that cannot be read, or are strange", () => {
  let editor: Client
  beforeAll(async () => {
    editor = await (await world.anOrganization()).as("editor")
  })

  test.each<[string, string | Uint8Array, string]>([
    ["empty.csv", "", "The file is empty."],
    ["header.csv", "id,comment\n", "The file has column names but no rows."],
    ["picture.csv", Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"), "a picture (PNG)"],
  ])("%s is refused, and nothing stays", async (name, content, message) => {
    const before = await readdir(path.join(world.dataFolder, "imports")).catch(() => [])
    const { status, body } = await upload(editor, name, content)
    expect(status).toBe(422)
    expect(body.error).toMatchObject({ code: "import.unreadable", message: expect.stringContaining(message) })
    expect(body.error.remedy).not.toBe("")
    expect(await readdir(path.join(world.dataFolder, "imports"))).toEqual(before)
  })

  test("300 columns: what an item has room for is kept", async () => {
    const names = Array.from(
      { length: 300 },
      (_, index) => `How satisfied are you with part number ${index} of all (1-5)`,
    )
    const { body: one } = await upload(editor, "wide.csv", `${names.join(",")}\n${names.map(() => 4).join(",")}\n`)
    expect(one.columns).toHaveLength(300)
    expect((await brought(editor, one.id)).progress).toMatchObject({ accepted: 1, refused: 0 })
    const { items } = await found(editor)
    expect(items[0]!.scores).toHaveLength(20)
  })

  test("a cell of 10 MB is one bad row; the others come in", async () => {
    const content = `id,comment\n1,fine words\n2,"${"long ".repeat(2_000_000)}"\n3,more words\n`
    const { body: one } = await upload(editor, "long.csv", content)
    expect(await checked(editor, one.id)).toMatchObject({ rows: 3, problems: 1 })
    const { body } = await editor.get<Problems>(`/imports/${one.id}/problems`)
    expect(body.items).toMatchObject([{ row: 3 }])
    await editor.post(`/imports/${one.id}/run`, { skipBadRows: true })
    expect((await untilState(editor, one.id, "done")).progress).toMatchObject({ accepted: 2, refused: 1 })
  })
})

describe("who may", () => {
  test("a key imports; a viewer sees that there is an import, but not what stands in it; others see nothing", async () => {
    const organization = await world.anOrganization()
    const key = await organization.key()
    const { status, body: one } = await upload(key, "tickets.csv", tickets)
    expect(status).toBe(201)
    expect((await brought(key, one.id)).progress.accepted).toBe(3)
    const viewer = await organization.as("viewer")
    expect((await upload(viewer, "tickets.csv", tickets)).status).toBe(403)
    const seen = (await viewer.get<Import>(`/imports/${one.id}`)).body
    expect(seen.state).toBe("done")
    expect(JSON.stringify(seen)).not.toContain("mei@example.com")
    const other = await (await world.anOrganization("Other")).as("owner")
    expect((await other.get(`/imports/${one.id}`)).status).toBe(404)
    expect((await other.post(`/imports/${one.id}/undo`)).status).toBe(404)
  })
})
