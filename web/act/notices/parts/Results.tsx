import { Progress } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useFormat } from "../../../app/format.ts"
import { reasonOf } from "./reasons.ts"

const shown = ["sent", "later", "refused", "uncertain", "kept", "dropped"] as const

/** What became of a notice so far, in figures; while it is being sent they move by themselves. */
export function Results({ notice }: { notice: Answer<"Notice"> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { tally } = notice
  if (!tally) return null
  const handled = tally.total - tally.waiting - tally.claimed
  const last = notice.steps[0]
  return (
    <section style={{ marginBottom: 22 }} aria-live="polite">
      {(notice.state === "sending" || notice.state === "paused") && (
        <Progress
          value={tally.total > 0 ? (handled / tally.total) * 100 : 0}
          aria-label={t("notice.progress", { n: format.number(handled), total: format.number(tally.total) })}
          mb="sm"
        />
      )}
      {notice.state === "paused" && last?.reason && (
        <p role="alert" className="bad">
          {reasonOf(last.reason, t)}
        </p>
      )}
      <p>
        {shown
          .filter((state) => tally[state] > 0 || state === "sent")
          .map((state) => t(`notice.tally.${state}`, { count: tally[state], n: format.number(tally[state]) }))
          .join(" · ")}
      </p>
      <p className="n">
        {notice.channel === "webhook" &&
          `${t("notice.tally.delivered", { count: tally.delivered, n: format.number(tally.delivered) })} · `}
        {t("notice.tally.bounced", { count: tally.bounced, n: format.number(tally.bounced) })} ·{" "}
        {t("notice.tally.unsubscribed", { count: tally.unsubscribed, n: format.number(tally.unsubscribed) })}
      </p>
      {tally.uncertain > 0 && <p className="n">{t("notice.uncertainHint")}</p>}
      {tally.kept > 0 && <p className="n">{t("notice.keptHint")}</p>}
    </section>
  )
}
