import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { aSurvey, oneOfEach, said } from "./an-example.ts"
import { checkAnswer, checkAnswers } from "./answers.ts"
import type { Answer, Answers, Jump, Page, Question, Rule, Survey } from "./definition.ts"
import { directionOf, languageOf } from "./languages.ts"
import { choicesOf, pathOf, shuffled } from "./logic.ts"
import { reachOf } from "./reach.ts"
import { holds } from "./rules.ts"
import { SurveyAnswers, SurveyDefinition } from "./schema.ts"
import { wordsOf } from "./words.ts"

const nps = oneOfEach[0] as Question
const why: Question = { id: "why", kind: "text", title: said("Why?"), long: true }
const at = (answers: Answers, more = {}) => ({ answers, language: "en", ...more })
const pages = (survey: Survey, answers: Answers) => pathOf(survey, at(answers)).steps.map(({ page }) => page.id)

describe("the path", () => {
  const survey = aSurvey(
    [
      {
        id: "first",
        questions: [nps],
        jumps: [
          { when: { of: "answer.nps", is: "atLeast", value: 9 }, to: "fans" },
          { when: { of: "answer.nps", is: "unanswered" }, to: "sorry" },
        ],
      },
      { id: "reasons", questions: [why] },
      { id: "fans", questions: [{ ...why, id: "praise" }], showIf: { of: "answer.nps", is: "atLeast", value: 7 } },
    ],
    {
      endings: [
        { id: "thanks", title: said("Thank you") },
        { id: "happy", title: said("Hooray"), showIf: { of: "answer.nps", is: "atLeast", value: 9 } },
        { id: "sorry", title: said("Another time") },
      ],
    },
  )

  test("follows the first jump that holds, and passes over what is not shown", () => {
    expect(pages(survey, { nps: 10 })).toEqual(["first", "fans"])
    expect(pages(survey, { nps: 8 })).toEqual(["first", "reasons", "fans"])
    expect(pages(survey, { nps: 2 })).toEqual(["first", "reasons"])
  })

  test("ends where a jump says, else at the ending whose rule holds, else at the first", () => {
    expect(pathOf(survey, at({})).ending.id).toBe("sorry")
    expect(pathOf(survey, at({ nps: 9 })).ending.id).toBe("happy")
    expect(pathOf(survey, at({ nps: 1 })).ending.id).toBe("thanks")
  })

  test("forgets answers of a way that was left", () => {
    expect(pathOf(survey, at({ nps: 10, why: "slow", praise: "all" })).answers).toEqual({ nps: 10, praise: "all" })
  })

  test("is always finite, in order, and the same for the answers it keeps", () => {
    fc.assert(
      fc.property(aRandomSurvey, someAnswers, (any, answers) => {
        const path = pathOf(any, at(answers), "seed")
        const order = path.steps.map(({ page }) => any.pages.findIndex(({ id }) => id === page.id))
        expect(order).toEqual([...new Set(order)].sort((a, b) => a - b))
        const again = pathOf(any, at(path.answers), "seed")
        expect(again.answers).toEqual(path.answers)
        expect(again.ending).toBe(path.ending)
        expect(again.steps).toEqual(path.steps)
      }),
    )
  })

  test("never leads to what is called unreachable", () => {
    fc.assert(
      fc.property(aRandomSurvey, someAnswers, (any, answers) => {
        const reach = reachOf(any)
        const questions = any.pages.flatMap((page) => page.questions)
        const fitting = questions.filter((one) => one.id in answers && checkAnswer(one, answers[one.id]).length === 0)
        const path = pathOf(any, at(Object.fromEntries(fitting.map(({ id }) => [id, answers[id] as Answer]))))
        for (const { page, questions } of path.steps) {
          expect(reach.pages.has(page.id)).toBe(true)
          for (const { id } of questions) expect(reach.questions.has(id)).toBe(true)
        }
        expect(reach.endings.has(path.ending.id)).toBe(true)
      }),
    )
  })
})

