import { describe, expect, test } from "vitest"
import { aSurvey, oneOfEach, said } from "./an-example.ts"
import { atNight, contrast, inkOn } from "./colours.ts"
import type { Question, Survey } from "./definition.ts"
import { problemsOf } from "./problems.ts"

const nps = oneOfEach[0] as Question & { kind: "scale" }
const why: Question = { id: "why", kind: "text", title: said("Why?"), long: true }
const found = (survey: Survey, published?: Survey) =>
  problemsOf(survey, published).map(({ code, severity, path, about }) =>
    [severity, code, path.join("."), about].filter((part) => part !== undefined).join(" "),
  )

describe("before publishing", () => {
  test("a sound survey with every kind of question has nothing wrong", () => {
    expect(found(aSurvey(oneOfEach))).toEqual([])
  })

  test("an empty one cannot be published", () => {
    expect(found(aSurvey([], { endings: [] }))).toEqual(["stops noQuestions pages", "stops noEnding endings"])
  })

  test("a page behind an exhaustive jump cannot be reached; nor can an ending to which nothing leads", () => {
    const survey = aSurvey(
      [
        {
          id: "first",
          questions: [{ ...nps, unsure: false }],
          jumps: [
            { when: { of: "answer.nps", is: "atLeast", value: 7 }, to: "last" },
            { when: { of: "answer.nps", is: "atMost", value: 6 }, to: "last" },
          ],
        },
        { id: "between", questions: [why] },
        { id: "last", questions: [{ ...why, id: "more" }] },
      ],
      {
        endings: [
          { id: "a", title: said("A") },
          { id: "b", title: said("B") },
        ],
      },
    )
    expect(found(survey)).toEqual(["stops unreachablePage pages.1 between", "warns unreachableEnding endings.1 b"])
  })

  test("a question whose rule can never hold cannot be reached", () => {
    const never = { ...why, showIf: { of: "answer.nps", is: "atLeast", value: 11 } as const }
    expect(found(aSurvey([nps, { id: "p", questions: [{ ...why, id: "x" }, never] }]))).toEqual([
      "stops unreachableQuestion pages.1.questions.1 why",
    ])
  })

  test("rules and texts name what exists, and what is known by then", () => {
    const survey = aSurvey([
      { ...nps, title: said("{{answer.why}} {{answer.why}} {{variable.plan}}") },
      {
        ...why,
        showIf: {
          all: [
            { of: "answer.gone", is: "answered" },
            { of: "answer.why", is: "answered" },
          ],
        },
      },
    ])
    expect(found(survey)).toEqual([
      "stops unknownName pages.1.questions.0.showIf answer.gone",
      "stops laterAnswer pages.1.questions.0.showIf answer.why",
      "stops laterAnswer pages.0.questions.0.title answer.why",
      "stops unknownName pages.0.questions.0.title variable.plan",
    ])
  })

  test("a rule compares a choice only with choices there are", () => {
    const one = oneOfEach.find(({ id }) => id === "one") as Question
    const survey = aSurvey([one, { ...why, showIf: { of: "answer.one", is: "oneOf", value: ["shop", "mars"] } }])
    expect(found(survey)).toEqual(["stops unknownName pages.1.questions.0.showIf answer.one: mars"])
  })

  test("a jump goes forward, to something", () => {
    const always = { of: "language", is: "equal", value: "en" } as const
    const jumps = (to: string) => [{ when: always, to }]
    const survey = aSurvey([
      { id: "a", questions: [nps], jumps: jumps("a") },
      { id: "b", questions: [why], jumps: jumps("mars") },
    ])
    expect(found(survey)).toEqual(["stops jumpBack pages.0.jumps.0.to a", "stops jumpNowhere pages.1.jumps.0.to mars"])
  })

  test("texts are there in the first language, and are missed in the others", () => {
    const survey = aSurvey(
      [
        { ...why, title: { de: "Warum?" } },
        { ...why, id: "b" },
      ],
      { languages: ["en", "de"] },
    )
    expect(found(survey)).toEqual([
      "stops noText pages.0.questions.0.title en",
      "warns noTranslation title de",
      "warns noTranslation pages.1.questions.0.title de",
      "warns noTranslation endings.0.title de",
    ])
  })

  test("ids stand once, lists hold something, bounds are in order", () => {
    const choice = { id: "x", label: said("X") }
    const survey = aSurvey([
      { id: "p", questions: [nps, { ...nps, min: 5, max: 5 }] },
      { id: "c", kind: "choice", title: said("C"), many: true, look: "list", least: 3, choices: [choice, choice] },
      { id: "r", kind: "ranking", title: said("R"), choices: [] },
      { id: "s", kind: "slider", title: said("S"), min: 0, max: 10, step: 0 },
    ])
    expect(found(survey)).toEqual([
      "stops sameId pages.0.questions.1 nps",
      "stops range pages.0.questions.1",
      "stops sameId pages.1.questions.0.choices.1 x",
      "stops range pages.1.questions.0",
      "stops noChoices pages.2.questions.0.choices",
      "stops range pages.3.questions.0",
    ])
  })

  test("words can be read on their paper, and a button leads to a safe place", () => {
    const survey = aSurvey([nps], {
      theme: { accent: "#ffee88", background: "#ffffff", text: "#999999", font: "system" },
      endings: [{ id: "e", title: said("E"), button: { label: said("Go"), url: "javascript:alert(1)" } }],
    })
    expect(found(survey)).toEqual([
      "stops contrast theme.text 2.8",
      "stops notHttps endings.0.button.url",
      "warns contrast theme.accent 1.2",
    ])
  })

  test("what breaks the trend against the published version is named", () => {
    const published = aSurvey([nps, why, { ...nps, id: "csat", measures: "csat" }])
    const changed = aSurvey([
      { ...nps, max: 5 },
      { ...why, kind: "date" } as Question,
      { ...nps, id: "csat", measures: "ces" },
    ])
    expect(found(changed, published)).toEqual([
      "warns scaleChanged pages.0.questions.0 nps",
      "warns kindChanged pages.1.questions.0 why",
      "warns measureChanged pages.2.questions.0 csat",
    ])
  })
})

test("the words on an accent, and an accent by night, can always be read", () => {
  for (const accent of ["#000000", "#0b6e69", "#777777", "#ff0000", "#ffff00", "#ffffff", "#1f1fff"]) {
    expect(contrast(inkOn(accent), accent)).toBeGreaterThanOrEqual(4.5)
    const night = atNight({ accent, background: "#ffffff", text: "#111111", font: "system" })
    expect(contrast(night.accent, night.background)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(night.text, night.background)).toBeGreaterThanOrEqual(4.5)
  }
})
