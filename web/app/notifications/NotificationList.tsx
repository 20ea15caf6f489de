import { Button } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../api/generated.ts"
import { pathOfRecord, paths } from "../../paths.ts"
import { useSetFollowing } from "../../ui/record/Following.tsx"
import { useChange } from "../data.tsx"
import { useFormat } from "../format.ts"
import { Go } from "../Go.tsx"
import { useSession } from "../session.tsx"
import classes from "./Notifications.module.css"

type Notification = Answer<"Notification">
export type Notifications = { items: Notification[]; unread: number; next: string | null }

export function useMarkRead() {
  return useChange<{ ids: string[] } | { all: true }>({
    run: (which, send) => send("POST", "/notifications/reading", which),
    touches: ["notifications"],
  })
}

export function NotificationList({
  items,
  onChosen,
  mutable = false,
}: {
  items: Notification[]
  onChosen?: () => void
  /** Whether each can be muted where it stands. */
  mutable?: boolean
}) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const markRead = useMarkRead()
  const mute = useSetFollowing()
  if (items.length === 0) return <p className="n">{t("notifications.none")}</p>
  return (
    <ul className="rows">
      {items.map((item) => (
        <li key={item.id} className={classes.row}>
          <Go
            className="linkrow"
            href={placeOf(org, item)}
            onClick={() => {
              if (!item.readAt) markRead.mutate({ ids: [item.id] })
              onChosen?.()
            }}
          >
            <span className={classes.sentence} data-unread={!item.readAt || undefined}>
              {item.sentence}
            </span>
            <span className="n">
              {t(`notifications.kind.${item.kind}`)}
              {item.count > 1 && !saysHowMany(item) && ` · ${t("notifications.times", { count: item.count })}`} ·{" "}
              {format.ago(item.createdAt)}
              {!item.readAt && <span className="only-screen-reader"> {t("notifications.unread")}</span>}
            </span>
          </Go>
          {mutable && canBeMuted(item) && (
            <Button
              size="compact-xs"
              variant="subtle"
              aria-label={t("notifications.muteThis", { what: item.headline })}
              onClick={() => mute.mutate({ record: item.record, before: null, state: "muted" })}
            >
              {t("following.do.muted")}
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
}

const saysHowMany = ({ kind }: Notification) => kind === "comment" || kind === "mention"
const canBeMuted = ({ record }: Notification) => !/^(member|webhook|outcome):/.test(record)

/** Whether it worked is said beside the plan. */
function placeOf(org: string, { record, params }: Notification): string {
  const planId = record.startsWith("outcome:") ? params.planId : undefined
  if (typeof planId === "string") return paths.outcome(org, planId)
  return pathOfRecord(org, record) ?? paths.notifications(org)
}
