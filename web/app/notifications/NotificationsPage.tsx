import { Button } from "@mantine/core"
import { useTranslation } from "react-i18next"
import { Loaded, RowBones } from "../../ui/Loaded.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { useGet } from "../data.tsx"
import { NotificationList, type Notifications, useMarkRead } from "./NotificationList.tsx"

export default function NotificationsPage() {
  const { t } = useTranslation()
  const inbox = useGet<Notifications>("notifications", "/notifications")
  const markRead = useMarkRead()
  const unread = inbox.data?.unread ?? 0
  return (
    <>
      <PageHead title={unread > 0 ? t("notifications.sentence", { count: unread }) : t("notifications.allRead")}>
        {unread > 0 && <Button onClick={() => markRead.mutate({ all: true })}>{t("notifications.readAll")}</Button>}
      </PageHead>
      <Loaded query={inbox} bones={<RowBones count={5} />}>
        {(data) => <NotificationList items={data.items} />}
      </Loaded>
    </>
  )
}
