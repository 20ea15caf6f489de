import type { TFunction } from "i18next"
import type { Answer } from "../../../api/generated.ts"
import type { Format } from "../../../app/format.ts"

/** Who is left out and why, and who is not although one might think so: one sentence each. */
export function excludedWords(reach: Answer<"NoticeReach">, t: TFunction, format: Format): string[] {
  const said = (key: string, count: number) => t(key, { count, n: format.number(count) })
  return [
    ...reach.excluded.map((one) => said(`notice.excluded.${one.reason}`, one.people)),
    ...(reach.unsubscribedButSafety > 0 ? [said("notice.unsubscribedButSafety", reach.unsubscribedButSafety)] : []),
    ...(reach.alsoWrittenToday > 0 ? [said("notice.alsoWrittenToday", reach.alsoWrittenToday)] : []),
  ]
}

/** How many read it in which language, and who gets another than her own. */
export function languageWords(reach: Answer<"NoticeReach">, t: TFunction, format: Format): string[] {
  const base = (tag: string) => tag.split("-")[0]
  const own = (one: (typeof reach.languages)[number]) => one.language === null || base(one.language) === base(one.text)
  const read = new Map<string, number>()
  for (const one of reach.languages.filter(own)) read.set(one.text, (read.get(one.text) ?? 0) + one.people)
  const name = (tag: string) => languageName(tag, format.locale)
  return [
    ...[...read].map(([text, count]) => t("notice.readsIn", { count, n: format.number(count), text: name(text) })),
    ...reach.languages
      .filter((one) => !own(one))
      .map((one) =>
        t("notice.readsInstead", {
          count: one.people,
          n: format.number(one.people),
          language: name(one.language ?? ""),
          text: name(one.text),
        }),
      ),
  ]
}

/** What stands in a text's language tag, in the reader's language. */
export function languageName(tag: string, locale: string): string {
  try {
    return new Intl.DisplayNames([locale], { type: "language" }).of(tag) ?? tag
  } catch {
    return tag
  }
}
