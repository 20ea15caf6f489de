import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { metricName } from "../../../understand/metrics/metric-words.ts"
import { effectWords } from "../outcome-words.ts"

/** A plan that worked, with what it changed, in one line. */
export function WorkedLine({ outcome }: { outcome: Answer<"OutcomeItem"> }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const { plan, metric, label, estimate, low, high, relative } = outcome
  const known = metric && estimate !== null && low !== null && high !== null
  return (
    <Go href={paths.outcome(org, plan.id)}>
      {known
        ? t("outcome.sentence", {
            title: plan.title,
            metric: metricName(metric, t),
            slice: label || t("outcome.everything"),
            change: effectWords({ estimate, low, high, relative }, metric, t, format),
          })
        : plan.title}
    </Go>
  )
}
