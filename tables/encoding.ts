import { TableError } from "./problems.ts"

export const ENCODINGS = ["utf-8", "utf-16le", "utf-16be", "gb18030", "windows-1252"] as const
/** One of ENCODINGS is guessed; any other label of the WHATWG Encoding Standard can be chosen by hand. */
export type Encoding = (typeof ENCODINGS)[number] | (string & {})

export type EncodingGuess = { encoding: Encoding; bom: boolean; reason: string }

/**
 * Guesses the encoding of text from its first bytes.
 * The order matters: a byte order mark decides; NUL bytes on every second place mean UTF-16; valid UTF-8 with bytes
 * above 127 is almost never anything else; what remains is GB18030 when its double bytes are common Chinese
 * characters, otherwise Windows-1252.
 */
export function guessEncoding(bytes: Uint8Array): EncodingGuess {
  if (startsWith(bytes, 0xef, 0xbb, 0xbf)) return { encoding: "utf-8", bom: true, reason: "byte order mark of UTF-8" }
  if (startsWith(bytes, 0xff, 0xfe)) return { encoding: "utf-16le", bom: true, reason: "byte order mark of UTF-16 LE" }
  if (startsWith(bytes, 0xfe, 0xff)) return { encoding: "utf-16be", bom: true, reason: "byte order mark of UTF-16 BE" }
  const wide = guessUtf16(bytes)
  if (wide) return { encoding: wide, bom: false, reason: "every second byte of plain characters is zero" }
  if (bytes.every((b) => b < 0x80))
    return { encoding: "utf-8", bom: false, reason: "only plain ASCII characters so far" }
  const share = validUtf8Share(bytes)
  if (share === 1) return { encoding: "utf-8", bom: false, reason: "all bytes are valid UTF-8" }
  if (share >= 0.95) return { encoding: "utf-8", bom: false, reason: `${Math.round(share * 100)} % valid UTF-8` }
  const chinese = commonChineseShare(bytes)
  if (chinese >= 0.8)
    return {
      encoding: "gb18030",
      bom: false,
      reason: `not UTF-8; ${Math.round(chinese * 100)} % of the double bytes are common Chinese characters`,
    }
  return { encoding: "windows-1252", bom: false, reason: "neither UTF-8 nor Chinese double bytes" }
}

/** @throws TableError table.encoding_unknown */
export function decoderFor(encoding: Encoding): TextDecoder {
  try {
    return new TextDecoder(encoding)
  } catch {
    throw new TableError("table.encoding_unknown", { encoding })
  }
}

function startsWith(bytes: Uint8Array, ...head: number[]): boolean {
  return head.every((b, i) => bytes[i] === b)
}

/**
 * Plain characters in UTF-16 are a zero and an ASCII byte. Chinese text has few of them, but its separators and line
 * breaks are; the other way round such a pair is a rare character, except 一 (U+4E00), so the majority decides.
 */
function guessUtf16(bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  const even = bytes.length - (bytes.length % 2)
  let little = 0
  let big = 0
  for (let i = 0; i < even; i += 2) {
    const [first = 0, second = 0] = [bytes[i], bytes[i + 1]]
    if (second === 0 && isPlain(first)) little++
    if (first === 0 && isPlain(second)) big++
  }
  const enough = Math.max(2, even / 2 / 50)
  if (little >= enough && little > big * 2) return "utf-16le"
  if (big >= enough && big > little * 2) return "utf-16be"
  return
}

function isPlain(byte: number): boolean {
  return (byte >= 32 && byte < 127) || byte === 9 || byte === 10 || byte === 13
}

/** Share of the characters above 127 that decode as UTF-8; a character cut off at the end of the sample is not counted. */
function validUtf8Share(bytes: Uint8Array): number {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true })
    return 1
  } catch {
    // Some bytes are wrong: how many?
  }
  const text = new TextDecoder("utf-8").decode(bytes, { stream: true })
  let wrong = 0
  let high = 0
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === 0xfffd) wrong++
    if (c > 0x7f) high++
  }
  return high === 0 ? 0 : 1 - wrong / high
}

/** GB2312 rows 1–3 and 16–87: punctuation, full-width forms and the characters in everyday use. */
function commonChineseShare(bytes: Uint8Array): number {
  let pairs = 0
  let common = 0
  for (let i = 0; i + 1 < bytes.length; i++) {
    const lead = bytes[i] ?? 0
    if (lead < 0x80) continue
    const trail = bytes[++i] ?? 0
    pairs++
    if (trail >= 0xa1 && trail <= 0xfe && ((lead >= 0xa1 && lead <= 0xa3) || (lead >= 0xb0 && lead <= 0xf7))) common++
  }
  return pairs === 0 ? 0 : common / pairs
}
