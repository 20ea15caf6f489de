import { SegmentedControl } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../api/generated.ts"
import { queryParameters, useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go, useGo } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { TrendChart } from "../../ui/charts/TrendChart.tsx"
import { FilterBar } from "../../ui/filters/FilterBar.tsx"
import { daysAgo } from "../../ui/filters/period.ts"
import { useQueryState, writeQuery } from "../../ui/filters/query-state.ts"
import { CardBones, HeadBones, Loaded } from "../../ui/Loaded.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { ScrollRegion } from "../../ui/ScrollRegion.tsx"
import { Figure, Figures, useDuration } from "../tasks/parts/Figure.tsx"
import { shareTrend } from "../tasks/task-words.ts"

type Usage = Answer<"Usage">
const intervals = ["day", "week", "month"] as const

/** How much the product is used, who comes back, what is used by whom, and what goes wrong. */
export default function UsagePage() {
  const { t } = useTranslation()
  const { org } = useSession()
  const go = useGo()
  const [address, change, search] = useQueryState()
  const query = address.from || address.to ? address : { ...address, from: daysAgo(30) }
  const interval = intervals.find((one) => one === search.interval) ?? "day"
  const usage = useGet<Usage>(
    "events",
    "/usage",
    { ...queryParameters({ ...query, q: undefined, sort: undefined }), interval },
    { keep: true },
  )
  return (
    <Loaded
      query={usage}
      bones={
        <>
          <HeadBones />
          <CardBones height={280} />
        </>
      }
    >
      {(data) => (
        <>
          <Head usage={data} />
          <FilterBar query={query} onChange={change} search={false}>
            <SegmentedControl
              size="xs"
              aria-label={t("usage.interval")}
              value={interval}
              onChange={(value) =>
                go(paths.usage(org, { ...writeQuery(address), interval: value === "day" ? undefined : value }), {
                  replace: true,
                })
              }
              data={intervals.map((value) => ({ value, label: t(`metric.by.${value}`) }))}
            />
          </FilterBar>
          <UsageFigures usage={data} />
          <div className="cols">
            <div className="stack">
              <TrendChart
                title={t("usage.chart")}
                trend={shareTrend(
                  "sessions",
                  t("usage.chart"),
                  counted(data.total.sessions),
                  data.points.map((point) => ({ start: point.start, ...counted(point.sessions) })),
                  "count",
                )}
              />
              <TrendChart
                title={t("usage.chartErrors")}
                trend={shareTrend(
                  "errors",
                  t("usage.errorSessions"),
                  data.total.sessionsWithErrors,
                  data.points.map((point) => ({ start: point.start, ...point.sessionsWithErrors })),
                )}
              />
            </div>
            <aside className="stack">
              <Adoption usage={data} />
              <Errors usage={data} />
            </aside>
          </div>
        </>
      )}
    </Loaded>
  )
}

const counted = (n: number) => ({ n, estimate: n, low: null, high: null })

function Head({ usage: { total, frequency } }: { usage: Usage }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <PageHead
      title={
        total.people === 0
          ? t("usage.nobody")
          : t("usage.sentence", {
              count: total.people,
              n: format.number(total.people),
              share: format.percent(frequency.stickiness.estimate ?? 0),
            })
      }
      documentTitle={t("place.usage")}
      lede={t("usage.lede", { sessions: format.number(total.sessions), pages: format.number(total.pageViews) })}
    />
  )
}

function UsageFigures({ usage: { total, frequency } }: { usage: Usage }) {
  const { t } = useTranslation()
  const format = useFormat()
  const duration = useDuration()
  const share = (value: number) => format.percent(value, value < 0.1 ? 1 : 0)
  const active = [
    `${format.number(frequency.weekly)} ${t("usage.weekly")}`,
    `${format.number(frequency.daily, frequency.daily < 10 ? 1 : 0)} ${t("usage.daily")}`,
    ...(total.medianSeconds === null ? [] : [`${t("usage.median")} ${duration(total.medianSeconds)}`]),
  ].join(" · ")
  return (
    <Figures>
      <Figure
        name={`${t("usage.active")}, ${t("usage.monthly")}`}
        value={counted(frequency.monthly)}
        show={(value) => format.number(value)}
        how={active}
      />
      <Figure name={t("usage.stickiness")} value={frequency.stickiness} show={share} how={t("usage.stickinessHow")} />
      <Figure
        name={t("usage.pagesPerSession")}
        value={total.pagesPerSession}
        show={(value) => format.number(value, 2)}
        how={t("usage.pagesHow")}
      />
      <Figure name={t("usage.errorSessions")} value={total.sessionsWithErrors} show={share} how={t("usage.errorHow")} />
    </Figures>
  )
}

function Adoption({ usage: { adoption, from } }: { usage: Usage }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  if (adoption.length === 0) return null
  return (
    <section>
      <h2>{t("usage.adoption")}</h2>
      <ScrollRegion label={t("usage.adoption")} maxHeight={420}>
        <ul className="rows">
          {adoption.map((one) => (
            <li key={one.name}>
              <Go className="linkrow" href={paths.events(org, { name: one.name, from: from.slice(0, 10) })}>
                <span className="spread">
                  <span className="title clip">{one.name}</span>
                  <b>{one.adoption.estimate === null ? "–" : format.percent(one.adoption.estimate)}</b>
                </span>
                <span className="n">
                  {t("figure.range", {
                    low: format.percent(one.adoption.low ?? 0),
                    high: format.percent(one.adoption.high ?? 1),
                  })}{" "}
                  · {t("usage.of", { people: format.number(one.people), active: format.number(one.adoption.n) })} ·{" "}
                  {t("usage.perPerson", { n: format.number(one.perPerson, 1) })}
                </span>
              </Go>
            </li>
          ))}
        </ul>
      </ScrollRegion>
      <p className="n" style={{ marginTop: 8 }}>
        {t("usage.adoptionHow")}
      </p>
    </section>
  )
}

function Errors({ usage: { errors } }: { usage: Usage }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <section>
      <h2>{t("usage.errors")}</h2>
      {errors.length === 0 ? (
        <p className="n">{t("usage.errorsNone")}</p>
      ) : (
        <ul className="rows">
          {errors.map((one) => (
            <li key={one.message} style={{ padding: "9px 0" }}>
              <span className="spread">
                <span style={{ overflowWrap: "anywhere" }}>{one.message}</span>
                <b style={{ whiteSpace: "nowrap" }}>
                  {t("usage.errorsPeople", { count: one.people, n: format.number(one.people) })}
                </b>
              </span>
              <span className="n">{[one.page, format.ago(one.lastAt)].filter(Boolean).join(" · ")}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