describe("a drawn order", () => {
  test("is a permutation, and the same for the same respondent", () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.string(), (items, seed) => {
        const drawn = shuffled(items, seed)
        expect([...drawn].sort()).toEqual([...items].sort())
        expect(shuffled(items, seed)).toEqual(drawn)
      }),
    )
  })

  test("gives every place to every item about equally often", () => {
    const firsts = [0, 0, 0, 0]
    for (let respondent = 0; respondent < 4_000; respondent += 1) {
      const first = shuffled([0, 1, 2, 3], `respondent ${respondent}`)[0] as number
      firsts[first] = (firsts[first] ?? 0) + 1
    }
    for (const count of firsts) expect(count).toBeGreaterThan(850)
  })

  test('leaves "other" and "none" where they were put', () => {
    const many = oneOfEach.find(({ id }) => id === "many") as Question & { kind: "choice" }
    for (const seed of ["a", "b", "c", "d", "e"])
      expect(choicesOf({ ...many, shuffle: true }, seed).at(-1)?.id).toBe("nothing")
  })
})

describe("a rule", () => {
  const survey = aSurvey(oneOfEach, {
    variables: [
      { name: "plan", from: { kind: "given", fallback: "free" } },
      { name: "segment", from: { kind: "person", attribute: "segment" } },
      { name: "total", from: { kind: "sum", answers: ["nps", "stars", "slider"] } },
    ],
  })
  const is = (rule: Rule, answers: Answers, more = {}) => holds(rule, survey, at(answers, more))

  test.each<[string, Rule, Answers, boolean]>([
    ["equal", { of: "answer.nps", is: "equal", value: 3 }, { nps: 3 }, true],
    ["unequal where there is no answer", { of: "answer.nps", is: "unequal", value: 3 }, {}, true],
    ["no comparison with nothing", { of: "answer.nps", is: "atMost", value: 3 }, {}, false],
    ["I can't say is an answer", { of: "answer.nps", is: "answered" }, { nps: { unsure: true } }, true],
    ["but has no value", { of: "answer.nps", is: "atLeast", value: 0 }, { nps: { unsure: true } }, false],
    ["one of several choices", { of: "answer.many", is: "holds", value: "home" }, { many: ["work", "home"] }, true],
    ["a word in a text", { of: "answer.long", is: "holds", value: "FAN" }, { long: "the fan stopped" }, true],
    [
      "words of one's own",
      { of: "answer.one", is: "equal", value: "elsewhere" },
      { one: { choice: "elsewhere", other: "x" } },
      true,
    ],
    [
      "a row of a matrix",
      { of: "answer.matrix.setup", is: "oneOf", value: ["bad", "fair"] },
      { matrix: { rows: { setup: "bad" } } },
      true,
    ],
    [
      "a field of a contact",
      { of: "answer.contact.email", is: "answered" },
      { contact: { contact: { email: "a@b.c" } } },
      true,
    ],
    ["days in their order", { of: "answer.date", is: "atLeast", value: "2025-12-31" }, { date: "2026-01-01" }, true],
    ["a consent not given", { of: "answer.consent", is: "answered" }, { consent: false }, false],
    ["a sum", { of: "variable.total", is: "atLeast", value: 20 }, { nps: 9, stars: 4, slider: 10 }, true],
    ["a fallback", { of: "variable.plan", is: "equal", value: "free" }, {}, true],
    ["any of none", { any: [] }, {}, false],
    ["not", { not: { of: "language", is: "equal", value: "de" } }, {}, true],
  ])("%s", (_, rule, answers, expected) => expect(is(rule, answers)).toBe(expected))

  test("knows the person and what the link gave", () => {
    expect(is({ of: "variable.segment", is: "equal", value: "gold" }, {}, { person: { segment: "gold" } })).toBe(true)
    expect(is({ of: "variable.plan", is: "equal", value: "pro" }, {}, { variables: { plan: "pro" } })).toBe(true)
  })
})

