import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Question, Survey } from "../../../survey/definition.ts"
import { problemsOf } from "../../../survey/problems.ts"
import { aDefinition } from "../../platform/testing/survey.ts"
import { aWorld, type Client, type World } from "../../platform/testing/world.ts"
import type { SurveyWithDraft } from "./contract.ts"

let world: World
let editor: Client
beforeAll(async () => {
  world = await aWorld()
  editor = await (await world.anOrganization()).as("editor")
})
afterAll(() => world.end())

type Imported = { survey: SurveyWithDraft; format: string; kept: number; left: { what: string; why: string }[] }
type Faults = { error: { code: string; params: { detail: string } } }

async function imported(given: unknown) {
  const { status, body } = await editor.post<Imported>("/surveys/import", given)
  expect([status, body]).toEqual([201, body])
  // What was taken over can be published as it is; only what somebody should see may be left.
  expect(problemsOf(body.survey.draft).filter((one) => one.severity === "stops")).toEqual([])
  return body
}
const questionsIn = (survey: Survey): Question[] => survey.pages.flatMap((page) => page.questions)

describe("Formbricks", () => {
  const i18n = (en: string, de?: string) => ({ default: en, ...(de ? { de } : {}) })
  const element = (id: string, type: string, more: object = {}) => ({
    id,
    type,
    headline: i18n(`Title of ${id}`, `Titel ${id}`),
    required: false,
    ...more,
  })
  const survey = {
    name: "Product survey",
    languages: [
      { default: true, enabled: true, language: { code: "en" } },
      { default: false, enabled: true, language: { code: "de" } },
    ],
    welcomeCard: { enabled: true, headline: i18n("Welcome", "Willkommen"), html: i18n("<p>Two <b>minutes</b></p>") },
    blocks: [
      {
        id: "b1",
        name: "Block 1",
        elements: [
          element("nps", "nps", {
            required: true,
            lowerLabel: i18n("Not likely", "Nein"),
            upperLabel: i18n("Very likely", "Ja"),
          }),
        ],
        logic: [
          {
            id: "l1",
            conditions: {
              id: "c",
              connector: "and",
              conditions: [
                {
                  id: "d",
                  leftOperand: { type: "element", value: "nps" },
                  operator: "isLessThan",
                  rightOperand: { type: "static", value: 7 },
                },
              ],
            },
            actions: [
              { id: "a", objective: "jumpToBlock", target: "b3" },
              { id: "a2", objective: "calculate", variableId: "v" },
            ],
          },
        ],
      },
      {
        id: "b2",
        name: "Block 2",
        elements: [element("why", "openText", { headline: i18n("Why #recall:nps/fallback:that#?", "Warum?") })],
      },
      {
        id: "b3",
        name: "Block 3",
        elements: [
          element("which", "multipleChoiceMulti", {
            choices: [
              { id: "a", label: i18n("A", "A") },
              { id: "other", label: i18n("Other", "Anderes") },
            ],
            shuffleOption: "exceptLast",
          }),
          element("grid", "matrix", {
            rows: [{ id: "r", label: i18n("Row", "Zeile") }],
            columns: [
              { id: "c", label: i18n("Column", "Spalte") },
              { id: "d", label: i18n("Other", "Andere") },
            ],
          }),
          element("who", "contactInfo", {
            email: { show: true, required: true },
            firstName: { show: false },
            lastName: { show: false },
            phone: { show: false },
            company: { show: false },
          }),
          element("meet", "cal", { calUserName: "x" }),
        ],
      },
    ],
    endings: [
      {
        id: "e1",
        type: "endScreen",
        headline: i18n("Thanks", "Danke"),
        buttonLabel: i18n("Home", "Start"),
        buttonLink: "https://example.com",
      },
    ],
    hiddenFields: { enabled: true, fieldIds: ["plan"] },
    variables: [],
  }

  test("is taken over with its languages, logic, pipes and endings; what is not is named", async () => {
    const { survey: made, format, kept, left } = await imported({ data: survey })
    expect([format, kept]).toEqual(["formbricks", 6])
    expect(left.map((one) => one.what)).toEqual([expect.stringContaining("calculate"), expect.stringContaining("cal")])
    const { draft } = made
    expect(draft).toMatchObject({ languages: ["en", "de"], variables: [{ name: "plan", from: { kind: "given" } }] })
    const [welcome, nps, why, which, grid, who] = questionsIn(draft)
    expect(welcome).toMatchObject({
      kind: "statement",
      title: { en: "Welcome", de: "Willkommen" },
      text: { en: "Two minutes" },
    })
    expect(nps).toMatchObject({ kind: "scale", measures: "nps", min: 0, max: 10, required: true, low: { de: "Nein" } })
    expect(why!.title).toEqual({ en: "Why {{answer.nps}}?", de: "Warum?" })
    expect(which).toMatchObject({
      kind: "choice",
      many: true,
      shuffle: true,
      choices: [{ id: "a" }, { id: "other", other: true }],
    })
    expect(grid).toMatchObject({ kind: "matrix", rows: [{ id: "r" }], columns: [{ id: "c" }, { id: "d" }] })
    expect(who).toMatchObject({ kind: "contact", fields: [{ name: "email", required: true }] })
    const asked = draft.pages.find((page) => page.questions[0]!.id === "nps")!
    expect(asked.jumps).toEqual([
      {
        when: { all: [{ of: "answer.nps", is: "answered" }, { not: { of: "answer.nps", is: "atLeast", value: 7 } }] },
        to: draft.pages.at(-1)!.id,
      },
    ])
    expect(draft.endings).toMatchObject([{ title: { en: "Thanks" }, button: { url: "https://example.com" } }])
  })

  test("of older ones the plain questions are read too", async () => {
    const { kept, survey: made } = await imported({
      name: "Old",
      questions: [{ id: "q", type: "rating", headline: { default: "How?" }, scale: "star", range: 5, required: true }],
    })
    expect(kept).toBe(1)
    expect(questionsIn(made.draft)[0]).toMatchObject({ kind: "scale", look: "star", max: 5, title: { en: "How?" } })
  })
})

