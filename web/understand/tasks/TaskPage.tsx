import { Button, NativeSelect, SegmentedControl } from "@mantine/core"
import { useParams } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../api/generated.ts"
import { queryParameters, useChange, useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go, useGo } from "../../app/Go.tsx"
import { useMay, useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { TrendChart } from "../../ui/charts/TrendChart.tsx"
import { FilterBar } from "../../ui/filters/FilterBar.tsx"
import { fieldLabel } from "../../ui/filters/field-words.ts"
import { daysAgo } from "../../ui/filters/period.ts"
import { useQueryState, withCondition, writeQuery } from "../../ui/filters/query-state.ts"
import { CardBones, HeadBones, Loaded } from "../../ui/Loaded.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { ScrollRegion } from "../../ui/ScrollRegion.tsx"
import { Figure, Figures, useDuration } from "./parts/Figure.tsx"
import { TaskPath } from "./parts/TaskPath.tsx"
import { TaskPeople } from "./parts/TaskPeople.tsx"
import { matcherWords, type Report, shareTrend } from "./task-words.ts"

const intervals = ["day", "week", "month"] as const

/** One task: whether people manage, how long it takes, where they give up, and who they are. */
export default function TaskPage() {
  const { id = "" } = useParams({ strict: false })
  const { t } = useTranslation()
  const { org } = useSession()
  const go = useGo()
  const [address, change, search] = useQueryState()
  const query = address.from || address.to ? address : { ...address, from: daysAgo(90) }
  const interval = intervals.find((one) => one === search.interval) ?? "week"
  const asked = { ...queryParameters({ ...query, q: undefined, sort: undefined }) }
  const report = useGet<Report>("tasks", `/tasks/${id}/report`, { ...asked, interval, by: search.by }, { keep: true })
  const set = (part: Record<string, string | undefined>) =>
    go(paths.task(org, id, { ...search, ...writeQuery(address), ...part }), { replace: true })
  return (
    <Loaded
      query={report}
      bones={
        <>
          <HeadBones />
          <CardBones height={280} />
        </>
      }
    >
      {(data) => (
        <>
          <Head report={data} />
          <FilterBar query={query} onChange={change} search={false} conditions={false}>
            <SegmentedControl
              size="xs"
              aria-label={t("metric.interval")}
              value={interval}
              onChange={(value) => set({ interval: value })}
              data={intervals.map((value) => ({ value, label: t(`metric.by.${value}`) }))}
            />
          </FilterBar>
          <div className="stack" style={{ opacity: report.isPlaceholderData ? 0.6 : 1 }}>
            <TaskFigures report={data} />
            <div className="cols" style={{ marginTop: 22 }}>
              <div className="stack">
                <TaskPath report={data} chosen={search.step} onChoose={(step) => set({ step, outcome: undefined })} />
                <TrendChart
                  title={t("task.chart")}
                  trend={shareTrend(
                    "success",
                    t("task.success"),
                    data.total.success,
                    data.points.map((point) => ({ start: point.start, ...point.success })),
                  )}
                />
                <TaskPeople id={id} query={asked} search={search} set={set} path={data.path} />
              </div>
              <aside className="stack">
                <Cut
                  report={data}
                  by={search.by}
                  onBy={(by) => set({ by })}
                  onValue={(field, value) =>
                    change({ where: withCondition(query.where, field, { field, op: "in", values: [value] }) })
                  }
                />
                <How report={data} />
                <Watched report={data} />
              </aside>
            </div>
          </div>
        </>
      )}
    </Loaded>
  )
}

function Head({ report }: { report: Report }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const go = useGo()
  const may = useMay("tasks.edit")
  const { task, total } = report
  const remove = useChange<void>({
    run: (_, send) => send("DELETE", `/tasks/${task.id}`),
    touches: ["tasks"],
    said: () => t("task.removed", { name: task.name }),
    undo: (_, __, send) => send("POST", `/tasks/${task.id}/restoration`),
    after: () => go(paths.tasks(org)),
  })
  const { estimate, low, high, n } = total.success
  return (
    <PageHead
      title={
        estimate === null
          ? t("task.noAttempts", { name: task.name })
          : t("task.succeeds", { name: task.name, share: format.percent(estimate) })
      }
      documentTitle={task.name}
      lede={
        <>
          {estimate !== null &&
            t("task.lede", {
              attempts: t("tasks.attempts", { count: total.attempts, n: format.number(total.attempts) }),
              people: format.number(total.people),
              low: format.percent(low ?? 0),
              high: format.percent(high ?? 1),
              n: format.number(n),
              open: format.number(total.open),
            })}
          {task.about && <> {task.about}</>}
        </>
      }
    >
      <Button component={Go} href={paths.problems(org)} variant="filled">
        {t("task.toProblem")}
      </Button>
      {may && (
        <>
          <Button component={Go} href={paths.taskEdit(org, task.id)}>
            {t("task.edit")}
          </Button>
          <Button variant="subtle" onClick={() => remove.mutate()}>
            {t("task.remove")}
          </Button>
        </>
      )}
    </PageHead>
  )
}

function TaskFigures({ report: { total } }: { report: Report }) {
  const { t } = useTranslation()
  const format = useFormat()
  const duration = useDuration()
  const share = (value: number) => format.percent(value, value < 0.1 ? 1 : 0)
  const { median, ninetieth, geometricMean } = total.time
  return (
    <Figures>
      <Figure name={t("task.success")} value={total.success} show={share} />
      <Figure name={t("task.abandonment")} value={total.abandonment} show={share} />
      <Figure name={t("task.failure")} value={total.failure} show={share} />
      <Figure
        name={t("task.time")}
        value={geometricMean}
        show={duration}
        how={
          median.estimate !== null &&
          t("task.timeHow", { median: duration(median.estimate), ninetieth: duration(ninetieth.estimate ?? 0) })
        }
      />
      <Figure
        name={t("task.withErrors")}
        value={total.withErrors}
        show={share}
        how={
          total.errorsPerAttempt.estimate !== null &&
          t("task.errorsEach", { n: format.number(total.errorsPerAttempt.estimate, 2) })
        }
      />
    </Figures>
  )
}

type CutProps = {
  report: Report
  by: string | undefined
  onBy: (by: string | undefined) => void
  onValue: (field: string, value: string) => void
}

const dimensions = ["version", "product", "channel", "region", "batch", "personRole"]

/** The same task by any field of its start: where it differs. */
function Cut({ report, by, onBy, onValue }: CutProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const { task, cuts } = report
  const properties = useGet<{ items: Answer<"EventProperty">[] }>("events", "/events/properties", {
    name: task.definition.start[0]!.event,
  })
  const fields = [...dimensions, ...(properties.data?.items ?? []).map((one) => `attributes.${one.property}`)]
  return (
    <section>
      <h2>{t("task.by")}</h2>
      <NativeSelect
        aria-label={t("task.by")}
        value={by ?? ""}
        onChange={(event) => onBy(event.currentTarget.value || undefined)}
        data={[
          { value: "", label: t("task.byNothing") },
          ...fields.map((field) => ({ value: field, label: fieldLabel(field, t) })),
        ]}
      />
      {by && (
        <ScrollRegion label={t("task.by")} maxHeight={320}>
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">{fieldLabel(by, t)}</th>
                <th scope="col" className="r">
                  {t("task.success")}
                </th>
                <th scope="col" className="r">
                  n
                </th>
              </tr>
            </thead>
            <tbody>
              {cuts.map(({ value, success }) => (
                <tr key={value}>
                  <td>
                    {value === "" || by === "personRole" ? (
                      value || "–"
                    ) : (
                      <Button size="compact-xs" variant="subtle" onClick={() => onValue(by, value)}>
                        {value}
                      </Button>
                    )}
                  </td>
                  <td className="r">
                    {success.estimate === null ? "–" : format.percent(success.estimate)}
                    {success.low !== null && success.high !== null && (
                      <span className="n">
                        {" "}
                        ({t("figure.range", { low: format.percent(success.low), high: format.percent(success.high) })})
                      </span>
                    )}
                  </td>
                  <td className="r">{format.number(success.n)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </section>
  )
}

function How({ report: { task } }: { report: Report }) {
  const { t } = useTranslation()
  const duration = useDuration()
  const { start, success, failure, timeoutMinutes } = task.definition
  const words = (all: typeof start) => all.map((one) => matcherWords(one, t("builder.is"))).join(" / ")
  return (
    <section className="card">
      <h2>{t("task.how")}</h2>
      <p className="n">
        {t("task.starts")}: <b>{words(start)}</b>
      </p>
      <p className="n">
        {t("task.successes")}: <b>{words(success)}</b>
      </p>
      {(failure ?? []).length > 0 && (
        <p className="n">
          {t("task.failures")}: <b>{words(failure ?? [])}</b>
        </p>
      )}
      <p className="n" style={{ marginTop: 8 }}>
        {t("task.howBody", { timeout: duration(timeoutMinutes * 60) })}
      </p>
    </section>
  )
}

function Watched({ report: { usability } }: { report: Report }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const duration = useDuration()
  if (!usability) return null
  return (
    <section>
      <h2>
        {t("task.watched")}{" "}
        {usability.small && (
          <span className="tag" data-tone="warn">
            {t("tasks.small")}
          </span>
        )}
      </h2>
      {usability.small && <p className="n">{t("task.watchedFew")}</p>}
      <Figure name={t("task.success")} value={usability.success} show={(value) => format.percent(value)} />
      <Figure name={t("task.time")} value={usability.geometricMean} show={duration} />
      <Figure name={t("task.sus")} value={usability.sus} show={(value) => format.number(value, 1)} />
      <Go href={paths.usability(org)}>{t("tasks.usability")}</Go>
    </section>
  )
}
