import { Button } from "@mantine/core"
import { Fragment, useState } from "react"
import { useTranslation } from "react-i18next"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { ScrollRegion } from "../../../ui/ScrollRegion.tsx"
import { isRated, ordinary, type ProblemItem, scoreWords, worthOf } from "../problem-words.ts"
import classes from "./Matrix.module.css"

const steps = [1, 2, 3, 4, 5]

/** Value × effort: much value for little effort stands at the top left. Every problem is a link; the same as a table. */
export function Matrix({ problems }: { problems: ProblemItem[] }) {
  const { t } = useTranslation()
  const [asTable, setAsTable] = useState(false)
  return (
    <section>
      <div className="spread" style={{ marginBottom: 8 }}>
        <h2>{t("problems.matrix.title")}</h2>
        <Button size="compact-sm" variant="subtle" onClick={() => setAsTable(!asTable)}>
          {asTable ? t("problems.matrix.asChart") : t("problems.matrix.asTable")}
        </Button>
      </div>
      {asTable ? <Table problems={problems} /> : <Cells problems={problems} />}
      <p className="n" style={{ marginTop: 8 }}>
        {t("problems.matrix.note")}
      </p>
    </section>
  )
}

function Cells({ problems }: { problems: ProblemItem[] }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const at = (value: number, effort: number) =>
    problems.filter((one) => Math.round(worthOf(one)) === value && (one.effort ?? ordinary) === effort)
  return (
    <ScrollRegion label={t("problems.asMatrix")}>
      <div className={classes.matrix}>
        {[...steps].reverse().map((value) => (
          <Fragment key={value}>
            <div className={classes.axis}>{value === 5 ? `${t("problems.matrix.value")} 5` : value}</div>
            {steps.map((effort) => (
              <div key={effort} className={classes.cell} data-worth={value - effort >= 2}>
                {at(value, effort).map((problem) => (
                  <Go
                    key={problem.id}
                    className={classes.chip}
                    data-rated={isRated(problem)}
                    href={paths.problem(org, problem.id)}
                    title={t("problems.matrix.cell", { value, effort })}
                  >
                    <b>{problem.number}</b> {problem.statement}
                    {!isRated(problem) && ` (${t("problems.matrix.unrated")})`}
                  </Go>
                ))}
              </div>
            ))}
          </Fragment>
        ))}
        <div />
        {steps.map((effort) => (
          <div key={effort} className={classes.axis}>
            {effort === 1 ? `${t("problems.matrix.effort")} 1` : effort}
          </div>
        ))}
      </div>
    </ScrollRegion>
  )
}

function Table({ problems }: { problems: ProblemItem[] }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const sorted = [...problems].sort(
    (a, b) => worthOf(b) - worthOf(a) || (a.effort ?? ordinary) - (b.effort ?? ordinary),
  )
  return (
    <ScrollRegion label={t("problems.asMatrix")}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t("problem.promote.title")}</th>
            <th scope="col" className="r">
              {t("problems.matrix.value")}
            </th>
            <th scope="col" className="r">
              {t("problems.matrix.effort")}
            </th>
            <th scope="col" className="r">
              {t("problem.scoreCard.people")}
            </th>
            <th scope="col" className="r">
              {t("problems.sort.score")}
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((problem) => (
            <tr key={problem.id}>
              <td>
                <Go href={paths.problem(org, problem.id)}>{problem.statement}</Go>
              </td>
              <td className="r">{format.number(worthOf(problem), 1)}</td>
              <td className="r">{problem.effort ?? ordinary}</td>
              <td className="r">{format.number(problem.size?.people ?? 0)}</td>
              <td className="r">{scoreWords(problem.score.value, format)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}
