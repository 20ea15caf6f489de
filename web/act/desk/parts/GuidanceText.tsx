import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import classes from "./Desk.module.css"

/** What to say, as the agent sees it; the editor's preview is the same. */
export function GuidanceText({ text, language }: { text: Answer<"GuidanceText">; language: string }) {
  const { t } = useTranslation()
  return (
    <div lang={language} dir="auto">
      {text.say && (
        <p className={classes.line}>
          <b>{t("guidance.say")}</b> {text.say}
        </p>
      )}
      {text.offer && (
        <p className={classes.line}>
          <b>{t("guidance.offer")}</b> {text.offer}
        </p>
      )}
      {text.notPromise && (
        <p className={`${classes.line} ${classes.never}`}>
          <b>{t("guidance.notPromise")}</b> {text.notPromise}
        </p>
      )}
      {text.steps.length > 0 && (
        <ol className={classes.steps} aria-label={t("guidance.steps")}>
          {text.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      )}
    </div>
  )
}
