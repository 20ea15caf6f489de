import { useParams } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import { useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { CardBones, HeadBones, Loaded } from "../../ui/Loaded.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { Comments } from "../../ui/record/Comments.tsx"
import { metricName, metricText } from "../../understand/metrics/metric-words.ts"
import { headlineOf, neededWords, type Outcome, powerWords, sizeWords, verdictOf } from "./outcome-words.ts"
import { BeforeAfter } from "./parts/BeforeAfter.tsx"
import { MethodCard } from "./parts/MethodCard.tsx"
import { OutcomeActions } from "./parts/OutcomeActions.tsx"
import { OutcomeChart } from "./parts/OutcomeChart.tsx"
import { OutcomeChecks } from "./parts/OutcomeChecks.tsx"
import { OutcomeVoices } from "./parts/OutcomeVoices.tsx"
import { VerdictTag } from "./parts/VerdictTag.tsx"

/** Did it work? The answer, what it rests on, and what would be needed where it cannot be told. */
export default function OutcomePage() {
  const { id } = useParams({ strict: false })
  const outcome = useGet<Outcome>("outcomes", `/plans/${id}/outcome`)
  return (
    <Loaded
      query={outcome}
      bones={
        <>
          <HeadBones />
          <CardBones height={290} />
        </>
      }
    >
      {(data) => <OutcomeView outcome={data} />}
    </Loaded>
  )
}

function OutcomeView({ outcome }: { outcome: Outcome }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const { criterion, measurement, decision, relapses } = outcome
  return (
    <>
      <PageHead
        title={headlineOf(outcome, t, format)}
        documentTitle={t("outcome.title")}
        tags={
          <>
            <VerdictTag verdict={verdictOf(outcome)} />
            <span className="tag">
              {t("outcome.kicker", { number: outcome.plan.number, title: outcome.plan.title })}
            </span>
            {outcome.round > 1 && <span className="tag">{t("outcome.round", { round: outcome.round })}</span>}
            {decision && <span className="tag">{t("outcome.frozen", { day: format.day(decision.at) })}</span>}
          </>
        }
        lede={<Lede outcome={outcome} />}
      >
        <OutcomeActions outcome={outcome} />
      </PageHead>
      <div className="cols">
        <div className="stack">
          {criterion && measurement && (
            <>
              <OutcomeChart
                outcome={outcome}
                title={t("outcome.chart.title", {
                  metric: metricName(criterion.metric, t),
                  slice: criterion.label || t("outcome.everything"),
                })}
              />
              <BeforeAfter outcome={outcome} />
              <OutcomeVoices outcome={outcome} />
            </>
          )}
          <Comments record={`plan:${outcome.plan.id}`} />
        </div>
        <aside className="stack" aria-label={t("outcome.aside")}>
          <OutcomeChecks outcome={outcome} />
          <MethodCard key={`${outcome.version} ${outcome.changeAt}`} outcome={outcome} />
          {criterion && (
            <section className="card">
              <h2>{t("outcome.metric")}</h2>
              <p>
                <Go href={paths.metric(org, criterion.metric.key)}>{metricName(criterion.metric, t)}</Go>
              </p>
              <p className="n">{metricText(criterion.metric, "formula", t)}</p>
              <p className="n">{t("outcome.intervals")}</p>
            </section>
          )}
          {relapses.length > 0 && (
            <section className="card">
              <h2>{t("outcome.relapsed")}</h2>
              {relapses.map((one) => (
                <p key={one.signalId}>
                  <Go href={paths.signal(org, one.signalId)}>{format.dayAndTime(one.at)}</Go>
                </p>
              ))}
            </section>
          )}
        </aside>
      </div>
    </>
  )
}

function Lede({ outcome }: { outcome: Outcome }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { criterion, measurement, decision, state } = outcome
  if (!criterion) return t("outcome.lede.noCriterion")
  const expected = t(`outcome.lede.expected.${criterion.expected.direction}`, {
    size: sizeWords(criterion.expected.size, criterion.metric, t, format),
    day: format.day(criterion.by),
  })
  const rest =
    state === "waiting"
      ? powerWords(outcome, t, format)
      : decision
        ? [decision.reason, t("outcome.lede.data", { day: format.day(measurement?.dataUntil ?? criterion.by) })]
            .filter(Boolean)
            .join(t("common.space"))
        : measurement?.verdict === "cannot_tell"
          ? neededWords(outcome, t, format)
          : t("outcome.lede.soon")
  return (
    <>
      {expected}
      {t("common.space")}
      {rest}
    </>
  )
}
