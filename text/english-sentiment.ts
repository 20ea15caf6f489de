import { type EnglishToken, englishStem, englishTokens, isIrregular } from "./english-tokens.ts"
import { faceStrength } from "./faces.ts"
import { readLexicon } from "./lexicon/read-lexicon.ts"

/** What the rules found in one sentence. `score` is the signed sum of strengths, `weight` the sum of their sizes. */
export type LexiconReading = { score: number; weight: number; loose: number; asks: boolean }

type Phrase = { stems: string[]; strength: number; negated: boolean }
export type EnglishLexicon = { words: Map<string, number>; stems: Map<string, number>; phrases: Map<string, Phrase[]> }

/** The built-in lexicon, with an organization's own strengths (−4 … 4 by term) laid over it. */
export function englishLexicon(overrides: Readonly<Record<string, number>> = {}): EnglishLexicon {
  return compiled([wordList, phraseList, Object.entries(overrides)])
}

/** A few hundred plain words of German, Spanish, French, Italian, Portuguese, Dutch: a hint, not a reading. */
export function worldLexicon(overrides: Readonly<Record<string, number>> = {}): EnglishLexicon {
  return compiled([worldList, Object.entries(overrides)])
}

function compiled(sources: Iterable<[string, number]>[]): EnglishLexicon {
  const lexicon: EnglishLexicon = { words: new Map(), stems: new Map(), phrases: new Map() }
  const known = new Map<string, Phrase>()
  for (const source of sources) {
    for (const [term, strength] of source) addTerm(lexicon, known, term, strength)
  }
  for (const phrases of lexicon.phrases.values()) phrases.sort((a, b) => b.stems.length - a.stems.length)
  return lexicon
}

/**
 * Sentiment of one English sentence by rule: strengths from the lexicon, turned by negation, raised or lowered by
 * degree words and capitals, weighed by contrast ("but"), weakened where the praise is only wished for.
 */
export function englishReading(sentence: string | EnglishToken[], lexicon: EnglishLexicon): LexiconReading {
  const tokens = typeof sentence === "string" ? englishTokens(sentence) : sentence
  const hits = findHits(tokens, lexicon)
  const contrast = contrastAt(tokens)
  let score = 0
  let weight = 0
  let used = 0
  for (const hit of hits) {
    let s = hit.strength
    const before = contextBefore(tokens, hit.start)
    s *= before.degree
    if (before.negated && !hit.negated) {
      s = s > 0 ? -0.75 * s - 0.4 : Math.min(1.5, -0.5 * s)
      used++
    } else if (before.pastHabit && s > 0) s = -0.6 * s
    else if (before.wished && s > 0) s *= 0.35
    if (hit.caps) s *= 1.25
    if (contrast.at >= 0) s *= hit.start < contrast.at === contrast.weakBefore ? 0.55 : 1.3
    score += s
    weight += Math.abs(s)
  }
  const ending = endingOf(tokens)
  score *= 1 + 0.08 * Math.min(4, ending.shouts)
  if (ending.asks) {
    if (score > 0) score *= 0.6
    score -= 0.4
  }
  const ironic = score > 0 && isIronic(tokens, hits)
  if (ironic) score = -0.6 * score
  let loose = 0
  for (const token of tokens) if (NEGATORS.has(token.word)) loose++
  loose = Math.max(0, loose - used - hits.filter((hit) => hit.negated).length)
  return { score: score - 0.35 * Math.min(3, loose), weight, loose, asks: ending.asks }
}

type Hit = { start: number; end: number; strength: number; negated: boolean; caps: boolean }

function findHits(tokens: EnglishToken[], lexicon: EnglishLexicon): Hit[] {
  const hits: Hit[] = []
  for (let i = 0; i < tokens.length; ) {
    const token = tokens[i]!
    if (token.kind === "face") {
      const strength = faceStrength(token.word)
      if (strength !== 0) hits.push({ start: i, end: i + 1, strength, negated: true, caps: false })
      i++
      continue
    }
    if (token.kind !== "word") {
      i++
      continue
    }
    const phrase = longestPhrase(tokens, i, lexicon)
    if (phrase !== undefined) {
      // A neutral phrase only shields its own words; it says nothing.
      if (phrase.strength !== 0)
        hits.push({ start: i, end: phrase.end, strength: phrase.strength, negated: phrase.negated, caps: token.caps })
      i = phrase.end
      continue
    }
    const aspect = dimensionAt(tokens, i)
    if (aspect !== undefined) {
      hits.push(aspect)
      i = aspect.end
      continue
    }
    const strength = wordStrength(token, lexicon)
    if (strength !== 0) hits.push({ start: i, end: i + 1, strength, negated: false, caps: token.caps })
    i++
  }
  return hits
}

