import { Button } from "@mantine/core"
import { useSearch } from "@tanstack/react-router"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../api/generated.ts"
import { useGet, usePages } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go, useGo } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { ExportMenu } from "../../ui/filters/ExportMenu.tsx"
import { FilterBar } from "../../ui/filters/FilterBar.tsx"
import { Loaded, RowBones } from "../../ui/Loaded.tsx"
import { MayButton } from "../../ui/MayButton.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import { AddOwnership } from "./parts/AddOwnership.tsx"
import { BaseTable } from "./parts/BaseTable.tsx"
import { OwnershipTable } from "./parts/OwnershipTable.tsx"

type Search = { product?: string; batch?: string; q?: string; ended?: string }

/** Who owns what: the installed base by product and batch, and every unit with its owner. */
export default function OwnershipPage() {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const go = useGo()
  const search = useSearch({ strict: false }) as Search
  const [adding, setAdding] = useState(false)
  const filter = { product: search.product, batch: search.batch, serial: search.q, ended: search.ended }
  const base = useGet<Answer<"InstalledBase">>("ownership", "/ownership/base")
  const units = usePages<Answer<"Ownership">>("ownership", "/ownership", { ...filter, limit: 50 })
  const change = (part: Search) => go(paths.ownership(org, { ...search, ...part }), { replace: true })
  const narrowed = Boolean(search.product || search.batch || search.q)
  const people = (units.data?.pages[0] as { people?: number } | undefined)?.people
  const empty = base.data?.units === 0
  const title = () => {
    if (!base.data || empty) return t("ownership.title")
    if (!narrowed || people === undefined) {
      return t("ownership.sentence", { units: format.number(base.data.units), people: format.number(base.data.people) })
    }
    return t("ownership.narrowed", {
      units: format.number(units.total ?? 0),
      people: format.number(people),
      what: [search.product, search.batch && t("audiences.batch", { names: search.batch }), search.q]
        .filter(Boolean)
        .join(t("audiences.comma")),
    })
  }
  const definition = JSON.stringify({
    anyOf: [
      {
        kind: "owns",
        ...(search.product ? { product: [search.product] } : {}),
        ...(search.batch ? { batch: [search.batch] } : {}),
      },
    ],
  })
  return (
    <>
      <PageHead
        title={title()}
        documentTitle={t("place.ownership")}
        lede={
          base.data && !empty
            ? t("ownership.lede", { share: format.percent(base.data.withSerial / Math.max(1, base.data.units)) })
            : undefined
        }
      >
        {search.product || search.batch ? (
          <Button component={Go} variant="filled" href={paths.audience(org, "new", { definition })}>
            {t("ownership.makeAudience")}
          </Button>
        ) : (
          <Button component={Go} variant={empty ? "default" : "filled"} href={paths.imports(org)}>
            {t("ownership.import")}
          </Button>
        )}
        <MayButton permission="people.edit" onClick={() => setAdding(true)}>
          {t("ownership.add")}
        </MayButton>
        {!empty && <ExportMenu path="/ownership/export" query={filter} />}
      </PageHead>
      {empty ? (
        <EmptyState
          title={t("ownership.emptyTitle")}
          example={
            <>
              <p className="n">{t("common.example")}</p>
              <p style={{ fontFamily: "var(--font-mono, monospace)", overflowX: "auto" }}>
                {t("ownership.emptyExample")}
              </p>
            </>
          }
          action={
            <Button component={Go} variant="filled" href={paths.imports(org)}>
              {t("ownership.import")}
            </Button>
          }
        >
          {t("ownership.emptyBody")}
        </EmptyState>
      ) : (
        <div className="stack">
          <Loaded query={base} bones={<RowBones count={3} />}>
            {(data) => <BaseTable base={data} chosen={search} onChoose={change} />}
          </Loaded>
          <section>
            <h2>{t("ownership.units")}</h2>
            <FilterBar
              query={{ where: [], q: search.q }}
              onChange={({ q }) => change({ q })}
              period={false}
              conditions={false}
              placeholder={t("ownership.find")}
            >
              <Button
                variant="subtle"
                aria-pressed={search.ended === "all"}
                onClick={() => change({ ended: search.ended === "all" ? undefined : "all" })}
              >
                {search.ended === "all" ? t("ownership.hideEnded") : t("ownership.showEnded")}
              </Button>
              {narrowed && (
                <Button variant="subtle" onClick={() => change({ product: undefined, batch: undefined, q: undefined })}>
                  {t("ownership.all")}
                </Button>
              )}
            </FilterBar>
            <OwnershipTable units={units} />
          </section>
        </div>
      )}
      <AddOwnership opened={adding} onClose={() => setAdding(false)} products={base.data?.products ?? []} />
    </>
  )
}
