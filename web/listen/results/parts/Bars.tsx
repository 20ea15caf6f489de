import { useTranslation } from "react-i18next"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import type { Option } from "../results-words.ts"
import classes from "./Results.module.css"

/** How often each was answered; each leads to the responses behind it. */
export function Bars({
  options,
  label,
  href,
}: {
  options: readonly Option[]
  label: (option: Option) => string
  href?: (option: Option) => string
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const most = Math.max(...options.map((one) => one.share.estimate ?? 0), 0.0001)
  return (
    <ul className={classes.bars}>
      {options.map((option) => {
        const { estimate, low, high } = option.share
        const inside = (
          <>
            <span className={classes.name}>{label(option)}</span>
            <span className={classes.track} aria-hidden="true">
              <span
                className={classes.fill}
                style={{ display: "block", width: `${((estimate ?? 0) / most) * 100}%` }}
              />
            </span>
            <span className={classes.share}>
              <b>{format.percent(estimate ?? 0)}</b>{" "}
              <span className="n">
                {low !== null && high !== null && option.share.n > 0
                  ? `${t("figure.range", { low: format.percent(low), high: format.percent(high) })} · `
                  : ""}
                {format.number(option.n)}
              </span>
            </span>
          </>
        )
        return (
          <li key={option.value}>
            {href && option.n > 0 ? (
              <Go className={classes.bar} href={href(option)}>
                {inside}
              </Go>
            ) : (
              <span className={classes.bar}>{inside}</span>
            )}
          </li>
        )
      })}
    </ul>
  )
}