describe("SurveyJS", () => {
  test("is taken over with panels, conditions and languages", async () => {
    const { survey, format, left } = await imported({
      title: { default: "Feedback", "zh-CN": "反馈" },
      pages: [
        {
          name: "page1",
          elements: [
            {
              type: "rating",
              name: "nps_score",
              title: { default: "Recommend us?", "zh-CN": "推荐吗？" },
              isRequired: true,
              rateMin: 0,
              rateMax: 10,
              minRateDescription: "No",
            },
            {
              type: "panel",
              name: "more",
              visibleIf: "{nps_score} <= 6 and {nps_score} notempty",
              elements: [{ type: "comment", name: "why", title: "Why?" }],
            },
          ],
        },
        {
          name: "page2",
          elements: [
            {
              type: "checkbox",
              name: "parts",
              choices: [{ value: "fan speed", text: "Fan" }, "Filter"],
              showOtherItem: true,
              showNoneItem: true,
              maxSelectedChoices: 2,
            },
            {
              type: "matrix",
              name: "grid",
              columns: [1, 2, 3],
              rows: ["Ease"],
              visibleIf: "{parts} contains 'fan speed'",
            },
            { type: "boolean", name: "ok", visibleIf: "age({born}) > 18" },
            { type: "signaturepad", name: "sign" },
          ],
        },
      ],
    })
    expect(format).toBe("surveyjs")
    expect(left.map((one) => one.what)).toEqual(["visibleIf of ok: age({born}) > 18", "signaturepad: sign"])
    const [nps, why, parts, grid] = questionsIn(survey.draft)
    expect(survey.draft.languages).toEqual(["en", "zh-CN"])
    expect(nps).toMatchObject({
      measures: "nps",
      min: 0,
      max: 10,
      required: true,
      title: { en: "Recommend us?", "zh-CN": "推荐吗？" },
    })
    expect(why!.showIf).toEqual({
      all: [
        { of: "answer.nps_score", is: "atMost", value: 6 },
        { of: "answer.nps_score", is: "answered" },
      ],
    })
    expect(parts).toMatchObject({
      many: true,
      most: 2,
      choices: [{ id: "fan_speed" }, { id: "Filter" }, { other: true }, { none: true }],
    })
    expect(grid).toMatchObject({
      columns: [{ id: "1" }, { id: "2" }, { id: "3" }],
      showIf: { of: "answer.parts", is: "holds", value: "fan_speed" },
    })
  })
})

