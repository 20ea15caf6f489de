import i18next, { type FormatterModule } from "i18next"
import { initReactI18next } from "react-i18next"
import { formatLocale } from "./format.ts"

export const languages = { en: "English", "zh-CN": "简体中文" } as const
export type Language = keyof typeof languages

const loaders: Record<Language, () => Promise<{ default: Record<string, unknown> }>> = {
  en: () => import("../locales/en.ts"),
  "zh-CN": () => import("../locales/zh-CN.ts"),
}
const rememberedIn = "rapport.language"

// By name, since numbers that are names themselves (plan 1400) stand as they are.
const amounts = new Set<unknown>(["count", "people", "before", "added", "removed"])

/** How many of something stands in a sentence as the reader's region writes numbers: "1,400 people". */
export const countsInWords: FormatterModule = {
  type: "formatter",
  init() {},
  add() {},
  addCached() {},
  format: (value, _, language, options) =>
    amounts.has(options?.interpolationkey) && typeof value === "number"
      ? new Intl.NumberFormat(formatLocale(language ?? "en")).format(value)
      : value,
}

/** Starts i18next in the language last chosen on this browser, or the browser's own, or English. */
export async function startLanguage(): Promise<void> {
  const language = nearestLanguage([localStorage.getItem(rememberedIn), ...navigator.languages])
  await i18next
    .use(countsInWords)
    .use(initReactI18next)
    .init({
      lng: language,
      fallbackLng: false,
      resources: { [language]: { translation: (await loaders[language]()).default } },
      interpolation: { escapeValue: false, alwaysFormat: true },
      react: { transKeepBasicHtmlNodesFor: ["br"] },
      saveMissing: true,
      missingKeyHandler: (tags, _, key, shown) => shown === key && console.error(`No words for ${key} in ${tags[0]}`),
    })
  document.documentElement.lang = language
}

/** Changes the language of the page at once and remembers it on this browser. */
export async function changeLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, "translation")) {
    i18next.addResourceBundle(language, "translation", (await loaders[language]()).default)
  }
  localStorage.setItem(rememberedIn, language)
  document.documentElement.lang = language
  await i18next.changeLanguage(language)
}

/** The first supported language for a list of BCP 47 tags in order of preference. */
export function nearestLanguage(wanted: readonly (string | null | undefined)[]): Language {
  for (const tag of wanted) {
    if (!tag) continue
    if (tag.toLowerCase().startsWith("zh")) return "zh-CN"
    if (tag.toLowerCase().startsWith("en")) return "en"
  }
  return "en"
}
