import { Button } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Signal, SignalDetail, SignalEffect } from "../../../api/contract.ts"
import { useChange } from "../../../app/data.tsx"
import { countDigits, useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { verdictOf } from "../../../ui/figures.tsx"
import { whereOfSlice, writeQuery } from "../../../ui/filters/query-state.ts"
import { metricName } from "../../metrics/metric-words.ts"
import { changeWords, headlineOf, sliceWords, whyWords } from "../signal-words.ts"
import classes from "./SignalCards.module.css"

/** The slice and its rivals: why this one and not its neighbours. */
export function WhereCard({ signal }: { signal: SignalDetail }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const why = whyWords(signal, t)
  const most = Math.max(...signal.where.map((row) => row.observed), 1)
  return (
    <section className="card">
      <h2>{t("signal.where")}</h2>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t("signal.column.slice")}</th>
            <th scope="col" className="r">
              {t("signal.column.seenExpected")}
            </th>
            <th scope="col" style={{ width: 64 }}>
              <span className="only-screen-reader">{t("signal.column.bar")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {signal.where.map((row) => (
            <tr key={row.label}>
              <td>
                <Go
                  href={paths.feedbackList(
                    org,
                    writeQuery({ where: whereOfSlice(row.slice), from: signal.since.slice(0, 10) }),
                  )}
                  style={{ color: "inherit", fontWeight: row.chosen ? 600 : 400 }}
                >
                  {Object.keys(row.slice).length > 0 ? sliceWords(row.slice, t) : row.label}
                </Go>
              </td>
              <td className="r">
                {format.number(row.observed)} / {format.number(row.expected, countDigits(row.expected))}
              </td>
              <td>
                <div className={classes.bar} aria-hidden="true">
                  <i data-hot={row.chosen} style={{ width: `${Math.max(3, (row.observed / most) * 100)}%` }} />
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {why && (
        <p className="n" style={{ marginTop: 10 }}>
          {why}
        </p>
      )}
    </section>
  )
}

/** What else happened at the time: versions and batches first seen, known events. */
export function ChangesCard({ signal }: { signal: SignalDetail }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <section className="card">
      <h2>{t("signal.changes")}</h2>
      {signal.changes.length === 0 ? (
        <p className="n">{t("signal.noChanges")}</p>
      ) : (
        <table className="plain">
          <tbody>
            {signal.changes.map((change) => (
              <tr key={`${change.at}${change.title}`}>
                <td>{changeWords(change, t)}</td>
                <td className="r n">{format.day(change.at)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

/** The metrics of those inside the slice beside everyone else's; differences, never causes. */
export function EffectsCard({ effects }: { effects: SignalEffect[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (effects.length === 0) return null
  return (
    <section className="card">
      <h2>{t("signal.effects")}</h2>
      <div className={classes.effects}>
        {effects.map(({ metric, inside, difference }) => {
          if (!difference) return null
          const range = format.interval(difference, metric.unit, "difference")
          const worse = verdictOf(difference, metric.direction) === "worse"
          return (
            <div key={metric.key}>
              <div className="figure" style={worse ? { color: "var(--bad)" } : undefined}>
                {format.difference(difference.estimate, metric.unit, difference.relative)}
              </div>
              <div className="n">
                {metricName(metric, t)}
                {metric.unit === "share" && !difference.relative ? `, ${t("figure.points")}` : ""}
                <br />
                {range
                  ? t("signal.effectRange", { low: range[0], high: range[1], n: format.number(inside.n) })
                  : t("figure.n", { n: format.number(inside.n) })}
              </div>
            </div>
          )
        })}
      </div>
      <p className="n" style={{ marginTop: 10 }}>
        {t("signal.effectsNote")}
      </p>
    </section>
  )
}

/** Signals that were folded into this one; each can be taken out again. */
export function MergedCard({ signal }: { signal: SignalDetail }) {
  const { t } = useTranslation()
  const separate = useChange<Signal>({
    run: (one, send) => send("DELETE", `/signals/${one.id}/merge`),
    touches: ["signals"],
    said: () => t("signal.separated"),
    undo: (one, _, send) => send("POST", `/signals/${one.id}/merge`, { into: signal.id }),
  })
  if (signal.merged.length === 0) return null
  return (
    <section className="card">
      <h2>{t("signal.merged")}</h2>
      <ul className="rows">
        {signal.merged.map((one) => (
          <li key={one.id} className="spread" style={{ padding: "8px 0" }}>
            <span>{headlineOf(one, t)}</span>
            <Button size="compact-xs" variant="subtle" onClick={() => separate.mutate(one)}>
              {t("signal.separate")}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
