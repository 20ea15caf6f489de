import { NativeSelect } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { useGet } from "../../../app/data.tsx"
import { type Format, useFormat } from "../../../app/format.ts"
import { Loaded, RowBones } from "../../../ui/Loaded.tsx"
import { Spark } from "../../../ui/Spark.tsx"

type Figures = Answer<"FollowupFigures">
type Estimate = Figures["inTime"]
const cuts = ["department", "owner", "rule"] as const

/** Whether promises are kept: the share, by whom, over the weeks, with what it counts. */
export function Kept() {
  const { t } = useTranslation()
  const format = useFormat()
  const [by, setBy] = useState<(typeof cuts)[number]>("department")
  const figures = useGet<Figures>("followups", "/followups/figures", { by }, { keep: true })
  return (
    <section className="card" style={{ marginTop: 30 }}>
      <Loaded query={figures} bones={<RowBones count={4} />}>
        {(data) => (
          <>
            <div className="spread" style={{ flexWrap: "wrap" }}>
              <h2>
                {data.inTime.estimate === null
                  ? t("followups.keptNone")
                  : t("followups.kept", { share: format.percent(data.inTime.estimate) })}
              </h2>
              {data.weeks.length > 1 && <Spark points={data.weeks.map((one) => one.inTime.estimate)} />}
            </div>
            <p className="n">
              {[
                rangeOf(data.inTime, t, (value) => format.percent(value), format),
                hoursWords("followups.toContact", data.hoursToContact, t, format),
                data.notContacted > 0 && t("followups.notContacted", { count: data.notContacted }),
                hoursWords("followups.toClose", data.hoursToClose, t, format),
                data.reopened.estimate !== null &&
                  `${t("followups.reopenedShare", { share: format.percent(data.reopened.estimate) })} (${rangeOf(data.reopened, t, (value) => format.percent(value), format)})`,
              ]
                .filter(Boolean)
                .join(" · ")}
            </p>
            <NativeSelect
              size="xs"
              mt="sm"
              w={180}
              aria-label={t("followups.by")}
              value={by}
              onChange={(event) => setBy(cuts.find((one) => one === event.currentTarget.value) ?? "department")}
              data={cuts.map((one) => ({ value: one, label: t(`followups.cut.${one}`) }))}
            />
            {data.by.length > 0 && (
              <div className="scroll-x">
                <table className="plain" style={{ marginTop: 8 }}>
                  <thead>
                    <tr>
                      <th scope="col">{t(`followups.cut.${by}`)}</th>
                      <th scope="col" className="r">
                        {t("followups.inTime")}
                      </th>
                      <th scope="col" className="r">
                        {t("outcomes.interval")}
                      </th>
                      <th scope="col" className="r">
                        n
                      </th>
                      <th scope="col" className="r">
                        {t("followups.openNow")}
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {data.by.map((one) => (
                      <tr key={one.id ?? "none"}>
                        <td>{one.name ?? t(`followups.without.${by}`)}</td>
                        <td className="r">
                          {one.inTime.estimate === null ? "–" : format.percent(one.inTime.estimate)}
                        </td>
                        <td className="r n">
                          {one.inTime.low === null || one.inTime.high === null
                            ? "–"
                            : t("figure.range", {
                                low: format.percent(one.inTime.low),
                                high: format.percent(one.inTime.high),
                              })}
                        </td>
                        <td className="r n">{format.number(one.inTime.n)}</td>
                        <td className="r">{format.number(one.open)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
            <p className="n" style={{ marginTop: 10 }}>
              {t("followups.formula", { from: format.day(data.from), to: format.day(data.to) })}
            </p>
          </>
        )}
      </Loaded>
    </section>
  )
}

type Translate = ReturnType<typeof useTranslation>["t"]

function rangeOf(value: Estimate, t: Translate, show: (value: number) => string, format: Format): string {
  const n = t("figure.n", { n: format.number(value.n) })
  if (value.low === null || value.high === null) return n
  return `${t("figure.range", { low: show(value.low), high: show(value.high) })} · ${n}`
}

function hoursWords(key: "followups.toContact" | "followups.toClose", value: Estimate, t: Translate, format: Format) {
  if (value.estimate === null) return null
  const hours = (one: number) => format.number(one, one < 10 ? 1 : 0)
  const words = { hours: hours(value.estimate) }
  const said = key === "followups.toContact" ? t("followups.toContact", words) : t("followups.toClose", words)
  return `${said} (${rangeOf(value, t, hours, format)})`
}