describe("texts", () => {
  const survey = aSurvey(oneOfEach, {
    languages: ["en", "zh-CN", "ar"],
    variables: [{ name: "n", from: { kind: "given" } }],
  })

  test("name what is known, and say a fallback where nothing is", () => {
    const known = { ...at({ one: "shop", many: ["work", "home"] }), person: { firstName: "Ada" }, variables: { n: 3 } }
    const say = (text: string) => wordsOf(said(text), survey, known)
    expect(say("{{answer.one}}; {{ answer.many }}; {{variable.n}}")).toBe("Shop; Work, Home; 3")
    expect(say("Hello {{person.firstName|there}} {{person.lastName|friend}}")).toBe("Hello Ada friend")
    expect(say("{{answer.nps}}{{evil}}")).toBe("{{evil}}")
  })

  test("come in the language wished for, or a close one", () => {
    expect(languageOf(survey, [null, "zh-TW"])).toBe("zh-CN")
    expect(languageOf(survey, ["de", "ar-EG"])).toBe("ar")
    expect(languageOf(survey, ["de"])).toBe("en")
    expect([directionOf("ar-EG"), directionOf("he"), directionOf("en")]).toEqual(["rtl", "rtl", "ltr"])
    expect(wordsOf({ en: "Hello", "zh-CN": "" }, survey, { answers: {}, language: "zh-CN" })).toBe("Hello")
  })
})

describe("an answer", () => {
  const question = (id: string) => oneOfEach.find((one) => one.id === id) as Question
  const good: Answers = {
    nps: 0,
    stars: 5,
    mood: 1,
    one: { choice: "elsewhere", other: "a friend" },
    many: ["work", "home"],
    drop: "kenya",
    pictures: "aria",
    ranking: ["speed", "price", "quality"],
    matrix: { rows: { setup: "good", support: "bad" } },
    slider: 35,
    short: "Fanny",
    long: "😀".repeat(5_000),
    number: 3,
    date: "2024-02-29",
    contact: { contact: { email: "ada@example.com" } },
    file: ["a", "b"],
    consent: true,
    component: ["Filter"],
  }
  test.each(Object.entries(good))("%s: one that fits is kept", (id, answer) => {
    expect(checkAnswer(question(id), answer)).toEqual([])
    expect(SurveyAnswers.safeParse({ [id]: answer }).success).toBe(true)
  })

  test.each<[string, Answer | undefined, string]>([
    ["nps", undefined, "required"],
    ["nps", 11, "above"],
    ["nps", 3.5, "step"],
    ["nps", "9", "shape"],
    ["nps", Number.NaN, "shape"],
    ["stars", { unsure: true }, "shape"],
    ["one", "nowhere", "notOffered"],
    ["one", { choice: "shop", other: "hm" }, "notOffered"],
    ["one", ["shop"], "shape"],
    ["many", ["work", "home", "travel"], "tooMany"],
    ["many", ["work", "work"], "tooMany"],
    ["many", ["work", "nothing"], "tooMany"],
    ["ranking", ["price"], "tooFew"],
    ["ranking", ["price", "price", "speed"], "tooMany"],
    ["matrix", { rows: { setup: "great" } }, "notOffered"],
    ["matrix", { rows: { nothing: "bad" } }, "notOffered"],
    ["slider", 33, "step"],
    ["short", "x".repeat(201), "tooLong"],
    ["long", "x".repeat(10_001), "tooLong"],
    ["number", 1.5, "step"],
    ["number", 51, "above"],
    ["date", "2025-02-30", "date"],
    ["date", "2019-12-31", "below"],
    ["contact", { contact: { name: "Ada" } }, "required"],
    ["contact", { contact: { email: "ada at home" } }, "email"],
    ["contact", { contact: { email: "a@b.c", phone: "1" } }, "notOffered"],
    ["file", ["a", "b", "c"], "tooMany"],
    ["component", ["Door"], "notOffered"],
    ["statement", "hello", "shape"],
  ])("%s: %j is refused", (id, answer, code) => {
    expect(checkAnswer(question(id), answer).map((fault) => fault.code)).toContain(code)
  })

  test("a consent that is required must be given; a required matrix wants every row", () => {
    expect(checkAnswer({ ...question("consent"), required: true }, false)).toEqual([{ code: "consent" }])
    const answer = { rows: { setup: "good" } }
    expect(checkAnswer({ ...question("matrix"), required: true }, answer)).toEqual([
      { code: "required", part: "support" },
    ])
  })

  test("never throws, whatever is sent", () => {
    fc.assert(
      fc.property(fc.constantFrom(...oneOfEach), fc.jsonValue(), (one, json) => {
        const read = SurveyAnswers.safeParse({ [one.id]: json })
        if (read.success) checkAnswers(aSurvey(oneOfEach), at(read.data), true)
      }),
    )
  })

  test("a response is checked as a whole: unknown questions always, missing answers at the end", () => {
    const survey = aSurvey([nps, why])
    expect(checkAnswers(survey, at({ why: "x" }), false)).toEqual([])
    expect(checkAnswers(survey, at({ why: "x" }), true)).toEqual([{ question: "nps", fault: { code: "required" } }])
    expect(checkAnswers(survey, at({ what: "x" }), false)).toEqual([{ question: "what", fault: { code: "unknown" } }])
  })
})

