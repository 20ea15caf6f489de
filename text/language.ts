import { eld } from "eld/small"

export type LanguageReading = { language: string; confidence: number }

/**
 * The language of a text as ISO 639-1 code, "und" when it has no letters. The script decides where it can (Han without
 * kana is Chinese, kana Japanese, Hangul Korean, ...); n-grams (eld) tell the languages of Latin, Cyrillic and Arabic
 * script apart. Looks at the first 1,500 characters.
 */
export function detectLanguage(text: string): LanguageReading {
  const sample = (text.length > 1500 ? text.slice(0, 1500) : text).replace(NOT_PROSE, " ")
  const counts = scriptCounts(sample)
  if (counts.letters === 0) return { language: "und", confidence: 0 }
  // One Han character says about as much as two Latin letters and more.
  const kana = counts.kana
  const han = counts.han
  if (kana > 0 && (kana + han) * 3 >= counts.latin && kana * 8 >= han) return { language: "ja", confidence: 0.98 }
  if (han * 3 >= counts.letters - han) return { language: "zh", confidence: 0.98 }
  for (const [language, count] of counts.others) {
    if (count * 2 >= counts.letters) return { language, confidence: 0.97 }
  }
  if (counts.latin > 0 && isPlainEnglish(sample)) return { language: "en", confidence: 0.95 }
  const found = eld.detect(sample)
  if (found.language === "" || found.language === undefined) {
    return { language: counts.latin > 0 ? "en" : "und", confidence: 0.2 }
  }
  const long = counts.letters >= 20
  if (!long && counts.latin > 0 && !found.isReliable()) return { language: "en", confidence: 0.3 }
  return { language: found.language, confidence: long ? 0.95 : 0.6 }
}

const NOT_PROSE = /https?:\/\/\S+|www\.\S+|[@#]\w+|[\w.+-]{1,64}@[\w-]{1,64}\.\w+/g

function scriptCounts(text: string) {
  let latin = 0
  let han = 0
  let kana = 0
  let letters = 0
  const others = new Map<string, number>()
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if ((code >= 65 && code <= 90) || (code >= 97 && code <= 122) || (code >= 0xc0 && code < 0x250)) {
      latin++
      letters++
    } else if (code >= 0x370) {
      if ((code >= 0x4e00 && code <= 0x9fff) || (code >= 0x3400 && code <= 0x4dbf)) han++
      else if (code >= 0x3040 && code <= 0x30ff) kana++
      else {
        const range = RANGES.find(([from, to]) => code >= from && code <= to)
        if (range === undefined) continue
        if (range[2] !== "") others.set(range[2], (others.get(range[2]) ?? 0) + 1)
      }
      letters++
    }
  }
  return { latin, han, kana, letters, others }
}

/** Scripts used by one language in practice; "" = letters whose language the n-grams must find. */
const RANGES: [number, number, string][] = [
  [0xac00, 0xd7af, "ko"],
  [0x1100, 0x11ff, "ko"],
  [0x3130, 0x318f, "ko"],
  [0x370, 0x3ff, "el"],
  [0x400, 0x52f, ""],
  [0x530, 0x58f, "hy"],
  [0x590, 0x5ff, "he"],
  [0x600, 0x6ff, ""],
  [0x900, 0x97f, ""],
  [0x980, 0x9ff, "bn"],
  [0xa00, 0xa7f, "pa"],
  [0xa80, 0xaff, "gu"],
  [0xb80, 0xbff, "ta"],
  [0xc00, 0xc7f, "te"],
  [0xc80, 0xcff, "kn"],
  [0xd00, 0xd7f, "ml"],
  [0xe00, 0xe7f, "th"],
  [0x10a0, 0x10ff, "ka"],
  [0x1200, 0x137f, "am"],
]

/** Three or more English function words in plain ASCII, and as many as a sixth of all words: no need for n-grams. */
function isPlainEnglish(text: string): boolean {
  let words = 0
  let english = 0
  for (const [word] of text.toLowerCase().matchAll(/[a-z']+|[^\0-\x7f]/g)) {
    if (word.charCodeAt(0) > 127) {
      if (/\p{L}/u.test(word)) return false
      continue
    }
    words++
    if (FUNCTION_WORDS.has(word)) english++
  }
  return english >= 3 ? english * 6 >= words : english >= 1 && words <= 6 && english * 3 >= words
}

const FUNCTION_WORDS = new Set(
  "the and is was are were this that it's i'm my your you they have has had been would with very from which there their what when don't didn't can't won't not it of to for but just".split(
    " ",
  ),
)