function wordStrength(token: EnglishToken, lexicon: EnglishLexicon): number {
  if (NEGATORS.has(token.word)) return 0
  return lexicon.words.get(token.word) ?? lexicon.stems.get(token.stem) ?? 0
}

function longestPhrase(tokens: EnglishToken[], at: number, lexicon: EnglishLexicon) {
  const candidates = lexicon.phrases.get(tokens[at]!.stem)
  if (candidates === undefined) return undefined
  for (const { stems, strength, negated } of candidates) {
    const end = matchEnd(tokens, at, stems)
    if (end > 0) return { end, strength, negated }
  }
  return undefined
}

function matchEnd(tokens: EnglishToken[], at: number, stems: string[]): number {
  let i = at
  for (let s = 0; s < stems.length; s++) {
    if (stems[s] === "*") {
      const next = stems[s + 1]!
      let skipped = 0
      while (skipped < 2 && tokens[i] !== undefined && tokens[i]!.kind === "word" && tokens[i]!.stem !== next) {
        i++
        skipped++
      }
      continue
    }
    if (tokens[i]?.stem !== stems[s]) return -1
    i++
  }
  return i
}

/** "the line was long", "long line", "battery life is short": the size word takes its sign from the thing. */
function dimensionAt(tokens: EnglishToken[], at: number): Hit | undefined {
  const size = SIZES.get(tokens[at]!.word)
  if (size !== undefined) {
    const thing = THINGS.get(tokens[at + 1]?.stem ?? "") ?? THINGS.get(tokens[at + 2]?.stem ?? "")
    if (thing === undefined || THINGS.has(tokens[at - 1]?.stem ?? "")) return undefined
    const end = THINGS.has(tokens[at + 1]?.stem ?? "") ? at + 2 : at + 3
    return { start: at, end, strength: 2 * size * thing, negated: false, caps: tokens[at]!.caps }
  }
  const thing = THINGS.get(tokens[at]!.stem)
  if (thing === undefined) return undefined
  for (let i = at + 1; i <= at + 4 && i < tokens.length && tokens[i]!.kind === "word"; i++) {
    const found = SIZES.get(tokens[i]!.word)
    if (found !== undefined) {
      const negated = tokens.slice(at, i).some((token) => NEGATORS.has(token.word))
      return { start: at, end: i + 1, strength: (negated ? -1.4 : 2) * found * thing, negated: true, caps: false }
    }
    if (!BETWEEN.has(tokens[i]!.word)) return undefined
  }
  return undefined
}

function contextBefore(tokens: EnglishToken[], at: number) {
  let degree = 1
  let negated = false
  let wished = false
  let pastHabit = false
  for (let back = 1; back <= 5 && at - back >= 0; back++) {
    const token = tokens[at - back]!
    if (token.kind === "stop" || token.word === ";") break
    if (token.kind === "comma") {
      if (back > 1) break
      continue
    }
    if (back <= 2) degree *= DEGREES.get(token.word) ?? 1
    if (CLAUSE_STARTS.has(token.word)) break
    if (back <= 4 && NEGATORS.has(token.word)) {
      // "not only", "no doubt" and "why not" do not deny what follows.
      if (!NOT_DENYING.has(tokens[at - back + 1]?.word ?? "")) negated = !negated
    }
    if (WISHES.has(token.word)) wished = true
    if (token.word === "used" && tokens[at - back + 1]?.word === "to") pastHabit = true
  }
  return { degree: Math.min(2.2, Math.max(0.4, degree)), negated, wished, pastHabit }
}

function contrastAt(tokens: EnglishToken[]): { at: number; weakBefore: boolean } {
  const first = tokens.find((token) => token.kind === "word")
  if (first !== undefined && CONCESSIONS.has(first.word)) {
    const comma = tokens.findIndex((token, i) => i > 2 && token.word === ",")
    if (comma > 0) return { at: comma, weakBefore: true }
  }
  for (let i = tokens.length - 1; i > 0; i--) {
    if (CONTRASTS.has(tokens[i]!.word)) return { at: i, weakBefore: true }
    if (i > 1 && CONCESSIONS.has(tokens[i]!.word)) return { at: i, weakBefore: false }
  }
  return { at: -1, weakBefore: true }
}

function endingOf(tokens: EnglishToken[]) {
  let shouts = 0
  let asks = false
  for (const token of tokens) {
    if (token.kind !== "stop") continue
    for (const mark of token.stem) if (mark === "!") shouts++
    if (token.stem.includes("?")) asks = true
  }
  return { shouts, asks }
}

