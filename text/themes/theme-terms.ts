import { englishStem } from "../english-tokens.ts"

/** Terms of a comment for themes: `key` is what is counted, `surface` how it was written. */
export type Term = { key: string; surface: string }

/**
 * Content words and word pairs of a comment: English stems without stop words, Chinese words of two and more
 * characters; other languages plain lower-case words.
 */
export function themeTerms(text: string, language: string): Term[] {
  const words = language === "zh" ? chineseWords(text) : plainWords(text, language)
  const terms: Term[] = []
  let before: Term | undefined
  for (const word of words) {
    if (word === undefined) {
      before = undefined
      continue
    }
    terms.push(word)
    if (before !== undefined && before.key !== word.key) {
      const glue = language === "zh" ? "" : " "
      terms.push({ key: `${before.key} ${word.key}`, surface: `${before.surface}${glue}${word.surface}` })
    }
    before = word
  }
  return terms
}

/** `undefined` marks a clause end: no pair is made across it. Stop words are passed over. */
function plainWords(text: string, language: string): (Term | undefined)[] {
  const words: (Term | undefined)[] = []
  for (const [piece] of text
    .slice(0, 4000)
    .toLowerCase()
    .matchAll(/\p{L}[\p{L}'’]*|[.,;:!?()\n]/gu)) {
    if (!/^\p{L}/u.test(piece)) {
      words.push(undefined)
      continue
    }
    const surface = piece.replace(/['’].*$/, "")
    if (surface.length < 2 || ENGLISH_STOP.has(surface) || (language !== "en" && surface.length < 4)) continue
    words.push({ key: language === "en" ? englishStem(surface) : surface, surface })
  }
  return words
}

function chineseWords(text: string): (Term | undefined)[] {
  const words: (Term | undefined)[] = []
  for (const { segment, isWordLike } of segmenter.segment(text.slice(0, 1500))) {
    if (!isWordLike) {
      if (segment.trim() !== "") words.push(undefined)
      continue
    }
    const surface = segment.toLowerCase()
    if (surface.length < 2 || CHINESE_STOP.has(surface) || /^\d+$/.test(surface)) continue
    words.push({ key: surface, surface })
  }
  return words
}

const segmenter = new Intl.Segmenter("zh", { granularity: "word" })
const ENGLISH_STOP = new Set(
  (
    "a an the and or but if then so of at by for with about to from in on off out over under again once here there all any both each few more most " +
    "other some such no nor not only own same than too very can will just do does did doing done don doesn didn isn wasn aren weren won wouldn couldn " +
    "shouldn hasn haven hadn should would could may might must shall be am is are was were been being have has had having i me my myself we our ours us " +
    "you your yours he him his she her hers it its they them their theirs what which who whom this that these those as until while because into through " +
    "during before after above below up down when where why how also get got getting go going goes went gone come came one two really even still now " +
    "much many lot lots like im ive id ill dont doesnt didnt cant wont isnt wasnt yes ok okay please hi hello thanks thank let know want need make made " +
    "see say said says told tell use used using take took thing things way back time times day days something anything everything nothing ever never " +
    "always every first last new well good great bad best worst nice love loved like liked hate think thought feel felt sure able right since without " +
    "around however though although yet another few little bit big quite pretty almost later today am pm etc re ve ll per via put give gave given keep " +
    "kept try tried trying find found look looking looks seem seems help start started stop someone anyone everyone people guy guys person ago old year " +
    "years month months week weeks hour hours minute minutes xx xxx xxxx happen happens happened possible else actually already"
  ).split(" "),
)
const CHINESE_STOP = new Set(
  (
    "我们 你们 他们 她们 它们 自己 这个 那个 这些 那些 这样 那样 这么 那么 什么 怎么 怎样 哪里 哪个 这里 那里 这边 那边 这种 那种 一个 一些 一下 一样 一直 一般 一点 一次 " +
    "没有 不是 不会 不能 不要 不过 不错 可以 可能 应该 需要 觉得 感觉 知道 看到 出来 起来 下来 上来 过来 过去 回来 时候 现在 今天 昨天 明天 以后 以前 之前 之后 然后 " +
    "因为 所以 但是 但 如果 虽然 而且 或者 还是 还有 就是 只是 只有 只能 都是 也是 真是 真的 确实 比较 非常 特别 十分 有点 有些 很多 很少 太多 好多 已经 还要 还会 " +
    "东西 大家 别人 有人 一定 本来 其实 居然 竟然 终于 最后 最近 第一 第二 几个 两个 三个 为什么 是不是 有没有 的话 比如 等等 以及 关于 对于 由于 根据 通过 进行 " +
    "喜欢 满意 推荐 失望 很好 非常好 好的 不好 总体 总之 整体 来说 方面 问题 情况 这次 每次 上次 下次 第一次 这家 那家 店里 家里 里面 外面 上面 下面 旁边 一起 直接"
  ).split(" "),
)
