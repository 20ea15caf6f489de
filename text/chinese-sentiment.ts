import type { LexiconReading } from "./english-sentiment.ts"
import { faceStrength } from "./faces.ts"
import { readLexicon } from "./lexicon/read-lexicon.ts"
import { simplified } from "./simplified.ts"

/** Terms by their first character, longest first within reach of `longest`. */
export type ChineseLexicon = { terms: Map<string, number>; longest: Map<string, number> }

/** The built-in lexicon, with an organization's own strengths (−4 … 4 by term) laid over it. */
export function chineseLexicon(overrides: Readonly<Record<string, number>> = {}): ChineseLexicon {
  const terms = new Map(wordList)
  for (const [term, strength] of Object.entries(overrides)) terms.set(term, strength)
  const longest = new Map<string, number>()
  for (const term of terms.keys()) {
    const first = term[0]!
    longest.set(first, Math.max(longest.get(first) ?? 0, Math.min(term.length, 12)))
  }
  return { terms, longest }
}

/**
 * Sentiment of a Chinese sentence by rule, clause by clause: longest terms first, size words read with the thing they
 * measure (油耗高, 空间大), negation before a term (不, 没, 别 ...), degree words, and contrast (但, 就是) between clauses.
 */
export function chineseReading(written: string, lexicon: ChineseLexicon): LexiconReading {
  const sentence = simplified(written)
  const clauses = sentence.split(CLAUSE_ENDS)
  const turn = clauses.findLastIndex((clause) => TURNS.test(clause))
  let score = 0
  let weight = 0
  let loose = 0
  clauses.forEach((clause, i) => {
    if (clause === "") return
    const read = clauseReading(clause, lexicon)
    let share = 1
    if (turn > 0) share = i < turn ? 0.75 : 1.25
    if (CONCEDES.test(clause)) share *= 0.6
    score += share * read.score
    weight += share * read.weight
    loose += read.loose
  })
  const asks = /[?？]|吗[。！!]?$/.test(sentence)
  if (asks) score = score > 0 ? score * 0.6 - 0.4 : score - 0.4
  const shouts = Math.min(4, (sentence.match(/[!！]/g) ?? []).length)
  return { score: score * (1 + 0.06 * shouts) - 0.12 * Math.min(3, loose), weight, loose, asks }
}

function clauseReading(clause: string, lexicon: ChineseLexicon): Omit<LexiconReading, "asks"> {
  let score = 0
  let weight = 0
  let loose = 0
  const sized = sizedThings(clause)
  for (let at = 0; at < clause.length; ) {
    const size = sized.get(at)
    if (size !== undefined) {
      score += size.strength
      weight += Math.abs(size.strength)
      at = size.end
      continue
    }
    const term = longestTerm(clause, at, lexicon)
    if (term === undefined) {
      if (/[不没无别未]/.test(clause[at]!)) loose++
      at++
      continue
    }
    if (term.strength !== 0) {
      let s = term.strength * degreeBefore(clause, at)
      if (NEGATED.test(clause.slice(Math.max(0, at - 6), at)) && !/^[不没无未别]/.test(clause.slice(at))) {
        s = s > 0 ? -0.8 * s - 0.3 : -0.55 * s
      } else if (WISHED.test(clause.slice(Math.max(0, at - 8), at)) && s > 0) s *= 0.2
      score += s
      weight += Math.abs(s)
    }
    at = term.end
  }
  return { score, weight, loose }
}

function longestTerm(clause: string, at: number, lexicon: ChineseLexicon) {
  const code = clause.codePointAt(at)!
  if (code > 0xffff || (code >= 0x2600 && code < 0x2800)) {
    const face = String.fromCodePoint(code)
    return { strength: faceStrength(face), end: at + face.length }
  }
  const longest = Math.min(lexicon.longest.get(clause[at]!) ?? 0, clause.length - at)
  for (let length = longest; length > 0; length--) {
    const strength = lexicon.terms.get(clause.slice(at, at + length))
    if (strength !== undefined) return { strength, end: at + length }
  }
  return undefined
}

/** 油耗 … 高, 房间 … 小: where they stand, which sign they give, and where they end. */
function sizedThings(clause: string): Map<number, { strength: number; end: number }> {
  const found = new Map<number, { strength: number; end: number }>()
  for (const match of clause.matchAll(SIZED)) {
    const [whole, thing, between, size] = match
    const high = HIGH.test(size!)
    const good = MORE_IS_BETTER.has(thing!) === high
    const negated = /不|没/.test(between!)
    const strength =
      (good !== negated ? 2.6 : -2.6) *
      (/太|死|极|超/.test(between!) ? 1.25 : /有点|稍|略|比较/.test(between!) ? 0.75 : 1)
    found.set(match.index, { strength, end: match.index + whole.length })
  }
  return found
}

