import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { holderWords, promiseWords, toneOf } from "../../followups/followup-words.ts"
import { useOutside } from "../panel-context.ts"

/** Promises to call her back that are still open stand before anything else: who talks to her already, and until when. */
export function OpenFollowUps({ personId }: { personId: string }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const outside = useOutside()
  const open = useGet<{ items: Answer<"Followup">[] }>("followups", "/followups", { person: personId, state: "live" })
  return open.data?.items.map((one) => (
    <p key={one.id} className="row" style={{ margin: "10px 0" }}>
      <span className="tag" data-tone={toneOf(one)}>
        {promiseWords(one, t, format)}
      </span>
      <Go href={paths.followup(org, one.id)} {...outside}>
        {t("desk.followUp", { title: one.reason })}
      </Go>
      <span className="n">{holderWords(one, t, format)}</span>
    </p>
  ))
}
