import { latentSpace, type SparseRow } from "./themes/latent-space.ts"
import { sphericalKMeans } from "./themes/spherical-kmeans.ts"
import type { Theme } from "./themes/theme.ts"
import { keepIdentities } from "./themes/theme-identity.ts"
import { labelOf, surfaceForms } from "./themes/theme-label.ts"
import { themeTerms } from "./themes/theme-terms.ts"

export type ThemeComment = { id: string; text: string; language: string }

export type { Theme }
export type ThemeShare = { themeId: string; score: number }
export type AssignThemes = (text: string, language: string) => ThemeShare[]
export type DiscoverOptions = {
  /** Themes of an earlier discovery: those that are found again keep id, wording and edits. */
  previous?: Theme[]
  /** Number of themes per language; by default it grows with the square root of the number of comments (4 … 60). */
  k?: number
}
export type DiscoveredThemes = { themes: Theme[]; assign: AssignThemes; themeOf: Map<string, string> }

/**
 * Themes in an organization's own comments, per language: TF-IDF over words and word pairs, latent semantic analysis,
 * spherical k-means, a readable label for each. Deterministic. `themeOf` gives the theme of every comment passed in,
 * `assign` finds those of new ones. Languages with fewer than 20 comments get no theme of their own.
 */
export function discoverThemes(comments: readonly ThemeComment[], options: DiscoverOptions = {}): DiscoveredThemes {
  const found: Theme[] = []
  const themeOf = new Map<string, string>()
  for (const [language, group] of byLanguage(comments)) {
    if (group.length < FEWEST) continue
    const known = (options.previous ?? []).filter((theme) => theme.language === language)
    const { themes, labels } = clusterOne(group, language, options.k, known)
    const kept = keepIdentities(themes, known)
    found.push(...kept.themes)
    group.forEach((comment, i) => {
      const own = labels[i]! < 0 ? undefined : kept.idOf[labels[i]!]
      if (own !== undefined) themeOf.set(comment.id, mergeTarget(kept.themes, own))
    })
  }
  const seen = new Set(found.map((theme) => theme.language))
  found.push(...(options.previous ?? []).filter((theme) => !seen.has(theme.language)))
  return { themes: found, assign: themeAssigner(found), themeOf }
}

/** Finds the themes of a new comment from stored themes; best first, none when nothing fits. */
export function themeAssigner(themes: readonly Theme[]): AssignThemes {
  const byLanguage = new Map<
    string,
    { ids: string[]; terms: Map<string, { rarity: number; at: number[]; weights: number[] }> }
  >()
  for (const theme of themes) {
    let own = byLanguage.get(theme.language)
    if (own === undefined) {
      own = { ids: [], terms: new Map() }
      byLanguage.set(theme.language, own)
    }
    const at = own.ids.push(mergeTarget(themes, theme.id)) - 1
    for (const [term, weight, rarity] of theme.centroid) {
      let entry = own.terms.get(term)
      if (entry === undefined) {
        entry = { rarity, at: [], weights: [] }
        own.terms.set(term, entry)
      }
      entry.at.push(at)
      entry.weights.push(weight)
    }
  }
  return (text, language) => {
    const own = byLanguage.get(language)
    if (own === undefined) return []
    const counts = new Map<string, number>()
    for (const { key } of themeTerms(text, language)) counts.set(key, (counts.get(key) ?? 0) + 1)
    const scores = new Float64Array(own.ids.length)
    let square = 0
    for (const [key, count] of counts) {
      const entry = own.terms.get(key)
      // Words of no theme make every fit a little worse; pairs that are unknown do not.
      if (entry === undefined) {
        if (!key.includes(" ")) square += 9
        continue
      }
      const value = (1 + Math.log(count)) * entry.rarity
      square += value * value
      for (let i = 0; i < entry.at.length; i++) scores[entry.at[i]!]! += value * entry.weights[i]!
    }
    return ranked(own.ids, scores, Math.sqrt(square))
  }
}

/** The comments of one theme parted in two, as new themes that take its place; for "split this theme". */
export function splitTheme(theme: Theme, comments: readonly ThemeComment[]): Theme[] {
  if (comments.length < 4) return [theme]
  const { themes } = clusterOne([...comments], theme.language, 2)
  return themes.map((part) => ({ ...part, pinned: true }))
}

const FEWEST = 20
const RANK = 64
const LARGEST_SAMPLE = 12_000
const CENTROID_TERMS = 120
const GOOD_FIT = 0.12

function ranked(ids: string[], scores: Float64Array, norm: number): ThemeShare[] {
  if (norm === 0) return []
  const best = new Map<string, number>()
  ids.forEach((id, i) => {
    const score = scores[i]! / norm
    if (score >= GOOD_FIT && score > (best.get(id) ?? 0)) best.set(id, score)
  })
  const order = [...best].sort((a, b) => b[1] - a[1]).slice(0, 3)
  const top = order[0]?.[1] ?? 0
  return order
    .filter(([, score]) => score >= 0.6 * top)
    .map(([themeId, score]) => ({ themeId, score: Math.round(score * 1000) / 1000 }))
}

function mergeTarget(themes: readonly Theme[], id: string): string {
  let target = id
  for (let hops = 0; hops < 10; hops++) {
    const next = themes.find((theme) => theme.id === target)?.mergedInto
    if (next === undefined || !themes.some((theme) => theme.id === next)) break
    target = next
  }
  return target
}

function byLanguage(comments: readonly ThemeComment[]): Map<string, ThemeComment[]> {
  const groups = new Map<string, ThemeComment[]>()
  for (const comment of comments) {
    const group = groups.get(comment.language)
    if (group === undefined) groups.set(comment.language, [comment])
    else group.push(comment)
  }
  return groups
}

