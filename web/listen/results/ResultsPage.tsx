import { Button } from "@mantine/core"
import { useParams } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import { useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { HeadBones, Loaded, RowBones } from "../../ui/Loaded.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { DropOff } from "./parts/DropOff.tsx"
import { QuestionCard } from "./parts/QuestionCard.tsx"
import { ResponseList } from "./parts/ResponseList.tsx"
import { ResultFilterBar } from "./parts/ResultFilterBar.tsx"
import classes from "./parts/Results.module.css"
import { Words } from "./parts/Words.tsx"
import { durationWords, type Results, scoreName, scoreValue } from "./results-words.ts"
import { type ResultsState, useResultsState, views } from "./use-results.ts"

/** What customers answered, while they answer. */
export default function ResultsPage() {
  const { id = "" } = useParams({ strict: false })
  const state = useResultsState(id)
  const results = useGet<Results>("results", `/surveys/${id}/results`, state.filters, { keep: true })
  return (
    <Loaded
      query={results}
      bones={
        <>
          <HeadBones />
          <RowBones count={6} />
        </>
      }
    >
      {(data) => <ResultsView results={data} state={state} />}
    </Loaded>
  )
}

function ResultsView({ results, state }: { results: Results; state: ResultsState }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const { survey, counted } = results
  const isFiltered = Object.entries(state.search).some(([name, value]) => value && name !== "view")
  return (
    <>
      <PageHead
        title={headline(results, useFormat(), t)}
        documentTitle={t("results.tab", { survey: survey.title })}
        tags={
          <>
            <span className="tag" data-tone="accent">
              {t("results.kicker")}
            </span>
            <span className="tag">{t(`results.surveyState.${survey.state}`, survey.state)}</span>
          </>
        }
        lede={<Lede results={results} />}
      >
        <Button component={Go} href={paths.survey(org, survey.id)}>
          {t("results.toSurvey")}
        </Button>
        <Button component={Go} href={paths.surveyShare(org, survey.id)}>
          {t("results.share")}
        </Button>
      </PageHead>
      {counted === 0 && !isFiltered ? (
        <EmptyState title={t("results.emptyTitle")}>
          {t(results.underWay > 0 ? "results.emptyUnderWay" : "results.emptyBody", { count: results.underWay })}
        </EmptyState>
      ) : (
        <>
          <ResultFilterBar results={results} state={state} />
          <nav className={classes.views} aria-label={t("results.views")}>
            {views.map((view) => (
              <Go key={view} href={state.hrefWith({ view })} aria-current={view === state.view ? "page" : undefined}>
                {t(`results.view.${view}`)}
              </Go>
            ))}
          </nav>
          {state.view === "answers" && <Answers results={results} state={state} />}
          {state.view === "leaving" && <DropOff results={results} state={state} />}
          {state.view === "words" && <Words results={results} state={state} />}
          {state.view === "responses" && <ResponseList results={results} state={state} />}
        </>
      )}
    </>
  )
}

function Answers({ results, state }: { results: Results; state: ResultsState }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <>
      {results.questionnaires.map(({ metric, mean }) => (
        <section key={metric} className={classes.question}>
          <h2>{scoreName(metric, t)}</h2>
          <p>
            <span className="figure">{scoreValue(mean.estimate, "mean", format)}</span>{" "}
            <span className="n">
              {mean.low !== null &&
                mean.high !== null &&
                `${t("figure.range", { low: format.number(mean.low, 1), high: format.number(mean.high, 1) })} · `}
              {t("figure.n", { n: format.number(mean.n) })}
            </span>
          </p>
          <p className="n">{t(`results.questionnaire.${metric}`)}</p>
        </section>
      ))}
      {results.questions.map((question, index) => (
        <QuestionCard key={question.id} question={question} number={index + 1} survey={results.survey} state={state} />
      ))}
    </>
  )
}

function headline(results: Results, format: ReturnType<typeof useFormat>, t: ReturnType<typeof useTranslation>["t"]) {
  const { survey, counted, questions } = results
  if (counted === 0) return t("results.nobody", { survey: survey.title })
  const words = { count: counted, number: format.number(counted), survey: survey.title }
  const first = questions.find((one) => one.score?.measures && one.score.value.n > 0)?.score
  if (!first) return t("results.sentence", words)
  const score = `${scoreName(first.measures, t)} ${scoreValue(first.value.estimate, first.unit, format)}`
  return t("results.sentenceScore", { ...words, score })
}

function Lede({ results }: { results: Results }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { completion, counted, underWay, opened, started, responseRate, seconds, last } = results
  const share = (value: { estimate: number | null; low: number | null; high: number | null }) => ({
    share: format.percent(value.estimate ?? 0),
    low: format.percent(value.low ?? 0),
    high: format.percent(value.high ?? 1),
  })
  const parts = [
    counted > 0 && t("results.finished", { ...share(completion), n: format.number(counted) }),
    seconds.median !== null &&
      t("results.time", {
        median: durationWords(seconds.median, t),
        ninetieth: durationWords(seconds.ninetieth ?? seconds.median, t),
      }),
    underWay > 0 && t("results.underWay", { count: underWay }),
    started && t("results.opened", { count: opened, number: format.number(opened), ...share(started) }),
    responseRate && t("results.responseRate", { ...share(responseRate), n: format.number(responseRate.n) }),
    last && t("results.last", { when: format.ago(last) }),
  ]
  return <>{parts.filter(Boolean).join(" ")}</>
}
