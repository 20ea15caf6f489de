import { useLocation } from "@tanstack/react-router"
import { lazy, Suspense, useState } from "react"
import { useTranslation } from "react-i18next"
import { paths } from "../paths.ts"
import { Icon, type IconName } from "../ui/Icon.tsx"
import { Go } from "./Go.tsx"
import { useSignalsWaiting } from "./Rail.tsx"
import classes from "./Shell.module.css"
import { useSession } from "./session.tsx"

const Rest = lazy(() => import("./Rest.tsx"))

/** On a phone the rail becomes four places at the thumb and a drawer with the rest. */
export function BottomBar() {
  const { t } = useTranslation()
  const { org } = useSession()
  const { pathname } = useLocation()
  // Not there until it is asked for: on a wide screen it never is.
  const [open, setOpen] = useState<boolean | null>(null)
  const waiting = useSignalsWaiting()
  const places: { key: string; icon: IconName; href: string; count?: number }[] = [
    { key: "home", icon: "home", href: paths.home(org) },
    { key: "signals", icon: "signal", href: paths.signals(org), count: waiting },
    { key: "feedback", icon: "voice", href: paths.feedbackList(org) },
    { key: "metrics", icon: "chart", href: paths.metrics(org) },
  ]
  return (
    <nav className={classes.bottom} aria-label={t("shell.navigation")}>
      {places.map(({ key, icon, href, count }) => {
        const here = key === "home" ? pathname.replace(/\/$/, "") === href : pathname.startsWith(href)
        return (
          <Go key={key} href={href} aria-current={here ? "page" : undefined}>
            <Icon name={icon} />
            {t(`place.${key}`)}
            {Boolean(count) && (
              <span className={classes.count} style={{ left: "56%", right: "auto", top: 6 }}>
                {count}
              </span>
            )}
          </Go>
        )
      })}
      <button type="button" onClick={() => setOpen(true)} aria-expanded={open === true}>
        <Icon name="menu" />
        {t("shell.more")}
      </button>
      {open !== null && (
        <Suspense>
          <Rest opened={open} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </nav>
  )
}
