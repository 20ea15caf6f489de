import { Button } from "@mantine/core"
import { useTranslation } from "react-i18next"
import { useFormat } from "../../../app/format.ts"
import type { Report } from "../task-words.ts"
import classes from "./Figure.module.css"

/** How far attempts came, step by step, and how many were given up there. */
export function TaskPath({
  report: { path, total },
  chosen,
  onChoose,
}: {
  report: Report
  chosen: string | undefined
  onChoose: (step: string | undefined) => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const all = Math.max(total.attempts, 1)
  const succeeded = Math.round((total.success.estimate === null ? 0 : total.success.estimate) * total.attempts)
  return (
    <section>
      <h2>{t("task.where")}</h2>
      <ol className={classes.path}>
        {path.map(({ step, name, optional, reached, abandoned, failed }) => (
          <li key={step}>
            <span className="spread">
              <span>
                {step === 0 ? t("task.begin") : name} {optional && <span className="n">{t("task.optional")}</span>}
              </span>
              <span className="n">
                {format.number(reached)} {t("task.reached")} · {format.percent(reached / all)}
              </span>
            </span>
            <span className={classes.bar} aria-hidden="true">
              <span className={classes.went} style={{ width: `${((reached - abandoned - failed) / all) * 100}%` }} />
              <span className={classes.left} style={{ width: `${((abandoned + failed) / all) * 100}%` }} />
            </span>
            {abandoned + failed > 0 && (
              <span className="row">
                {abandoned > 0 && (
                  <Button
                    size="compact-xs"
                    variant={chosen === String(step) ? "filled" : "subtle"}
                    aria-pressed={chosen === String(step)}
                    onClick={() => onChoose(chosen === String(step) ? undefined : String(step))}
                  >
                    {format.number(abandoned)} {t("task.leftHere")}
                  </Button>
                )}
                {failed > 0 && (
                  <span className="n">
                    {format.number(failed)} {t("task.failedHere")}
                  </span>
                )}
              </span>
            )}
          </li>
        ))}
        <li>
          <span className="spread">
            <b>{t("task.done")}</b>
            <span className="n">
              {format.number(succeeded)} · {format.percent(succeeded / all)}
            </span>
          </span>
        </li>
      </ol>
    </section>
  )
}
