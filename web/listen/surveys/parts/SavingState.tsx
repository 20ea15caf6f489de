import { useTranslation } from "react-i18next"
import { troubleIn } from "../../../app/data.tsx"
import type { Draft } from "../use-draft.ts"

/** Whether what is written here is kept. */
export function SavingState({ draft }: { draft: Draft }) {
  const { t } = useTranslation()
  const { saving, trouble } = draft
  const words = trouble && saving === "refused" ? troubleIn(trouble) : null
  return (
    <span role="status" className={saving === "refused" || saving === "offline" ? "n bad" : "n"} data-saving={saving}>
      {words
        ? [t("surveys.notKept"), trouble?.details[0]?.message ?? words.message].join(" ")
        : t(`surveys.saving.${saving}`)}
    </span>
  )
}
