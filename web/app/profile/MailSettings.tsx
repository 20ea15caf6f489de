import { Switch } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { NotificationSetting } from "../../api/contract.ts"
import { Loaded, RowBones } from "../../ui/Loaded.tsx"
import { useChange, useGet } from "../data.tsx"

/** Which notifications also come by mail: what asks for somebody by name at once, the rest once a day. */
export function MailSettings() {
  const { t } = useTranslation()
  const settings = useGet<{ items: NotificationSetting[] }>("notifications", "/notification-settings")
  const change = useChange<NotificationSetting>({
    run: ({ kind, mail }, send) => send("PUT", "/notification-settings", { kind, mail: !mail }),
    touches: ["notifications"],
  })
  return (
    <section>
      <h2>{t("profile.mail")}</h2>
      <Loaded query={settings} bones={<RowBones count={3} />}>
        {({ items }) => (
          <div style={{ display: "grid", gap: 10 }}>
            {items.map((setting) => (
              <Switch
                key={setting.kind}
                label={t(`profile.mailKind.${setting.kind}`, { defaultValue: setting.kind })}
                description={t(setting.mailed === "at once" ? "profile.mailedAtOnce" : "profile.mailedDaily")}
                checked={setting.mail}
                onChange={() => change.mutate(setting)}
              />
            ))}
          </div>
        )}
      </Loaded>
    </section>
  )
}
