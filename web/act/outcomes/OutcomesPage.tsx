import { Button, NativeSelect } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../api/generated.ts"
import { useGet, usePages } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go, useGo } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { ExportMenu } from "../../ui/filters/ExportMenu.tsx"
import { useQueryState } from "../../ui/filters/query-state.ts"
import { Loaded, RowBones } from "../../ui/Loaded.tsx"
import { More } from "../../ui/More.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { metricName } from "../../understand/metrics/metric-words.ts"
import { effectWords } from "./outcome-words.ts"
import { VerdictTag } from "./parts/VerdictTag.tsx"

type Record = Answer<"OutcomeRecord">
type Item = Answer<"OutcomeItem">
const verdicts = ["worked", "did_not", "unclear", "open"] as const
const steps = ["guidance_live", "first_notice", "fix_shipped", "verified"] as const

/** What the company's plans came to, and how long customers waited. */
export default function OutcomesPage() {
  const { t } = useTranslation()
  const record = useGet<Record>("outcomes", "/outcomes/record")
  return (
    <Loaded query={record} bones={<RowBones count={6} />}>
      {(data) => (
        <>
          <PageHead
            title={
              data.decided === 0
                ? t("outcomes.none")
                : t("outcomes.sentence", { count: data.solved, decided: data.decided })
            }
            documentTitle={t("place.outcomes")}
            lede={<Lede record={data} />}
          />
          {data.plans > 0 && <Days record={data} />}
          <Outcomes />
        </>
      )}
    </Loaded>
  )
}

function Lede({ record }: { record: Record }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { worked, relapsed, lookingBack } = record
  return (
    <>
      {worked.estimate !== null &&
        t("outcomes.worked", {
          share: format.percent(worked.estimate),
          low: format.percent(worked.low ?? 0),
          high: format.percent(worked.high ?? 1),
          n: format.number(worked.n),
        })}{" "}
      {relapsed > 0 && t("outcomes.relapsed", { count: relapsed })}{" "}
      {lookingBack?.medianLeadWeeks != null &&
        t("outcomes.lookingBack", {
          weeks: t("common.weeks", { count: Math.round(lookingBack.medianLeadWeeks) }),
          count: lookingBack.events,
        })}
    </>
  )
}

function Days({ record }: { record: Record }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <section className="card" style={{ marginBottom: 26 }}>
      <h2>{t("outcomes.days")}</h2>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t("outcomes.step")}</th>
            <th scope="col" className="r">
              {t("outcomes.median")}
            </th>
            <th scope="col" className="r">
              {t("outcomes.interval")}
            </th>
            <th scope="col" className="r">
              n
            </th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => {
            const { n, median, low, high } = record.days[step]
            return (
              <tr key={step}>
                <td>{t(`outcome.step.${step}`)}</td>
                <td className="r">{median === null ? "–" : format.number(median, 1)}</td>
                <td className="r n">
                  {low === null || high === null
                    ? t("outcomes.tooFew")
                    : t("figure.range", { low: format.number(low, 1), high: format.number(high, 1) })}
                </td>
                <td className="r n">{format.number(n)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
      <p className="n" style={{ marginTop: 10 }}>
        {t("outcomes.daysNote")}
      </p>
    </section>
  )
}

function VerdictFilter({ value }: { value: string | undefined }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const go = useGo()
  return (
    <NativeSelect
      size="xs"
      aria-label={t("outcomes.filter")}
      value={value ?? ""}
      onChange={(event) =>
        go(paths.outcomes(org, { verdict: event.currentTarget.value || undefined }), { replace: true })
      }
      data={[
        { value: "", label: t("outcomes.all") },
        ...verdicts.map((verdict) => ({ value: verdict, label: t(`outcome.verdict.${verdict}`) })),
      ]}
    />
  )
}

function Outcomes() {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const [, , search] = useQueryState()
  const verdict = search.verdict
  const pages = usePages<Item>("outcomes", "/outcomes", { verdict })
  if (pages.data && pages.items.length === 0 && !verdict)
    return (
      <EmptyState
        title={t("outcomes.emptyTitle")}
        example={<p>{t("outcomes.emptyExample")}</p>}
        action={
          <Button component={Go} variant="filled" href={paths.plans(org)}>
            {t("outcomes.emptyAction")}
          </Button>
        }
      >
        {t("outcomes.emptyBody")}
      </EmptyState>
    )
  return (
    <section>
      <div className="spread">
        <h2>{t("outcomes.list")}</h2>
        <div className="row">
          <VerdictFilter value={verdict} />
          <ExportMenu path="/outcomes/export" query={{ verdict }} />
        </div>
      </div>
      <Loaded query={pages} bones={<RowBones count={4} />}>
        {() => (
          <ul className="rows">
            {pages.items.map((one) => (
              <li key={one.id}>
                <Go className="linkrow" href={paths.outcome(org, one.plan.id)}>
                  <span className="spread">
                    <span className="title">{one.plan.title}</span>
                    <VerdictTag verdict={one.verdict} />
                  </span>
                  <span className="n">
                    {[
                      t("outcome.toPlan", { number: one.plan.number }),
                      one.metric && `${metricName(one.metric, t)} · ${one.label || t("outcome.everything")}`,
                      one.metric && one.estimate !== null && one.low !== null && one.high !== null
                        ? effectWords(
                            { estimate: one.estimate, low: one.low, high: one.high, relative: one.relative },
                            one.metric,
                            t,
                            format,
                          )
                        : null,
                      one.n > 0 && t("figure.n", { n: format.number(one.n) }),
                      one.decidedAt && format.day(one.decidedAt),
                      one.relapsed && t("outcome.relapsed"),
                    ]
                      .filter(Boolean)
                      .join(" · ")}
                  </span>
                </Go>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      <More pages={pages} />
    </section>
  )
}
