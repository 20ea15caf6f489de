/** The ids of members mentioned in a text as @[id], each once, in order of appearance; at most 50. */
export function mentionedIn(text: string): string[] {
  return [...new Set(Array.from(text.matchAll(mention), ([, id]) => id!))].slice(0, 50)
}

/** The text with names in place of ids, on one line, cut to a length: for headlines and mails. */
export function readable(text: string, names: ReadonlyMap<string, string>, length = 160): string {
  const line = text
    .replace(mention, (whole, id: string) => (names.has(id) ? `@${names.get(id)}` : whole))
    .replace(/\s+/g, " ")
    .trim()
  const signs = [...line]
  return signs.length > length ? `${signs.slice(0, length - 1).join("")}…` : line
}

const mention = /@\[([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\]/g
