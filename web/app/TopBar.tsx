import { Menu, Tooltip, useMantineColorScheme } from "@mantine/core"
import { useHotkeys } from "@mantine/hooks"
import { useQueryClient } from "@tanstack/react-query"
import { lazy, Suspense, useState } from "react"
import { useTranslation } from "react-i18next"
import { call } from "../api/client.ts"
import { paths } from "../paths.ts"
import { Icon } from "../ui/Icon.tsx"
import { Go } from "./Go.tsx"
import { changeLanguage, type Language, languages } from "./i18n.ts"
import { useLive } from "./live.tsx"
import { Bell } from "./notifications/Bell.tsx"
import { usePresence } from "./presence.ts"
import classes from "./Shell.module.css"
import { useSession } from "./session.tsx"

const Palette = lazy(() => import("./palette/Palette.tsx"))

export function TopBar() {
  const { t } = useTranslation()
  const [finding, setFinding] = useState<"never" | "open" | "closed">("never")
  useHotkeys([
    ["mod+K", () => setFinding("open")],
    ["/", () => setFinding("open")],
  ])
  return (
    <header className={classes.top}>
      <button
        type="button"
        className={classes.find}
        onClick={() => setFinding("open")}
        aria-keyshortcuts="Meta+K Control+K"
      >
        <span className="clip">{t("shell.find")}</span>
        <kbd>{isMac() ? "⌘K" : "Ctrl K"}</kbd>
      </button>
      <div className={classes.end}>
        <Presence />
        <OrganizationMenu />
        <Bell />
        <ProfileMenu />
      </div>
      {finding !== "never" && (
        <Suspense>
          <Palette opened={finding === "open"} onClose={() => setFinding("closed")} />
        </Suspense>
      )}
    </header>
  )
}

function Presence() {
  const { t, i18n } = useTranslation()
  const { org, me } = useSession()
  const { state, listen } = useLive()
  const others = usePresence(org, me.member.id, listen)
  const words =
    state === "waiting"
      ? t("shell.reconnecting")
      : others.length > 0
        ? t("shell.othersHere", { count: others.length })
        : t("shell.live")
  const hint = others.length > 0 ? new Intl.ListFormat(i18n.language).format(others.slice(0, 12)) : t("shell.liveHint")
  return (
    <Tooltip label={state === "waiting" ? t("shell.reconnectingHint") : hint}>
      <span className={classes.here} data-state={state} role="status">
        {words}
      </span>
    </Tooltip>
  )
}

function OrganizationMenu() {
  const { t } = useTranslation()
  const { org, me } = useSession()
  const department = me.member.departments[0]?.name
  const label = department ? `${department} · ${me.organization.name}` : me.organization.name
  if (me.organizations.length < 2) return <span className={`${classes.menu_button} clip`}>{label}</span>
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <button type="button" className={`${classes.menu_button} clip`}>
          {label}
          <span className="only-screen-reader">, {t("shell.organizations")}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("shell.organizations")}</Menu.Label>
        {me.organizations.map((other) => (
          <Menu.Item
            key={other.slug}
            component={Go}
            href={paths.home(other.slug)}
            rightSection={other.slug === org ? <Icon name="check" size={14} /> : null}
          >
            {other.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function ProfileMenu() {
  const { t, i18n } = useTranslation()
  const { org, me } = useSession()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const client = useQueryClient()
  const chooseLanguage = async (language: Language) => {
    await changeLanguage(language)
    await call("PATCH", "/me", { organization: org, body: { locale: language } }).catch(() => null)
    await client.invalidateQueries()
  }
  const signOut = async () => {
    await call("POST", "/api/auth/sign-out", { body: {} }).catch(() => null)
    location.assign(paths.signIn())
  }
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <button type="button" className={classes.menu_button}>
          <span aria-hidden="true">{initials(me.user.name)}</span>
          <span className="only-screen-reader">{t("shell.profileMenu", { name: me.user.name })}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {me.user.name}
          <br />
          {me.user.email}
        </Menu.Label>
        <Menu.Item component={Go} href={paths.profile(org)}>
          {t("place.profile")}
        </Menu.Item>
        <Menu.Divider />
        {(Object.keys(languages) as Language[]).map((language) => (
          <Menu.Item
            key={language}
            lang={language}
            onClick={() => void chooseLanguage(language)}
            rightSection={i18n.language === language ? <Icon name="check" size={14} /> : null}
          >
            {languages[language]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        {(["light", "dark", "auto"] as const).map((scheme) => (
          <Menu.Item
            key={scheme}
            onClick={() => setColorScheme(scheme)}
            rightSection={colorScheme === scheme ? <Icon name="check" size={14} /> : null}
          >
            {t(`profile.scheme.${scheme}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => void signOut()}>{t("shell.signOut")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function initials(name: string): string {
  if (/\p{Script=Han}/u.test(name)) return name.slice(-2)
  return name
    .split(/\s+/)
    .map((word) => word[0] ?? "")
    .slice(0, 2)
    .join("")
    .toUpperCase()
}

function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent)
}
