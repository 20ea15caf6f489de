import { useTranslation } from "react-i18next"
import type { Notification } from "../../api/contract.ts"
import { pathOfRecord, paths } from "../../paths.ts"
import { useHeadlines } from "../../understand/signals/use-headlines.ts"
import { useChange } from "../data.tsx"
import { useFormat } from "../format.ts"
import { Go } from "../Go.tsx"
import { useSession } from "../session.tsx"

export type Notifications = { items: Notification[]; unread: number }

export function useMarkRead() {
  return useChange<{ ids: string[] } | { all: true }>({
    run: (which, send) => send("POST", "/notifications/reading", which),
    touches: ["notifications"],
  })
}

export function NotificationList({ items, onChosen }: { items: Notification[]; onChosen?: () => void }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const markRead = useMarkRead()
  const headline = useHeadlines()
  if (items.length === 0) return <p className="n">{t("notifications.none")}</p>
  return (
    <ul className="rows">
      {items.map((item) => (
        <li key={item.id}>
          <Go
            className="linkrow"
            href={pathOfRecord(org, item.record) ?? paths.notifications(org)}
            onClick={() => {
              if (!item.readAt) markRead.mutate({ ids: [item.id] })
              onChosen?.()
            }}
          >
            <span style={{ fontWeight: item.readAt ? 400 : 600 }}>
              {item.kind === "signal" || item.kind === "assignment"
                ? headline(item.record, item.headline)
                : item.headline}
              {(item.count ?? 1) > 1 && ` (${item.count})`}
            </span>
            <br />
            <span className="n">
              {t(`notifications.kind.${item.kind}`, { defaultValue: "" })} {item.actor?.name} ·{" "}
              {format.ago(item.createdAt)}
              {!item.readAt && <span className="only-screen-reader"> {t("notifications.unread")}</span>}
            </span>
          </Go>
        </li>
      ))}
    </ul>
  )
}
