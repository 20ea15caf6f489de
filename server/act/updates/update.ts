export const languages = ["en", "zh-CN"] as const
export type Language = (typeof languages)[number]
export type Texts = Partial<Record<Language, string>>

export type Update = {
  id: string
  planId: string
  audience: "internal" | "public"
  kind: "news" | "no_news"
  texts: Texts
  author: string
  at: string
  withdrawn: { by: string; at: string } | null
}

/** The text in a language, or in another one that it was written in; empty where nothing was written. */
export const textIn = (texts: Texts, language: string): string =>
  (language.startsWith("zh") ? (texts["zh-CN"] ?? texts.en) : (texts.en ?? texts["zh-CN"])) ?? ""
