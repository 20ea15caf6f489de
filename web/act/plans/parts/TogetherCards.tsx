import { useTranslation } from "react-i18next"
import { useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import type { PlanDetail } from "../plan-words.ts"

type Guidance = { id: string; title: string; state: string }
type Notice = { id: string; title?: string; subject?: string; state: string; kind?: string }

/** What the contact centre says and what customers were told, beside the plan it belongs to. */
export function TogetherCards({ plan }: { plan: PlanDetail }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const guidance = useGet<{ items: Guidance[] }>("guidance", "/guidance", { plan: plan.id })
  const notices = useGet<{ items: Notice[] }>("notices", "/notices", { plan: plan.id })
  const list = new Intl.ListFormat(format.locale)
  return (
    <section aria-labelledby="together">
      <h2 id="together">{t("plan.together")}</h2>
      <ul className="rows">
        <li>
          <Go
            className="linkrow"
            href={
              guidance.data?.items.length === 1
                ? paths.guidance(org, guidance.data.items[0]!.id)
                : paths.guidanceList(org, { plan: plan.id })
            }
          >
            <span className="title">{t("plan.guidanceCard")}</span>
            <span className="n" style={{ display: "block" }}>
              {guidance.data && guidance.data.items.length > 0
                ? list.format(guidance.data.items.map((one) => one.title))
                : t("plan.noGuidance")}
            </span>
          </Go>
        </li>
        <li>
          <Go
            className="linkrow"
            href={
              notices.data?.items.length === 1
                ? paths.notice(org, notices.data.items[0]!.id)
                : paths.notices(org, { plan: plan.id })
            }
          >
            <span className="title">{t("plan.noticeCard")}</span>
            <span className="n" style={{ display: "block" }}>
              {notices.data && notices.data.items.length > 0
                ? list.format(notices.data.items.map((one) => one.title ?? one.subject ?? ""))
                : t("plan.noNotice")}
            </span>
          </Go>
        </li>
      </ul>
    </section>
  )
}
