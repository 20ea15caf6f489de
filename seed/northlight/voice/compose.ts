import type { Random } from "../../random.ts"
import { chinese } from "./chinese.ts"
import { english } from "./english.ts"
import { type Slots, speak } from "./phrase.ts"
import type { LanguageWords, PraiseTheme, ProblemTheme } from "./theme-words.ts"
import { type Hand, wearChinese, wearEnglish } from "./wear.ts"

export type Medium = "email" | "ticket" | "chat" | "call"

/** Who speaks, in what state, with what filled into the slots. */
export type Speaker = { language: "en" | "zh"; hand: Hand; terse: number; slots: Slots }

export type ProblemTold = {
  theme: ProblemTheme
  medium: Medium
  /** 1 for the first contact about it. */
  nth: number
  /** The motor of the planted crisis: no parts, contradicting answers. */
  crisis: boolean
}

/** What a customer says on getting in touch about a matter. */
export function tellProblem(told: ProblemTold, by: Speaker, random: Random): string {
  const words = wordsOf(by)
  const theme = words.problems[told.theme]
  const parts: string[] = []
  const short = told.medium === "chat" ? by.terse > 0.45 : told.medium === "ticket" && by.terse > 0.9
  parts.push(random.pick(short ? theme.short : theme.core))
  const again = told.nth > 1 && random.chance(0.8)
  if (again) parts.splice(random.chance(0.5) ? 0 : 1, 0, random.pick(words.again))
  const length = { email: 2.3, ticket: 1.3, call: 1.4, chat: 0.45 }[told.medium] * (1.35 - by.terse)
  for (const more of some(theme.more, random.poisson(length), random)) parts.push(more)
  if (told.crisis) {
    if (random.chance(0.2)) parts.push(random.pick(words.burning))
    if (random.chance(told.nth > 1 ? 0.6 : 0.24)) parts.push(random.pick(words.noParts))
  }
  const feeling = by.hand.anger
  if (random.chance(0.12 + feeling * 0.5)) parts.push(random.pick(feelingFor(words, feeling, random)))
  if (feeling > 0.6 && random.chance(0.06)) parts.push(random.pick(words.sarcasm))
  if (random.chance(told.medium === "email" ? 0.75 : 0.42)) parts.push(random.pick(theme.ask))
  if (told.medium === "call" && random.chance(0.12))
    parts[0] = `${random.pick(words.butGood)}${by.language === "zh" ? "" : " "}${parts[0]!}`
  const said = worn(spoken(parts, by, random), by, words.emoji.bad, told.medium === "call" ? 0 : 1, random)
  return framed(said, told.medium, by, words, random)
}

/** A comment beside a score about the contact itself. @param share 0 (worst) … 1 (best) on the scale asked. */
export function judgeService(share: number, waited: boolean, told: ProblemTold, by: Speaker, random: Random): string {
  const { service, praise } = wordsOf(by)
  const words = wordsOf(by)
  const parts: string[] = []
  if (by.terse > 0.62) parts.push(random.pick(share > 0.6 ? service.shortGood : service.shortBad))
  else if (share > 0.85) {
    parts.push(random.pick(random.chance(0.6) ? service.good : praise.service.core))
    if (random.chance(0.25)) parts.push(random.pick(praise.service.more))
  } else if (share > 0.45) parts.push(random.pick(service.fine))
  else {
    if (told.crisis && random.chance(0.4))
      parts.push(random.pick(random.chance(0.45) ? service.contradicting : words.noParts))
    else if (random.chance(waited ? 0.5 : 0.14)) parts.push(random.pick(service.wait))
    else parts.push(random.pick(random.chance(0.14) ? service.rude : service.unresolved))
    if (random.chance(0.42)) parts.push(random.pick(words.problems[told.theme].core))
    if (told.nth > 1 && random.chance(0.5)) parts.push(random.pick(words.again))
    else if (random.chance(0.2)) parts.push(random.pick(service.unresolved))
    if (random.chance(0.22)) parts.push(random.pick(feelingFor(words, by.hand.anger, random)))
    if (random.chance(0.06)) parts.push(random.pick(words.sarcasm))
  }
  return worn(spoken(parts, by, random), by, share > 0.6 ? words.emoji.good : words.emoji.bad, 1, random)
}

