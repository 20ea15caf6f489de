import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { BeginFollowup } from "../../followups/parts/BeginFollowup.tsx"
import { useOutside } from "../panel-context.ts"

/** Promises to come back to her that are still open: she may be calling because nobody did. */
export function OpenFollowUps({ personId }: { personId: string }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const outside = useOutside()
  const open = useGet<{ items: Answer<"Followup">[] }>("followups", "/followups", {
    person: personId,
    state: "live",
    limit: 3,
  })
  // In a help desk's panel nothing is begun: it has no room, and the desk itself is a press away.
  if (open.data?.items.length === 0 && !outside.target)
    return (
      <p style={{ marginTop: 6 }}>
        <BeginFollowup personId={personId} size="compact-sm" />
      </p>
    )
  return open.data?.items.map((one) => (
    <p key={one.id} style={{ marginTop: 6 }}>
      <Go href={paths.followup(org, one.id)} {...outside}>
        {t("desk.followUp", { title: one.reason })}
      </Go>{" "}
      <span className={one.overdue ? "bad" : "n"}>
        {t(one.overdue ? "desk.followUpLate" : "desk.followUpDue", { when: format.ago(one.promisedAt) })}
        {one.owner && ` · ${one.owner.name}`}
      </span>
    </p>
  ))
}
