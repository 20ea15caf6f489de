import { Button, SegmentedControl, TextInput, useMantineColorScheme } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import { PageHead } from "../../ui/PageHead.tsx"
import { useChange } from "../data.tsx"
import { changeLanguage, type Language, languages } from "../i18n.ts"
import { useSession } from "../session.tsx"
import { CalendarFeed } from "./CalendarFeed.tsx"
import { NotificationSettings } from "./NotificationSettings.tsx"

/** The member's own settings: name, language, light or dark. */
export default function ProfilePage() {
  const { t, i18n } = useTranslation()
  const { me } = useSession()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const [name, setName] = useState(me.user.name)
  const save = useChange<{ name?: string; locale?: string }>({
    run: (part, send) => send("PATCH", "/me", part),
    touches: ["me", "members"],
    said: () => t("profile.saved"),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate({ name })
  }
  return (
    <>
      <PageHead
        title={me.user.name}
        lede={`${me.user.email} · ${t(`role.${me.member.role}`)} · ${me.member.departments.map((one) => one.name).join(t("common.listComma"))}`}
      />
      <div style={{ display: "grid", gap: 26, maxWidth: 420 }}>
        <form className="row" style={{ alignItems: "end" }} onSubmit={submit}>
          <TextInput
            style={{ flex: 1 }}
            label={t("setup.name")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            required
          />
          <Button type="submit" disabled={name === me.user.name} loading={save.isPending}>
            {t("common.save")}
          </Button>
        </form>
        <div>
          <h2 id="language">{t("profile.language")}</h2>
          <SegmentedControl
            aria-labelledby="language"
            value={i18n.language}
            onChange={(language) => {
              void changeLanguage(language as Language)
              save.mutate({ locale: language })
            }}
            data={(Object.keys(languages) as Language[]).map((value) => ({ value, label: languages[value] }))}
          />
        </div>
        <div>
          <h2 id="scheme">{t("profile.look")}</h2>
          <SegmentedControl
            aria-labelledby="scheme"
            value={colorScheme}
            onChange={(scheme) => setColorScheme(scheme as typeof colorScheme)}
            data={(["light", "dark", "auto"] as const).map((value) => ({ value, label: t(`profile.scheme.${value}`) }))}
          />
        </div>
        <CalendarFeed />
        <p className="n">{me.member.personalData ? t("profile.seesPersonalData") : t("profile.maskedData")}</p>
      </div>
      <NotificationSettings />
    </>
  )
}
