import { useTranslation } from "react-i18next"
import { verdictTone } from "../outcome-words.ts"

type Verdict = "worked" | "did_not" | "unclear" | "open" | "waiting" | "no_criterion"

/** What a plan came to, in a word. */
export function VerdictTag({ verdict }: { verdict: Verdict }) {
  const { t } = useTranslation()
  const tone = verdict in verdictTone ? verdictTone[verdict as keyof typeof verdictTone] : undefined
  return (
    <span className="tag" data-tone={tone}>
      {t(`outcome.verdict.${verdict}`)}
    </span>
  )
}
