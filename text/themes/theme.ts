/** Plain data: may be stored as JSON. What people changed is kept by the next discovery. */
export type Theme = {
  id: string
  language: string
  /** Readable, e.g. "exchange rate · foreign currency"; a person's own wording when `renamed`. */
  label: string
  renamed?: boolean
  /** Never dropped, even when no comment speaks of it for a while. */
  pinned?: boolean
  /** Comments of this theme are counted under another one. */
  mergedInto?: string
  /** Most typical terms as people write them. */
  terms: string[]
  /** Number of comments of the discovery that belong to it. */
  size: number
  /** [term, weight in the centroid, rarity (inverse document frequency)], heaviest first. */
  centroid: [string, number, number][]
}
