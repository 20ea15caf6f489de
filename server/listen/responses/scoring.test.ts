import { describe, expect, test } from "vitest"
import type { Question, Survey } from "../../../survey/definition.ts"
import { templates } from "../../../survey/templates/all.ts"
import { aDefinition } from "../../platform/testing/survey.ts"
import { FeedbackInput } from "../feedback/public.ts"
import { asFeedback, type Heard } from "./hearing.ts"
import { scoresOf } from "./scoring.ts"

const template = (id: string): Survey => templates.find((one) => one.id === id)!.definition
const susOf = (items: number[]) =>
  scoresOf(template("sus"), Object.fromEntries(items.map((value, index) => [`sus${index + 1}`, value])))

describe("SUS", () => {
  // Answers of participants of a published study, scored by hand.
  test.each([
    [[5, 1, 5, 1, 5, 1, 4, 2, 5, 1], 95],
    [[5, 1, 5, 1, 5, 1, 5, 1, 5, 2], 97.5],
    [[4, 2, 5, 1, 4, 3, 5, 3, 4, 1], 80],
    [[3, 3, 3, 3, 3, 3, 3, 3, 3, 3], 50],
    [[1, 5, 1, 5, 1, 5, 1, 5, 1, 5], 0],
  ])("of %j is %d, on 0 to 100, and one score only", (items, value) => {
    expect(susOf(items)).toEqual([{ metric: "sus", value, scale: { min: 0, max: 100 }, question: "sus1" }])
  })

  test("with an item missing is none", () => {
    expect(susOf([5, 1, 5, 1, 5, 1, 4, 2, 5])).toEqual([])
  })
})

test("UMUX-Lite is the sum of two items on 0 to 100, and none of one", () => {
  const of = (answers: Record<string, number>) => scoresOf(template("umux-lite"), answers).map((one) => one.value)
  expect(of({ useful: 7, easy: 7 })).toEqual([100])
  expect(of({ useful: 1, easy: 1 })).toEqual([0])
  expect(of({ useful: 6, easy: 5 })).toEqual([75])
  expect(of({ useful: 6 })).toEqual([])
})

test("what would be missed counts as 1 to 3; who no longer uses it has no score", () => {
  const of = (pmf: string) => scoresOf(template("pmf"), { pmf }).map(({ value, scale }) => [value, scale])
  expect(of("very")).toEqual([[3, { min: 1, max: 3 }]])
  expect(of("left")).toEqual([])
})

test("a matrix is one score a row, each with its own question; I can't say is none", () => {
  const choice = (id: string) => ({ id, label: { en: id } })
  const definition = aDefinition([
    {
      id: "m",
      kind: "matrix",
      title: { en: "How?" },
      many: false,
      measures: "quality",
      rows: [choice("a"), choice("b")],
      columns: [choice("bad"), choice("fair"), choice("good")],
    },
    { id: "s", kind: "scale", title: { en: "And?" }, measures: "csat", min: 1, max: 5, look: "number", unsure: true },
  ])
  expect(scoresOf(definition, { m: { rows: { a: "good", b: "bad" } }, s: { unsure: true } })).toEqual([
    { metric: "quality", value: 3, scale: { min: 1, max: 3 }, question: "m.a" },
    { metric: "quality", value: 1, scale: { min: 1, max: 3 }, question: "m.b" },
  ])
})

describe("what becomes of a response", () => {
  const questions: Question[] = [
    { id: "part", kind: "component", title: { en: "Which part?" }, many: true, product: "Aria 2" },
    {
      id: "which",
      kind: "choice",
      title: { en: "Which plan?", de: "Welcher Tarif?" },
      many: false,
      look: "list",
      choices: [
        { id: "pro", label: { en: "Pro", de: "Profi" } },
        { id: "o", label: { en: "Other" }, other: true },
      ],
    },
    { id: "mail", kind: "text", title: { en: "Your address?" }, long: false, pattern: "email" },
    {
      id: "who",
      kind: "contact",
      title: { en: "You?" },
      fields: [
        { name: "email", required: false },
        { name: "company", required: false },
      ],
    },
    { id: "why", kind: "text", title: { en: "Why?" }, long: true, showIf: { of: "answer.which", is: "answered" } },
  ]
  const heard = (answers: Heard["answers"], more: Partial<Heard> = {}): Heard => ({
    id: "01998f3e-1c7a-7d2b-8f00-2a6d1c9b5e44",
    organization_id: "o",
    survey_id: "s",
    version: 2,
    person_id: null,
    person_given: { email: "ada@example.com", company: "Acme" },
    language: "de",
    answers,
    variables: { order: 4711 },
    sequence: 1,
    heard: null,
    changed_at: new Date("2026-03-02T10:00:00Z"),
    finished_at: null,
    definition: aDefinition(questions),
    title: "Plans",
    touchpoint: null,
    channel: "web",
    product: "Aria",
    journey_step: null,
    read_by: null,
    ...more,
  })

  test("its parts, choices in the survey's own language, and words; never an address", () => {
    const item = asFeedback(heard({ part: ["Fan motor"], which: "pro", mail: "private@example.com", why: "Zu teuer" }))
    expect(FeedbackInput.safeParse(item).success).toBe(true)
    expect(item).toMatchObject({
      component: ["Fan motor"],
      product: "Aria 2",
      channel: "web",
      account: "Acme",
      text: "Zu teuer",
      language: "de",
      person: { email: "ada@example.com" },
    })
    expect(item.attributes).toEqual({
      survey: "Plans",
      surveyId: "s",
      surveyVersion: 2,
      response: "partial",
      order: 4711,
      "Which plan?": "Pro",
    })
    expect(JSON.stringify(item)).not.toContain("private@example.com")
  })

  test("an answer whose question is no longer asked is not heard; one's own words are", () => {
    expect(asFeedback(heard({ why: "Said before going back" })).text).toBeUndefined()
    const item = asFeedback(heard({ which: { choice: "o", other: "Family" } }, { person_id: "p" }))
    expect(item).toMatchObject({ text: "Family", personId: "p" })
    expect(item.person).toBeUndefined()
  })
})
