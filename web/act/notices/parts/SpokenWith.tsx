import { Switch } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useChange } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useMay, useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"

/** Whom somebody speaks with right now: two teams at one customer only knowingly. */
export function SpokenWith({ notice, reach }: { notice: Answer<"Notice">; reach: Answer<"NoticeReach"> }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const may = useMay("notices.edit") && ["draft", "asked", "approved"].includes(notice.state)
  const { people, leftOut, followups } = reach.inConversation
  const change = useChange<boolean, Answer<"Notice">>({
    run: (leaveOut, send) =>
      send("PATCH", `/notices/${notice.id}`, {
        version: notice.version,
        inConversation: leaveOut ? "leave_out" : "write",
      }),
    touches: ["notices"],
  })
  if (people === 0) return null
  return (
    <section style={{ marginTop: 18 }}>
      <h3>{t("notice.spokenWith", { count: people, n: format.number(people) })}</h3>
      <ul className="rows">
        {followups.map((one) => (
          <li key={one.id} style={{ padding: "6px 0" }}>
            <Go href={paths.followup(org, one.id)}>{t("notice.followup", { number: one.number })}</Go> · {one.reason}
            <span className="n">
              {" "}
              · {one.owner ?? one.department ?? t("notice.nobodyYet")} ·{" "}
              {t("notice.promised", { when: format.dayAndTime(one.promisedAt) })}
            </span>
          </li>
        ))}
      </ul>
      <Switch
        mt="xs"
        checked={leftOut}
        disabled={!may || change.isPending}
        label={t("notice.leaveThemOut")}
        description={t(notice.kind === "safety" ? "notice.leaveOutSafety" : "notice.leaveOutHint")}
        onChange={(event) => change.mutate(event.currentTarget.checked)}
      />
    </section>
  )
}
