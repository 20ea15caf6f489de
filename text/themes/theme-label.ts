import type { Term } from "./theme-terms.ts"

/** For every counted term the form people write most often ("refund" or "refunds"). */
export function surfaceForms(termLists: Term[][]): Map<string, string> {
  const counts = new Map<string, Map<string, number>>()
  for (const terms of termLists) {
    for (const { key, surface } of terms) {
      let forms = counts.get(key)
      if (forms === undefined) {
        forms = new Map()
        counts.set(key, forms)
      }
      forms.set(surface, (forms.get(surface) ?? 0) + 1)
    }
  }
  const chosen = new Map<string, string>()
  for (const [key, forms] of counts) {
    chosen.set(
      key,
      [...forms].sort((a, b) => b[1] - a[1] || a[0].length - b[0].length || (a[0] < b[0] ? -1 : 1))[0]![0],
    )
  }
  return chosen
}

/**
 * A label of two or three terms: a word pair stands for its words when it is nearly as heavy as they are, and no word
 * is said twice. `typical` are up to ten terms for tooltips and search.
 */
export function labelOf(centroid: [string, number, number][], surfaces: Map<string, string>, language: string) {
  const weights = new Map(centroid.map(([term, weight]) => [term, weight]))
  const said = new Set<string>()
  const chosen: string[] = []
  const typical: string[] = []
  for (const [term, weight] of centroid) {
    if (typical.length >= 10) break
    const parts = term.split(" ")
    if (parts.some((part) => said.has(part))) continue
    const pair = parts.length === 1 ? heaviestPair(term, weight, weights, said) : term
    const key = pair ?? term
    for (const part of key.split(" ")) said.add(part)
    const surface = surfaces.get(key) ?? (language === "zh" ? key.replace(" ", "") : key)
    typical.push(surface)
    const enough = chosen.length >= 1 && (chosen.length >= 2 || chosen[0]!.includes(" "))
    if (!enough || (chosen.length < 3 && weight >= 0.4 * (centroid[0]?.[1] ?? 1))) chosen.push(surface)
  }
  return { label: chosen.join(" · ") || typical[0] || "…", typical }
}

function heaviestPair(
  word: string,
  weight: number,
  weights: Map<string, number>,
  said: Set<string>,
): string | undefined {
  let best: string | undefined
  let most = 0.45 * weight
  for (const [term, value] of weights) {
    if (value <= most || !term.includes(" ")) continue
    const parts = term.split(" ")
    if (!parts.includes(word) || parts.some((part) => said.has(part))) continue
    most = value
    best = term
  }
  return best
}