function clusterOne(comments: ThemeComment[], language: string, wanted: number | undefined, known: Theme[] = []) {
  // A very large set is learned from an even sample; the rest is assigned.
  const step = Math.max(1, Math.ceil(comments.length / LARGEST_SAMPLE))
  const learned = comments.filter((_, i) => i % step === 0)
  const termLists = learned.map((comment) => themeTerms(comment.text, language))
  const vocabulary = countedTerms(termLists)
  const rows = termLists.map((terms) =>
    weightedRow(
      terms.map((term) => term.key),
      vocabulary,
      learned.length,
    ),
  )
  const k = numberOfThemes(learned.length, wanted, known.length)
  const space = latentSpace(rows, vocabulary.size, Math.max(RANK, Math.min(k, 100)))
  const clusters = sphericalKMeans(space.rows, space.rank, k, earlierClusters(learned, language, known))
  const surfaces = surfaceForms(termLists)
  const themes = themesOf(rows, clusters.labels, k, vocabulary, language, surfaces)
  if (step === 1) return { themes, labels: clusters.labels }
  const assign = themeAssigner(themes)
  const indexOf = new Map(themes.map((theme, i) => [theme.id, i]))
  const labels = Int32Array.from(comments, (comment, i) =>
    i % step === 0 ? clusters.labels[i / step]! : (indexOf.get(assign(comment.text, language)[0]?.themeId ?? "") ?? -1),
  )
  return { themes, labels }
}

/** About √n / 1.8; as many as were known before unless the comments have become many more. */
function numberOfThemes(n: number, wanted: number | undefined, known: number): number {
  const usual = Math.min(60, Math.max(4, Math.round(Math.sqrt(n) / 1.8)))
  const chosen = wanted ?? (known > 0 ? Math.max(known, Math.round(0.8 * usual)) : usual)
  return Math.min(chosen, Math.max(1, Math.floor(n / 2)))
}

/** Where earlier themes put each comment: the start of the next clustering, so that themes stay themselves. */
function earlierClusters(comments: ThemeComment[], language: string, known: Theme[]): Int32Array | undefined {
  if (known.length === 0) return undefined
  const own = known.map(({ mergedInto: _, ...theme }) => theme)
  const assign = themeAssigner(own)
  const at = new Map(own.map((theme, i) => [theme.id, i]))
  return Int32Array.from(comments, (comment) => at.get(assign(comment.text, language)[0]?.themeId ?? "") ?? -1)
}

type Vocabulary = Map<string, { column: number; documents: number }>

/** Terms that occur in at least two comments and in at most half of them. */
function countedTerms(termLists: { key: string }[][]): Vocabulary {
  const documents = new Map<string, number>()
  for (const terms of termLists) {
    for (const key of new Set(terms.map((term) => term.key))) documents.set(key, (documents.get(key) ?? 0) + 1)
  }
  const most = Math.max(3, termLists.length * 0.5)
  const fewest = termLists.length > 5000 ? 3 : 2
  const vocabulary: Vocabulary = new Map()
  for (const [key, count] of documents) {
    if (count < (key.includes(" ") ? fewest + 1 : fewest) || count > most) continue
    vocabulary.set(key, { column: vocabulary.size, documents: count })
  }
  return vocabulary
}

function rarity(documents: number, n: number): number {
  return Math.log((1 + n) / (1 + documents)) + 1
}

function weightedRow(keys: string[], vocabulary: Vocabulary, n: number): SparseRow {
  const counts = new Map<string, number>()
  for (const key of keys) if (vocabulary.has(key)) counts.set(key, (counts.get(key) ?? 0) + 1)
  const columns = new Int32Array(counts.size)
  const values = new Float32Array(counts.size)
  let i = 0
  let square = 0
  for (const [key, count] of counts) {
    const entry = vocabulary.get(key)!
    const value = (1 + Math.log(count)) * rarity(entry.documents, n)
    columns[i] = entry.column
    values[i++] = value
    square += value * value
  }
  const scale = square > 0 ? 1 / Math.sqrt(square) : 0
  for (let c = 0; c < values.length; c++) values[c]! *= scale
  return { columns, values }
}

function themesOf(
  rows: SparseRow[],
  labels: Int32Array,
  k: number,
  vocabulary: Vocabulary,
  language: string,
  surfaces: Map<string, string>,
): Theme[] {
  const terms = [...vocabulary.keys()]
  const sums = Array.from({ length: k }, () => new Map<number, number>())
  const sizes = new Int32Array(k)
  rows.forEach((row, r) => {
    const label = labels[r]!
    if (label < 0) return
    sizes[label]!++
    const sum = sums[label]!
    for (let i = 0; i < row.columns.length; i++)
      sum.set(row.columns[i]!, (sum.get(row.columns[i]!) ?? 0) + row.values[i]!)
  })
  return sums.map((sum, c) => {
    const heaviest = [...sum].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, CENTROID_TERMS)
    const norm = Math.sqrt(heaviest.reduce((square, [, weight]) => square + weight * weight, 0)) || 1
    const centroid = heaviest.map(([column, weight]): [string, number, number] => {
      const term = terms[column]!
      return [term, round(weight / norm), round(rarity(vocabulary.get(term)!.documents, rows.length))]
    })
    const { label, typical } = labelOf(centroid, surfaces, language)
    return { id: `#${c}`, language, label, terms: typical, size: sizes[c]!, centroid }
  })
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000
}
