import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { recogniseExport } from "./exports.ts"
import { inspectTable } from "./read.ts"

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rapport-exports-"))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const look = async (file: string) => {
  const found = await inspectTable(file)
  const rows = found.preview.map((row) => row.cells)
  const known = recogniseExport(found.columns, { rows, ...(found.second ? { second: found.second } : {}) })
  const at = (column: string) => known?.targets[found.columns.indexOf(column)]
  return { known, at, found, rows }
}
const sample = (name: string) => look(join(import.meta.dirname, "samples", name))
const made = async (name: string, text: string, encoding: BufferEncoding = "utf8") => {
  const file = join(folder, name)
  await writeFile(file, text, encoding)
  return look(file)
}

test("real: Qualtrics, its three header rows, questions as names and none of them read as data", async () => {
  const { known, at, found, rows } = await sample("qualtrics.csv")
  expect(known).toMatchObject({ tool: "qualtrics", kind: "response" })
  expect(rows).toHaveLength(1)
  expect(found.second?.[17]).toBe("This is a multiple choice question.")
  expect(known?.names.slice(17, 19)).toEqual(["This is a multiple choice question.", "This is a free text question."])
  expect(at("ResponseId")).toEqual({ target: "externalId" })
  expect(at("RecordedDate")).toEqual({ target: "occurredAt" })
  expect(at("EndDate")).toEqual({ target: "ignore" })
  expect(at("IPAddress")).toEqual({ target: "ignore" })
  expect(at("UserLanguage")).toEqual({ target: "language" })
  expect(at("Q1")).toBeUndefined()
})

test("real: the older Qualtrics export, whose names stand in the second row", async () => {
  const { known, at } = await sample("qualtrics-legacy.csv")
  expect(known?.tool).toBe("qualtrics")
  expect(at("V1")).toEqual({ target: "externalId" })
  expect(at("V5")).toEqual({ target: "person.email" })
  expect(known?.names[10]).toBe("This is a multiple choice question.")
})

test("real: Zendesk, Intercom, Google Play in UTF-16, SurveyMonkey's API", async () => {
  const zendesk = await sample("zendesk-tickets.csv")
  expect(zendesk.known).toMatchObject({ tool: "zendesk", kind: "ticket" })
  expect(zendesk.at("description")).toEqual({ target: "text" })
  expect(zendesk.at("subject")).toEqual({ target: "text" })
  expect(zendesk.at("external_id")).toEqual({ target: "ignore" })
  const intercom = await sample("intercom-conversations.csv")
  expect(intercom.known).toMatchObject({ tool: "intercom", kind: "chat" })
  expect(intercom.at("conversation_rating_value")).toMatchObject({ metric: "csat", scale: { min: 1, max: 5 } })
  const play = await sample("google-play-header-only-utf16le.csv")
  expect(play.known).toMatchObject({ tool: "google_play", kind: "review", channel: "Google Play" })
  expect(play.at("Star Rating")).toMatchObject({ metric: "rating", scale: { min: 1, max: 5 } })
  const monkey = await sample("surveymonkey-responses.json")
  expect(monkey.known).toMatchObject({ tool: "surveymonkey", kind: "response" })
  expect(monkey.at("id")).toEqual({ target: "externalId" })
  expect(monkey.at("date_modified")).toEqual({ target: "occurredAt" })
})

// The headers below are those of the tools' documentation; the rows are invented.
test("made: SurveyMonkey, two header rows, an answer under its question", async () => {
  const { known, at, rows } = await made(
    "monkey.csv",
    [
      "Respondent ID,Collector ID,Start Date,End Date,IP Address,Email Address,First Name,Last Name,Custom Data 1,How satisfied are you with us?,Which do you own?,,What can we improve?",
      ",,,,,,,,,Response,Aria,Lumen,Open-Ended Response",
      "1181,42,01/02/2026 10:00:00,01/02/2026 10:04:00,192.0.2.1,jo@example.com,Jo,Miller,,Very satisfied,Aria,,The manual",
      "1182,42,01/02/2026 11:00:00,01/02/2026 11:02:00,192.0.2.2,,,,,Satisfied,,Lumen,",
    ].join("\r\n"),
  )
  expect(known?.tool).toBe("surveymonkey")
  expect(rows).toHaveLength(2)
  expect(known?.names.slice(9)).toEqual([
    "How satisfied are you with us?",
    "Which do you own?: Aria",
    "Which do you own?: Lumen",
    "What can we improve?",
  ])
  expect(at("Respondent ID")).toEqual({ target: "externalId" })
  expect(at("End Date")).toEqual({ target: "occurredAt" })
})

