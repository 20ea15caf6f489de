// The words that tell one group of texts from the rest.

export type WordOptions = { most?: number; leaveOut?: readonly string[] }

/**
 * Words over-represented in `inside` compared with `outside`, most typical first (at most 8). Each text counts a word
 * once. Log-odds ratio with an informative Dirichlet prior taken from both groups together, divided by its standard
 * error (Monroe, Colaresi and Quinn 2008); only words with z >= 2 in at least 2 texts (3 from 30 texts on) are named.
 * Words are found by Intl.Segmenter, so Chinese and Japanese texts work as English ones do.
 */
export function typicalWords(
  inside: readonly string[],
  outside: readonly string[],
  options: WordOptions = {},
): string[] {
  const left = new Set((options.leaveOut ?? []).flatMap(wordsOf))
  const here = documentCounts(inside)
  const there = documentCounts(outside)
  let hereTotal = 0
  let thereTotal = 0
  for (const n of here.values()) hereTotal += n
  for (const n of there.values()) thereTotal += n
  const prior = 0.1
  const least = inside.length >= 30 ? 3 : 2
  const ranked: { word: string; z: number }[] = []
  for (const [word, n] of here) {
    if (n < least || left.has(word)) continue
    const other = there.get(word) ?? 0
    const pseudo = prior * (n + other)
    const pseudoTotal = prior * (hereTotal + thereTotal)
    const hereOdds = (n + pseudo) / (hereTotal + pseudoTotal - n - pseudo)
    const thereOdds = (other + pseudo) / (thereTotal + pseudoTotal - other - pseudo)
    const z = Math.log(hereOdds / thereOdds) / Math.sqrt(1 / (n + pseudo) + 1 / (other + pseudo))
    if (z >= 2) ranked.push({ word, z })
  }
  ranked.sort((a, b) => b.z - a.z || (a.word < b.word ? -1 : 1))
  return ranked.slice(0, options.most ?? 8).map((entry) => entry.word)
}

const segmenter = new Intl.Segmenter("und", { granularity: "word" })
const HAN = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}/u

/** Lower-case words without numbers, single letters and stop words. */
function wordsOf(text: string): string[] {
  const words: string[] = []
  for (const { segment, isWordLike } of segmenter.segment(text)) {
    if (!isWordLike) continue
    const word = segment.toLowerCase()
    const short = HAN.test(word) ? word.length < 2 : word.length < 3
    if (!short && !/^[\p{N}.,]+$/u.test(word) && !STOP_WORDS.has(word)) words.push(word)
  }
  return words
}

function documentCounts(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const text of texts) for (const word of new Set(wordsOf(text))) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

const STOP_WORDS = new Set(
  (
    "the and was for that with this had not have but they are has were from when you she her his him our out all any " +
    "can could did does been being will would should about after again also another because before between both each " +
    "get got here how into its just like more most much now off once one only other over own said same some such than " +
    "their them then there these those through too two under until very what where which while who why your yours " +
    "me my we us it is as at be by do he if in no of on or so to up an am a i im ive dont didnt doesnt isnt wasnt cant " +
    "couldnt wont don't didn't doesn't isn't wasn't can't couldn't won't i'm i've it's that's back even still never " +
    "told going went made make take took come came since day days time times year years month months week weeks first " +
    "last new upon per via etc well way said says say " +
    "我们 你们 他们 她们 它们 这个 那个 这些 那些 什么 怎么 这样 那样 因为 所以 但是 可是 而且 或者 如果 虽然 然后 就是 还是 " +
    "不是 没有 已经 可以 一个 一下 一直 自己 现在 时候 今天 昨天 非常 真的 比较 有点 还有 知道 觉得 感觉 起来 出来"
  ).split(" "),
)
