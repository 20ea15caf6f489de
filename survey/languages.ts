import type { Survey, Text } from "./definition.ts"

/** A text in a language, or in a close one, or in the one the survey was written in. */
export function textIn(text: Text | undefined, language: string, survey: Survey): string {
  if (!text) return ""
  return text[language] || text[closest(language, Object.keys(text)) ?? ""] || text[survey.languages[0] ?? ""] || ""
}

/** The first wish that the survey can be asked in; its first language when there is none. */
export function languageOf(survey: Survey, wishes: readonly (string | null | undefined)[]): string {
  for (const wish of wishes) {
    const found = wish && closest(wish, survey.languages)
    if (found) return found
  }
  return survey.languages[0] ?? "en"
}

export const directionOf = (language: string): "rtl" | "ltr" =>
  /^(ar|he|iw|fa|ur|ps|sd|ug|yi|ckb|dv|syr|nqo)\b|-(arab|hebr)\b/i.test(language) ? "rtl" : "ltr"

/** What there is for a language, or for the same one written elsewhere; English when there is none. */
export const spoken = <Words>(words: { en: Words } & Record<string, Words>, language: string): Words =>
  words[closest(language, Object.keys(words)) ?? ""] ?? words.en

/** Of texts in several languages the one for the first wish that is there, exactly or closely; the first when none is. */
export function textAmong<Text extends { language: string }>(
  texts: readonly Text[],
  wishes: readonly (string | null)[],
): Text | undefined {
  const offered = texts.map((one) => one.language)
  for (const wish of wishes) {
    const found = wish && closest(wish, offered)
    if (found) return texts.find((one) => one.language === found)
  }
  return texts[0]
}

/** Exactly it, or the same language written elsewhere: `de-AT` is content with `de`, `zh` with `zh-CN`. */
function closest(wish: string, offered: readonly string[]): string | undefined {
  const low = wish.toLowerCase()
  const base = (tag: string) => tag.toLowerCase().split(/[-_]/)[0]
  return offered.find((tag) => tag.toLowerCase() === low) ?? offered.find((tag) => base(tag) === base(low))
}
