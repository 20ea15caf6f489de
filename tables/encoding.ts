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

function guessUtf16(bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  const even = bytes.length - (bytes.length % 2)
  if (even < 4) return
  let evenZeros = 0
  let oddZeros = 0
  for (let i = 0; i < even; i += 2) {
    if (bytes[i] === 0) evenZeros++
    if (bytes[i + 1] === 0) oddZeros++
  }
  // Chinese text in UTF-16 has few zeros, but its separators and line breaks still do.
  const enough = Math.max(2, even / 2 / 50)
  if (oddZeros >= enough && evenZeros * 50 <= oddZeros) return "utf-16le"
  if (evenZeros >= enough && oddZeros * 50 <= evenZeros) return "utf-16be"
  return
}

/** Share of the characters above 127 that decode as UTF-8; a character cut off at the end of the sample is not counted. */
function validUtf8Share(bytes: Uint8Array): number {
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
