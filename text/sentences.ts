export type SentenceSpan = { text: string; start: number; end: number }

const LONGEST = 1200

/**
 * Sentences of a text with their offsets: `text.slice(start, end)` is the sentence, without the blanks around it.
 * Intl.Segmenter (Unicode rules of the language), corrected for abbreviations, "...", line ends and missing blanks
 * after Chinese punctuation. Sentences longer than 1,200 characters are cut at a blank.
 */
export function splitSentences(text: string, language = "en"): SentenceSpan[] {
  const spans: SentenceSpan[] = []
  for (const [from, to] of rawSpans(text, language)) {
    for (let start = from; start < to; ) {
      let end = to
      if (end - start > LONGEST) {
        const blank = text.lastIndexOf(" ", start + LONGEST)
        end = wholeCharacter(text, blank > start + LONGEST / 2 ? blank : start + LONGEST)
      }
      pushTrimmed(spans, text, start, end)
      start = end
    }
  }
  return spans
}

function rawSpans(text: string, language: string): [number, number][] {
  const spans: [number, number][] = []
  if (text.length < 40 && !ENDS.test(text)) return [[0, text.length]]
  const segmenter = language === "zh" || language === "ja" ? segmenters.han : segmenters.plain
  let open = -1
  // A very long text is segmented line by line or in slices, so that the time stays linear.
  for (const [offset, piece] of slices(text)) {
    for (const { index, segment } of segmenter.segment(piece)) {
      const start = offset + index
      const end = start + segment.length
      if (open < 0 && segment.length <= 2 && segment.trim() === "") continue
      if (open < 0) open = start
      if (continues(text, open, end)) continue
      spans.push(...atLineEnds(text, open, end))
      open = -1
    }
    if (open >= 0) {
      spans.push(...atLineEnds(text, open, offset + piece.length))
      open = -1
    }
  }
  return spans
}

function* slices(text: string): Generator<[number, string]> {
  const size = 20_000
  for (let at = 0; at < text.length; ) {
    let end = Math.min(text.length, at + size)
    if (end < text.length) {
      const line = text.lastIndexOf("\n", end)
      const blank = line > at + size / 2 ? line : text.lastIndexOf(" ", end)
      end = wholeCharacter(text, blank > at + size / 2 ? blank : end)
    }
    yield [at, text.slice(at, end)]
    at = end
  }
}

/** Whether the break at `end` is none: after an abbreviation, an initial, or dots that the sentence runs on from. */
function continues(text: string, start: number, end: number): boolean {
  if (end >= text.length) return false
  const tail = text.slice(Math.max(start, end - 14), end)
  if (tail.includes("\n")) return false
  const next = text[end]!
  if (ABBREVIATION.test(tail)) return true
  return /(?:\.\.\.|…)\s*$/.test(tail) && /[a-z]/.test(next)
}

function atLineEnds(text: string, start: number, end: number): [number, number][] {
  const spans: [number, number][] = []
  let from = start
  const piece = text.slice(start, end)
  // Line ends, Chinese full stops and "great.Bad": a stop between a letter and a capital.
  for (const match of piece.matchAll(
    /\n+|[。！？!?]{1,8}[”’」』"')）]{0,4}(?=[^\s。！？!?”’」』"')）])|(?<=[a-z]{2}[.])(?=[A-Z][a-z]|[A-Z]\s)|(?<=[a-z]\.{2,4})(?=[A-Z])/g,
  )) {
    const cut = start + match.index + match[0].length
    if (/^[!?]/.test(match[0]) && !/[\s\p{Lu}\p{Script=Han}]/u.test(text[cut] ?? " ")) continue
    spans.push([from, cut])
    from = cut
  }
  spans.push([from, end])
  return spans
}

function pushTrimmed(spans: SentenceSpan[], text: string, from: number, to: number): void {
  let start = from
  let end = to
  while (start < end && BLANK.test(text[start]!)) start++
  while (end > start && BLANK.test(text[end - 1]!)) end--
  if (start === end) return
  const sentence = text.slice(start, end)
  const last = spans.at(-1)
  // A run of marks or brackets alone belongs to the sentence before it.
  if (
    last !== undefined &&
    sentence.length <= 6 &&
    !/[\p{L}\p{N}\p{Extended_Pictographic}:;=<]/u.test(sentence) &&
    !text.slice(last.end, start).includes("\n")
  ) {
    last.end = end
    last.text = text.slice(last.start, end)
    return
  }
  spans.push({ text: sentence, start, end })
}

function wholeCharacter(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code >= 0xdc00 && code <= 0xdfff ? at + 1 : at
}

const BLANK = /\s/
const ENDS = /[.!?。！？…\n؟।]/
const ABBREVIATION =
  /(?:^|[\s("'])(?:Mr|Mrs|Ms|Dr|Prof|Sr|Jr|St|vs|etc|approx|appt|dept|est|ext|fig|inc|Ltd|Corp|Co|no|No|Nos|tel|Ave|Blvd|Rd|Sgt|Capt|Gen|Sen|Rep|Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec|e\.g|i\.e|a\.m|p\.m|U\.S|u\.s|[A-Z])\.\s*$/
const segmenters = {
  plain: new Intl.Segmenter("en", { granularity: "sentence" }),
  han: new Intl.Segmenter("zh", { granularity: "sentence" }),
}
