import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { analyse } from "./analyse.ts"

const sign = (text: string) => Math.sign(analyse(text).sentiment)

describe("English phenomena", () => {
  test.each([
    ["negated praise", "The staff were not friendly at all.", -1],
    ["negated blame", "No problems so far, not bad at all.", 1],
    ["contrast turns the sentence", "The room was nice but the bathroom was filthy.", -1],
    ["contrast the other way", "It was a little pricey, but absolutely worth every penny.", 1],
    ["used to work", "This used to work great.", -1],
    ["used to love", "I used to love this airline", -1],
    ["no longer", "The app no longer opens.", -1],
    ["repeated calls", "I had to call three times.", -1],
    ["not worth", "It is not worth the money.", -1],
    ["never again", "Never again.", -1],
    ["star phrase, low", "1 star", -1],
    ["star phrase, high", "Five stars!", 1],
    ["zero stars", "I would give zero stars if I could", -1],
    ["sarcasm", "Thanks for losing my bag again", -1],
    ["wanted to love", "Really wanted to love this dress", -1],
    ["size words take the sign of the thing", "Long lines and tiny portions", -1],
    ["the other way round", "Huge portions and short wait", 1],
    ["contraction without apostrophe", "dont buy this, doesnt work", -1],
    ["drawn-out letters", "sooooo goooood", 1],
    ["emoji alone", "😡😡", -1],
    ["emoticon", "my flight :)", 1],
  ])("%s", (_, text, expected) => {
    expect(sign(text)).toBe(expected)
  })
})

describe("Chinese phenomena", () => {
  test.each([
    ["不", "味道不好吃", -1],
    ["没", "房间没有异味，很干净", 1],
    ["别", "大家别买了", -1],
    ["不推荐", "不推荐购买", -1],
    ["contrast", "外观漂亮，但是质量太差了", -1],
    ["size with good thing", "后排空间很大", 1],
    ["size with bad thing", "油耗有点高", -1],
    ["size denied", "噪音不大", 1],
    ["late delivery", "等了两个小时才送到，菜都凉了", -1],
    ["not disappointed", "没有让我失望", 1],
    ["double", "物美价廉，下次还会来", 1],
    ["as expected no longer", "再也不会来了", -1],
    ["traditional characters", "質量很差，無法使用", -1],
    ["traditional praise", "環境乾淨，師傅很專業", 1],
  ])("%s", (_, text, expected) => {
    expect(analyse(text).language).toBe("zh")
    expect(sign(text)).toBe(expected)
  })
})

test("a comment in two languages is read sentence by sentence in each", () => {
  const { sentences } = analyse("Great phone, love the screen. 但是客服态度太差了。")
  expect(sentences.map((s) => s.label)).toEqual(["positive", "negative"])
})

test("a plain statement is neutral, and so is nothing at all", () => {
  for (const text of ["", "   ", "https://example.org/a", "The flight is at 5pm on Monday.", "12345"]) {
    expect(analyse(text).label).toBe("neutral")
  }
})

test("an organization's corrections win over the built-in lexicon, and only for it", () => {
  const corrections = { sick: 3, 小强: 2 }
  expect(analyse("this ride is sick", { corrections }).sentiment).toBeGreaterThan(0)
  expect(analyse("this ride is sick").sentiment).toBeLessThan(0)
})

test("the hint decides the language", () => {
  expect(analyse("ok", { language: "zh-CN" }).language).toBe("zh")
})

test("reading the same text twice gives the same answer", () => {
  const text = "Der Akku ist schlecht. The staff was great! 物流很快。"
  expect(analyse(text)).toEqual(analyse(text))
})

test("offsets cut the sentence out of the comment, numbers stay in range, nothing throws", () => {
  const pieces = fc.constantFrom(
    "not",
    "good",
    "bad.",
    "But ",
    "不",
    "好吃",
    "。",
    "！",
    "😍",
    "...",
    "\n",
    "مرحبا",
    "e.g. ",
    "@x",
    "\u202e",
    "\ud83d",
    "5 stars",
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.array(pieces).map((all) => all.join(" ")),
      ),
      (text) => {
        const reading = analyse(text)
        let from = 0
        for (const s of reading.sentences) {
          expect(text.slice(s.start, s.end)).toBe(s.text)
          expect(s.start).toBeGreaterThanOrEqual(from)
          from = s.end
        }
        for (const { sentiment, confidence } of [reading, ...reading.sentences]) {
          expect(Math.abs(sentiment)).toBeLessThanOrEqual(1)
          expect(confidence).toBeGreaterThanOrEqual(0)
          expect(confidence).toBeLessThanOrEqual(1)
        }
      },
    ),
  )
})

test("a megabyte without a full stop is read like any other text", () => {
  expect(analyse("good ".repeat(200_000)).sentiment).toBeGreaterThan(0.5)
  expect(analyse("!".repeat(1_000_000)).label).toBe("neutral")
})
