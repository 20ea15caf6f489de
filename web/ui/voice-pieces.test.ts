import { expect, test } from "vitest"
import { pieces } from "./Voice.tsx"

test("marks cut the text without losing a letter", () => {
  const text = "After three weeks the fan stopped. 风扇突然停了。"
  for (const marks of [
    [],
    [{ start: 22, end: 33 }],
    [
      { start: 30, end: 99 },
      { start: 0, end: 5 },
    ],
    [
      { start: 3, end: 9 },
      { start: 5, end: 12 },
    ],
  ]) {
    expect(
      pieces(text, marks)
        .map((piece) => piece.text)
        .join(""),
    ).toBe(text)
  }
})

test("a marked piece carries its feeling", () => {
  expect(pieces("bad good", [{ start: 0, end: 3, feeling: "negative" }])).toEqual([
    { start: 0, text: "bad", feeling: "negative" },
    { start: 3, text: " good", feeling: null },
  ])
})
