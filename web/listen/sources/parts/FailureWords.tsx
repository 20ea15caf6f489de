import { useTranslation } from "react-i18next"
import { useFormat } from "../../../app/format.ts"

type Failure = { code: string; message: string; remedy: string; params: Record<string, string | number> }

/** Why something could not be read from outside, what to do about it, and when it is tried again. */
export function FailureWords({ failure, nextAt }: { failure: Failure; nextAt: string | null }) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const words = (key: string, otherwise: string) => (i18n.exists(key) ? t(key, failure.params) : otherwise)
  return (
    <p className="n" role="status">
      <span className="bad">{words(`error.code.${failure.code}`, failure.message)}</span>{" "}
      {words(`error.remedy.${failure.code}`, failure.remedy)}{" "}
      {nextAt && t("mailboxes.triedAgain", { when: format.dayAndTime(nextAt) })}
    </p>
  )
}
