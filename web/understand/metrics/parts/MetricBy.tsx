import { Select } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { MetricDefinition, MetricSlice, Query } from "../../../api/contract.ts"
import { queryParameters, useGet } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { fewAnswers } from "../../../ui/figures.tsx"
import { useFields } from "../../../ui/filters/FieldChooser.tsx"
import { fieldLabel, valueLabel } from "../../../ui/filters/field-words.ts"
import { withCondition, writeQuery } from "../../../ui/filters/query-state.ts"
import { Loaded, RowBones } from "../../../ui/Loaded.tsx"
import classes from "./MetricBy.module.css"

type MetricByProps = {
  metric: MetricDefinition
  query: Query
  field: string | undefined
  onField: (field: string | undefined) => void
}

/** The same number for every value of one field, with intervals drawn to one scale. */
export function MetricBy({ metric, query, field, onField }: MetricByProps) {
  const { t } = useTranslation()
  const fields = useFields().data?.fields.filter((one) => one.type !== "number" && one.distinct > 1) ?? []
  const chosen =
    field ??
    (fields.find((one) => one.field === "component") ?? fields.find((one) => one.field === "product") ?? fields[0])
      ?.field
  return (
    <section style={{ marginTop: 26 }}>
      <div className="spread" style={{ marginBottom: 10, alignItems: "center" }}>
        <h2 style={{ margin: 0 }}>{t("metric.where")}</h2>
        <Select
          aria-label={t("metric.splitBy")}
          searchable
          allowDeselect={false}
          w={200}
          value={chosen ?? null}
          onChange={(value) => onField(value ?? undefined)}
          data={fields.map((one) => ({ value: one.field, label: fieldLabel(one.field, t) }))}
        />
      </div>
      {chosen && <Slices metric={metric} query={query} field={chosen} />}
    </section>
  )
}

function Slices({ metric, query, field }: { metric: MetricDefinition; query: Query; field: string }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const slices = useGet<{ items: MetricSlice[] }>(
    "metrics",
    `/metrics/${metric.key}/by`,
    { field, ...queryParameters(query) },
    { keep: true },
  )
  return (
    <Loaded query={slices} bones={<RowBones count={5} />}>
      {({ items }) => {
        if (items.length === 0) return <p className="n">{t("metric.noSlices")}</p>
        const ends = items
          .filter((slice) => slice.n >= fewAnswers || metric.unit === "count")
          .flatMap((slice) => [slice.low ?? slice.estimate, slice.high ?? slice.estimate])
          .filter((value): value is number => value !== null)
        const low = metric.unit === "count" ? 0 : Math.min(...ends)
        const span = Math.max(...ends) - low || 1
        const place = (value: number) => `${Math.max(0, Math.min(100, ((value - low) / span) * 100))}%`
        return (
          <div className="scroll-x">
            <table className="plain">
              <thead>
                <tr>
                  <th scope="col">{fieldLabel(field, t)}</th>
                  <th scope="col" className="r">
                    {t("chart.column.value")}
                  </th>
                  <th scope="col" className={classes.plot}>
                    {t("metric.intervalColumn")}
                  </th>
                  <th scope="col" className="r">
                    n
                  </th>
                </tr>
              </thead>
              <tbody>
                {items.map((slice) => (
                  <tr key={slice.value}>
                    <td>
                      <Go
                        style={{ color: "inherit" }}
                        href={paths.metric(org, metric.key, {
                          ...writeQuery({
                            ...query,
                            where: withCondition(query.where, field, { field, op: "in", values: [slice.value] }),
                          }),
                          by: field,
                        })}
                      >
                        {valueLabel(field, slice.value, t)}
                      </Go>
                    </td>
                    <td className="r">
                      <b>{format.value(slice.estimate, metric.unit)}</b>
                    </td>
                    <td className={classes.plot} title={format.interval(slice, metric.unit)?.join(" – ")}>
                      {slice.estimate !== null && (
                        <div className={classes.track} aria-hidden="true">
                          {metric.unit === "count" ? (
                            <i className={classes.bar} style={{ left: 0, width: place(slice.estimate) }} />
                          ) : (
                            slice.low !== null &&
                            slice.high !== null && (
                              <i
                                className={classes.range}
                                style={{ left: place(slice.low), right: `calc(100% - ${place(slice.high)})` }}
                              />
                            )
                          )}
                          {metric.unit !== "count" && (
                            <i className={classes.dot} style={{ left: place(slice.estimate) }} />
                          )}
                        </div>
                      )}
                      {slice.n < fewAnswers && metric.unit !== "count" && <span className="n">{t("figure.few")}</span>}
                    </td>
                    <td className="r n">{format.number(slice.n)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )
      }}
    </Loaded>
  )
}