function degreeBefore(clause: string, at: number): number {
  const before = clause.slice(Math.max(0, at - 3), at)
  if (/(?:非常|特别|超级|超|极其|极|十分|相当|太|真|巨|最|无比|格外|尤其|实在|简直)的?$/.test(before)) return 1.35
  if (/(?:很|挺|蛮|好|更|都)$/.test(before)) return 1.1
  if (/(?:有点|有些|稍微|稍|略|一点|比较|还算|略微)$/.test(before)) return 0.7
  return 1
}

const CLAUSE_ENDS = /[，。！？；、,.!?;~～…\s（）()：:]+/
const TURNS = /^(?:但|但是|不过|可是|然而|只是|就是|可惜|遗憾|唯一|只不过|除了|却)|(?:但是|不过|可是|然而|却)/
const CONCEDES = /^(?:虽然|虽说|虽|尽管|即使|就算|哪怕)/
const NEGATED =
  /(?:不|没|没有|无|未|并非|非|别|毫无|毫不|不是|不会|不能|不够|不太|谈不上|算不上|称不上|说不上|缺乏|缺少|缺|失去|少了|拒绝|停止)(?:什么|那么|这么|怎么|很|太|是|会|能|算|再|有|够|觉得|感到|特别|十分|非常|任何|一点|得到|给|让我|所谓|发现|遇到|出现|碰到|想象的|想象中|的)*$/
const WISHED =
  /(?:希望|要是|如果|应该|本应|建议|早知道|以为|说好|号称|宣称|宣传|所谓|哪里|何来|谈何|何谈|怎么能|怎么会|要求)[^，]*$/
const HIGH_WORDS = "大|高|多|足|宽敞|宽|长|厚|充足|丰富|强|重|久|响|刺鼻|明显|严重|浓"
const LOW_WORDS = "小|低|少|不足|窄|短|薄|有限|弱|轻|狭小|单调|单一"
const GOOD_WHEN_MORE =
  "空间|房间|客房|卧室|份量|分量|菜量|饭量|肉量|量|屏幕|力度|动力|马力|扭力|内存|容量|电量|续航|续航时间|电池容量|待机时间|选择|品种|种类|花样|菜品|款式|菜式|早餐|水量|水压|信号|床|浴室|卫生间|后备箱|后备厢|储物空间|后排|后排空间|腿部空间|头部空间|车内空间|停车场|停车位|大堂|优惠|折扣|配料|肉|馅|汤汁|水分|弹性|吸力|风力|风量|亮度|分辨率|像素|清晰度|配置|底盘|离地间隙|回头率|保值率|安全系数|质量|品质|效率|性价比|舒适度|满意度|利润|收益"
const GOOD_WHEN_LESS =
  "噪音|噪声|声音|油耗|杂音|风噪|胎噪|异响|震动|抖动|价格|价钱|价位|房价|菜价|票价|收费|费用|成本|运费|配送费|押金|手续费|维修费|保养费|保养|味道|气味|异味|香精味|药味|油烟|味儿|杂质|色差|缝隙|误差|时间|等待时间|等候时间|延迟|延时|功耗|耗电量|耗电|发热|发热量|压力|阻力|故障率|故障|毛病|问题|小毛病|缺点|不足|失误|广告|漏洞|限制|顿挫|顿挫感|重量|人流|车流|湿气|灰尘|油|盐|糖"
const MORE_IS_BETTER = new Set(GOOD_WHEN_MORE.split("|"))
const longestFirst = (words: string) =>
  words
    .split("|")
    .sort((a, b) => b.length - a.length)
    .join("|")
const SIZED = new RegExp(
  `(${longestFirst(`${GOOD_WHEN_MORE}|${GOOD_WHEN_LESS}`)})((?:也|还|都|是|真的|真|有点|有些|稍微|稍|略|比较|很|太|非常|特别|超级|超|极其|极|十分|相当|挺|蛮|好|最|更|不算|不是很|不太|不够|不是|不|没有|没那么|偏|过|过于|的|确实|实在|显得|比|还是|又|这么|那么|特|够|得|感觉|给的|给得)*)(${longestFirst(`${HIGH_WORDS}|${LOW_WORDS}`)})`,
  "g",
)
const HIGH = new RegExp(`^(?:${HIGH_WORDS})$`)
const wordList = readLexicon("chinese-words.txt")
