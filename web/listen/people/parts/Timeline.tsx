import { useTranslation } from "react-i18next"
import type { TimelineEntry } from "../../../api/contract.ts"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { valueLabel } from "../../../ui/filters/field-words.ts"
import { Voice } from "../../../ui/Voice.tsx"
import { ScoreTags } from "../../feedback/parts/ScoreTags.tsx"
import classes from "./Timeline.module.css"

/** All that passed between one person and the company, newest first, with feelings. */
export function Timeline({ entries, compact }: { entries: TimelineEntry[]; compact?: boolean }) {
  const { t } = useTranslation()
  if (entries.length === 0) return <p className="n">{t("person.nothingElse")}</p>
  return (
    <ol className={classes.line}>
      {entries.map((entry) => (
        <Entry key={entry.id} entry={entry} compact={compact} />
      ))}
    </ol>
  )
}

function Entry({ entry, compact }: { entry: TimelineEntry; compact?: boolean }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const feeling = feelingOf(entry)
  const words = [
    entry.name || valueLabel("kind", entry.kind, t),
    entry.channel && valueLabel("channel", entry.channel, t),
    entry.product,
    entry.component.join(t("common.listComma")),
  ].filter((word, place, all) => word && all.indexOf(word) === place)
  return (
    <li className={classes.entry} data-feeling={feeling} data-fact={entry.fact}>
      <div className="n">
        <time dateTime={entry.occurredAt} title={format.dayAndTime(entry.occurredAt)}>
          {compact ? format.day(entry.occurredAt) : format.dayAndTime(entry.occurredAt)}
        </time>
        {feeling !== "none" && feeling !== "neutral" && (
          <span className="only-screen-reader">, {t(`value.sentimentLabel.${feeling}`)}</span>
        )}
      </div>
      <div className={classes.what}>
        {entry.fact === "feedback" ? (
          <Go href={paths.feedback(org, entry.id)} style={{ color: "inherit" }}>
            {words.join(" · ")}
          </Go>
        ) : (
          words.join(" · ")
        )}
        <ScoreTags scores={entry.scores} />
      </div>
      {entry.text && (
        <div style={{ marginTop: 4 }}>
          <Voice text={entry.text} lines={compact ? 3 : 8} />
        </div>
      )}
    </li>
  )
}

type Feeling = "negative" | "neutral" | "positive" | "none"

/** How it felt: by the words where there are some, by the scores otherwise (lowest and highest third of the scale). */
function feelingOf({ sentiment, scores }: TimelineEntry): Feeling {
  if (sentiment !== null) return sentiment < -0.15 ? "negative" : sentiment > 0.15 ? "positive" : "neutral"
  const heights = scores.map(({ value, scale }) => (value - scale.min) / (scale.max - scale.min || 1))
  if (heights.length === 0) return "none"
  const mean = heights.reduce((sum, height) => sum + height, 0) / heights.length
  return mean <= 0.34 ? "negative" : mean >= 0.74 ? "positive" : "neutral"
}
