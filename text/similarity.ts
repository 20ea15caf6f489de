import { searchTokens } from "./search.ts"

export type ComparedComment = { id: string; text: string }

/**
 * Groups of near-duplicates (the same text with small changes): MinHash over shingles of characters, 16 bands of 4, every
 * candidate pair checked by its estimated Jaccard similarity. Groups of two and more ids, in the order of first appearance.
 */
export function nearDuplicates(comments: readonly ComparedComment[], threshold = 0.75): string[][] {
  const signatures = comments.map((comment) => signature(comment.text))
  const parent = comments.map((_, i) => i)
  const root = (i: number): number => {
    let at = i
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!
      at = parent[at]!
    }
    return at
  }
  for (let band = 0; band < BANDS; band++) {
    const firstOf = new Map<string, number>()
    signatures.forEach((hashes, i) => {
      if (hashes === undefined) return
      const key = hashes.subarray(band * ROWS, (band + 1) * ROWS).join(",")
      const other = firstOf.get(key)
      if (other === undefined) firstOf.set(key, i)
      else if (root(other) !== root(i) && agreement(signatures[other]!, hashes) >= threshold)
        parent[root(i)] = root(other)
    })
  }
  const groups = new Map<number, string[]>()
  comments.forEach((comment, i) => {
    const group = groups.get(root(i))
    if (group === undefined) groups.set(root(i), [comment.id])
    else group.push(comment.id)
  })
  return [...groups.values()].filter((group) => group.length > 1)
}

export type FindSimilar = (text: string, most?: number) => { id: string; score: number }[]

/**
 * The most similar comments to a text, in any language: cosine of TF-IDF over search tokens, 0 … 1. The index is built
 * once and asked often; about 100,000 comments fit comfortably in memory.
 */
export function similarityIndex(comments: readonly ComparedComment[]): FindSimilar {
  const lists = comments.map((comment) => searchTokens(comment.text.slice(0, 4000)))
  const documents = new Map<string, number>()
  for (const tokens of lists) for (const token of tokens) documents.set(token, (documents.get(token) ?? 0) + 1)
  const rarity = (token: string) => Math.log((1 + comments.length) / (documents.get(token) ?? 1))
  const postings = new Map<string, number[]>()
  const norms = lists.map((tokens, i) => {
    let square = 0
    for (const token of tokens) {
      square += rarity(token) ** 2
      const list = postings.get(token)
      if (list === undefined) postings.set(token, [i])
      else list.push(i)
    }
    return Math.sqrt(square) || 1
  })
  return (text, most = 10) => {
    const scores = new Map<number, number>()
    let square = 0
    for (const token of searchTokens(text.slice(0, 4000))) {
      const weight = rarity(token)
      square += weight * weight
      for (const i of postings.get(token) ?? []) scores.set(i, (scores.get(i) ?? 0) + weight * weight)
    }
    const norm = Math.sqrt(square) || 1
    return [...scores]
      .map(([i, score]) => ({
        id: comments[i]!.id,
        score: Math.min(1, Math.round((score / norm / norms[i]!) * 1000) / 1000),
      }))
      .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
      .slice(0, most)
  }
}

export type TellingComment = { id: string; text: string; sentiment?: number }

/**
 * The comments that tell most about a set: they speak of what the set is about (`sliceTerms`, and the set's own frequent
 * words), say something (neither a word nor a novel), feel strongly, and differ from each other. Best first.
 */
export function mostTelling<C extends TellingComment>(
  comments: readonly C[],
  sliceTerms: readonly string[],
  most = 5,
): C[] {
  const wanted = new Set(sliceTerms.flatMap((term) => searchTokens(term)))
  const lists = comments.map((comment) => new Set(searchTokens(comment.text.slice(0, 3000))))
  const documents = new Map<string, number>()
  for (const tokens of lists) for (const token of tokens) documents.set(token, (documents.get(token) ?? 0) + 1)
  const score = comments.map((comment, i) => {
    const tokens = lists[i]!
    let common = 0
    let onTopic = 0
    for (const token of tokens) {
      const share = documents.get(token)! / comments.length
      // Words that half of the set shares and every text has ("the") do not represent it.
      if (share < 0.5 && documents.get(token)! > 1) common += share
      if (wanted.has(token)) onTopic++
    }
    const length = [...comment.text.slice(0, 1500)].length * (/\p{Script=Han}/u.test(comment.text) ? 2.5 : 1)
    const informative = length < 40 ? length / 40 : length <= 450 ? 1 : Math.max(0.35, 450 / length)
    const coverage = wanted.size === 0 ? 0 : onTopic / Math.min(wanted.size, 6)
    const representative = common / (1 + Math.sqrt(tokens.size))
    return (1.5 * Math.min(1, coverage) + 3 * representative + 0.5 * Math.abs(comment.sentiment ?? 0.5)) * informative
  })
  const chosen: number[] = []
  while (chosen.length < Math.min(most, comments.length)) {
    let best = -1
    let bestScore = Number.NEGATIVE_INFINITY
    score.forEach((own, i) => {
      if (chosen.includes(i)) return
      const alike = chosen.reduce((closest, c) => Math.max(closest, jaccard(lists[c]!, lists[i]!)), 0)
      // A near-copy of what is already shown is the last resort.
      const value = alike > 0.7 ? own - 100 : own * (1 - alike)
      if (value > bestScore) {
        bestScore = value
        best = i
      }
    })
    chosen.push(best)
  }
  return chosen.map((i) => comments[i]!)
}

const BANDS = 16
const ROWS = 4
const SHINGLE = 5

function signature(text: string): Uint32Array | undefined {
  const plain = text
    .slice(0, 5000)
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()
  if (plain === "") return undefined
  const size = /\p{Script=Han}/u.test(plain) ? 2 : SHINGLE
  const smallest = new Uint32Array(BANDS * ROWS).fill(0xffffffff)
  for (let at = 0; at + size <= Math.max(size, plain.length); at++) {
    let hash = 0x811c9dc5
    for (let i = at; i < at + size && i < plain.length; i++) hash = Math.imul(hash ^ plain.charCodeAt(i), 0x01000193)
    for (let h = 0; h < smallest.length; h++) {
      let mixed = Math.imul(hash ^ SALTS[h]!, 0x85ebca6b)
      mixed = Math.imul(mixed ^ (mixed >>> 13), SALTS[h]! | 1)
      const value = (mixed ^ (mixed >>> 16)) >>> 0
      if (value < smallest[h]!) smallest[h] = value
    }
  }
  return smallest
}

function agreement(a: Uint32Array, b: Uint32Array): number {
  let same = 0
  for (let i = 0; i < a.length; i++) if (a[i] === b[i]) same++
  return same / a.length
}

function jaccard(a: Set<string>, b: Set<string>): number {
  let both = 0
  for (const token of a) if (b.has(token)) both++
  return both / (a.size + b.size - both || 1)
}

const SALTS = Uint32Array.from({ length: BANDS * ROWS }, (_, i) => Math.imul(i + 1, 0x9e3779b9) >>> 0)
