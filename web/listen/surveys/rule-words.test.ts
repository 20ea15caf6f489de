import type { TFunction } from "i18next"
import { expect, test } from "vitest"
import { aSurvey, oneOfEach } from "../../../survey/an-example.ts"
import type { Rule } from "../../../survey/definition.ts"
import { problemsOf } from "../../../survey/problems.ts"
import { flatRule, leafFor, ruleOf, ruleWords, subjectsFor, withTest } from "./rule-words.ts"
import { questionsOf } from "./survey-moves.ts"
import { atOfProblem, differences } from "./survey-words.ts"

const survey = aSurvey(oneOfEach)
const t = ((key: string, values: Record<string, string> = {}) =>
  [key.split(".").at(-1), values.what, values.value].filter(Boolean).join(" ")) as unknown as TFunction

test("whatever a condition can speak of makes a rule that can be published", () => {
  const subjects = subjectsFor(survey, questionsOf(survey), t, "en")
  for (const subject of subjects.filter(({ group }) => group === "answers")) {
    const question = oneOfEach.find(({ id }) => subject.of === `answer.${id}`)
    for (const is of subject.tests) {
      const showIf = withTest(leafFor(subject, question), is)
      const problems = problemsOf(
        aSurvey(oneOfEach, { endings: [...survey.endings, { id: "e", title: { en: "E" }, showIf }] }),
      )
      expect([subject.of, is, problems.filter(({ code }) => code === "unknownName")]).toEqual([subject.of, is, []])
    }
  }
})

test("a rule is shown as a list of conditions, or as words where it is nested deeper", () => {
  const [one, other]: Rule[] = [
    { of: "answer.nps", is: "atMost", value: 6 },
    { of: "answer.one", is: "equal", value: "shop" },
  ]
  const both = { any: [one, other] } as Rule
  expect(flatRule(both)).toEqual({ mode: "any", leaves: [one, other] })
  expect(ruleOf("any", flatRule(both)?.leaves ?? [])).toEqual(both)
  expect(flatRule({ not: both })).toBeNull()
  expect(ruleOf("all", [])).toBeUndefined()
  expect(ruleWords(both, survey, t, "en")).toContain("atMost How likely are you to recommend us to a friend? 6")
  expect(ruleWords(both, survey, t, "en")).toContain("Shop")
})

test("a problem leads to where it is put right", () => {
  const at = (path: (string | number)[], code: "noText" | "contrast" = "noText") => atOfProblem(survey, { path, code })
  expect(at(["pages", 2, "questions", 0, "title"])).toEqual({ kind: "question", id: "mood" })
  expect(at(["pages", 2, "jumps", 0, "to"])).toEqual({ kind: "question", id: "mood" })
  expect(at(["endings", 0, "title"])).toEqual({ kind: "ending", id: "thanks" })
  expect(at(["theme", "text"], "contrast")).toEqual({ kind: "look" })
})

test("two versions differ where they differ, and nowhere else", () => {
  const mine = { title: "A", pages: [{ id: "p", title: { en: "One" } }] }
  expect(differences(mine, { title: "A", pages: [{ id: "p", title: { en: "Two" } }] })).toEqual([
    { path: ["pages", 0, "title", "en"], mine: "One", theirs: "Two" },
  ])
  expect(differences(mine, structuredClone(mine))).toEqual([])
})
