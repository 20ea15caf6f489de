import { ActionIcon, Button, Popover } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { paths } from "../../paths.ts"
import { Icon } from "../../ui/Icon.tsx"
import { useGet } from "../data.tsx"
import { Go } from "../Go.tsx"
import classes from "../Shell.module.css"
import { useSession } from "../session.tsx"
import { NotificationList, type Notifications, useMarkRead } from "./NotificationList.tsx"

/** What asks for this member by name: mentions, assignments, new signals. */
export function Bell() {
  const { t, i18n } = useTranslation()
  const { org } = useSession()
  const [open, setOpen] = useState(false)
  const inbox = useGet<Notifications>("notifications", "/notifications", { language: i18n.language })
  const markRead = useMarkRead()
  const unread = inbox.data?.unread ?? 0
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={360} trapFocus>
      <Popover.Target>
        <ActionIcon
          className={classes.bell}
          size={32}
          onClick={() => setOpen(!open)}
          aria-label={t("notifications.bell", { count: unread })}
        >
          <Icon name="bell" />
          {unread > 0 && (
            <span className={classes.count} aria-hidden="true">
              {unread > 99 ? "99+" : unread}
            </span>
          )}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p="md" aria-label={t("notifications.title")}>
        <div className="spread">
          <h2>{t("notifications.title")}</h2>
          {unread > 0 && (
            <Button size="compact-sm" variant="subtle" onClick={() => markRead.mutate({ all: true })}>
              {t("notifications.readAll")}
            </Button>
          )}
        </div>
        <NotificationList items={(inbox.data?.items ?? []).slice(0, 6)} onChosen={() => setOpen(false)} />
        <p className="n" style={{ marginTop: 10 }}>
          <Go href={paths.notifications(org)} onClick={() => setOpen(false)}>
            {t("notifications.all")}
          </Go>
        </p>
      </Popover.Dropdown>
    </Popover>
  )
}