/** A comment beside an effort score. @param share 0 hard … 1 easy. */
export function judgeEffort(share: number, told: ProblemTold, by: Speaker, random: Random): string {
  const words = wordsOf(by)
  const parts = [random.pick(share > 0.6 ? words.service.easy : words.service.hard)]
  if (share <= 0.6 && random.chance(0.4)) parts.push(random.pick(words.problems[told.theme].short))
  return worn(spoken(parts, by, random), by, share > 0.6 ? words.emoji.good : words.emoji.bad, 1, random)
}

/** A comment beside the score of a delivery. @param share 0 … 1. */
export function judgeDelivery(share: number, late: boolean, by: Speaker, random: Random): string {
  const words = wordsOf(by)
  const good = words.praise.delivery
  const parts: string[] = []
  if (share > 0.6) {
    parts.push(random.pick(by.terse > 0.4 ? good.short : good.core))
    if (random.chance(0.25)) parts.push(random.pick(good.more))
  } else {
    const theme = words.problems[late ? "deliveryLate" : "deliveryDamaged"]
    parts.push(random.pick(by.terse > 0.65 ? theme.short : random.chance(0.55) ? words.deliveryBad : theme.core))
    if (random.chance(0.25)) parts.push(random.pick(theme.more))
    if (random.chance(0.2)) parts.push(random.pick(feelingFor(words, by.hand.anger, random)))
  }
  return worn(spoken(parts, by, random), by, share > 0.6 ? words.emoji.good : words.emoji.bad, 1, random)
}

/** The reason given for a recommendation of 0 … 10; `sore` is what last went wrong, if anything did. */
export function giveReason(
  score: number,
  praise: PraiseTheme,
  sore: ProblemTheme | null,
  by: Speaker,
  random: Random,
): string {
  const words = wordsOf(by)
  const parts: string[] = []
  if (score >= 9) {
    const theme = words.praise[praise]
    parts.push(random.pick(by.terse > 0.55 ? theme.short : theme.core))
    if (by.terse < 0.4 && random.chance(0.45)) parts.push(random.pick(theme.more))
    if (random.chance(0.12)) parts.push(random.pick(words.praise.brand.core))
  } else if (score >= 7) {
    parts.push(random.pick(words.passive))
    if (sore && random.chance(0.5))
      parts.push(random.pick(by.terse > 0.4 ? words.problems[sore].short : words.problems[sore].core))
    else if (random.chance(0.3)) parts.push(random.pick(words.praise[praise].short))
  } else {
    if (sore) parts.push(random.pick(by.terse > 0.7 ? words.problems[sore].short : words.problems[sore].core))
    else parts.push(random.pick(words.detractor))
    if (random.chance(0.35))
      parts.push(random.pick(random.chance(0.5) ? words.detractor : feelingFor(words, by.hand.anger, random)))
    if (random.chance(0.15)) parts.push(random.pick(words.praise[praise].core))
  }
  return worn(spoken(parts, by, random), by, score >= 7 ? words.emoji.good : words.emoji.bad, 1, random)
}

/** A public review of 1 … 5 stars. */
export function writeReview(
  stars: number,
  praise: readonly PraiseTheme[],
  sore: ProblemTheme,
  crisis: boolean,
  by: Speaker,
  random: Random,
): string {
  const words = wordsOf(by)
  const parts: string[] = []
  const liked = words.praise[random.pick(praise)]
  const theme = words.problems[sore]
  if (stars >= 4) {
    if (by.terse > 0.78) parts.push(random.pick(liked.short))
    else {
      parts.push(random.pick(liked.core))
      if (random.chance(0.5)) parts.push(random.pick(words.praise[random.pick(praise)].core))
      for (const more of some(liked.more, random.poisson(0.7), random)) parts.push(more)
      if (stars === 4 && random.chance(0.45)) parts.push(random.pick(theme.short))
      if (random.chance(0.3)) parts.push(random.pick(words.verdict.good))
    }
  } else if (stars === 3) {
    parts.push(random.pick(random.chance(0.5) ? liked.core : words.passive), random.pick(theme.core))
    if (random.chance(0.35)) parts.push(random.pick(words.verdict.mixed))
  } else {
    parts.push(random.pick(by.terse > 0.85 ? theme.short : theme.core))
    for (const more of some(theme.more, random.poisson(1.1), random)) parts.push(more)
    if (crisis && random.chance(0.5)) parts.push(random.pick(random.chance(0.4) ? words.burning : words.noParts))
    if (random.chance(0.3)) parts.push(random.pick(words.service.unresolved))
    if (random.chance(0.3)) parts.push(random.pick(feelingFor(words, by.hand.anger, random)))
    if (random.chance(0.16)) parts.push(random.pick(words.sarcasm))
    if (random.chance(0.35)) parts.push(random.pick(words.verdict.bad))
  }
  return worn(spoken(parts, by, random), by, stars >= 4 ? words.emoji.good : words.emoji.bad, 1, random)
}

