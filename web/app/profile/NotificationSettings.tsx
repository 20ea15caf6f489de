import { Button, Checkbox, NativeSelect } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../api/generated.ts"
import { Loaded, RowBones } from "../../ui/Loaded.tsx"
import { useChange, useGet } from "../data.tsx"
import classes from "../notifications/Notifications.module.css"
import { Followings } from "./Followings.tsx"
import { NotificationHours } from "./NotificationHours.tsx"

type Settings = Answer<"NotificationSettings">
type Setting = Settings["items"][number]
type Choice = { kind: Setting["kind"]; app?: boolean; mail?: Setting["mail"]; chat?: boolean }

/** What the member is told, where and when: a table of kinds and channels, her hours, and single records. */
export function NotificationSettings() {
  const { t } = useTranslation()
  const settings = useGet<Settings>("notifications", "/notification-settings")
  return (
    <section id="notifications" style={{ marginTop: 34, maxWidth: 680 }} className="stack">
      <h2>{t("notify.title")}</h2>
      <Loaded query={settings} bones={<RowBones count={6} />}>
        {(data) => (
          <div className="stack">
            <Matrix settings={data} />
            <NotificationHours hours={data.hours} chat={data.chat?.name} />
          </div>
        )}
      </Loaded>
      <Followings />
    </section>
  )
}

function Matrix({ settings: { items, chat } }: { settings: Settings }) {
  const { t } = useTranslation()
  const choose = useChange<Choice>({
    run: (choice, send) => send("PUT", "/notification-settings", choice),
    touches: ["notifications"],
  })
  const reset = useChange<void>({
    run: (_, send) => send("DELETE", "/notification-settings"),
    touches: ["notifications"],
    said: () => t("notify.usualAgain"),
    undo: async (_, __, send) => {
      for (const { kind, app, mail, chat } of changed)
        await send("PUT", "/notification-settings", { kind, app, mail, chat })
    },
  })
  const changed = items.filter(
    ({ app, mail, chat: inChat, usual }) => app !== usual.app || mail !== usual.mail || inChat !== usual.chat,
  )
  return (
    <div>
      <table className={classes.matrix}>
        <thead>
          <tr>
            <th scope="col">{t("notify.kindColumn")}</th>
            <th scope="col">{t("notify.app")}</th>
            <th scope="col">{t("notify.mail")}</th>
            {chat && <th scope="col">{chat.name}</th>}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => {
            const kind = t(`notify.kind.${item.kind}`)
            return (
              <tr key={item.kind}>
                <th scope="row">
                  <b>{kind}</b>
                  <span className="n">{t(`notify.what.${item.kind}`)}</span>
                </th>
                <td>
                  <Checkbox
                    aria-label={t("notify.appOf", { kind })}
                    checked={item.app}
                    disabled={item.always}
                    title={item.always ? t("notify.always") : undefined}
                    onChange={() => choose.mutate({ kind: item.kind, app: !item.app })}
                  />
                </td>
                <td>
                  <NativeSelect
                    size="xs"
                    w={96}
                    aria-label={t("notify.mailOf", { kind })}
                    value={item.mail}
                    onChange={(event) =>
                      choose.mutate({ kind: item.kind, mail: event.currentTarget.value as Setting["mail"] })
                    }
                    data={(["now", "daily", "none"] as const).map((value) => ({
                      value,
                      label: t(`notify.time.${value}`),
                    }))}
                  />
                </td>
                {chat && (
                  <td>
                    <Checkbox
                      aria-label={t("notify.chatOf", { kind, chat: chat.name })}
                      checked={item.chat}
                      onChange={() => choose.mutate({ kind: item.kind, chat: !item.chat })}
                    />
                  </td>
                )}
              </tr>
            )
          })}
        </tbody>
      </table>
      <p className="n" style={{ marginTop: 8 }}>
        {t("notify.always")} {chat && t("notify.never", { chat: chat.name })}
      </p>
      {changed.length > 0 && (
        <Button mt={8} size="compact-sm" variant="subtle" onClick={() => reset.mutate()}>
          {t("notify.reset")}
        </Button>
      )}
    </div>
  )
}
