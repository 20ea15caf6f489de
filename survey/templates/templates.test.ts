import { describe, expect, test } from "vitest"
import { checkAnswers } from "../answers.ts"
import { pathOf } from "../logic.ts"
import { problemsOf } from "../problems.ts"
import { holds } from "../rules.ts"
import { SurveyDefinition } from "../schema.ts"
import { templates } from "./all.ts"

describe.each(templates.map((one) => [one.id, one] as const))("the template %s", (_, template) => {
  const { definition, setup } = template
  const questions = definition.pages.flatMap((page) => page.questions)

  test("is a survey that can be published as it is, in both languages", () => {
    expect(SurveyDefinition.parse(definition)).toEqual(definition)
    expect(problemsOf(definition)).toEqual([])
    for (const text of [template.name, template.why]) expect(Object.keys(text)).toEqual(["en", "zh-CN"])
  })

  test("asks neutrally: numbered scales, words at the ends only, nothing required but the first question of a kind", () => {
    for (const question of questions) {
      if (question.kind !== "scale") continue
      expect([question.id, question.look]).toEqual([question.id, "number"])
      expect(question.low && question.high).toBeTruthy()
    }
  })

  test("its follow-up speaks of answers it asks for, and its thanks follow the same rule", () => {
    if (!setup.followUp) return
    const worst = Object.fromEntries(questions.flatMap((one) => (one.kind === "scale" ? [[one.id, one.min]] : [])))
    const known = { answers: { ...worst, back: "solved", role: "buyer", renew: "no" }, language: "en" }
    const asked = Object.fromEntries(
      Object.entries(known.answers).filter(([id]) => questions.some((one) => one.id === id)),
    )
    expect(checkAnswers(definition, { ...known, answers: asked }, false)).toEqual([])
    expect(holds(setup.followUp.when, definition, { ...known, answers: asked })).toBe(true)
    const sorry = definition.endings.find((one) => one.id === "sorry")
    if (sorry) expect(pathOf(definition, { ...known, answers: asked }).ending.id).toBe("sorry")
  })
})

test("each is offered once", () => {
  const ids = templates.map((one) => one.id)
  expect(new Set(ids).size).toBe(ids.length)
})
