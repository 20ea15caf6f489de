/**
 * node bench/text.ts: comments per second and core through the whole text pipeline, beside two raw limits measured in the
 * same run: splitting the same comments into words with a plain regular expression, and Intl.Segmenter alone. Seconds
 * are processor seconds, so that other work on the machine counts less.
 */
import { analyse } from "../text/analyse.ts"
import { detectLanguage } from "../text/language.ts"
import { searchTokens } from "../text/search.ts"
import { splitSentences } from "../text/sentences.ts"
import { discoverThemes } from "../text/themes.ts"

const comments = written(6000)
const bytes = comments.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
console.log(
  `${comments.length} comments, half English, half Chinese, ${Math.round(bytes / comments.length)} bytes on average\n`,
)

const words = new Intl.Segmenter("zh", { granularity: "word" })
const limit = measure("raw limit: split into words by a regular expression", (text) => text.match(/\p{L}+/gu))
measure("raw limit: Intl.Segmenter words", (text) => [...words.segment(text)])
measure("language", (text) => detectLanguage(text))
measure("sentences", (text) => splitSentences(text))
measure("search tokens", (text) => searchTokens(text))
const whole = measure("analyse: language, sentences, sentiment", (text) => analyse(text))
console.log(
  `\nanalyse reaches ${((100 * whole) / limit).toFixed(1)} % of the raw limit; budget 3,000 a second: ${whole >= 3000 ? "met" : "missed"}`,
)

const sample = comments.slice(0, 3000).map((text, i) => ({ id: String(i), text, language: i % 2 === 0 ? "en" : "zh" }))
const before = process.cpuUsage()
const { assign, themes } = discoverThemes(sample)
const spent = process.cpuUsage(before)
console.log(`${themes.length} themes in ${sample.length} comments: ${((spent.user + spent.system) / 1e6).toFixed(2)} s`)
measure("assign to themes", (text) => assign(text, text.charCodeAt(0) > 255 ? "zh" : "en"))

function measure(what: string, work: (text: string) => unknown): number {
  for (const text of comments.slice(0, 1500)) work(text)
  const start = process.cpuUsage()
  for (const text of comments) work(text)
  const { user, system } = process.cpuUsage(start)
  const rate = comments.length / ((user + system) / 1e6)
  console.log(`${what.padEnd(52)} ${Math.round(rate).toLocaleString("en-US").padStart(9)} comments/s`)
  return rate
}

/** Comments put together from parts, the same every time. */
function written(count: number): string[] {
  const english = [
    "The delivery was late again",
    "I love the new screen",
    "battery drains within two hours",
    "the staff were friendly but the room was not clean",
    "had to call three times and nobody could help",
    "great value for money",
    "it used to work, now it keeps crashing",
    "the portions are tiny and the service is slow",
    "fits perfectly and the fabric is so soft",
    "my flight was cancelled without notice",
    "easy to set up",
    "would not recommend it to anyone",
  ]
  const chinese = [
    "物流太慢了",
    "屏幕很清晰",
    "电池不耐用",
    "前台态度很好",
    "房间有异味",
    "性价比高",
    "味道不错就是有点咸",
    "等了一个小时才送到",
    "油耗比想象的低",
    "客服推来推去",
    "质量很好下次还会买",
    "隔音效果差",
  ]
  let state = 7
  const next = (n: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * n)
  }
  return Array.from({ length: count }, (_, i) => {
    const [parts, stop] = i % 2 === 0 ? [english, ". "] : [chinese, "。"]
    return Array.from(
      { length: 2 + next(4) },
      () => `${parts[next(parts.length)]} ${i % 2 === 0 ? next(500) : ""}`.trim() + stop,
    )
      .join("")
      .trim()
  })
}
