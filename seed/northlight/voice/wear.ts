import type { Random } from "../../random.ts"

/** How a person types: 0 carefully … 1 carelessly, and how angry at this moment. */
export type Hand = { careless: number; anger: number; emoji: number }

/** English as it is typed: lower case, lost apostrophes, slips of the finger, shouting. */
export function wearEnglish(text: string, hand: Hand, emoji: readonly string[], random: Random): string {
  let worn = text
  if (random.chance(hand.careless * 0.75)) worn = worn.toLowerCase().replace(/\bi\b/g, random.chance(0.5) ? "i" : "I")
  if (random.chance(hand.careless * 0.6)) worn = worn.replaceAll("'", "")
  if (random.chance(0.18 + hand.careless * 0.5)) worn = worn.replace(/\.$/, "")
  if (random.chance(hand.careless * 0.35)) worn = worn.replace(/(?<!\.)\. /g, random.chance(0.5) ? ", " : " ")
  if (random.chance(hand.careless * 0.3)) for (const [plain, quick] of shorthand) worn = worn.replaceAll(plain, quick)
  const reach = Math.min(1, worn.length / 60)
  if (random.chance(hand.careless * 0.7 * reach)) worn = slip(worn, random)
  if (random.chance(hand.careless * 0.25 * reach)) worn = slip(worn, random)
  if (random.chance(hand.anger * 0.22)) worn = worn.replace(/[.!]?$/, random.pick(["!", "!!", "!!!", "..."]))
  if (hand.anger > 0.7 && random.chance(0.045)) worn = worn.toUpperCase()
  return withEmoji(worn, hand, emoji, " ", random)
}

/** 中文打字的样子：标点随意、错别字、感叹号、表情。 */
export function wearChinese(text: string, hand: Hand, emoji: readonly string[], random: Random): string {
  let worn = text
  if (random.chance(hand.careless * 0.55)) worn = worn.replace(/[，。]/g, " ").trimEnd()
  else if (random.chance(hand.careless * 0.5)) worn = worn.replace(/。(?=.)/g, "，")
  if (random.chance(0.3 + hand.careless * 0.4)) worn = worn.replace(/。$/, "")
  if (random.chance(hand.careless * 0.5)) {
    const [right, wrong] = random.pick(mistypings)
    worn = worn.replace(right, wrong)
  }
  if (random.chance(hand.anger * 0.25))
    worn = worn.replace(/[。！]?$/, random.pick(["！", "！！", "！！！", "……", "。。。"]))
  else if (random.chance(0.07)) worn = worn.replace(/。?$/, random.pick(["~", "哈", "～", "吧", "呢"]))
  return withEmoji(worn, hand, emoji, "", random)
}

function withEmoji(text: string, hand: Hand, emoji: readonly string[], gap: string, random: Random): string {
  if (!random.chance(hand.emoji * 0.55)) return text
  const one = random.pick(emoji)
  return `${text}${gap}${random.chance(0.18) ? one + one + one : one}`
}

/** Two letters swapped, one lost or one doubled, inside a word. */
function slip(text: string, random: Random): string {
  const at = random.int(1, Math.max(1, text.length - 3))
  if (!/^[a-z]{3}/i.test(text.slice(at - 1, at + 2))) return text
  const kind = random.int(0, 2)
  if (kind === 0) return text.slice(0, at) + text[at + 1]! + text[at]! + text.slice(at + 2)
  if (kind === 1) return text.slice(0, at) + text.slice(at + 1)
  return text.slice(0, at) + text[at]! + text.slice(at)
}

const shorthand: [string, string][] = [
  ["please", "pls"],
  ["Please", "Pls"],
  [" you ", " u "],
  ["because", "bc"],
  ["though", "tho"],
  [" and ", " & "],
  ["thanks", "thx"],
]

const mistypings: [string, string][] = [
  ["在", "再"],
  ["的", "得"],
  ["已经", "已近"],
  ["账", "帐"],
  ["客服", "可服"],
  ["滤芯", "滤心"],
  ["红灯", "宏灯"],
  ["怎么", "咋"],
  ["什么", "啥"],
  ["没有", "木有"],
  ["是不是", "是不"],
  ["这样", "酱紫"],
]
