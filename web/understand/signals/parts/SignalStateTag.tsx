import { useTranslation } from "react-i18next"
import type { Signal } from "../../../api/contract.ts"

const tones: Partial<Record<Signal["state"], string>> = {
  new: "bad",
  acknowledged: "accent",
  accepted: "good",
  snoozed: "warn",
}

export function SignalStateTag({ signal }: { signal: Pick<Signal, "state" | "active"> }) {
  const { t } = useTranslation()
  const over = !signal.active && (signal.state === "new" || signal.state === "acknowledged")
  return (
    <span className="tag" data-tone={over ? undefined : tones[signal.state]}>
      {over ? t("signal.state.over") : t(`signal.state.${signal.state}`)}
    </span>
  )
}
