import { useTranslation } from "react-i18next"
import { useFormat } from "../../../app/format.ts"
import { checkWords, type Outcome } from "../outcome-words.ts"

/** What must be so for the answer to hold, and whether it is. */
export function OutcomeChecks({ outcome }: { outcome: Outcome }) {
  const { t } = useTranslation()
  const format = useFormat()
  const checks = outcome.measurement?.checks ?? []
  if (checks.length === 0) return null
  const worst = { bad: 0, caution: 1, ok: 2 }
  return (
    <section className="card">
      <h2>{t("outcome.checks")}</h2>
      <table className="plain">
        <tbody>
          {[...checks]
            .sort((a, b) => worst[a.state] - worst[b.state])
            .map((check) => (
              <tr key={check.key}>
                <th scope="row" style={{ whiteSpace: "nowrap", verticalAlign: "top", fontWeight: 400 }}>
                  <span className="tag" data-tone={{ ok: "good", caution: "warn", bad: "bad" }[check.state]}>
                    {t(`outcome.state.${check.state}`)}
                  </span>
                </th>
                <td>{checkWords(check, t, format)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </section>
  )
}
