import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { holderWords, promiseWords } from "../followup-words.ts"
import { BeginFollowup } from "./BeginFollowup.tsx"

/** A person's follow-ups, open and closed, on the person's own page. */
export function FollowupsOf({ personId }: { personId: string }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const query = { person: personId, state: "all", limit: 5 }
  const followups = useGet<{ items: Answer<"Followup">[] }>("followups", "/followups", query)
  if (!followups.data) return null
  const open = followups.data.items.some((one) => !one.closing)
  return (
    <section>
      <h2 className="spread">
        {t("followups.of")}
        {!open && <BeginFollowup personId={personId} size="compact-sm" />}
      </h2>
      {followups.data.items.length === 0 && <p className="n">{t("followups.noneOf")}</p>}
      <ul className="rows">
        {followups.data.items.map((one) => (
          <li key={one.id}>
            <Go className="linkrow" href={paths.followup(org, one.id)}>
              <span className="title">{one.reason}</span>
              <br />
              <span className="n">
                {promiseWords(one, t, format)}
                {!one.closing && ` · ${holderWords(one, t, format)}`}
              </span>
            </Go>
          </li>
        ))}
      </ul>
    </section>
  )
}
