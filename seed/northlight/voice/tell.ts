import type { Random } from "../../random.ts"
import { speak } from "./phrase.ts"
import { feelingFor, inOrder, lower, type Speaker, saidAloud, some, wordsOf, written } from "./sentence.ts"
import type { LanguageWords, PraiseTheme, ProblemTheme } from "./theme-words.ts"

export type Medium = "email" | "ticket" | "chat" | "call"

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
  const complaint = told.theme !== "howTo"
  const anger = by.hand.anger
  const short = told.medium === "chat" ? by.terse > 0.45 : told.medium === "ticket" && by.terse > 0.9
  const parts: string[] = [random.pick(short ? theme.short : theme.core)]
  if (complaint && told.nth > 1 && random.chance(0.8))
    parts.splice(random.chance(0.5) ? 0 : 1, 0, random.pick(words.again))
  const length = lengths[told.medium] * (1.35 - by.terse)
  parts.push(...some(theme.more, random.poisson(length), random))
  const long = random.chance(
    tales[told.medium] * (1.4 - by.terse) * (complaint && !/Price$/.test(told.theme) ? (told.nth > 1 ? 1.7 : 0.6) : 0),
  )
  if (long) {
    parts.unshift(random.pick(words.chronicle.before))
    if (told.nth > 1) parts.push(...inOrder(earlierContacts(told.theme, words), told.nth + random.int(0, 1), random))
  }
  if (told.crisis && random.chance(0.2)) parts.push(random.pick(words.burning))
  if (told.crisis && random.chance(told.nth > 1 ? 0.6 : 0.24)) parts.push(random.pick(words.noParts))
  if (by.business && random.chance(0.45)) parts.push(random.pick(words.asideOfBusiness))
  if (random.chance(asides[told.medium]))
    parts.splice(random.int(1, parts.length), 0, random.pick([...words.aside, ...words.asideToDesk]))
  if (complaint && random.chance(0.12 + anger * 0.5)) {
    const feeling = random.pick(feelingFor(words, anger, random))
    if (random.chance(0.12)) parts.unshift(feeling)
    else parts.push(feeling)
  }
  if (long && told.nth > 1) parts.push(...inOrder(words.chronicle.now, random.int(1, 2), random))
  if (anger > 0.6 && random.chance(0.06)) parts.push(random.pick(sarcasmOn(told.theme, words)))
  if (random.chance(told.medium === "email" ? 0.75 : 0.42)) parts.push(random.pick(theme.ask))
  if (told.medium === "call" && random.chance(0.12))
    parts[0] = `${random.pick(words.butGood)}${by.language === "zh" ? "" : " "}${parts[0]!}`
  const said =
    told.medium === "call" ? saidAloud(parts, by, random) : written(parts, by, complaint ? "bad" : "none", random)
  return framed(said, told.medium, by, random)
}

/** A comment beside a score about the contact itself. @param share 0 (worst) … 1 (best) on the scale asked. */
export function judgeService(share: number, waited: boolean, told: ProblemTold, by: Speaker, random: Random): string {
  const words = wordsOf(by)
  const { service, praise } = words
  if (random.chance(emptyShare)) return random.pick(words.nothing)
  const parts: string[] = []
  if (by.terse > 0.62)
    parts.push(random.pick(share > 0.6 ? service.shortGood : share > 0.4 ? service.shortFine : service.shortBad))
  else if (share > 0.6) {
    parts.push(
      random.pick(
        share < 0.9 && random.chance(0.3)
          ? service.fine
          : random.chance(0.6)
            ? thanksFor(told.theme, service.good)
            : thanksFor(told.theme, praise.service.core),
      ),
    )
    if (random.chance(0.25)) parts.push(random.pick(praise.service.more))
  } else if (share > 0.4) parts.push(random.pick(service.fine))
  else {
    if (told.crisis && random.chance(0.4))
      parts.push(random.pick(random.chance(0.45) ? service.contradicting : words.noParts))
    else if (random.chance(waited ? 0.5 : 0.08)) parts.push(random.pick(service.wait))
    else parts.push(random.pick(random.chance(0.14) ? service.rude : service.unresolved))
    if (random.chance(0.42)) parts.push(random.pick(words.problems[told.theme].core))
    if (told.nth > 1 && random.chance(0.5)) parts.push(random.pick(words.again))
    else if (random.chance(0.2)) parts.push(random.pick(service.unresolved))
    if (random.chance(0.22)) parts.push(random.pick(feelingFor(words, by.hand.anger, random)))
    if (random.chance(0.06)) parts.push(random.pick(sarcasmOn(told.theme, words)))
  }
  return written([...new Set(parts)], by, share > 0.6 ? "good" : "bad", random)
}

