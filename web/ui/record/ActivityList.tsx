import i18next from "i18next"
import { useTranslation } from "react-i18next"
import type { Activity } from "../../api/contract.ts"
import { useFormat } from "../../app/format.ts"
import { Go } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { pathOfRecord } from "../../paths.ts"
import { sliceWords } from "../../understand/signals/signal-words.ts"

/** What happened, as sentences; each leads to its record. */
export function ActivityList({ items, linked = true }: { items: Activity[]; linked?: boolean }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  if (items.length === 0) return <p className="n">{t("activity.none")}</p>
  return (
    <ol className="rows">
      {items.map((item) => {
        const href = linked ? pathOfRecord(org, item.record) : null
        const sentence = activitySentence(item)
        return (
          <li key={item.id} style={{ padding: "9px 0" }}>
            <time className="n" dateTime={item.at} title={format.dayAndTime(item.at)}>
              {format.ago(item.at)}
            </time>
            <br />
            {href ? (
              <Go href={href} style={{ color: "inherit" }}>
                {sentence}
              </Go>
            ) : (
              sentence
            )}
          </li>
        )
      })}
    </ol>
  )
}

/** The event as a sentence in the reader's language, with the slice it is about where it tells one. */
export function activitySentence(item: Activity): string {
  const { t } = i18next
  const who =
    item.actor.kind === "system"
      ? t("activity.system")
      : item.actor.kind === "key"
        ? t("activity.key", { name: item.actor.name })
        : item.actor.name
  const slice = asSlice(item.params.slice)
  const about = slice ? t("activity.about", { slice: sliceWords(slice, t) }) : ""
  const params = { ...item.params, who }
  for (const key of [`activity.sentence.${item.name}`, item.sentenceKey]) {
    if (key && i18next.exists(key)) return t(key, params) + about
  }
  return t("activity.other", { who, name: item.name.replaceAll(/[._]/g, " ") }) + about
}

function asSlice(value: unknown): Record<string, string> | null {
  if (typeof value !== "object" || value === null) return null
  const entries = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string")
  return entries.length > 0 ? Object.fromEntries(entries) : null
}
