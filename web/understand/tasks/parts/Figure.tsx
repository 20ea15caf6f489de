import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"
import type { Estimate } from "../../../api/contract.ts"
import { useFormat } from "../../../app/format.ts"
import classes from "./Figure.module.css"

type FigureProps = { name: string; value: Estimate; show: (value: number) => string; how?: ReactNode; harm?: boolean }

/** One number with its range and n, and how it was worked out. */
export function Figure({ name, value, show, how, harm = false }: FigureProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const { estimate, low, high, n } = value
  return (
    <div className={classes.figure}>
      <h2>{name}</h2>
      <p className="figure" style={harm ? { color: "var(--bad)" } : undefined}>
        {estimate === null ? "–" : show(estimate)}
      </p>
      <p className="n">
        {low !== null && high !== null && <>{t("figure.range", { low: show(low), high: show(high) })} · </>}
        {t("figure.n", { n: format.number(n) })}
      </p>
      {how && <p className="n">{how}</p>}
    </div>
  )
}

/** A duration in the unit a reader would choose. */
export function useDuration() {
  const { t } = useTranslation()
  const format = useFormat()
  return (seconds: number): string => {
    if (seconds < 120) return t("task.seconds", { n: format.number(seconds, seconds < 10 ? 1 : 0) })
    if (seconds < 7_200) return t("task.minutes", { n: format.number(seconds / 60, seconds < 600 ? 1 : 0) })
    return t("task.hours", { n: format.number(seconds / 3_600, seconds < 36_000 ? 1 : 0) })
  }
}

export function Figures({ children }: { children: ReactNode }) {
  return <div className={classes.figures}>{children}</div>
}
