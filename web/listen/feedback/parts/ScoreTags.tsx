import { useTranslation } from "react-i18next"
import type { Score } from "../../../api/contract.ts"
import { useFormat } from "../../../app/format.ts"
import { fieldLabel } from "../../../ui/filters/field-words.ts"

/** A score is never shown without its scale. */
export function ScoreTags({ scores }: { scores: Score[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  return scores.map((score) => (
    <span key={score.metric} className="tag" data-tone={tone(score)}>
      {t("feedback.score", {
        metric: fieldLabel(`score.${score.metric}`, t),
        value: format.number(score.value, Number.isInteger(score.value) ? 0 : 1),
        max: format.number(score.scale.max),
      })}
    </span>
  ))
}

/** The lowest third of a scale is harm, the highest third is good. */
function tone({ value, scale }: Score): string | undefined {
  const height = (value - scale.min) / (scale.max - scale.min || 1)
  return height <= 0.34 ? "bad" : height >= 0.74 ? "good" : undefined
}
