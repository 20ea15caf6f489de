import type { Random } from "../random.ts"
import type { Calendar } from "./calendar.ts"
import { isChina, type ProductName, prices } from "./catalogue.ts"
import { agents, suzhouInEnglish } from "./names.ts"
import type { Customer, Unit } from "./people.ts"
import { nounOf, type Speaker } from "./voice/sentence.ts"
import type { ProblemTheme } from "./voice/theme-words.ts"

/** What one contact, answer or review is about, as far as words need to know. */
export type Moment = {
  day: number
  product: ProductName
  unit?: Unit
  theme?: ProblemTheme
  /** 0 calm … 1 furious. */
  anger: number
  nth?: number
  waitMinutes?: number
  agent?: string
  ticket?: string
}

/** A customer, ready to speak at a moment: language, hand, and everything that can stand in a slot. */
export function speakerAt(who: Customer, moment: Moment, calendar: Calendar, random: Random): Speaker {
  const zh = who.language === "zh"
  const nth = moment.nth ?? 1
  const owned = moment.unit ? Math.max(1, moment.day - moment.unit.delivered) : random.int(20, 200)
  return {
    language: who.language,
    business: who.account !== undefined,
    terse: Math.min(1, Math.max(0, who.terse + random.normal(0, 0.15))),
    hand: { careless: who.careless, emoji: who.emoji, anger: Math.max(0, Math.min(1, moment.anger)) },
    slots: {
      product: calledBy(moment.product, zh, random),
      since: howLong(owned, zh, random),
      lately: random.pick(zh ? latelyChinese : latelyEnglish),
      price: priceOf(moment, who),
      month: monthName(calendar, moment.day - random.int(20, 50), zh),
      weekday: random.pick(zh ? weekdaysChinese : weekdaysEnglish),
      day: dayName(calendar, moment.day - random.int(6, 20), zh),
      order: `NL${random.int(210_000, 989_999)}`,
      ticket: moment.ticket ?? `#${random.int(104_000, 139_999)}`,
      nth: ordinal(Math.max(2, nth), zh),
      times: times(Math.max(1, nth - 1), zh),
      wait: String(moment.waitMinutes ? Math.max(4, Math.round(moment.waitMinutes)) : random.int(12, 40)),
      agent: heardAs(moment.agent ?? agentFor(who, random), who),
      noun: moment.theme ? nounOf(moment.theme, who.language) : zh ? "问题" : "it",
      name: who.name,
      first: who.first,
    },
  }
}

export function agentFor(who: Customer, random: Random): string {
  return random.pick(agents[who.region.desk])
}

/** Who does not read Chinese knows the Suzhou desk by its English names. */
function heardAs(agent: string, who: Customer): string {
  return who.language === "en" ? (suzhouInEnglish[agents.Suzhou.indexOf(agent)] ?? agent) : agent
}

function calledBy(product: ProductName, zh: boolean, random: Random): string {
  if (product === "Northlight app") return zh ? "APP" : "app"
  if (product === "Care") return "Care"
  if (product === "Lumen")
    return random.pick(zh ? ["Lumen", "Lumen", "灯", "小夜灯"] : ["Lumen", "Lumen", "Lumen", "lamp"])
  return random.pick(
    zh ? [product, product, "Aria", "净化器"] : [product, product, product, "Aria", "purifier", "unit"],
  )
}

function howLong(owned: number, zh: boolean, random: Random): string {
  if (owned < 6) return zh ? "没几天" : random.pick(["a few days", "three days", "not even a week"])
  if (owned < 13)
    return zh ? random.pick(["一个星期", "十天", "一周"]) : random.pick(["a week", "ten days", "just over a week"])
  if (owned < 75 && random.chance(0.45)) return zh ? `${owned}天` : `${owned} days`
  const weeks = Math.round(owned / 7)
  if (weeks <= 7)
    return zh
      ? random.pick([`${chineseCount(weeks)}个星期`, `${chineseCount(weeks)}周`])
      : `${englishCount(weeks)} weeks`
  const months = Math.round(owned / 30.4)
  if (months < 12)
    return zh
      ? random.pick([`${chineseCount(months)}个月`, `${months}个月`, "几个月"])
      : random.pick([`${englishCount(months)} months`, `about ${englishCount(months)} months`, "a few months"])
  if (months < 20)
    return zh ? random.pick(["一年多", "一年"]) : random.pick(["a year", "just over a year", "a year and a bit"])
  return zh ? "两年" : "two years"
}

function priceOf(moment: Moment, who: Customer): string {
  const zh = who.language === "zh" || isChina(who.region.name)
  const amount =
    moment.theme === "filterPrice"
      ? { en: "45", zh: "299" }
      : moment.product === "Care"
        ? { en: "8", zh: "39" }
        : moment.product === "Northlight app"
          ? prices["Aria 2"]
          : prices[moment.product]
  if (zh) return who.language === "zh" ? `${amount.zh}块` : `${amount.zh} yuan`
  if (who.region.name === "UK & Ireland") return `£${amount.en}`
  if (who.region.name === "Nordics") return `${amount.en} euros`
  return `$${amount.en}`
}

function monthName(calendar: Calendar, day: number, zh: boolean): string {
  const month = new Date(calendar.at(day)).getUTCMonth()
  return zh ? `${month + 1}月` : monthsEnglish[month]!
}

function dayName(calendar: Calendar, day: number, zh: boolean): string {
  const date = new Date(calendar.at(day))
  return zh ? `${date.getUTCMonth() + 1}月${date.getUTCDate()}号` : `${date.getUTCDate()}${suffix(date.getUTCDate())}`
}

function ordinal(n: number, zh: boolean): string {
  if (zh) return ["", "一", "二", "三", "四", "五", "六"][n] ?? "N"
  return ["", "first", "second", "third", "fourth", "fifth", "sixth"][n] ?? "umpteenth"
}

function times(n: number, zh: boolean): string {
  if (zh) return ["", "一次", "两次", "三次", "四次", "五次"][n] ?? "好多次"
  return ["", "once", "twice", "three times", "four times", "five times"][n] ?? "many times"
}

function suffix(day: number): string {
  if (day > 10 && day < 14) return "th"
  return ["th", "st", "nd", "rd"][day % 10] ?? "th"
}

function chineseCount(n: number): string {
  return n === 2 ? "两" : (["零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一"][n] ?? String(n))
}

function englishCount(n: number): string {
  return ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"][n] ?? String(n)
}

const latelyEnglish = [
  "yesterday",
  "last week",
  "last night",
  "on Monday",
  "this weekend",
  "a few days ago",
  "this morning",
]
const latelyChinese = ["昨天", "上周", "前几天", "这两天", "周末", "最近"]
const weekdaysEnglish = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
const weekdaysChinese = ["周一", "周二", "周三", "周四", "周五"]
const monthsEnglish = "January February March April May June July August September October November December".split(" ")
