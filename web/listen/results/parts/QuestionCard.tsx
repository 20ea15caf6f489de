import { Button, NativeSelect } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { fewAnswers } from "../../../ui/figures.tsx"
import { Loaded, RowBones } from "../../../ui/Loaded.tsx"
import { Voice } from "../../../ui/Voice.tsx"
import {
  formulaWords,
  optionLabel,
  type QuestionResult,
  type Results,
  rangeWords,
  said,
  scoreName,
  scoreValue,
} from "../results-words.ts"
import type { ResultsState } from "../use-results.ts"
import { Bars } from "./Bars.tsx"
import { Crosstab } from "./Crosstab.tsx"
import { QuestionTrend } from "./QuestionTrend.tsx"
import classes from "./Results.module.css"

type Props = { question: QuestionResult; number: number; survey: Results["survey"]; state: ResultsState }

/** One question: its score, what was answered how often, and the ways on from there. */
export function QuestionCard({ question, number, survey, state }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const [showsTrend, setShowsTrend] = useState(false)
  const [by, setBy] = useState("")
  const { score, answered, shown } = question
  const countable = question.options.length > 0
  return (
    <section className={classes.question} aria-label={said(question.title)}>
      <h2>
        {number}. {said(question.title)}{" "}
        {!question.asked && (
          <span className="tag" data-tone="warn">
            {t("results.notAsked")}
          </span>
        )}
      </h2>
      {score && score.value.n > 0 && (
        <p>
          <span className="figure">{scoreValue(score.value.estimate, score.unit, format)}</span>{" "}
          <b>{scoreName(score.measures, t)}</b>{" "}
          <span className="n">{rangeWords(score.value, score.unit, t, format)}</span>{" "}
          {score.value.n < fewAnswers && (
            <span className="tag" data-tone="warn">
              {t("figure.few")}
            </span>
          )}
        </p>
      )}
      <p className="n">
        {[
          score && formulaWords(score, t, format),
          t("results.answeredOf", {
            count: answered,
            answered: format.number(answered),
            shown: format.number(shown),
            share: format.percent(shown > 0 ? answered / shown : 0),
          }),
          question.unsure > 0 &&
            t("results.unsure", { count: question.unsure, number: format.number(question.unsure) }),
          ...question.otherScales
            .filter((one) => one.n > 0)
            .map((one) => t("results.otherScale", { ...one, count: one.n, number: format.number(one.n) })),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {question.amount && <Amount amount={question.amount} />}
      {countable && (
        <Bars
          options={question.options}
          label={(option) => optionLabel(option, question.kind, t)}
          href={(option) => state.hrefWith({ view: "responses", question: question.id, value: option.value })}
        />
      )}
      {question.rows.map((row) => (
        <div key={row.id} style={{ marginTop: 14 }}>
          <h3>
            {said(row.label)}{" "}
            <span className="n">
              {row.meanRank
                ? t("results.meanRank", {
                    rank: scoreValue(row.meanRank.estimate, "mean", format),
                    certainty: rangeWords(row.meanRank, "mean", t, format),
                  })
                : row.score && row.score.value.n > 0
                  ? `${scoreValue(row.score.value.estimate, row.score.unit, format)} · ${rangeWords(row.score.value, row.score.unit, t, format)}`
                  : t("figure.n", { n: format.number(row.n) })}
            </span>
          </h3>
          <Bars
            options={row.options}
            label={(option) =>
              question.kind === "ranking" ? t("results.place", { place: option.value }) : optionLabel(option, "", t)
            }
            {...(question.kind === "matrix"
              ? { href: (option) => state.hrefWith({ view: "responses", question: question.id, value: option.value }) }
              : {})}
          />
        </div>
      ))}
      {question.kind === "text" && answered > 0 && <LatestWords question={question} survey={survey} state={state} />}
      <div className={classes.tools}>
        {answered > 0 && !countable && (
          <Button
            component={Go}
            size="xs"
            href={state.hrefWith({ view: "responses", question: question.id, value: undefined })}
          >
            {t("results.toResponses")}
          </Button>
        )}
        {score && score.value.n > 0 && (
          <Button size="xs" aria-expanded={showsTrend} onClick={() => setShowsTrend(!showsTrend)}>
            {t(showsTrend ? "results.hideTrend" : "results.showTrend")}
          </Button>
        )}
        {countable && answered > 0 && <CutBy survey={survey} question={question} by={by} onChange={setBy} />}
      </div>
      {showsTrend && <QuestionTrend survey={survey} question={question} state={state} />}
      {by && <Crosstab survey={survey} question={question} by={by} state={state} />}
    </section>
  )
}

function CutBy({
  survey,
  question,
  by,
  onChange,
}: {
  survey: Results["survey"]
  question: QuestionResult
  by: string
  onChange: (by: string) => void
}) {
  const { t } = useTranslation()
  const cuts = useGet<Answer<"SurveyCuts">>("results", `/surveys/${survey.id}/results/cuts`)
  const items = (cuts.data?.items ?? []).filter((one) => one.by !== `question.${question.id}`)
  const group = (kind: string) => items.filter((one) => one.kind === kind)
  return (
    <NativeSelect
      size="xs"
      aria-label={t("results.cutBy", { question: said(question.title) })}
      value={by}
      style={{ maxWidth: 260 }}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[
        { value: "", label: t("results.cut") },
        ...(["field", "variable", "question"] as const).flatMap((kind) =>
          group(kind).length === 0
            ? []
            : [
                {
                  group: t(`results.cutKind.${kind}`),
                  items: group(kind).map((one) => ({
                    value: one.by,
                    label: one.label
                      ? said(one.label)
                      : kind === "field"
                        ? t(`results.field.${one.by}`)
                        : one.by.replace(/^variable\./, ""),
                  })),
                },
              ],
        ),
      ]}
    />
  )
}

function Amount({ amount }: { amount: NonNullable<QuestionResult["amount"]> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const number = (value: number) => format.number(value, Number.isInteger(value) ? 0 : 1)
  return (
    <p>
      <span className="figure">{number(amount.median)}</span> <b>{t("results.median")}</b>{" "}
      <span className="n">
        {t("results.amount", {
          lower: number(amount.lower),
          upper: number(amount.upper),
          low: number(amount.low),
          high: number(amount.high),
          mean: scoreValue(amount.mean.estimate, "mean", format),
          certainty: rangeWords(amount.mean, "mean", t, format),
        })}
      </span>
    </p>
  )
}

/** The newest words, in the customers' own voice. */
function LatestWords({ question, survey, state }: Omit<Props, "number">) {
  const { org } = useSession()
  const format = useFormat()
  const responses = useGet<{ items: Answer<"SurveyResponse">[] }>("results", `/surveys/${survey.id}/responses`, {
    ...state.listed,
    question: question.id,
    value: undefined,
    limit: 3,
  })
  return (
    <Loaded query={responses} bones={<RowBones count={3} />}>
      {({ items }) => (
        <ul className="rows" style={{ marginTop: 10, maxWidth: 860 }}>
          {items.map((one) => {
            const text = one.answers[question.id]
            return typeof text !== "string" ? null : (
              <li key={one.id}>
                <Go className="linkrow" href={paths.response(org, one.id)}>
                  <Voice text={text} language={one.language} lines={3} who={format.ago(one.changedAt)} />
                </Go>
              </li>
            )
          })}
        </ul>
      )}
    </Loaded>
  )
}
