import i18next from "i18next"
import { useTranslation } from "react-i18next"
import type { Activity } from "../../api/contract.ts"
import { useFormat } from "../../app/format.ts"
import { Go } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { pathOfRecord } from "../../paths.ts"
import { useHeadlines } from "../../understand/signals/use-headlines.ts"

/** What happened, as sentences; each leads to its record. */
export function ActivityList({
  items,
  linked = true,
}: {
  items: (Activity & { isNew?: boolean })[]
  linked?: boolean
}) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const headline = useHeadlines()
  if (items.length === 0) return <p className="n">{t("activity.none")}</p>
  return (
    <ol className="rows">
      {items.map((item) => {
        const href = linked ? pathOfRecord(org, item.record) : null
        const title = linked ? headline(item.record, String(item.params.title ?? "")) : ""
        const said = activitySentence(item)
        const sentence = title && !said.includes(title) ? said + t("activity.about", { slice: title }) : said
        return (
          <li key={item.id} style={{ padding: "9px 0" }} className={item.isNew ? "arrived" : undefined}>
            <time className="n" dateTime={item.at} title={format.dayAndTime(item.at)}>
              {format.ago(item.at)}
            </time>
            {item.isNew && (
              <span className="tag" data-tone="accent" style={{ marginLeft: 6 }}>
                {t("activity.new")}
              </span>
            )}
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

/** The event as a sentence in the reader's language. */
export function activitySentence(item: Activity): string {
  const { t } = i18next
  const who =
    item.actor.kind === "system"
      ? t("activity.system")
      : item.actor.kind === "key"
        ? t("activity.key", { name: item.actor.name })
        : item.actor.name
  const params = { ...item.params, who }
  for (const key of [`activity.sentence.${item.name}`, item.sentenceKey]) {
    if (key && i18next.exists(key)) return t(key, params)
  }
  return t("activity.other", { who, name: item.name.replaceAll(/[._]/g, " ") })
}
