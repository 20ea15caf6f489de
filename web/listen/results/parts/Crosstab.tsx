import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { fewAnswers } from "../../../ui/figures.tsx"
import { valueLabel } from "../../../ui/filters/field-words.ts"
import { Loaded, RowBones } from "../../../ui/Loaded.tsx"
import { ScrollRegion } from "../../../ui/ScrollRegion.tsx"
import {
  optionLabel,
  type QuestionResult,
  type Results,
  rangeWords,
  said,
  scoreName,
  scoreValue,
} from "../results-words.ts"
import type { ResultsState } from "../use-results.ts"
import classes from "./Results.module.css"

/** The answers to a question, cut by what else is known: a row for each part, with its own n and interval. */
export function Crosstab({
  survey,
  question,
  by,
  state,
}: {
  survey: Results["survey"]
  question: QuestionResult
  by: string
  state: ResultsState
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const crosstab = useGet<Answer<"SurveyCrosstab">>(
    "results",
    `/surveys/${survey.id}/results/crosstab`,
    { ...state.filters, of: question.id, by },
    { keep: true },
  )
  const name = (column: { value: string; label: Record<string, string> | null }) => {
    if (column.label) return said(column.label)
    if (by === "language") return valueLabel("language", column.value, t)
    if (by === "state") return t(`results.state.${column.value}`)
    if (by === "version") return t("results.version", { number: column.value })
    if (by === "linkKind") return t(`results.linkKind.${column.value || "none"}`)
    if (by === "month") return format.monthAndYear(column.value)
    return column.value
  }
  const filterFor = (value: string) =>
    by === "language" || by === "version" || by === "state"
      ? { [by]: value, question: question.id, value: undefined }
      : by === "link"
        ? { link: value, question: question.id, value: undefined }
        : by.startsWith("question.")
          ? { question: by.slice("question.".length), value }
          : null
  return (
    <Loaded query={crosstab} bones={<RowBones count={3} />}>
      {(data) => (
        <>
          <ScrollRegion label={t("results.cutBy", { question: said(question.title) })}>
            <table className="plain" style={{ marginTop: 12 }}>
              <thead>
                <tr>
                  <th scope="col" className={classes.part}>
                    {t("results.part")}
                  </th>
                  {data.score && <th scope="col">{scoreName(data.score.measures, t)}</th>}
                  <th scope="col" className="r">
                    n
                  </th>
                  {question.options.map((option) => (
                    <th key={option.value} scope="col" className="r">
                      {optionLabel(option, question.kind, t)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {data.columns.map((column) => {
                  const filter = filterFor(column.value)
                  return (
                    <tr key={column.value}>
                      <td>
                        {filter ? (
                          <Go href={state.hrefWith({ view: "responses", ...filter })}>{name(column)}</Go>
                        ) : (
                          name(column)
                        )}
                        {column.n < fewAnswers && <span className="n"> {t("figure.few")}</span>}
                      </td>
                      {data.score && (
                        <td style={{ whiteSpace: "nowrap" }}>
                          <b>{scoreValue(column.score?.estimate ?? null, data.score.unit, format)}</b>{" "}
                          {column.score && (
                            <span className="n">{rangeWords(column.score, data.score.unit, t, format)}</span>
                          )}
                        </td>
                      )}
                      <td className="r">{format.number(column.n)}</td>
                      {question.options.map((option) => {
                        const mine = column.options.find((one) => one.value === option.value)
                        return (
                          <td key={option.value} className="r">
                            {mine ? format.percent(mine.share.estimate ?? 0) : "–"}
                          </td>
                        )
                      })}
                    </tr>
                  )
                })}
              </tbody>
            </table>
          </ScrollRegion>
          {data.columns.length === 0 && <p className="n">{t("results.cutNothing")}</p>}
          {data.hidden > 0 && <p className="n">{t("results.cutHidden", { count: data.hidden })}</p>}
        </>
      )}
    </Loaded>
  )
}
