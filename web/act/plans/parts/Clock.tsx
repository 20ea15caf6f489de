import { useTranslation } from "react-i18next"
import { useFormat } from "../../../app/format.ts"
import { duration, hoursSince, nextStep, type Plan } from "../plan-words.ts"
import classes from "./Clock.module.css"

/** One clock for all departments: each step with what was promised and what became of it. */
export function Clock({ plan }: { plan: Plan }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <section className="card" aria-labelledby="one-clock">
      <h2 id="one-clock">{t("plan.clock")}</h2>
      <ol className={classes.clock}>
        {plan.clock.map((one) => (
          <li key={one.step} className={classes.step} data-state={stateOf(one, plan)}>
            <span className={classes.name}>{t(`plan.step.${one.step}`)}</span>
            <span className="n">
              {one.at && one.step === "opened" && format.dayAndTime(one.at)}
              {one.at &&
                one.step !== "opened" &&
                t("plan.stepDone", { date: format.day(one.at), time: duration(one.hours ?? 0, t, format) })}
              {!one.at && one.promisedAt && t("plan.stepDue", { date: format.dayAndTime(one.promisedAt) })}
            </span>
            {one.promisedAt && one.state === "late" && (
              <span className="n" style={{ display: "block" }}>
                <span className={one.at ? "" : "bad"}>
                  {one.at
                    ? t("plan.wasLate", { time: duration(hoursSince(one.promisedAt, Date.parse(one.at)), t, format) })
                    : t("plan.isLate", { time: duration(hoursSince(one.promisedAt), t, format) })}
                </span>
              </span>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}

/** The clock in a row of a list. */
export function MiniClock({ plan }: { plan: Plan }) {
  const { t } = useTranslation()
  const done = plan.clock.filter((one) => one.at !== null).length
  return (
    <span className={classes.mini} role="img" aria-label={t("plan.stepsDone", { count: done, all: plan.clock.length })}>
      {plan.clock.map((one) => (
        <span key={one.step} className={classes.dot} data-state={stateOf(one, plan)} />
      ))}
    </span>
  )
}

function stateOf(one: Plan["clock"][number], plan: Plan): string {
  if (one.at) return one.state === "late" ? "done-late" : "kept"
  if (one.state === "late") return "late"
  return nextStep(plan)?.step === one.step ? "next" : "open"
}
