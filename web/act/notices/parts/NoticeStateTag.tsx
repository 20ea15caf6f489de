import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"

const tones: Partial<Record<Answer<"Notice">["state"], string>> = {
  asked: "warn",
  approved: "accent",
  sending: "accent",
  paused: "warn",
  sent: "good",
}

export function NoticeStateTag({ state }: { state: Answer<"Notice">["state"] }) {
  const { t } = useTranslation()
  return (
    <span className="tag" data-tone={tones[state]}>
      {t(`notice.state.${state}`)}
    </span>
  )
}
