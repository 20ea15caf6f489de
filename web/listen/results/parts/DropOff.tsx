import { useTranslation } from "react-i18next"
import { useFormat } from "../../../app/format.ts"
import { ScrollRegion } from "../../../ui/ScrollRegion.tsx"
import { durationWords, type Results, said } from "../results-words.ts"
import type { ResultsState } from "../use-results.ts"

/** Where people gave up, page by page, and how long those took who did not. */
export function DropOff({ results }: { results: Results; state: ResultsState }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { pages, questions, abandoned, counted, seconds } = results
  const worst = [...pages].sort((a, b) => (b.left.estimate ?? 0) - (a.left.estimate ?? 0))[0]
  const titles = (ids: readonly string[]) =>
    ids
      .map((id) => said(questions.find((one) => one.id === id)?.title))
      .filter(Boolean)
      .join(" · ") || t("results.statement")
  const most = Math.max(...pages.map((one) => one.reached), 1)
  return (
    <section style={{ paddingTop: 18 }}>
      <h2>
        {abandoned === 0 || !worst
          ? t("results.nobodyLeft")
          : t("results.mostLeft", {
              question: titles(worst.questions),
              share: format.percent(worst.left.estimate ?? 0),
            })}
      </h2>
      <p className="n">
        {t("results.leftFormula", { abandoned: format.number(abandoned), counted: format.number(counted) })}
      </p>
      <ScrollRegion label={t("results.view.leaving")}>
        <table className="plain" style={{ marginTop: 12 }}>
          <thead>
            <tr>
              <th scope="col">{t("results.page")}</th>
              <th scope="col" className="r">
                {t("results.reached")}
              </th>
              <th scope="col" style={{ width: "22%" }}>
                <span className="only-screen-reader">{t("results.reached")}</span>
              </th>
              <th scope="col" className="r">
                {t("results.leftHere")}
              </th>
            </tr>
          </thead>
          <tbody>
            {pages.map((page, index) => (
              <tr key={page.id}>
                <td>
                  {index + 1}. {titles(page.questions)}
                </td>
                <td className="r">{format.number(page.reached)}</td>
                <td>
                  <div style={{ height: 8, background: "var(--sunk)", borderRadius: 2 }} aria-hidden="true">
                    <div
                      style={{
                        height: 8,
                        borderRadius: 2,
                        background: "var(--ink-2)",
                        width: `${(page.reached / most) * 100}%`,
                      }}
                    />
                  </div>
                </td>
                <td className="r">
                  <b>{format.percent(page.left.estimate ?? 0, 1)}</b>{" "}
                  <span className="n">
                    {page.left.low !== null && page.left.high !== null
                      ? t("figure.range", {
                          low: format.percent(page.left.low, 1),
                          high: format.percent(page.left.high, 1),
                        })
                      : ""}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      {seconds.median !== null && (
        <>
          <h2 style={{ marginTop: 26 }}>{t("results.timeTitle", { median: durationWords(seconds.median, t) })}</h2>
          <p className="n">
            {seconds.low !== null && seconds.high !== null
              ? `${t("figure.range", { low: durationWords(seconds.low, t), high: durationWords(seconds.high, t) })} · `
              : ""}
            {t("results.timeFormula", {
              tenth: durationWords(seconds.tenth ?? seconds.median, t),
              ninetieth: durationWords(seconds.ninetieth ?? seconds.median, t),
              n: format.number(results.finished),
            })}
          </p>
        </>
      )}
    </section>
  )
}
