import { Button } from "@mantine/core"
import { useParams } from "@tanstack/react-router"
import { useCallback, useEffect, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { ApiError, call, speakWith } from "../../api/client.ts"
import type { Answer } from "../../api/generated.ts"
import { troubleIn } from "../../app/data.tsx"
import { changeLanguage } from "../../app/i18n.ts"
import { FixedSession, type Session } from "../../app/session.tsx"
import { PanelContext } from "./panel-context.ts"
import { Desk, type Logged } from "./parts/Desk.tsx"

type Panel = Answer<"PanelSession">

/**
 * The desk inside a help desk's page. A link its server signed opens it, once; from then on the page around it says
 * who is calling, and hears what was logged. Both sides speak only with the origin that was signed.
 */
export default function PanelPage() {
  const { org = "" } = useParams({ strict: false })
  const { t } = useTranslation()
  const { panel, trouble } = useEntry(org)
  if (trouble) return <Broken error={trouble} />
  if (!panel) return <p style={{ padding: 20 }}>{t("panel.opening")}</p>
  return <Opened panel={panel} />
}

function Opened({ panel }: { panel: Panel }) {
  const { t } = useTranslation()
  const [key, setKey] = useState(panel.key ?? "")
  const [person, setPerson] = useState<string | null>(null)
  const say = useCallback((message: object) => window.parent.postMessage(message, panel.origin), [panel.origin])
  useEffect(() => {
    const hear = ({ origin, source, data }: MessageEvent) => {
      if (origin !== panel.origin || source !== window.parent) return
      if (data?.type !== "rapport.caller" || typeof data.key !== "string") return
      setKey(data.key.slice(0, 300))
      setPerson(null)
    }
    window.addEventListener("message", hear)
    say({ type: "rapport.ready" })
    const ends = Date.parse(panel.expiresAt) - Date.now() - 60_000
    const timer = setTimeout(() => say({ type: "rapport.link.needed" }), Math.max(0, ends))
    return () => {
      window.removeEventListener("message", hear)
      clearTimeout(timer)
    }
  }, [panel, say])
  // Ids and what came of it; nothing about the person leaves the frame.
  const tell = ({ id, outcome, number, guidanceNumber }: Logged) =>
    say({
      type: "rapport.contact.logged",
      contactId: id,
      outcome,
      problem: number ?? null,
      guidance: guidanceNumber ?? null,
    })
  return (
    <FixedSession session={sessionOf(panel)}>
      <PanelContext value={true}>
        <main style={{ padding: "14px 16px", maxWidth: 760 }} aria-label={t("place.desk")}>
          <Desk
            lookupKey={key}
            personId={person}
            onKey={(next) => {
              setKey(next)
              setPerson(null)
            }}
            onChoose={setPerson}
            onLogged={tell}
          />
        </main>
      </PanelContext>
    </FixedSession>
  )
}

function Broken({ error }: { error: unknown }) {
  const { t } = useTranslation()
  const { message, remedy } = troubleIn(error)
  // Who shows the panel is not known here, so nothing but this word is said, to whoever it is.
  const ask = () => window.parent.postMessage({ type: "rapport.link.needed" }, "*")
  useEffect(ask, [])
  return (
    <main style={{ padding: 20 }} role="alert">
      <h1>{t("panel.broken")}</h1>
      <p>{message}</p>
      {remedy && <p className="n">{remedy}</p>}
      {window.parent !== window ? (
        <Button mt="md" onClick={ask}>
          {t("panel.ask")}
        </Button>
      ) : (
        <p>{t("panel.outside")}</p>
      )}
    </main>
  )
}

/** Enters by the link in the address, once, and takes it out of the address. */
function useEntry(org: string): { panel: Panel | null; trouble: unknown } {
  const [state, setState] = useState<{ panel: Panel | null; trouble: unknown }>({ panel: null, trouble: null })
  const entered = useRef(false)
  useEffect(() => {
    if (entered.current) return
    entered.current = true
    const link = enteredBy.slice(1)
    const entry = link
      ? call<Panel>("POST", "/desk/panel/sessions", { body: { organization: org, link } })
      : Promise.reject(new ApiError(401, { code: "panel.link_invalid", message: "" }))
    entry.then(
      (panel) => {
        speakWith(panel.token)
        void changeLanguage(panel.locale === "zh-CN" ? "zh-CN" : "en")
        setState({ panel, trouble: null })
      },
      (trouble: unknown) => setState({ panel: null, trouble }),
    )
  }, [org])
  return state
}

// As it came: the router writes queries anew, and what was signed must not change by a letter.
const enteredBy = (performance.getEntriesByType("navigation")[0]?.name ?? location.href)
  .replace(/^[^?]*/, "")
  .replace(/#.*$/, "")

function sessionOf({ organization, member, permissions, locale }: Panel): Session {
  return {
    org: organization.slug,
    me: {
      user: { id: member.id, name: member.name, email: "", locale },
      organization: { ...organization, size: "medium" },
      organizations: [],
      member: { id: member.id, role: "agent", departments: [], personalData: permissions.includes("personal_data") },
      permissions: permissions as Session["me"]["permissions"],
    },
  }
}
