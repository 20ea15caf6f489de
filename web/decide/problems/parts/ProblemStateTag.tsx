import { useTranslation } from "react-i18next"
import type { Problem } from "../../../api/contract.ts"

const tones: Partial<Record<Problem["state"], string>> = {
  open: "bad",
  planned: "accent",
  in_progress: "accent",
  solved: "good",
}

export function ProblemStateTag({ state }: { state: Problem["state"] }) {
  const { t } = useTranslation()
  return (
    <span className="tag" data-tone={tones[state]}>
      {t(`problem.state.${state}`)}
    </span>
  )
}
