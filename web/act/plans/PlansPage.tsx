import { Button, SegmentedControl, Select } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Department } from "../../api/contract.ts"
import { useGet, usePages } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go, useGo } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { ExportMenu } from "../../ui/filters/ExportMenu.tsx"
import { FilterBar } from "../../ui/filters/FilterBar.tsx"
import { useQueryState } from "../../ui/filters/query-state.ts"
import { ViewsMenu } from "../../ui/filters/ViewsMenu.tsx"
import { Loaded, RowBones } from "../../ui/Loaded.tsx"
import { More } from "../../ui/More.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { MiniClock } from "./parts/Clock.tsx"
import classes from "./parts/Plan.module.css"
import { lateWords, type Plan, severities, severityTones } from "./plan-words.ts"

const tabs = ["open", "closed", "all"] as const

/** Which plans are open, and which of them are late? */
export default function PlansPage() {
  const { t, i18n } = useTranslation()
  const { org, me } = useSession()
  const go = useGo()
  const [query, change, search] = useQueryState()
  const state = tabs.find((tab) => tab === search.state) ?? "open"
  const filter = {
    state,
    q: query.q,
    severity: search.severity,
    department: search.department,
    late: search.late,
    member: search.mine ? me.member.id : undefined,
    language: i18n.language,
  }
  const plans = usePages<Plan>("plans", "/plans", { ...filter, limit: 50 })
  const departments = useGet<{ items: Department[] }>("departments", "/departments")
  const late = useGet<{ total?: number }>("plans", "/plans", { state: "open", late: true, limit: 1 })
  const open = useGet<{ total?: number }>("plans", "/plans", { state: "open", limit: 1 })
  const set = (part: Record<string, string | undefined>) =>
    go(paths.plans(org, { ...search, ...part }), { replace: true })
  const narrowed = Boolean(query.q || search.severity || search.department || search.late || search.mine)
  return (
    <>
      <PageHead
        title={
          open.data && late.data
            ? t("plans.sentence", {
                open: t("plans.open", { count: open.data.total ?? 0 }),
                late: t("plans.late", { count: late.data.total ?? 0 }),
              })
            : t("place.plans")
        }
        documentTitle={t("place.plans")}
        lede={t("plans.lede")}
      >
        <Button component={Go} variant="filled" href={paths.newPlan(org, "")}>
          {t("plans.new")}
        </Button>
        <Button component={Go} href={paths.playbooks(org)}>
          {t("playbooks.title")}
        </Button>
        <Button component={Go} href={paths.planSettings(org)}>
          {t("planSettings.link")}
        </Button>
      </PageHead>
      <FilterBar query={query} onChange={change} period={false} conditions={false} placeholder={t("plans.search")}>
        <SegmentedControl
          size="xs"
          aria-label={t("plans.which")}
          value={state}
          onChange={(tab) => set({ state: tab === "open" ? undefined : tab })}
          data={tabs.map((tab) => ({ value: tab, label: t(`plans.tab.${tab}`) }))}
        />
        <Select
          aria-label={t("plan.severityLabel")}
          placeholder={t("plan.severityLabel")}
          w={170}
          clearable
          value={search.severity ?? null}
          onChange={(severity) => set({ severity: severity ?? undefined })}
          data={severities.map((one) => ({ value: one, label: t(`plan.severity.${one}`) }))}
        />
        <Select
          aria-label={t("plan.department")}
          placeholder={t("plan.department")}
          w={170}
          clearable
          value={search.department ?? null}
          onChange={(department) => set({ department: department ?? undefined })}
          data={(departments.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))}
        />
        <Button
          variant={search.mine ? "light" : "default"}
          aria-pressed={Boolean(search.mine)}
          onClick={() => set({ mine: search.mine ? undefined : "1" })}
        >
          {t("plans.mine")}
        </Button>
        <Button
          variant={search.late ? "light" : "default"}
          aria-pressed={Boolean(search.late)}
          onClick={() => set({ late: search.late ? undefined : "true" })}
        >
          {t("plans.onlyLate")}
        </Button>
        <ViewsMenu
          page="plans"
          query={{ where: [], ...search } as never}
          onChoose={({ where: _, ...chosen }) => go(paths.plans(org, chosen as never), { replace: true })}
        />
        <ExportMenu path="/plans/export" query={filter} />
      </FilterBar>
      <Loaded
        query={{ data: plans.data, error: plans.error, refetch: plans.refetch as never }}
        bones={<RowBones count={4} height={20} />}
      >
        {() =>
          plans.items.length === 0 ? (
            <Nothing narrowed={narrowed || state !== "open"} />
          ) : (
            <>
              <ul className="rows">
                {plans.items.map((plan) => (
                  <li key={plan.id}>
                    <PlanRow plan={plan} />
                  </li>
                ))}
              </ul>
              <More pages={plans} />
            </>
          )
        }
      </Loaded>
    </>
  )
}

function PlanRow({ plan }: { plan: Plan }) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const late = plan.late ? lateWords(plan, t, format) : null
  return (
    <Go className={`linkrow ${classes.row}`} href={paths.plan(org, plan.id)}>
      <span className={classes.words}>
        <span className="title">{plan.title}</span>
        <span className="n">
          {t("plan.number", { number: plan.number })} · {t("plan.ledBy", { name: plan.lead.name })}
          {plan.lead.left && <span className="bad"> {t("plan.left")}</span>} ·{" "}
          {t("plan.partsDone", { done: plan.workstreamCounts.done, count: plan.workstreamCounts.all })} ·{" "}
          {format.ago(plan.openedAt)}
        </span>
        {late && <span className="bad">{t("plan.lateSentence", { what: late })}</span>}
      </span>
      <span className={classes.marks}>
        <MiniClock plan={plan} />
        <span className="tag" data-tone={severityTones[plan.severity]}>
          {t(`plan.severity.${plan.severity}`)}
        </span>
        {plan.closure && (
          <span className="tag" data-tone={plan.closure.verdict === "worked" ? "good" : undefined}>
            {t(`plan.verdict.${plan.closure.verdict}`)}
          </span>
        )}
      </span>
    </Go>
  )
}

function Nothing({ narrowed }: { narrowed: boolean }) {
  const { t } = useTranslation()
  const { org } = useSession()
  if (narrowed) return <p className="n">{t("plans.noneHere")}</p>
  return (
    <EmptyState
      title={t("plans.empty.title")}
      example={
        <>
          <p className="n">{t("common.example")}</p>
          <p style={{ fontWeight: 600 }}>{t("plans.empty.example")}</p>
          <p className="n">{t("plans.empty.exampleFigures")}</p>
        </>
      }
      action={
        <Button component={Go} href={paths.problems(org)} variant="filled">
          {t("plans.empty.action")}
        </Button>
      }
    >
      {t("plans.empty.body")}
    </EmptyState>
  )
}
