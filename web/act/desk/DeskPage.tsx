import { useSearch } from "@tanstack/react-router"
import { useEffect } from "react"
import { useTranslation } from "react-i18next"
import { Go, useGo } from "../../app/Go.tsx"
import { useMay, useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { Desk } from "./parts/Desk.tsx"

type Search = { key?: string; phone?: string; email?: string; person?: string }

/** The desk of an agent; a telephone system opens it with ?phone=. */
export default function DeskPage() {
  const { t } = useTranslation()
  const { org } = useSession()
  const go = useGo()
  const search = useSearch({ strict: false }) as Search
  const key = search.key ?? phoneOf(search.phone) ?? search.email ?? ""
  const maySet = useMay("settings.manage")
  useEffect(() => {
    document.title = `${t("place.desk")} · Rapport`
  }, [t])
  return (
    <div style={{ maxWidth: 860 }}>
      {!key && !search.person && (
        <header style={{ marginBottom: 18 }}>
          <h1>{t("desk.title")}</h1>
          <p className="lede">{t("desk.lede")}</p>
        </header>
      )}
      <Desk
        lookupKey={key}
        personId={search.person ?? null}
        onKey={(next) => go(paths.desk(org, { key: next }))}
        onChoose={(id) => go(paths.desk(org, { key, person: id ?? undefined }))}
      />
      {maySet && (
        <p className="n" style={{ marginTop: 18 }}>
          <Go href={paths.deskPanelSettings(org)}>{t("desk.embed")}</Go>
        </p>
      )}
    </div>
  )
}

// In an address a plus is a space, unless whoever made it knew: ?phone=+1614… arrives as " 1614…".
const phoneOf = (phone: string | undefined) => phone?.replace(/^ (?=\d)/, "+")
