import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"

const tones: Partial<Record<Answer<"ProblemState">, string>> = {
  open: "bad",
  planned: "accent",
  in_progress: "accent",
  solved: "good",
}

export function ProblemStateTag({ state }: { state: Answer<"ProblemState"> }) {
  const { t } = useTranslation()
  return (
    <span className="tag" data-tone={tones[state]}>
      {t(`problem.state.${state}`)}
    </span>
  )
}
