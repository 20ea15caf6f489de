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

/** What stands in a text's language tag, in the reader's language. */
export function languageName(tag: string, locale: string): string {
  try {
    return new Intl.DisplayNames([locale], { type: "language" }).of(tag) ?? tag
  } catch {
    return tag
  }
}
