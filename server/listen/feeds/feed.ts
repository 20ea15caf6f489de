import { createHash } from "node:crypto"
import { wordsOf } from "../../platform/mail-reading.ts"
import type { FeedbackInput } from "../feedback/public.ts"

export const feedKinds = ["feed", "table"] as const
export type FeedKind = (typeof feedKinds)[number]
export type Defaults = {
  kind?: "review" | "social" | "complaint" | "other" | undefined
  channel?: string | undefined
  product?: string | undefined
  touchpoint?: string | undefined
}
export type Failure = { code: FailureCode; params: Record<string, string | number> }
export type FailureCode =
  | "feed.address"
  | "feed.unreachable"
  | "feed.status"
  | "feed.redirects"
  | "feed.unreadable"
  | "feed.table_unreadable"

const mostItems = 1_000
const longest = 20_000

type Entry = { id: string; title: string; words: string; at: string | undefined; author: string; link: string }

/** The items of an RSS, Atom, RDF or JSON feed as feedback; undefined where it is none of these. */
export async function itemsOf(
  text: string,
  source: string,
  defaults: Defaults,
  now: Date,
): Promise<FeedbackInput[] | undefined> {
  const entries = await entriesOf(text)
  if (!entries) return undefined
  const ratings = ratingsOf(text)
  return entries.slice(0, mostItems).flatMap((entry, index) => {
    const words = clean([entry.title, entry.words].filter(Boolean).join("\n\n")).slice(0, longest)
    const rating = ratings[index] ?? starsIn(entry.title)
    if (!words.trim() && rating === undefined) return []
    const at = Date.parse(entry.at ?? "")
    const identity = entry.id || entry.link || `${entry.at}${words}`
    const item: FeedbackInput = {
      source,
      externalId: createHash("sha256").update(identity).digest("hex").slice(0, 32),
      kind: defaults.kind ?? "review",
      // A clock that is ahead is not believed.
      occurredAt: new Date(Number.isNaN(at) || at > now.getTime() || at < earliest ? now : at).toISOString(),
      ...(defaults.channel ? { channel: defaults.channel } : {}),
      ...(defaults.product ? { product: defaults.product } : {}),
      ...(defaults.touchpoint ? { touchpoint: defaults.touchpoint } : {}),
      ...(words.trim() ? { text: words } : {}),
      ...(rating === undefined ? {} : { scores: [{ metric: "rating", value: rating, scale: { min: 1, max: 5 } }] }),
      // A pen name is nobody's address: it says who wrote it and leads to no person.
      attributes: {
        ...(entry.author ? { author: clean(entry.author).slice(0, 300) } : {}),
        ...(/^https?:\/\//.test(entry.link) ? { link: entry.link.slice(0, 1_000) } : {}),
      },
    }
    return [item]
  })
}

const earliest = Date.UTC(1990, 0, 2)

type Loose = Record<string, unknown>
async function entriesOf(text: string): Promise<Entry[] | undefined> {
  const { parseFeed } = await import("feedsmith")
  try {
    const { feed } = parseFeed(text, { maxItems: mostItems }) as { feed: { items?: Loose[]; entries?: Loose[] } }
    return (feed.items ?? feed.entries ?? []).map(entryOf)
  } catch {
    return undefined
  }
}

/** The formats name the same things differently. */
function entryOf(one: Loose): Entry {
  const content = one.content as { encoded?: string } | undefined
  const markup =
    content?.encoded ??
    textOf(one.content_html) ??
    textOf(one.content) ??
    textOf(one.description) ??
    textOf(one.summary)
  const plain = textOf(one.content_text)
  const link = textOf(one.link) ?? textOf(one.url) ?? textOf((one.links as Loose[] | undefined)?.[0]?.href) ?? ""
  const author = (one.authors as Loose[] | undefined)?.[0]
  return {
    id: textOf(one.guid) ?? textOf(one.id) ?? "",
    title: wordsOf(textOf(one.title) ?? "").trim(),
    words: plain ?? wordsOf(markup ?? "").trim(),
    at: textOf(one.pubDate) ?? textOf(one.published) ?? textOf(one.date_published) ?? textOf(one.updated),
    author: textOf(author?.name) ?? textOf(author) ?? "",
    link,
  }
}

const textOf = (value: unknown): string | undefined =>
  typeof value === "string" ? value : textIn((value as { value?: unknown } | undefined)?.value)
const textIn = (value: unknown) => (typeof value === "string" ? value : undefined)

/** What shops add to their feeds: a rating from 1 to 5 in each item, by the place of the item. */
function ratingsOf(text: string): (number | undefined)[] {
  if (!/:?rating>/.test(text)) return []
  return text
    .split(/<(?:entry|item)[\s>]/)
    .slice(1)
    .map((item) => {
      const value = Number(/<(?:\w+:)?rating>\s*([1-5](?:\.\d)?)\s*</.exec(item)?.[1])
      return Number.isNaN(value) ? undefined : value
    })
}

function starsIn(title: string): number | undefined {
  const stars = /^([★]{1,5})[☆]{0,4}/.exec(title)?.[1]?.length ?? Number(/\b([1-5])\s*\/\s*5\b/.exec(title)?.[1])
  return Number.isNaN(stars) ? undefined : stars
}

const clean = (text: string) => text.replaceAll("\u0000", "").toWellFormed()