/** "Great, another delay", "thanks for losing my bag": praise words around a plain grievance. */
function isIronic(tokens: EnglishToken[], hits: Hit[]): boolean {
  const grievance = hits.some((hit) => hit.strength <= -2 && hit.end - hit.start <= 4)
  if (!grievance) return false
  const words = tokens.filter((token) => token.kind === "word").map((token) => token.word)
  const opening = words.slice(0, 4)
  if (opening.some((word) => word === "thanks" || word === "thank") && words.includes("for")) return true
  const praiseFirst = opening.slice(0, 2).some((word) => IRONIC_OPENINGS.has(word))
  return praiseFirst && words.some((word) => word === "another" || word === "again" || word === "now" || word === "yet")
}

function addTerm(lexicon: EnglishLexicon, known: Map<string, Phrase>, term: string, strength: number): void {
  const words = term.includes("'")
    ? englishTokens(term).map((token) => token.word)
    : term
        .toLowerCase()
        .split(/[\s-]+/)
        .filter((word) => word !== "")
  const first = words[0]
  if (first === undefined) return
  if (words.length === 1) {
    lexicon.words.set(first, strength)
    const stem = englishStem(first)
    // "worn" is blame, "wear" is not: an irregular form says nothing of the others.
    if (!isIrregular(first) && (!lexicon.stems.has(stem) || strength !== 0)) lexicon.stems.set(stem, strength)
    return
  }
  const stems = words.map((word) => (word === "*" ? "*" : englishStem(word)))
  const key = stems.join(" ")
  const same = known.get(key)
  if (same !== undefined) {
    same.strength = strength
    return
  }
  const phrase = { stems, strength, negated: words.some((word) => NEGATORS.has(word)) }
  known.set(key, phrase)
  const list = lexicon.phrases.get(stems[0]!)
  if (list === undefined) lexicon.phrases.set(stems[0]!, [phrase])
  else list.push(phrase)
}

const set = (words: string) => new Set(words.split(" "))
const NEGATORS = set(
  "not no never without neither nor none nothing nobody nowhere hardly barely scarcely lack lacks lacked lacking cannot zero",
)
const NOT_DENYING = set("only just doubt wonder matter to")
const CLAUSE_STARTS = set("but however although though because which who that if when while")
const CONTRASTS = set("but however yet nevertheless nonetheless unfortunately except sadly otherwise")
const CONCESSIONS = set("although though despite while whilst")
const WISHES = set("if would could should wish hope hoping hoped wanted want expect expected expecting supposed")
const IRONIC_OPENINGS = set(
  "great awesome nice wonderful fantastic lovely brilliant perfect love cool yay good fun sweet",
)
const BETWEEN = set(
  "is was are were be been seem seems looks look feels runs so very really too a bit little quite pretty extremely super not and were it s just way rather always also",
)
const DEGREES = new Map<string, number>([
  ...[
    ..."very really so extremely incredibly super absolutely totally completely highly truly insanely ridiculously exceptionally particularly especially utterly seriously unbelievably amazingly awfully terribly".split(
      " ",
    ),
  ].map((w): [string, number] => [w, 1.35]),
  ...[..."quite pretty fairly rather".split(" ")].map((w): [string, number] => [w, 0.95]),
  ...[..."slightly somewhat kinda sorta bit little mildly".split(" ")].map((w): [string, number] => [w, 0.65]),
])
const SIZES = new Map<string, number>([
  ...[
    ..."long longer high higher big bigger large larger huge more lots heavy excessive increased increasing steep".split(
      " ",
    ),
  ].map((w): [string, number] => [w, 1]),
  ...[..."short shorter low lower small smaller tiny little less reduced minimal limited few".split(" ")].map(
    (w): [string, number] => [w, -1],
  ),
])
/** By stem: 1 = the more the better, −1 = the less the better. */
const THINGS = new Map<string, number>([
  ...[
    ..."portion selection choic variety legroom space room seat screen memory storag capacity bathroom discount salary quality menu".split(
      " ",
    ),
  ].map((w): [string, number] => [englishStem(w), 1]),
  ...[
    ..."line queu wait delay pric fee cost charg bill noise traffic bug rate fare rent commission risk lag latency crowd".split(
      " ",
    ),
  ].map((w): [string, number] => [englishStem(w), -1]),
])
const wordList = readLexicon("english-words.txt")
const phraseList = readLexicon("english-phrases.txt")
const worldList = readLexicon("world-words.txt")
