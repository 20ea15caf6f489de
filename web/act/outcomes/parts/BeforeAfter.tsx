import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useFormat } from "../../../app/format.ts"
import { Certainty } from "../../../ui/figures.tsx"
import { ScrollRegion } from "../../../ui/ScrollRegion.tsx"
import { controlWords, effectWords, type Outcome } from "../outcome-words.ts"

/** Before and after, of the slice and of what it is compared with, and what remains. */
export function BeforeAfter({ outcome }: { outcome: Outcome }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { criterion, measurement } = outcome
  if (!criterion || !measurement) return null
  const { unit } = criterion.metric
  const rows = [
    { name: criterion.label || t("outcome.everything"), side: measurement.slice },
    ...(measurement.outside && measurement.control
      ? [{ name: controlWords(measurement.control, t), side: measurement.outside }]
      : []),
  ]
  const value = (estimate: Answer<"Estimate">) => (
    <>
      <b>{format.value(estimate.estimate, unit)}</b>
      {unit === "count" && <span className="n"> {t("outcome.table.aWeek")}</span>}
      <br />
      <Certainty value={estimate} unit={unit} />
    </>
  )
  const change = (side: (typeof rows)[number]["side"]) =>
    side.change?.estimate == null
      ? "–"
      : format.difference(side.change.estimate, unit, side.change.relative) +
        (unit === "share" && !side.change.relative ? ` ${t("figure.points")}` : "")
  return (
    <section className="card">
      <h2>{t("outcome.table.title")}</h2>
      <ScrollRegion label={t("outcome.table.title")}>
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">
                <span className="only-screen-reader">{t("outcome.table.who")}</span>
              </th>
              <th scope="col" className="r">
                {t("outcome.table.before", { weeks: t("common.weeks", { count: measurement.weeksBefore }) })}
              </th>
              <th scope="col" className="r">
                {t("outcome.table.after", { weeks: t("common.weeks", { count: measurement.weeksAfter }) })}
              </th>
              <th scope="col" className="r">
                {t("outcome.table.change")}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name}>
                <td>{row.name}</td>
                <td className="r">{value(row.side.before)}</td>
                <td className="r">{value(row.side.after)}</td>
                <td className="r">{change(row.side)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      {measurement.effect && (
        <p style={{ marginTop: 12 }}>
          {t("outcome.table.remains")} <b>{effectWords(measurement.effect, criterion.metric, t, format)}</b>
        </p>
      )}
      {measurement.method && (
        <p className="n">
          {t(`outcome.method.${measurement.method}`)} {measurement.look && t(`outcome.look.${measurement.look}`)}
        </p>
      )}
    </section>
  )
}