export function post(mood: "good" | "bad" | "question" | "campaign", by: Speaker, random: Random): string {
  const words = wordsOf(by)
  const phrase = random.pick(mood === "campaign" ? words.campaign : words.social[mood])
  return worn(speak(phrase, by.slots, random), by, mood === "bad" ? words.emoji.bad : words.emoji.good, 1, random)
}

export function nounOf(theme: ProblemTheme, language: "en" | "zh"): string {
  return (language === "zh" ? chinese : english).problems[theme].noun
}

function wordsOf(by: Speaker): LanguageWords {
  return by.language === "zh" ? chinese : english
}

function feelingFor(words: LanguageWords, anger: number, random: Random): readonly string[] {
  const level = anger + random.normal(0, 0.15)
  return level > 0.72 ? words.feeling.furious : level > 0.36 ? words.feeling.annoyed : words.feeling.mild
}

/** Phrases spoken and joined: sentences with a blank in English, Chinese ones with their own stops. */
function spoken(parts: string[], by: Speaker, random: Random): string {
  const said = parts.map((part) => speak(part, by.slots, random).trim()).filter((part) => part !== "")
  if (by.language === "zh")
    return said.reduce(
      (text, part) => text + (text === "" || /[。！？~，…]$/.test(text) ? "" : random.pick(["，", "。", " "])) + part,
      "",
    )
  return said
    .map((part, i) => (i > 0 && /[.!?…]$/.test(said[i - 1]!) ? upper(part) : part))
    .reduce(
      (text, part) =>
        text + (text === "" ? "" : /[.!?,…]$/.test(text) ? " " : /^[A-Z]/.test(part) ? ". " : ", ") + part,
      "",
    )
    .replace(/([?!])\./g, "$1")
    .replace(/ +/g, " ")
    .replace(
      /\bbut (?!I\b|I'|Aria|Lumen|Care|Northlight|Android|E07|PM)([A-Z])/g,
      (_, letter: string) => `but ${letter.toLowerCase()}`,
    )
}

function worn(text: string, by: Speaker, emoji: readonly string[], typed: number, random: Random): string {
  const hand = { ...by.hand, careless: by.hand.careless * typed, emoji: by.hand.emoji * typed }
  return by.language === "zh" ? wearChinese(text, hand, emoji, random) : wearEnglish(text, hand, emoji, random)
}

function framed(said: string, medium: Medium, by: Speaker, words: LanguageWords, random: Random): string {
  if (medium === "ticket") return said
  const greeting = speak(random.pick(words.greeting[medium]), by.slots, random)
  if (medium === "email") {
    const signOff = speak(random.pick(words.signOff), by.slots, random)
    return [greeting, said, signOff].filter((part) => part !== "").join("\n\n")
  }
  if (greeting === "") return said
  const gap =
    by.language === "zh"
      ? medium === "chat"
        ? random.pick(["，", " ", "\n"])
        : ""
      : medium === "chat"
        ? random.pick([" ", ", ", "\n"])
        : ""
  return `${greeting}${greeting.endsWith(" ") ? "" : gap}${medium === "call" && by.language === "en" && /, $/.test(greeting) ? lower(said, by) : said}`
}

function some<T>(items: readonly T[], count: number, random: Random): T[] {
  const left = [...items]
  const taken: T[] = []
  while (taken.length < count && left.length > 0 && taken.length < 4)
    taken.push(left.splice(random.int(0, left.length - 1), 1)[0]!)
  return taken
}

function lower(text: string, by: Speaker): string {
  return by.language === "en" && !/^(I\b|I'|E07|PM|Care|Aria|Lumen|Android)/.test(text)
    ? text.charAt(0).toLowerCase() + text.slice(1)
    : text
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
