import { useTranslation } from "react-i18next"
import type { Feedback, Page } from "../../../api/contract.ts"
import { useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { writeQuery } from "../../../ui/filters/query-state.ts"
import { Voice } from "../../../ui/Voice.tsx"
import type { Outcome } from "../outcome-words.ts"

/** What customers of the slice said, before and after: the newest words of each time, chosen by nothing else. */
export function OutcomeVoices({ outcome }: { outcome: Outcome }) {
  const { t } = useTranslation()
  const { changeAt, measurement } = outcome
  if (!changeAt || !measurement) return null
  return (
    <section>
      <h2 style={{ marginTop: 26 }}>{t("outcome.voices.title")}</h2>
      <div className="cols">
        <Side outcome={outcome} title={t("outcome.voices.before")} from={measurement.from} to={changeAt} />
        <Side outcome={outcome} title={t("outcome.voices.after")} from={changeAt} />
      </div>
    </section>
  )
}

function Side({ outcome, title, from, to }: { outcome: Outcome; title: string; from: string; to?: string }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const where = outcome.criterion?.where ?? []
  const found = useGet<Page<Feedback>>("feedback", "/feedback", {
    where: where.length > 0 ? JSON.stringify(where) : undefined,
    from,
    to,
    limit: 40,
  })
  const voices = (found.data?.items ?? []).filter((one) => one.text).slice(0, 3)
  return (
    <div>
      <h3>{title}</h3>
      <div className="stack">
        {voices.map((one) => (
          <Voice
            key={one.id}
            text={one.text ?? ""}
            language={one.reading?.language}
            lines={5}
            who={<Go href={paths.feedback(org, one.id)}>{format.day(one.occurredAt)}</Go>}
          />
        ))}
        {found.data && voices.length === 0 && <p className="n">{t("outcome.voices.none")}</p>}
      </div>
      <p className="n" style={{ marginTop: 10 }}>
        <Go href={paths.feedbackList(org, writeQuery({ where, from, to }))}>{t("signal.readAll")}</Go>
      </p>
    </div>
  )
}