test("made: Typeform, Delighted, Formbricks, App Store, Zendesk's view, and Google Play with rows", async () => {
  const typeform = await made(
    "typeform.csv",
    "#,How likely are you to recommend us?,Why?,Response Type,Start Date (UTC),Stage Date (UTC),Submit Date (UTC),Network ID,Tags,Ending\nabc1,9,Good sound,completed,2026-02-01 10:00:00,,2026-02-01 10:01:00,n1,,\n",
  )
  expect(typeform.known?.tool).toBe("typeform")
  expect(typeform.at("#")).toEqual({ target: "externalId" })
  expect(typeform.at("Submit Date (UTC)")).toEqual({ target: "occurredAt" })
  const delighted = await made(
    "delighted.json",
    JSON.stringify([
      {
        id: "1",
        person: "10",
        survey_type: "csat",
        score: 4,
        comment: "Fine",
        permalink: "https://x",
        created_at: 1713418460,
      },
      {
        id: "2",
        person: "11",
        survey_type: "csat",
        score: 5,
        comment: null,
        permalink: "https://y",
        created_at: 1713418461,
      },
    ]),
  )
  expect(delighted.known?.tool).toBe("delighted")
  expect(delighted.at("score")).toEqual({ target: "score", metric: "csat", scale: { min: 1, max: 5 } })
  const formbricks = await made(
    "formbricks.csv",
    'No.,Response ID,Timestamp,Finished,Survey ID,Formbricks ID (internal),User ID,Notes,Tags,url,userAgent - os,"1. What should we change?"\n1,cl1,2026-02-01 10:00,Yes,s1,,u-1,,,https://x,macOS,The colours\n',
  )
  expect(formbricks.known?.tool).toBe("formbricks")
  expect(formbricks.known?.names.at(-1)).toBe("What should we change?")
  const store = await made(
    "reviews.json",
    JSON.stringify({
      data: [
        {
          type: "customerReviews",
          id: "r1",
          attributes: {
            rating: 2,
            title: "No",
            body: "It logs me out.",
            reviewerNickname: "jo",
            createdDate: "2026-02-01T10:00:00-08:00",
            territory: "USA",
          },
        },
      ],
    }),
  )
  expect(store.known).toMatchObject({ tool: "app_store", kind: "review", channel: "App Store" })
  expect(store.at("attributes.rating")).toMatchObject({ metric: "rating" })
  const view = await made(
    "view.csv",
    "Id,Requester,Requester id,Requester email,Submitter,Assignee,Group,Subject,Tags,Status,Priority,Via,Ticket type,Created at,Updated at,Satisfaction Score\n7,Jo,55,jo@example.com,Jo,Kim,Support,Late,,Open,High,Mail,Incident,2026-02-01 10:00,2026-02-01 11:00,Good\n",
  )
  expect(view.known?.tool).toBe("zendesk")
  expect(view.at("Satisfaction Score")).toMatchObject({ metric: "csat", labels: { good: 1, bad: 0 } })
  const play = await made(
    "reviews_app_202602.csv",
    "\ufeffPackage Name,App Version Code,App Version Name,Reviewer Language,Device,Review Submit Date and Time,Review Submit Millis Since Epoch,Review Last Update Date and Time,Review Last Update Millis Since Epoch,Star Rating,Review Title,Review Text,Developer Reply Date and Time,Developer Reply Millis Since Epoch,Developer Reply Text,Review Link\nio.app,7,1.2,de,pixel,2026-02-01T10:00:00Z,1769940000000,2026-02-01T10:00:00Z,1769940000000,2,,Stürzt ab,,,,https://play/1\n",
    "utf16le",
  )
  expect(play.known?.tool).toBe("google_play")
  expect(play.found.layout.encoding).toMatch(/utf-?16/i)
})

test("what is none of them is not taken for one", async () => {
  const plain = await made("plain.csv", "id,created_at,comment,score\n1,2026-01-01,Good,5\n2,2026-01-02,Bad,1\n")
  expect(plain.known).toBeUndefined()
  const people = await made("people.csv", "id,email,name\n1,jo@example.com,Jo\n")
  expect(people.known).toBeUndefined()
})