test("the schema knows every kind of question, and refuses what it does not know", () => {
  expect(SurveyDefinition.parse(aSurvey(oneOfEach))).toEqual(aSurvey(oneOfEach))
  expect(SurveyDefinition.safeParse({ ...aSurvey([nps]), format: 2 }).success).toBe(false)
  expect(SurveyDefinition.safeParse({ ...aSurvey([nps]), script: "x" }).success).toBe(false)
})

const ids = ["a", "b", "c", "d", "e"] as const
const leaf: fc.Arbitrary<Rule> = fc.oneof(
  fc.record({ of: fc.constantFrom(...ids.map((id) => `answer.${id}`)), is: fc.constantFrom("answered", "unanswered") }),
  fc.record({
    of: fc.constantFrom(...ids.map((id) => `answer.${id}`)),
    is: fc.constantFrom("equal", "unequal", "atLeast", "atMost", "holds"),
    value: fc.oneof(fc.integer({ min: 0, max: 6 }), fc.constantFrom("x", "y", "z")),
  }),
)
const rule = fc.oneof(
  leaf,
  fc.array(leaf, { maxLength: 2 }).map((all): Rule => ({ all })),
  fc.array(leaf, { maxLength: 2 }).map((any): Rule => ({ any })),
  leaf.map((not): Rule => ({ not })),
)
const maybe = fc.option(rule, { nil: undefined })
const aRandomSurvey = fc
  .tuple(
    fc.array(fc.record({ kind: fc.constantFrom("scale", "choice", "many", "text"), showIf: maybe }), {
      minLength: 5,
      maxLength: 5,
    }),
    fc.array(
      fc.record({
        showIf: maybe,
        shuffle: fc.boolean(),
        jumps: fc.array(fc.record({ when: rule, to: fc.constantFrom(...ids, "end1", "end2") }), { maxLength: 2 }),
      }),
      { minLength: 4, maxLength: 4 },
    ),
    fc.tuple(maybe, maybe),
  )
  .map(([questions, drawn, [one, two]]): Survey => {
    const made = questions.map(({ kind, showIf }, index) => aRandomQuestion(ids[index] as string, kind, showIf))
    const parts = [made.slice(0, 1), made.slice(1, 3), made.slice(3, 4), made.slice(4)]
    const built = drawn.map(
      (page, index): Page => ({
        ...page,
        jumps: page.jumps as Jump[],
        id: ids[index] as string,
        questions: parts[index] ?? [],
      }),
    )
    const endings = [
      { id: "end1", title: said("1"), showIf: one },
      { id: "end2", title: said("2"), showIf: two },
    ]
    return aSurvey(built, { endings })
  })

function aRandomQuestion(id: string, kind: string, showIf?: Rule): Question {
  const choices = ["x", "y", "z"].map((one) => ({ id: one, label: said(one) }))
  const common = { id, title: said(id), showIf }
  if (kind === "scale") return { ...common, kind: "scale", min: 0, max: 5, look: "number" }
  if (kind === "text") return { ...common, kind: "text", long: false }
  return { ...common, kind: "choice", look: "list", many: kind === "many", choices }
}

/** Answers as a respondent could give them to any of those questions; a required one may be missing while under way. */
const someAnswers = fc
  .tuple(
    ...ids.map(() =>
      fc.option(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constantFrom("x", "y", "z"), fc.constant(["x", "z"]))),
    ),
  )
  .map(
    (given) => Object.fromEntries(given.flatMap((one, index) => (one === null ? [] : [[ids[index], one]]))) as Answers,
  )
