import { expect, test } from "vitest"
import { marksOf, tellingOf } from "./voices.ts"

const comment = (id: string, text: string, person: string | null = null) => ({
  id,
  text,
  language: "en",
  occurred_at: new Date(0),
  person_id: person,
  sentiment: -0.5,
})

test("marks are whole words in English and any place in Chinese, longest first, in the order of the text", () => {
  const text = "The fan stopped. Fantastic: 风扇停了，红灯一直亮。"
  const marked = marksOf(text, ["fan", "红灯", "停"]).map(({ start, end }) => text.slice(start, end))
  expect(marked).toEqual(["fan", "停", "红灯"])
  expect(marksOf("a.b", ["."])).toEqual([])
  expect(marksOf("anything", [])).toEqual([])
})

test("one comment of each person, those about the matter first", () => {
  const chosen = tellingOf(
    [
      comment("1", "The fan stopped and the red light stays on, nobody helps me with it.", "mei"),
      comment("2", "Again the fan stopped turning after three weeks, and the red light is on.", "mei"),
      comment("3", "My fan stopped too, it smells hot and a red light is on all day long.", "li"),
      comment("4", "Nice box.", "bo"),
    ],
    ["fan", "red", "stopped"],
    2,
  )
  expect(chosen.map((one) => one.person_id)).toEqual(expect.arrayContaining(["mei", "li"]))
  expect(chosen.length).toBe(2)
})

test("both languages are heard, each by its share", () => {
  const english = Array.from({ length: 8 }, (_, i) =>
    comment(`e${i}`, `The fan number ${i} stopped, a red light stays on.`),
  )
  const chinese = Array.from({ length: 4 }, (_, i) => ({
    ...comment(`z${i}`, `风扇停了第${i}次，红灯一直亮，没有人能告诉我该怎么办。`),
    language: "zh",
  }))
  const heard = tellingOf([...english, ...chinese], ["fan", "red", "红灯"], 6).map((one) => one.language)
  expect(heard.filter((one) => one === "zh").length).toBe(2)
  expect(heard.length).toBe(6)
})
