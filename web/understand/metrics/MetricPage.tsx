import { SegmentedControl } from "@mantine/core"
import { useParams } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import type { Condition, MetricPoint, MetricTrend } from "../../api/contract.ts"
import { queryParameters, useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { useGo } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { TrendChart } from "../../ui/charts/TrendChart.tsx"
import { Certainty, verdictOf } from "../../ui/figures.tsx"
import { FilterBar } from "../../ui/filters/FilterBar.tsx"
import { conditionLabel } from "../../ui/filters/field-words.ts"
import { daysAgo } from "../../ui/filters/period.ts"
import { readQuery, useQueryState, writeQuery } from "../../ui/filters/query-state.ts"
import { CardBones, HeadBones, Loaded } from "../../ui/Loaded.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { type Interval, intervalEnd, intervals, suggestedInterval } from "./intervals.ts"
import { metricName, metricText } from "./metric-words.ts"
import { BehindNote } from "./parts/BehindNote.tsx"
import { CompareControl, type Comparison } from "./parts/CompareControl.tsx"
import { KnownEventsCard } from "./parts/KnownEventsCard.tsx"
import { MetricBy } from "./parts/MetricBy.tsx"

/** One metric: where it stands, how it got there, against what, and where it differs. */
export default function MetricPage() {
  const { key = "" } = useParams({ strict: false })
  const { t } = useTranslation()
  const { org } = useSession()
  const go = useGo()
  const [address, change, search] = useQueryState()
  const query = address.from || address.to ? address : { ...address, from: daysAgo(365) }
  const interval = intervals.find((one) => one === search.interval) ?? suggestedInterval(query.from, query.to)
  const comparison: Comparison = search.compare === "previous" || search.compare === "slice" ? search.compare : "none"
  const compareWhere: Condition[] = readQuery({ where: search.compareWhere }).where
  const asked =
    comparison === "none" || (comparison === "slice" && compareWhere.length === 0)
      ? {}
      : { compare: comparison, compareWhere: comparison === "slice" ? JSON.stringify(compareWhere) : undefined }
  const trend = useGet<MetricTrend>(
    "metrics",
    `/metrics/${key}`,
    { ...queryParameters(query), interval, ...asked },
    { keep: true },
  )
  const set = (part: Record<string, string | undefined>) =>
    go(
      paths.metric(org, key, {
        ...writeQuery(address),
        interval: search.interval,
        compare: search.compare,
        compareWhere: search.compareWhere,
        by: search.by,
        ...part,
      }),
      { replace: true },
    )
  const openPoint = (point: MetricPoint) =>
    go(
      paths.feedbackList(
        org,
        writeQuery({
          ...query,
          where: [...query.where, ...restsOn(key)],
          from: point.start.slice(0, 10),
          to: intervalEnd(point.start, interval),
        }),
      ),
    )
  return (
    <Loaded
      query={trend}
      bones={
        <>
          <HeadBones />
          <CardBones height={280} />
        </>
      }
    >
      {(fetched) => {
        const data = withLabel(
          fetched,
          comparison === "previous"
            ? t("compare.periodBefore")
            : compareWhere.map((one) => conditionLabel(one, t)).join(t("common.listComma")),
        )
        return (
          <>
            <Head trend={data} />
            <FilterBar query={query} onChange={change} search={false}>
              <SegmentedControl
                size="xs"
                aria-label={t("metric.interval")}
                value={interval}
                onChange={(value) => set({ interval: value as Interval })}
                data={intervals.map((value) => ({ value, label: t(`metric.by.${value}`) }))}
              />
              <CompareControl comparison={comparison} where={compareWhere} query={query} onChange={set} />
            </FilterBar>
            {data.behind && <BehindNote />}
            <div className="cols" style={{ marginTop: 0 }}>
              <div className="stack" style={{ opacity: trend.isPlaceholderData ? 0.6 : 1 }}>
                <TrendChart
                  title={metricText(data.metric, "question", t) || metricName(data.metric, t)}
                  trend={data}
                  onPoint={openPoint}
                />
                {data.compare && <CompareLine trend={data} />}
                <MetricBy
                  metric={data.metric}
                  query={query}
                  field={search.by}
                  onField={(field) => set({ by: field })}
                />
              </div>
              <aside className="stack">
                <Definition trend={data} />
                <KnownEventsCard events={data.events} />
              </aside>
            </div>
          </>
        )
      }}
    </Loaded>
  )
}

function Head({ trend }: { trend: MetricTrend }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { metric, value, compare } = trend
  const name = metricName(metric, t)
  const verdict = compare ? verdictOf(compare.difference, metric.direction) : null
  const shown = format.value(value.estimate, metric.unit)
  const title =
    value.estimate === null
      ? t("metric.none", { name })
      : verdict
        ? t(`metric.sentence.${verdict}`, { name, value: shown, than: compare?.label })
        : t("metric.is", { name, value: shown })
  return <PageHead title={title} documentTitle={name} lede={<Certainty value={value} unit={metric.unit} />} />
}

function CompareLine({ trend }: { trend: MetricTrend }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { metric, compare } = trend
  if (!compare?.difference) return null
  const range = format.interval(compare.difference, metric.unit, "difference")
  return (
    <p className="lede" style={{ marginTop: 12 }}>
      {t("metric.compareLine", {
        label: compare.label.charAt(0).toLocaleUpperCase() + compare.label.slice(1),
        value: format.value(compare.value.estimate, metric.unit),
        n: format.number(compare.value.n),
        difference: format.difference(compare.difference.estimate, metric.unit, compare.difference.relative),
      })}{" "}
      {range && `(${t("figure.range", { low: range[0], high: range[1] })})`}
    </p>
  )
}

/** The formula and the interval's method stand with the number, always. */
function Definition({ trend }: { trend: MetricTrend }) {
  const { t } = useTranslation()
  const { metric } = trend
  return (
    <section className="card">
      <h2>{t("metric.definition")}</h2>
      <p>{metricText(metric, "formula", t)}</p>
      <p className="n" style={{ marginTop: 8 }}>
        {t("metric.intervalMethod", { method: metricText(metric, "interval", t) })}
      </p>
      {metric.owner && <p className="n">{t("metric.owner", { name: metric.owner })}</p>}
      {metric.target != null && <p className="n">{t("metric.target", { value: metric.target })}</p>}
    </section>
  )
}

/** What it is compared with, in the reader's language. */
function withLabel(trend: MetricTrend, label: string): MetricTrend {
  return trend.compare ? { ...trend, compare: { ...trend.compare, label } } : trend
}

/** The answers behind a point are those with the score the metric counts. */
function restsOn(key: string): Condition[] {
  return ["volume", "contact_rate", "sentiment"].includes(key) ? [] : [{ field: `score.${key}`, op: "exists" }]
}
