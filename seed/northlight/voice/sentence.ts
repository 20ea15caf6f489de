import type { Random } from "../../random.ts"
import { chinese } from "./chinese.ts"
import { english } from "./english.ts"
import { type Slots, speak } from "./phrase.ts"
import type { LanguageWords, ProblemTheme } from "./theme-words.ts"
import { type Hand, wearChinese, wearEnglish } from "./wear.ts"

/** Who speaks, in what state, with what filled into the slots. */
export type Speaker = { language: "en" | "zh"; hand: Hand; terse: number; business: boolean; slots: Slots }

export function wordsOf(by: Speaker): LanguageWords {
  return by.language === "zh" ? chinese : english
}

export function nounOf(theme: ProblemTheme, language: "en" | "zh"): string {
  return (language === "zh" ? chinese : english).problems[theme].noun
}

/** Phrases of how it feels, for an anger of 0 … 1. */
export function feelingFor(words: LanguageWords, anger: number, random: Random): readonly string[] {
  const level = anger + random.normal(0, 0.15)
  return level > 0.72 ? words.feeling.furious : level > 0.36 ? words.feeling.annoyed : words.feeling.mild
}

/** Phrases spoken, joined into sentences as people join them, and worn by the hand that types them. */
export function written(parts: string[], by: Speaker, mood: "good" | "bad" | "none", random: Random): string {
  const words = wordsOf(by)
  const emoji = mood === "none" ? 0 : by.hand.emoji
  const said = spoken(parts, by, random)
  const icons = mood === "good" ? words.emoji.good : words.emoji.bad
  return (by.language === "zh" ? wearChinese : wearEnglish)(said, { ...by.hand, emoji }, icons, random)
}

/** Phrases as they are said aloud: no slips of the finger, but fillers. */
export function saidAloud(parts: string[], by: Speaker, random: Random): string {
  const { filler } = wordsOf(by)
  const filled = parts.map((part, i) => (i > 0 && random.chance(0.2) ? `${random.pick(filler)}${part}` : part))
  return spoken(filled, by, random)
}

/** Some of the phrases, each at most once, never more than four. */
export function some<T>(items: readonly T[], count: number, random: Random): T[] {
  const left = [...items]
  const taken: T[] = []
  while (taken.length < Math.min(count, 4) && left.length > 0)
    taken.push(left.splice(random.int(0, left.length - 1), 1)[0]!)
  return taken
}

/** The same, told in the order of the table. */
export function inOrder<T>(items: readonly T[], count: number, random: Random): T[] {
  const taken = new Set(some(items, count, random))
  return items.filter((item) => taken.has(item))
}

/** A first letter made small, unless the word keeps its capital anywhere. */
export function lower(text: string): string {
  return keepsCapital.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1)
}

function spoken(parts: string[], by: Speaker, random: Random): string {
  const said = parts.map((part) => speak(part, by.slots, random).trim()).filter((part) => part !== "")
  return by.language === "zh" ? joinedChinese(said, random) : joinedEnglish(said, random)
}

function joinedChinese(said: string[], random: Random): string {
  return said.reduce((text, part) => {
    if (text === "") return part
    return text + (/[。！？~，…]$/.test(text) ? "" : random.pick(["，", "。", " "])) + part
  }, "")
}

function joinedEnglish(said: string[], random: Random): string {
  let text = ""
  for (const part of said) {
    if (text === "") text = part
    else if (/[a-z]\.$/.test(text) && !part.endsWith("?") && random.chance(0.09))
      text = `${text.slice(0, -1)}${random.pick(runOns)}${lower(part)}`
    else if (/[.!?…:)]$/.test(text)) text += ` ${upper(part)}`
    else if (/,$/.test(text)) text += ` ${lower(part)}`
    else text += /^[A-Z]/.test(part) ? `. ${part}` : `, ${part}`
  }
  return text
    .replace(/([?!])\./g, "$1")
    .replace(/ +([.,?!])/g, "$1")
    .replace(/ {2,}/g, " ")
    .replace(
      /\b(but|um,|uh,|mean,|know,|yeah,|anyway,|well,|said,) ([A-Z]\S*)/gi,
      (_, before: string, word: string) => `${before} ${lower(word)}`,
    )
}

const runOns = [", ", ", and ", " - ", "... ", " and "]
const keepsCapital = /^(I\b|I'|E07|PM|TV|IT|Care\b|Aria|Lumen|Northlight|Android|SPRING|Chat\b)/

function upper(text: string): string {
  return text.startsWith("iOS") ? text : text.charAt(0).toUpperCase() + text.slice(1)
}
