import { useLocation } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import type { Page, Permission, Signal } from "../api/contract.ts"
import { paths } from "../paths.ts"
import { useGet } from "./data.tsx"
import { Go } from "./Go.tsx"
import classes from "./Shell.module.css"
import { useSession } from "./session.tsx"

type Place = { key: string; href: (org: string) => string; needs?: Permission }
type Stage = { key: string; places: Place[] }

/** The places of the application, in the order of the loop. */
export const stages: Stage[] = [
  {
    key: "listen",
    places: [
      { key: "feedback", href: paths.feedbackList },
      { key: "surveys", href: paths.surveys },
      { key: "policy", href: paths.policy },
      { key: "events", href: paths.events },
      { key: "people", href: paths.people },
      { key: "ownership", href: paths.ownership },
      { key: "audiences", href: paths.audiences },
      { key: "imports", href: paths.imports },
      { key: "sources", href: paths.sources },
      { key: "coverage", href: paths.coverage },
    ],
  },
  {
    key: "understand",
    places: [
      { key: "signals", href: paths.signals },
      { key: "metrics", href: paths.metrics },
      { key: "tasks", href: paths.tasks },
      { key: "usage", href: paths.usage },
      { key: "themes", href: paths.themes },
      { key: "backtests", href: paths.backtests },
    ],
  },
  { key: "decide", places: [{ key: "problems", href: paths.problems }] },
  {
    key: "act",
    places: [
      { key: "plans", href: paths.plans },
      { key: "desk", href: paths.desk },
      { key: "followups", href: paths.followups },
      { key: "guidance", href: paths.guidanceList },
      { key: "notices", href: paths.notices },
      { key: "outcomes", href: paths.outcomes },
    ],
  },
  {
    key: "govern",
    places: [
      { key: "activity", href: paths.activity },
      { key: "members", href: paths.members },
      { key: "departments", href: paths.departments },
      { key: "connections", href: paths.connections, needs: "connections.manage" },
      { key: "audit", href: paths.audit, needs: "audit.read" },
      { key: "mail", href: paths.mail, needs: "settings.manage" },
    ],
  },
]

export function Rail() {
  const { t } = useTranslation()
  return (
    <nav className={classes.rail} aria-label={t("shell.navigation")}>
      <Places />
    </nav>
  )
}

/** The rail's contents; the phone's drawer shows the same. */
export function Places({ onChosen }: { onChosen?: () => void }) {
  const { t } = useTranslation()
  const { org, me } = useSession()
  const waiting = useSignalsWaiting()
  return (
    <>
      <Go className={classes.brand} href={paths.home(org)} onClick={onChosen}>
        Rapport<i>.</i>
      </Go>
      <RailLink href={paths.home(org)} className={classes.top_link} onChosen={onChosen} exact>
        {t("place.home")}
      </RailLink>
      {stages.map((stage) => (
        <section key={stage.key} aria-labelledby={`stage-${stage.key}`}>
          <p id={`stage-${stage.key}`} className={classes.stage}>
            {t(`stage.${stage.key}`)}
          </p>
          <ul>
            {stage.places
              .filter((place) => !place.needs || me.permissions.includes(place.needs))
              .map((place) => (
                <li key={place.key}>
                  <RailLink href={place.href(org)} className={classes.sub} onChosen={onChosen}>
                    {t(`place.${place.key}`)}
                    {place.key === "signals" && waiting > 0 && (
                      <span className="tag" data-tone="bad" title={t("shell.signalsWaiting", { count: waiting })}>
                        {waiting}
                      </span>
                    )}
                  </RailLink>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </>
  )
}

/** How many signals nobody has taken up yet. */
export function useSignalsWaiting(): number {
  const fresh = useGet<Page<Signal>>("signals", "/signals", { state: "new", limit: 1 })
  return fresh.data?.total ?? 0
}

type RailLinkProps = {
  href: string
  className?: string
  exact?: boolean
  onChosen?: () => void
  children: React.ReactNode
}

function RailLink({ href, className, exact, onChosen, children }: RailLinkProps) {
  const { pathname } = useLocation()
  const here = exact ? pathname.replace(/\/$/, "") === href : pathname === href || pathname.startsWith(`${href}/`)
  return (
    <Go
      href={href}
      className={`${classes.link} ${className ?? ""}`}
      aria-current={here ? "page" : undefined}
      onClick={onChosen}
    >
      {children}
    </Go>
  )
}
