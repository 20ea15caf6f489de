type Tree = { readonly [key: string]: string | Tree }

/** The sentences of several files as one tree; where two files speak under the same key, both are kept. */
export function together(...parts: readonly Tree[]): Tree {
  const all: Record<string, string | Tree> = {}
  for (const part of parts)
    for (const [key, value] of Object.entries(part)) {
      const known = all[key]
      all[key] = typeof known === "object" && typeof value === "object" ? together(known, value) : value
    }
  return all
}
