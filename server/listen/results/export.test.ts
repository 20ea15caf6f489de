import { strFromU8, unzipSync } from "fflate"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Question } from "../../../survey/definition.ts"
import { aDefinition, aSurvey } from "../../platform/testing/survey.ts"
import { aWorld, type World } from "../../platform/testing/world.ts"

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.end())

const t = (en: string) => ({ en })
const questions: Question[] = [
  { id: "q1", kind: "scale", title: t("How was it?"), measures: "csat", min: 1, max: 5, look: "number", unsure: true },
  {
    id: "q2",
    kind: "choice",
    title: t("Don't you want more?"),
    many: false,
    look: "list",
    choices: [
      { id: "yes", label: t("Yes, more") },
      { id: "no", label: t("No") },
    ],
  },
  {
    id: "q3",
    kind: "choice",
    title: t("Which?"),
    many: true,
    look: "list",
    choices: [
      { id: "a", label: t("Ale") },
      { id: "b", label: t("Beer"), other: true },
    ],
  },
  { id: "q4", kind: "text", title: t("Why?"), long: true },
  { id: "q5", kind: "contact", title: t("Who?"), fields: [{ name: "email", required: false }] },
]

async function answered() {
  const organization = await world.anOrganization("Exports")
  const survey = await aSurvey(organization, { definition: aDefinition(questions) })
  await survey.answer({
    q1: 4,
    q2: "yes",
    q3: { choices: ["a", "b"], other: "=cmd()" },
    q4: "Good,\nreally",
    q5: { contact: { email: "a@b.example" } },
  })
  await survey.answer({ q1: { unsure: true }, q2: "no" })
  await survey.answer({ q1: 1 }, { human: false })
  await world.app.settled()
  return { organization, survey, path: `/surveys/${survey.id}/responses/export?state=counted` }
}

test("CSV has a row for each response as it is read, and leaves a trace", async () => {
  const { organization, survey, path } = await answered()
  const text = await (await survey.editor.raw(`${path}&format=csv`)).text()
  const [head, ...rows] = text.trim().split("\r\n")
  expect(head).toContain("q1,q2,q3_a,q3_b,q3_other,q4,q5_email")
  expect(text).toContain("Yes, more")
  expect(text).toContain("'=cmd()")
  expect(text).toContain("a@b.example")
  expect(rows.filter((row) => /^[0-9a-f]{8}-/.test(row)).length).toBe(2)
  const [event] = await organization.events("response.list_exported")
  expect(event!.payload).toMatchObject({ format: "csv", personalData: true, filters: ["state"] })
  expect(JSON.stringify(event!.payload)).not.toContain("a@b.example")
})

test("without the right to personal data no contact leaves, in no format", async () => {
  const { organization, path } = await answered()
  const viewer = await organization.as("viewer")
  for (const format of ["csv", "ndjson"]) {
    const text = await (await viewer.raw(`${path}&format=${format}`)).text()
    expect(text).toContain("really")
    expect(text).not.toContain("a@b.example")
  }
})

test("for SPSS: codes, what they mean, and the syntax that reads them", async () => {
  const { survey, path } = await answered()
  const response = await survey.editor.raw(`${path}&format=spss`)
  expect(response.headers.get("content-type")).toBe("application/zip")
  const files = unzipSync(new Uint8Array(await response.arrayBuffer()))
  const data = strFromU8(files["responses.csv"]!).trim().split("\r\n")
  expect(data[0]).toBe("response_id,finished,started_at,seconds,language,version,q1,q2,q3_a,q3_b,q3_other,q4,q5_email")
  const cells = data.slice(1).map((line) => line.split(",").slice(6).join(","))
  expect(cells.sort()).toEqual(["-9,2,,,,,", `4,1,1,1,'=cmd(),"Good, really",a@b.example`].sort())
  const book = strFromU8(files["codebook.csv"]!)
  expect(book).toContain('q2,Don\'t you want more?,number,1,"Yes, more"')
  expect(book).toContain("q1,How was it?,number,-9,Can't say")
  const syntax = strFromU8(files["responses.sps"]!)
  expect(syntax).toContain("q2 'Don''t you want more?'")
  expect(syntax).toContain("MISSING VALUES q1 (-9).")
  expect(syntax).toContain("q4 A12")
})

test("XLSX is a workbook, NDJSON what the API answers", async () => {
  const { survey, path } = await answered()
  const book = unzipSync(new Uint8Array(await (await survey.editor.raw(`${path}&format=xlsx`)).arrayBuffer()))
  expect(Object.keys(book)).toContain("xl/workbook.xml")
  const lines = (await (await survey.editor.raw(`${path}&format=ndjson`)).text()).trim().split("\n")
  const list = await survey.editor.get<{ items: object[] }>(`/surveys/${survey.id}/responses?state=counted`)
  expect(lines.map((line) => JSON.parse(line))).toEqual(list.body.items)
})
