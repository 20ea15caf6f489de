import { Button, Modal, SegmentedControl, Select } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Department, Facet, Member, Query } from "../../api/contract.ts"
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
import { MayButton } from "../../ui/MayButton.tsx"
import { More } from "../../ui/More.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { Board } from "./parts/Board.tsx"
import { Matrix } from "./parts/Matrix.tsx"
import { ProblemForm } from "./parts/ProblemForm.tsx"
import { ProblemRow } from "./parts/ProblemRow.tsx"
import { Scoring } from "./parts/Scoring.tsx"
import { type ProblemItem, states } from "./problem-words.ts"

const shapes = ["list", "board", "matrix"] as const
const sorts = ["score", "newest", "people", "told"] as const

/** The problems the company accepts as real: as a list, by how far they are, or by what they are worth and take. */
export default function ProblemsPage() {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const go = useGo()
  const [query, , search] = useQueryState()
  const [open, setOpen] = useState<"write" | "score" | null>(null)
  const shape = shapes.find((one) => one === search.view) ?? "list"
  const set = (part: Record<string, string | undefined>) =>
    go(paths.problems(org, { ...search, ...part }), { replace: true })
  const filter = {
    state: shape === "board" ? "all" : (search.state ?? "live"),
    owner: search.owner,
    department: search.department,
    slice: search.product ? JSON.stringify({ product: search.product }) : undefined,
    q: search.q,
    sort: search.sort,
  }
  const problems = usePages<ProblemItem>("problems", "/problems", { ...filter, limit: shape === "list" ? 50 : 200 })
  const live = useGet<{ total: number }>("problems", "/problems", { state: "live", limit: 1 })
  const people = problems.items.reduce((sum, one) => sum + (one.size?.people ?? 0), 0)
  const isFiltered = Boolean(search.state || search.owner || search.department || search.product || search.q)
  return (
    <>
      <PageHead
        title={live.data ? t("problems.sentence", { count: live.data.total }) : t("place.problems")}
        documentTitle={t("place.problems")}
        lede={
          people > 0 &&
          `${t("problems.ledeAffected", { people: format.number(people) })}${t("common.space")}${t("problems.scored")}`
        }
      >
        <MayButton permission="problems.edit" variant="filled" onClick={() => setOpen("write")}>
          {t("problems.write")}
        </MayButton>
        <Button variant="subtle" onClick={() => setOpen("score")}>
          {t("problems.howScored")}
        </Button>
      </PageHead>
      <div className="row" style={{ marginBottom: 12 }}>
        <SegmentedControl
          aria-label={t("problems.as")}
          size="xs"
          value={shape}
          onChange={(view) => set({ view: view === "list" ? undefined : view })}
          data={shapes.map((one) => ({ value: one, label: t(`problems.as${one[0]!.toUpperCase()}${one.slice(1)}`) }))}
        />
      </div>
      <FilterBar
        query={query}
        onChange={({ q }) => set({ q })}
        period={false}
        conditions={false}
        placeholder={t("problems.filter.search")}
      >
        <Filters search={search} set={set} withState={shape !== "board"} />
        <ViewsMenu
          page="problems"
          query={{ where: [], ...search } as Query}
          onChoose={({ where: _, ...rest }) => go(paths.problems(org, rest as Record<string, string>))}
        />
        <ExportMenu path="/problems/export" query={filter} />
      </FilterBar>
      <Loaded
        query={{ data: problems.data, error: problems.error, refetch: problems.refetch as never }}
        bones={<RowBones count={4} height={20} />}
      >
        {() =>
          problems.items.length === 0 ? (
            isFiltered ? (
              <p className="n">{t("problems.noneHere")}</p>
            ) : (
              <Nothing />
            )
          ) : shape === "board" ? (
            <Board problems={problems.items} />
          ) : shape === "matrix" ? (
            <Matrix problems={problems.items} />
          ) : (
            <>
              <ul className="rows">
                {problems.items.map((problem) => (
                  <li key={problem.id}>
                    <ProblemRow problem={problem} />
                  </li>
                ))}
              </ul>
              <More pages={problems} />
            </>
          )
        }
      </Loaded>
      <Modal opened={open === "write"} onClose={() => setOpen(null)} title={t("problem.form.newTitle")} size="lg">
        <ProblemForm onDone={(problem) => go(paths.problem(org, problem.id))} />
      </Modal>
      <Modal opened={open === "score"} onClose={() => setOpen(null)} title={t("problem.scoring.title")} size="lg">
        <Scoring onDone={() => setOpen(null)} />
      </Modal>
    </>
  )
}

type FilterProps = {
  search: Record<string, string | undefined>
  set: (part: Record<string, string | undefined>) => void
  withState: boolean
}

function Filters({ search, set, withState }: FilterProps) {
  const { t } = useTranslation()
  const members = useGet<{ items: Member[] }>("members", "/members")
  const departments = useGet<{ items: Department[] }>("departments", "/departments")
  const facets = useGet<{ facets: Facet[] }>("facets", "/facets", { fields: "product", limit: 100 })
  const products = facets.data?.facets[0]?.values.map((one) => one.value) ?? []
  return (
    <>
      {withState && (
        <Select
          aria-label={t("problems.filter.state")}
          w={150}
          allowDeselect={false}
          value={search.state ?? "live"}
          onChange={(state) => set({ state: state === "live" ? undefined : (state ?? undefined) })}
          data={[
            { value: "live", label: t("problems.filter.live") },
            ...states.map((one) => ({ value: one, label: t(`problem.state.${one}`) })),
            { value: "all", label: t("problems.filter.all") },
          ]}
        />
      )}
      <Select
        aria-label={t("problems.filter.owner")}
        placeholder={t("problems.filter.anyOwner")}
        w={150}
        searchable
        clearable
        value={search.owner ?? null}
        onChange={(owner) => set({ owner: owner ?? undefined })}
        data={[
          { value: "nobody", label: t("problems.filter.nobody") },
          ...(members.data?.items ?? []).map((one) => ({ value: one.id, label: one.name })),
        ]}
      />
      <Select
        aria-label={t("problems.filter.department")}
        placeholder={t("problems.filter.anyDepartment")}
        w={150}
        clearable
        value={search.department ?? null}
        onChange={(department) => set({ department: department ?? undefined })}
        data={(departments.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))}
      />
      <Select
        aria-label={t("problems.filter.product")}
        placeholder={t("problems.filter.anyProduct")}
        w={140}
        searchable
        clearable
        value={search.product ?? null}
        onChange={(product) => set({ product: product ?? undefined })}
        data={products}
      />
      <Select
        aria-label={t("problems.filter.sort")}
        w={150}
        allowDeselect={false}
        value={search.sort ?? "score"}
        onChange={(sort) => set({ sort: sort === "score" ? undefined : (sort ?? undefined) })}
        data={sorts.map((one) => ({ value: one, label: t(`problems.sort.${one}`) }))}
      />
    </>
  )
}

function Nothing() {
  const { t } = useTranslation()
  const { org } = useSession()
  return (
    <EmptyState
      title={t("problems.emptyTitle")}
      example={
        <>
          <p className="n">{t("common.example")}</p>
          <p style={{ fontFamily: "var(--font-voice)", fontSize: 16 }}>{t("problems.emptyExample")}</p>
        </>
      }
      action={
        <Button component={Go} variant="filled" href={paths.signals(org)}>
          {t("problems.emptyAction")}
        </Button>
      }
    >
      {t("problems.emptyBody")}
    </EmptyState>
  )
}
