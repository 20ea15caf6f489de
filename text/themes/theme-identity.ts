import type { Theme } from "./theme.ts"

const SAME = 0.3

/**
 * Gives newly found themes the identity of earlier ones: pairs by cosine of their centroids, closest first, each used
 * once. A theme found again keeps its id and what people changed (wording, pin, merge); a pinned or merged one that was
 * not found stays with size 0; only what is new gets a new id. `idOf[i]` is the id of `found[i]`.
 */
export function keepIdentities(found: Theme[], previous: readonly Theme[]): { themes: Theme[]; idOf: string[] } {
  const pairs: { at: number; known: Theme; close: number }[] = []
  const vectors = found.map((theme) => new Map(theme.centroid.map(([term, weight]) => [term, weight])))
  for (const known of previous) {
    vectors.forEach((vector, at) => {
      let close = 0
      for (const [term, weight] of known.centroid) close += weight * (vector.get(term) ?? 0)
      if (close >= SAME) pairs.push({ at, known, close })
    })
  }
  pairs.sort((a, b) => b.close - a.close || a.at - b.at)
  const taken = new Set<string>(previous.map((theme) => theme.id))
  const matched = new Map<number, Theme>()
  const used = new Set<string>()
  for (const { at, known } of pairs) {
    if (matched.has(at) || used.has(known.id)) continue
    matched.set(at, known)
    used.add(known.id)
  }
  const themes = found.map((theme, at): Theme => {
    const known = matched.get(at)
    if (known === undefined) return { ...theme, id: freshId(theme, taken) }
    const edits: Partial<Theme> = {}
    if (known.renamed === true) Object.assign(edits, { renamed: true, label: known.label })
    if (known.pinned === true) edits.pinned = true
    if (known.mergedInto !== undefined) edits.mergedInto = known.mergedInto
    return { ...theme, ...edits, id: known.id }
  })
  const idOf = themes.map((theme) => theme.id)
  const targets = new Set(previous.map((theme) => theme.mergedInto))
  for (const known of previous) {
    const byPeople =
      known.pinned === true || known.renamed === true || known.mergedInto !== undefined || targets.has(known.id)
    if (!used.has(known.id) && byPeople) themes.push({ ...known, size: 0 })
  }
  return { themes, idOf }
}

function freshId(theme: Theme, taken: Set<string>): string {
  let hash = 0x811c9dc5
  for (const character of `${theme.language} ${theme.centroid
    .slice(0, 8)
    .map(([term]) => term)
    .join(",")}`) {
    hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193)
  }
  const stem = `t${(hash >>> 0).toString(36)}`
  let id = stem
  for (let n = 2; taken.has(id); n++) id = `${stem}-${n}`
  taken.add(id)
  return id
}
