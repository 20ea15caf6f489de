import { Progress } from "@mantine/core"
import { useTranslation } from "react-i18next"
import { useChange } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { MayButton } from "../../../ui/MayButton.tsx"
import type { Mailing } from "../asking-words.ts"

const shown = ["sent", "waiting", "later", "refused", "uncertain", "kept"] as const
type Step = "pause" | "resumption" | "stop"

/** How far it has come, in figures that move by themselves, and how to stop it. */
export function Progressed({ mailing }: { mailing: Mailing }) {
  const { t } = useTranslation()
  const format = useFormat()
  const step = useChange<Step, Mailing>({
    run: (what, send) => send("POST", `/mailings/${mailing.id}/${what}`),
    touches: ["mailings", "policy"],
    said: (what) => t(`mailing.done.${what}`),
  })
  const { tally } = mailing
  if (!tally) return null
  const asked = tally.total - tally.dropped
  const handled = asked - tally.waiting - tally.claimed - tally.later
  const last = mailing.steps[0]
  const going = mailing.state === "sending" || mailing.state === "paused"
  const [code, ...detail] = (last?.reason ?? "").split(": ")
  return (
    <section style={{ marginBottom: 22 }} aria-live="polite">
      {going && handled < asked && (
        <Progress
          value={asked > 0 ? (handled / asked) * 100 : 0}
          aria-label={t("mailing.progress", { n: format.number(handled), total: format.number(asked) })}
          mb="sm"
        />
      )}
      {mailing.state === "paused" && last?.reason && (
        <p role="alert" className="bad">
          {t(`mailing.paused.${code}`, { defaultValue: code })} {detail.join(": ")}
        </p>
      )}
      <p>
        {shown
          .filter((state) => tally[state] > 0 || state === "sent")
          .map((state) => t(`mailing.tally.${state}`, { count: tally[state], n: format.number(tally[state]) }))
          .join(" · ")}
      </p>
      <p className="n">
        {[
          t("mailing.tally.bounced", { count: tally.bounced, n: format.number(tally.bounced) }),
          t("mailing.tally.unsubscribed", { count: tally.unsubscribed, n: format.number(tally.unsubscribed) }),
          tally.reminded > 0 &&
            t("mailing.tally.reminded", { count: tally.reminded, n: format.number(tally.reminded) }),
          tally.remindersWaiting > 0 &&
            t("mailing.tally.remindersWaiting", {
              count: tally.remindersWaiting,
              n: format.number(tally.remindersWaiting),
            }),
          going && tally.nextAt && t("mailing.next", { when: format.dayAndTime(tally.nextAt) }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {tally.kept > 0 && <p className="n">{t("mailing.keptHint")}</p>}
      {tally.uncertain > 0 && <p className="n">{t("mailing.uncertainHint")}</p>}
      {going && (
        <div className="row" style={{ marginTop: 10 }}>
          <MayButton
            permission="surveys.publish"
            onClick={() => step.mutate(mailing.state === "paused" ? "resumption" : "pause")}
          >
            {t(mailing.state === "paused" ? "mailing.resume" : "mailing.pause")}
          </MayButton>
          <MayButton permission="surveys.publish" variant="subtle" onClick={() => step.mutate("stop")}>
            {t("mailing.stop")}
          </MayButton>
        </div>
      )}
    </section>
  )
}
