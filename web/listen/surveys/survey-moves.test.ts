import fc from "fast-check"
import { expect, test } from "vitest"
import { aSurvey, oneOfEach, said } from "../../../survey/an-example.ts"
import type { Question, Survey } from "../../../survey/definition.ts"
import { problemsOf } from "../../../survey/problems.ts"
import { asPreset, newQuestion, presetOf, presets } from "./new-question.ts"
import {
  addQuestion,
  copyQuestion,
  dropQuestion,
  joinWithBefore,
  moveQuestion,
  putAt,
  questionsOf,
  removeQuestion,
  splitBefore,
} from "./survey-moves.ts"

const asked = (id: string): Question => ({ id, kind: "text", long: false, title: said(id) })
const survey = aSurvey([
  { id: "one", questions: [asked("a")] },
  {
    id: "two",
    questions: [asked("b"), asked("c")],
    jumps: [{ when: { of: "answer.b", is: "answered" }, to: "thanks" }],
  },
  { id: "three", questions: [asked("d")] },
])
const shape = ({ pages }: Survey) =>
  pages.map(({ id, questions }) => `${id}: ${questions.map((one) => one.id).join(" ")}`)

test("a question moves among its page's questions, and with its page at the edge", () => {
  expect(shape(moveQuestion(survey, "b", 1))).toEqual(["one: a", "two: c b", "three: d"])
  expect(shape(moveQuestion(survey, "c", 1))).toEqual(["one: a", "three: d", "two: b c"])
  expect(shape(moveQuestion(survey, "a", 1))).toEqual(["two: b c", "one: a", "three: d"])
  expect(moveQuestion(survey, "a", -1)).toBe(survey)
  expect(moveQuestion(survey, "nobody", 1)).toBe(survey)
})

test("dropped before a question it joins that page; dropped between pages it stands alone", () => {
  expect(shape(dropQuestion(survey, "d", { before: "c" }, "new"))).toEqual(["one: a", "two: b d c"])
  expect(shape(dropQuestion(survey, "c", { page: "one" }, "new"))).toEqual(["new: c", "one: a", "two: b", "three: d"])
  expect(shape(dropQuestion(survey, "a", { page: null }, "new"))).toEqual(["two: b c", "three: d", "one: a"])
  expect(dropQuestion(survey, "a", { page: "one" }, "new")).toBe(survey)
})

test("pages join and part, and their jumps are read after the last question", () => {
  const joined = joinWithBefore(survey, "two")
  expect(shape(joined)).toEqual(["one: a b c", "three: d"])
  expect(joined.pages[0]?.jumps).toHaveLength(1)
  const parted = splitBefore(survey, "c", "new")
  expect(shape(parted)).toEqual(["one: a", "two: b", "new: c", "three: d"])
  expect([parted.pages[1]?.jumps, parted.pages[2]?.jumps?.length]).toEqual([undefined, 1])
})

test("adding, copying and taking away", () => {
  expect(shape(addQuestion(survey, asked("x"), "px", "b"))).toEqual(["one: a", "two: b c", "px: x", "three: d"])
  expect(shape(copyQuestion(survey, "a", "a2"))).toEqual(["one: a a2", "two: b c", "three: d"])
  expect(shape(removeQuestion(survey, "a"))).toEqual(["two: b c", "three: d"])
})

test("whatever is moved wherever, no question is lost and none appears twice", () => {
  const ids = ["a", "b", "c", "d"]
  const id = fc.constantFrom(...ids)
  const step = fc.oneof(
    fc.tuple(fc.constant("move" as const), id, fc.constantFrom(-1 as const, 1 as const)),
    fc.tuple(fc.constant("before" as const), id, id),
    fc.tuple(fc.constant("page" as const), id, fc.constantFrom("one", "two", "three", null)),
    fc.tuple(fc.constant("join" as const), fc.constantFrom("one", "two", "three"), fc.constant(0)),
    fc.tuple(fc.constant("split" as const), id, fc.constant(0)),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      let now = survey
      let made = 0
      for (const [what, one, other] of steps) {
        const page = `p${++made}`
        if (what === "move") now = moveQuestion(now, one, other as 1 | -1)
        else if (what === "before") now = dropQuestion(now, one, { before: String(other) }, page)
        else if (what === "page") now = dropQuestion(now, one, { page: other as string | null }, page)
        else if (what === "join") now = joinWithBefore(now, one)
        else now = splitBefore(now, one, page)
      }
      expect(
        questionsOf(now)
          .map((question) => question.id)
          .sort(),
      ).toEqual(ids)
      expect(now.pages.every(({ questions }) => questions.length > 0)).toBe(true)
      expect(new Set(now.pages.map((page) => page.id)).size).toBe(now.pages.length)
    }),
  )
})

test("a value is put at a path, and taken away", () => {
  expect(putAt(survey, ["pages", 1, "questions", 0, "title", "de"], "Wie?").pages[1]?.questions[0]?.title).toEqual({
    en: "b",
    de: "Wie?",
  })
  expect(putAt({ a: { b: 1, c: 2 } }, ["a", "b"], undefined)).toEqual({ a: { c: 2 } })
})

test("every question that is offered can be published as it is", () => {
  const all = presets.flat().map((preset, at) => newQuestion(preset, `q${at}`, { languages: ["en", "zh-CN"] }))
  const whole = aSurvey(all, { languages: ["en", "zh-CN"], title: { en: "All", "zh-CN": "全部" } })
  const stopping = problemsOf(whole).filter(({ severity }) => severity === "stops")
  expect(stopping).toEqual([])
  expect(all.map(presetOf)).toEqual(presets.flat())
})

test("asked another way, a question keeps its words and its choices", () => {
  const [single] = oneOfEach.filter(({ id }) => id === "one")
  const ranked = asPreset(single as Question, "ranking", { languages: ["en"] })
  expect(ranked).toMatchObject({ id: "one", title: single?.title, kind: "ranking" })
  expect("choices" in ranked && ranked.choices).toHaveLength(3)
})
