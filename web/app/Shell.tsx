import { Outlet, useLocation, useParams, useRouteContext } from "@tanstack/react-router"
import { useEffect, useRef } from "react"
import { useTranslation } from "react-i18next"
import { BottomBar } from "./BottomBar.tsx"
import { LiveProvider } from "./live.tsx"
import { Rail } from "./Rail.tsx"
import classes from "./Shell.module.css"
import { type MemberMe, SessionProvider } from "./session.tsx"
import { TopBar } from "./TopBar.tsx"

/** What stands around every page of an organization: the rail with the loop, the top bar, the live connection. */
export function Shell() {
  const { org } = useParams({ strict: false })
  const { me } = useRouteContext({ strict: false }) as { me: MemberMe }
  const { t } = useTranslation()
  const slug = org ?? me.organization.slug
  const main = useRef<HTMLElement>(null)
  const { pathname } = useLocation()
  const first = useRef(true)
  useEffect(() => {
    // A new page takes the focus, so that a screen reader begins with it; the first load keeps the browser's own order.
    if (first.current) first.current = false
    else if (pathname) main.current?.focus({ preventScroll: true })
  }, [pathname])
  return (
    <SessionProvider key={slug} org={slug} initial={me}>
      <LiveProvider org={slug}>
        <div className={classes.app}>
          <a className={classes.skip} href="#main">
            {t("shell.skip")}
          </a>
          <Rail />
          <div>
            <TopBar />
            <main id="main" ref={main} tabIndex={-1} className={classes.main}>
              <Outlet />
            </main>
          </div>
          <BottomBar />
        </div>
      </LiveProvider>
    </SessionProvider>
  )
}
