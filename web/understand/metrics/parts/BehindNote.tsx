import { useTranslation } from "react-i18next"

/** Numbers that are catching up say so, instead of being quietly wrong. */
export function BehindNote() {
  const { t } = useTranslation()
  return (
    <p role="status" className="tag" data-tone="warn" style={{ marginBottom: 12, padding: "7px 10px" }}>
      {t("metrics.behind")}
    </p>
  )
}