/** A comment beside an effort score. @param share 0 hard … 1 easy. */
export function judgeEffort(share: number, told: ProblemTold, by: Speaker, random: Random): string {
  const { service, problems } = wordsOf(by)
  const parts = [random.pick(share > 0.6 ? service.easy : share > 0.4 ? service.fine : service.hard)]
  if (share <= 0.4 && random.chance(0.4)) parts.push(random.pick(problems[told.theme].short))
  return written(parts, by, share > 0.6 ? "good" : "bad", random)
}

/** A comment beside the score of a delivery. @param share 0 … 1. */
export function judgeDelivery(share: number, late: boolean, by: Speaker, random: Random): string {
  const words = wordsOf(by)
  if (random.chance(emptyShare)) return random.pick(words.nothing)
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
  return written(parts, by, share > 0.6 ? "good" : "bad", random)
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
  if (random.chance(emptyShare)) return random.pick(words.nothing)
  const parts: string[] = []
  if (score >= 9) {
    const theme = words.praise[praise]
    parts.push(random.pick(by.terse > 0.55 ? theme.short : theme.core))
    if (by.terse < 0.4 && random.chance(0.45)) parts.push(random.pick(theme.more))
    if (random.chance(0.12)) parts.push(random.pick(words.praise.brand.core))
  } else if (score >= 7) {
    parts.push(random.pick(random.chance(0.35) ? words.praise[praise].core : words.passive))
    if (sore && random.chance(0.5)) parts.push(downside(sore, by, random))
  } else {
    if (sore) parts.push(random.pick(by.terse > 0.7 ? words.problems[sore].short : words.problems[sore].core))
    else parts.push(random.pick(words.detractor))
    if (random.chance(0.35))
      parts.push(random.pick(random.chance(0.5) ? words.detractor : feelingFor(words, by.hand.anger, random)))
    if (random.chance(0.15)) parts.push(random.pick(words.praise[praise].core))
  }
  return written([...new Set(parts)], by, score >= 9 ? "good" : score >= 7 ? "none" : "bad", random)
}

/** What is told of earlier contacts: of resets and repairmen only where a thing is broken. */
export function earlierContacts(theme: ProblemTheme, words: LanguageWords): readonly string[] {
  const service = /^(care|delivery|returns|signIn|appCrash|schedules|notifications|filterPrice)/.test(theme)
  return service ? words.chronicle.since : words.chronicle.sinceBroken
}

/** Sarcasm, about fans that do not turn only where it is about them. */
export function sarcasmOn(theme: ProblemTheme, words: LanguageWords): readonly string[] {
  return theme === "fanStops" ? [...words.sarcasm, ...words.sarcasmAboutFans] : words.sarcasm
}

/** Thanks for a part in the post are said only where a thing can be posted. */
function thanksFor(theme: ProblemTheme, good: readonly string[]): readonly string[] {
  const nothingToPost = /^(care|delivery|returns|signIn|appCrash|schedules|notifications|filterPrice|howTo)/.test(theme)
  return nothingToPost ? good.filter((phrase) => !/part|补发|换/.test(phrase)) : good
}

/** "Only the noise could be better." The noun is put in at once, for it is not the matter of the moment. */
export function downside(sore: ProblemTheme, by: Speaker, random: Random): string {
  const words = wordsOf(by)
  return random.pick(words.downside).replaceAll("{gripe}", words.problems[sore].noun)
}

function framed(said: string, medium: Medium, by: Speaker, random: Random): string {
  if (medium === "ticket") return said
  const words = wordsOf(by)
  const greeting = speak(random.pick(words.greeting[medium]), by.slots, random)
  if (medium === "email") {
    const signOff = speak(random.pick(words.signOff), by.slots, random)
    return [greeting, said, signOff].filter((part) => part !== "").join("\n\n")
  }
  if (greeting === "") return said
  if (medium === "call") return greeting + (/, $/.test(greeting) ? lower(said) : said)
  const comma = by.language === "zh" ? "，" : ", "
  return `${greeting}${random.pick([" ", /[?？:]$/.test(greeting) ? " " : comma, "\n"])}${said}`
}

/** Share of survey comments that say nothing. */
const emptyShare = 0.022
const lengths: Record<Medium, number> = { email: 2.3, ticket: 1.3, call: 1.4, chat: 0.45 }
const tales: Record<Medium, number> = { email: 0.22, ticket: 0.07, call: 0.03, chat: 0 }
const asides: Record<Medium, number> = { email: 0.2, ticket: 0.09, call: 0.12, chat: 0.03 }