describe("Qualtrics", () => {
  const question = (id: string, payload: object) => ({
    Element: "SQ",
    PrimaryAttribute: id,
    Payload: {
      QuestionID: id,
      DataExportTag: id.replace("QID", "Q"),
      Validation: { Settings: { ForceResponse: "OFF", Type: "None" } },
      Language: [],
      ...payload,
    },
  })
  const shown = (...all: string[]) => Object.fromEntries(all.map((one, index) => [String(index + 1), { Display: one }]))
  const qsf = {
    SurveyEntry: { SurveyName: "Test survey", SurveyLanguage: "EN" },
    SurveyElements: [
      {
        Element: "BL",
        Payload: [
          {
            Type: "Default",
            ID: "BL_1",
            BlockElements: [
              { Type: "Question", QuestionID: "QID1" },
              { Type: "Page Break" },
              { Type: "Question", QuestionID: "QID2" },
            ],
          },
          { Type: "Trash", ID: "BL_t", BlockElements: [{ Type: "Question", QuestionID: "QID9" }] },
          {
            Type: "Standard",
            ID: "BL_2",
            BlockElements: ["QID3", "QID4", "QID5", "QID6"].map((one) => ({ Type: "Question", QuestionID: one })),
          },
        ],
      },
      {
        Element: "FL",
        Payload: {
          Type: "Root",
          Flow: [
            { Type: "Standard", ID: "BL_2", FlowID: "FL_2" },
            { Type: "Branch", FlowID: "FL_3", Flow: [{ Type: "Block", ID: "BL_1", FlowID: "FL_4" }] },
          ],
        },
      },
      question("QID1", {
        QuestionText: "How <strong>likely</strong>&nbsp;are you?",
        QuestionType: "MC",
        Selector: "NPS",
        Choices: shown("0", "1"),
        Validation: { Settings: { ForceResponse: "ON" } },
      }),
      question("QID2", {
        QuestionText: "Why?<br>Tell us",
        QuestionType: "TE",
        Selector: "ML",
        DisplayLogic: {
          0: {
            0: {
              LogicType: "Question",
              QuestionID: "QID1",
              ChoiceLocator: "q://QID1/SelectableChoice/3",
              Operator: "Selected",
            },
            Type: "If",
          },
          Type: "BooleanExpression",
        },
      }),
      question("QID3", {
        QuestionText: "Which?",
        QuestionType: "MC",
        Selector: "MAVR",
        Choices: { ...shown("One", "Two"), 4: { Display: "Other", TextEntry: "true" } },
        ChoiceOrder: ["2", "1", "4"],
        Language: { DE: { QuestionText: "Welche?", Choices: shown("Eins", "Zwei") } },
      }),
      question("QID4", {
        QuestionText: "Grid",
        QuestionType: "Matrix",
        Selector: "Likert",
        SubSelector: "SingleAnswer",
        Choices: shown("Row"),
        Answers: shown("Bad", "Good"),
      }),
      question("QID5", {
        QuestionText: "Form",
        QuestionType: "TE",
        Selector: "FORM",
        Choices: shown("Line 1", "Line 2"),
      }),
      question("QID6", { QuestionText: "Heat", QuestionType: "HeatMap", Selector: "Image" }),
      question("QID9", { QuestionText: "In the trash", QuestionType: "DB", Selector: "TB" }),
    ],
  }

  test("is taken over in the order of its flow, without its trash, with choices as they are ordered", async () => {
    const { survey, format, kept, left } = await imported(qsf)
    expect([format, kept, survey.title]).toEqual(["qsf", 6, "Test survey"])
    expect(left.map((one) => one.what)).toEqual(["branch FL_3", "HeatMap Image: Heat"])
    const [which, grid, line1, , nps, why] = questionsIn(survey.draft)
    expect(which).toMatchObject({
      many: true,
      choices: [{ id: "2", label: { en: "Two", de: "Zwei" } }, { id: "1" }, { id: "4", other: true }],
    })
    expect(grid).toMatchObject({
      kind: "matrix",
      rows: [{ label: { en: "Row" } }],
      columns: [{ id: "1" }, { id: "2" }],
    })
    expect(line1).toMatchObject({ kind: "text", title: { en: "Line 1" } })
    expect(nps).toMatchObject({ measures: "nps", required: true, title: { en: "How likely are you?" } })
    expect(why).toMatchObject({
      title: { en: "Why?\nTell us" },
      long: true,
      showIf: { of: "answer.Q1", is: "equal", value: 3 },
    })
  })
})

describe("our own", () => {
  test("goes out as a file and comes back the same, with its set-up", async () => {
    const quotas = [{ id: "all", most: 100 }]
    const made = await editor.post<SurveyWithDraft>("/surveys", { template: "csat-after-delivery", quotas })
    const file = await (await editor.raw(`/surveys/${made.body.id}/export`)).json()
    const { survey, format, left } = await imported(file)
    expect([format, left]).toEqual(["rapport", []])
    expect(survey).toMatchObject({
      draft: made.body.draft,
      quotas,
      setup: made.body.setup,
      touchpoint: "Delivery",
      state: "draft",
    })
    expect((await imported(aDefinition())).kept).toBe(2)
  })

  test.each([
    ["a list of nothing", []],
    ["a number", 3],
    ["somebody's settings", { theme: "dark" }],
    ["half of ours", { rapport: "survey", definition: { format: 1 } }],
    ["a QSF of nothing", { SurveyEntry: {}, SurveyElements: [] }],
  ])("%s is refused or empty, and never breaks", async (_, given) => {
    const { status, body } = await editor.post<Faults & Imported>("/surveys/import", given)
    if (status === 201) expect(body.kept).toBe(0)
    else expect([status, body.error.code]).toEqual([422, "survey.unreadable"])
  })
})
