import { useTranslation } from "react-i18next"
import type { ImportState } from "../../../api/import-contract.ts"

const tones: Partial<Record<ImportState, string>> = {
  done: "good",
  failed: "bad",
  running: "accent",
  checking: "accent",
  undoing: "warn",
}

export function ImportStateTag({ state }: { state: ImportState }) {
  const { t } = useTranslation()
  return (
    <span className="tag" data-tone={tones[state]}>
      {t(`import.state.${state}`)}
    </span>
  )
}
