import { useTranslation } from "react-i18next"
import type { Feedback } from "../../../api/contract.ts"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { valueLabel } from "../../../ui/filters/field-words.ts"
import { Voice } from "../../../ui/Voice.tsx"
import { feelingMarks } from "../feeling-marks.ts"
import classes from "./FeedbackRow.module.css"
import { ScoreTags } from "./ScoreTags.tsx"

/** One piece of feedback in a list: the customer's words first, then what it is about. */
export function FeedbackRow({ feedback, lines = 2 }: { feedback: Feedback; lines?: number }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const about = [
    feedback.person?.name,
    valueLabel("kind", feedback.kind, t),
    feedback.channel && feedback.channel !== feedback.kind ? valueLabel("channel", feedback.channel, t) : null,
    feedback.product,
    feedback.component.join(t("common.listComma")),
    feedback.batch && t("feedback.batch", { batch: feedback.batch }),
    feedback.region,
  ].filter(Boolean)
  return (
    <Go className={`linkrow ${classes.row}`} href={paths.feedback(org, feedback.id)} data-feedback>
      {feedback.text ? (
        <Voice
          text={feedback.text}
          language={feedback.reading?.language}
          marks={feelingMarks(feedback.reading)}
          lines={lines}
        />
      ) : (
        <span className="n" style={{ marginLeft: 16 }}>
          {t(feedback.scores.length > 0 ? "feedback.noWords" : "feedback.noWordsAtAll")}
        </span>
      )}
      <span className={classes.about}>
        <span>{about.join(" · ")}</span>
        <ScoreTags scores={feedback.scores} />
        <time dateTime={feedback.occurredAt} title={format.dayAndTime(feedback.occurredAt)}>
          {format.ago(feedback.occurredAt)}
        </time>
      </span>
    </Go>
  )
}
