import { useTranslation } from "react-i18next"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { money, type Problem, scoreWords } from "../problem-words.ts"

const shown = ["people", "severity", "certainty", "customer_value", "business_value", "effort"] as const

/** The score with what it is made of. */
export function ScoreCard({ problem }: { problem: Problem }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { score } = problem
  const used = Object.entries(score.parts).filter(
    ([name]) => new RegExp(`\\b${name}\\b`).test(score.formula) || (score.shipped && shown.some((one) => one === name)),
  )
  const untouched: Record<string, boolean> = {
    customer_value: problem.customerValue === null,
    business_value: problem.businessValue === null,
    effort: problem.effort === null,
  }
  return (
    <section className="card">
      <h2>{t("problem.scoreCard.title", { score: scoreWords(score.value, format) })}</h2>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t("problem.scoreCard.part")}</th>
            <th scope="col" className="r">
              {t("problem.scoreCard.worth")}
            </th>
          </tr>
        </thead>
        <tbody>
          {used.map(([name, value]) => (
            <tr key={name}>
              <td>
                {t(`problem.scoreCard.${name}`)}
                {name === "severity" && !problem.severity && (
                  <span className="n"> {t("problem.scoreCard.severityFromWords")}</span>
                )}
                {untouched[name] && <span className="n"> {t("problem.scoreCard.untouched")}</span>}
              </td>
              <td className="r">{format.number(value, Number.isInteger(value) ? 0 : 2)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="n" style={{ marginTop: 8 }}>
        {score.shipped ? t("problem.scoreCard.formula") : t("problem.scoreCard.own")}: <code>{score.formula}</code>
      </p>
    </section>
  )
}

/** How the number of people came about, and what is at stake. */
export function AffectedCard({ problem }: { problem: Problem }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const { size, revenue, revenueAtStake } = problem
  if (!size) return null
  const share = size.share
  return (
    <section className="card">
      <h2>{t("problem.affected.title")}</h2>
      {problem.affected.chosenBy === "you" && <p>{t("problem.affected.definedByYou")}</p>}
      {size.method === "exact" && <p>{t("problem.affected.howExact")}</p>}
      {share && (
        <p>
          {t("problem.affected.howEstimated", {
            told: format.number(size.told),
            share: format.percent(share.estimate, 1),
            low: format.percent(share.low, 1),
            high: format.percent(share.high, 1),
            n: format.number(share.n),
          })}{" "}
          {t(`problem.affected.share${share.source === "own" ? "Own" : "Problems"}`)}
        </p>
      )}
      {size.method === "told" && (
        <p>
          {t("problem.affected.howTold")} <Go href={paths.imports(org)}>{t("problem.affected.owners")}</Go>
        </p>
      )}
      {revenue && revenueAtStake !== null && (
        <p style={{ marginTop: 8 }}>
          <b>{t("problem.affected.atStake", { amount: money(revenueAtStake, revenue.currency, format.locale) })}</b>{" "}
          {revenue.per === "person" && (
            <span className="n">
              {t("problem.affected.perPerson", {
                amount: money(revenue.amount, revenue.currency, format.locale),
                people: format.number(size.people),
              })}
            </span>
          )}
        </p>
      )}
      {problem.jobsHurt.length > 0 && (
        <>
          <h3 style={{ marginTop: 12 }}>{t("problem.form.jobs")}</h3>
          <ul>
            {problem.jobsHurt.map((job) => (
              <li key={job}>{job}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

/** Each change of state, with who, when and why. */
export function HistoryCard({ problem }: { problem: Problem }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (problem.states.length === 0) return null
  return (
    <section className="card">
      <h2>{t("problem.history.title")}</h2>
      <ul className="rows">
        {problem.states.map((change) => (
          <li key={change.at} style={{ padding: "6px 0" }}>
            {t("problem.history.change", {
              name: change.by,
              before: t(`problem.state.${change.before}`),
              state: t(`problem.state.${change.state}`),
            })}
            <br />
            <span className="n">
              {format.ago(change.at)}
              {change.reason && ` · ${change.reason}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
