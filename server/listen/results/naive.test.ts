import fc from "fast-check"
import { afterAll, beforeAll, expect, test } from "vitest"
import { wilson } from "../../../stats/intervals.ts"
import { npsInterval } from "../../../stats/net-scores.ts"
import type { Answers, Question, Survey } from "../../../survey/definition.ts"
import { aDefinition, aSurvey } from "../../platform/testing/survey.ts"
import { aWorld, type World } from "../../platform/testing/world.ts"
import type { Crosstab, Results } from "./contract.ts"

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.end())

const t = (en: string) => ({ en })
const choice = (id: string, value?: number) => ({ id, label: t(id), ...(value === undefined ? {} : { value }) })
const questions: Question[] = [
  { id: "nps", kind: "scale", title: t("Recommend?"), measures: "nps", min: 0, max: 10, look: "number", unsure: true },
  {
    id: "why",
    kind: "choice",
    title: t("Why?"),
    many: true,
    look: "list",
    choices: [choice("price"), choice("speed"), { ...choice("other"), other: true }],
  },
  {
    id: "low",
    kind: "text",
    title: t("What went wrong?"),
    long: true,
    showIf: { of: "answer.nps", is: "atMost", value: 6 },
  },
  {
    id: "grid",
    kind: "matrix",
    title: t("Rate"),
    rows: [choice("staff"), choice("shop")],
    columns: [choice("bad"), choice("fair"), choice("good")],
    many: false,
    measures: "quality",
  },
  { id: "order", kind: "ranking", title: t("Order"), choices: [choice("a"), choice("b")] },
  { id: "age", kind: "number", title: t("How many years?"), min: 0, max: 120 },
]
const definition: Survey = aDefinition(questions)

const aResponse = fc.record(
  {
    nps: fc.oneof(fc.integer({ min: 0, max: 10 }), fc.constant({ unsure: true } as const)),
    why: fc.oneof(
      fc.subarray(["price", "speed"]).map((all) => [...all]),
      fc.constant({ choices: ["price", "other"], other: "The colour" }),
    ),
    low: fc.constantFrom("It broke", ""),
    grid: fc
      .record(
        { staff: fc.constantFrom("bad", "fair", "good"), shop: fc.constantFrom("bad", "fair", "good") },
        { requiredKeys: [] },
      )
      .map((rows) => ({ rows })),
    order: fc.constantFrom(["a", "b"], ["b", "a"]),
    age: fc.integer({ min: 0, max: 120 }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Answers>

test("results equal what is counted one by one from the same answers", async () => {
  let round = 0
  await fc.assert(
    fc.asyncProperty(fc.array(aResponse, { minLength: 1, maxLength: 25 }), async (all) => {
      const survey = await aSurvey(await world.anOrganization(`Naive ${round++}`), { definition })
      for (const [index, answers] of all.entries()) {
        const kept = await survey.answer(answers, { seconds: 10 + index })
        expect(kept.status).toBe(200)
      }
      await world.app.settled()
      const { status, body } = await survey.editor.get<Results>(`/surveys/${survey.id}/results`)
      expect(status).toBe(200)
      expect([body.counted, body.finished, body.abandoned]).toEqual([all.length, all.length, 0])
      const of = (id: string) => body.questions.find((one) => one.id === id)!

      const nps = all.flatMap(({ nps }) => (typeof nps === "number" ? [nps] : []))
      const good = nps.filter((one) => one >= 9).length
      const bad = nps.filter((one) => one <= 6).length
      const { estimate, low, high, n } = npsInterval({ good, bad, neutral: nps.length - good - bad })
      expect(of("nps").score?.value).toEqual({ estimate, low, high, n })
      expect(of("nps").options.map((one) => one.n)).toEqual(
        Array.from({ length: 11 }, (_, value) => nps.filter((one) => one === value).length),
      )
      expect(of("nps").unsure).toBe(all.filter(({ nps }) => typeof nps === "object").length)
      expect(of("nps").shown).toBe(all.length)

      const chosen = all.flatMap(({ why }) => {
        const list = Array.isArray(why) ? why : why && typeof why === "object" && "choices" in why ? why.choices : []
        return list.length > 0 ? [list as string[]] : []
      })
      expect(of("why").answered).toBe(chosen.length)
      expect(of("why").options.map((one) => one.n)).toEqual(
        ["price", "speed", "other"].map((id) => chosen.filter((list) => list.includes(id)).length),
      )
      expect(of("why").options[0]!.share.low).toBe(
        wilson(chosen.filter((list) => list.includes("price")).length, chosen.length).low,
      )

      const unhappy = all.filter(({ nps }) => typeof nps === "number" && nps <= 6)
      expect(of("low").shown).toBe(unhappy.length)
      expect(of("low").answered).toBe(unhappy.filter(({ low }) => low).length)

      const staff = all.flatMap(({ grid }) => {
        const row = grid && typeof grid === "object" && "rows" in grid ? grid.rows.staff : undefined
        return row === undefined ? [] : [row as string]
      })
      expect(of("grid").rows[0]!.options.map((one) => one.n)).toEqual(
        ["bad", "fair", "good"].map((id) => staff.filter((one) => one === id).length),
      )
      // On 1 to 3 only the best is a top box.
      expect(of("grid").rows[0]!.score?.value).toMatchObject({
        n: staff.length,
        estimate: wilson(staff.filter((one) => one === "good").length, staff.length).estimate,
      })
      const ranks = all.flatMap(({ order }) => (Array.isArray(order) ? [order.indexOf("b") + 1] : []))
      expect(of("order").rows[1]!.meanRank?.estimate ?? 0).toBeCloseTo(mean(ranks), 9)
      const ages = all.flatMap(({ age }) => (typeof age === "number" ? [age] : [])).sort((a, b) => a - b)
      expect(of("age").amount?.mean.n ?? 0).toBe(ages.length)
      if (ages.length > 0) {
        expect(of("age").amount!.mean.estimate).toBeCloseTo(mean(ages), 9)
        expect(of("age").amount!.median).toBe(
          (ages[Math.ceil(ages.length / 2) - 1]! + ages[Math.floor(ages.length / 2)]!) / 2,
        )
      }
      expect(body.seconds.median).toBe(10 + Math.ceil(all.length / 2) - 1)

      const cut = await survey.editor.get<Crosstab>(`/surveys/${survey.id}/results/crosstab?of=nps&by=question.why`)
      const price = cut.body.columns.find((one) => one.value === "price")
      const priced = all.filter(({ nps, why }) => typeof nps === "number" && listed(why).includes("price"))
      expect(price?.n ?? 0).toBe(priced.length)

      const filtered = await survey.editor.get<Results>(`/surveys/${survey.id}/results?question=why&value=price`)
      expect(filtered.body.counted).toBe(all.filter(({ why }) => listed(why).includes("price")).length)
      const list = await survey.editor.get<{ items: object[] }>(
        `/surveys/${survey.id}/responses?question=why&value=price&state=counted&limit=200`,
      )
      expect(list.body.items.length).toBe(filtered.body.counted)
    }),
    { numRuns: 6 },
  )
}, 120_000)

const listed = (why: Answers[string] | undefined): string[] =>
  Array.isArray(why) ? why : why && typeof why === "object" && "choices" in why ? why.choices : []
const mean = (all: readonly number[]) => (all.length === 0 ? 0 : all.reduce((sum, one) => sum + one, 0) / all.length)
