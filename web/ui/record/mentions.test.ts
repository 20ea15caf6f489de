import { expect, test } from "vitest"
import { commentPieces, encodeMentions, mentionAt, withMention } from "./mentions.ts"

const mei = { id: "m1", name: "Mei Lin" }
const meiling = { id: "m2", name: "Mei Ling" }

test("a mention travels as an id and comes back as a name", () => {
  const sent = encodeMentions("@Mei Ling and @Mei Lin: see batch 7", [mei, meiling])
  expect(sent).toBe("@[m2] and @[m1]: see batch 7")
  expect(
    commentPieces(sent, [mei, meiling])
      .map((piece) => piece.text)
      .join(""),
  ).toBe("Mei Ling and Mei Lin: see batch 7")
  expect(commentPieces(sent, [mei, meiling]).filter((piece) => piece.mention)).toHaveLength(2)
})

test("an address is not a mention, a Chinese comma begins one", () => {
  expect(mentionAt("write to a@b", 12)).toBeNull()
  expect(mentionAt("请看，@小", 5)).toBe("小")
})

test("choosing a name completes the word at the caret", () => {
  expect(withMention("ask @me today", 7, "Mei Lin")).toEqual({ text: "ask @Mei Lin  today", caret: 13 })
})
