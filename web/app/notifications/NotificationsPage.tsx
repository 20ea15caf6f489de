import { Button, SegmentedControl } from "@mantine/core"
import { useTranslation } from "react-i18next"
import { paths } from "../../paths.ts"
import { useQueryState } from "../../ui/filters/query-state.ts"
import { Loaded, RowBones } from "../../ui/Loaded.tsx"
import { More } from "../../ui/More.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { useGet, usePages } from "../data.tsx"
import { Go, useGo } from "../Go.tsx"
import { useSession } from "../session.tsx"
import { NotificationList, type Notifications, useMarkRead } from "./NotificationList.tsx"

export default function NotificationsPage() {
  const { t, i18n } = useTranslation()
  const { org } = useSession()
  const go = useGo()
  const [, , search] = useQueryState()
  const unreadOnly = search.show === "unread"
  const inbox = useGet<Notifications>("notifications", "/notifications", { language: i18n.language })
  const list = usePages<Notifications["items"][number]>("notifications", "/notifications", {
    language: i18n.language,
    unread: unreadOnly ? "true" : "false",
  })
  const markRead = useMarkRead()
  const unread = inbox.data?.unread ?? 0
  return (
    <>
      <PageHead
        title={unread > 0 ? t("notifications.sentence", { count: unread }) : t("notifications.allRead")}
        documentTitle={t("notifications.title")}
        lede={<Go href={paths.profile(org)}>{t("notifications.choose")}</Go>}
      >
        {unread > 0 && <Button onClick={() => markRead.mutate({ all: true })}>{t("notifications.readAll")}</Button>}
        <SegmentedControl
          size="xs"
          aria-label={t("notifications.which")}
          value={unreadOnly ? "unread" : "all"}
          onChange={(show) =>
            go(paths.notifications(org, { show: show === "all" ? undefined : show }), { replace: true })
          }
          data={(["all", "unread"] as const).map((value) => ({ value, label: t(`notifications.show.${value}`) }))}
        />
      </PageHead>
      <Loaded query={list} bones={<RowBones count={5} />}>
        {() => (
          <>
            <NotificationList items={list.items} mutable />
            <More pages={list} />
          </>
        )}
      </Loaded>
    </>
  )
}
