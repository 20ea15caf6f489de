import { Modal, Select } from "@mantine/core"
import { useSearch } from "@tanstack/react-router"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../api/generated.ts"
import { useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Go, useGo } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { ExportMenu } from "../../ui/filters/ExportMenu.tsx"
import { Loaded, RowBones } from "../../ui/Loaded.tsx"
import { MayButton } from "../../ui/MayButton.tsx"
import { PageHead } from "../../ui/PageHead.tsx"
import classes from "./parts/Coverage.module.css"
import { CoverageRow } from "./parts/CoverageRow.tsx"
import { TouchpointForm } from "./parts/TouchpointForm.tsx"

type Coverage = Answer<"Coverage">
type Covered = Answer<"CoveredTouchpoint">

/** Where are customers heard, and where not? Touchpoints in the company's own order, by every way in which it listens. */
export default function CoveragePage() {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const go = useGo()
  const { days = "90" } = useSearch({ strict: false }) as { days?: string }
  const [editing, setEditing] = useState<Covered | "new" | null>(null)
  const period = { from: daysAgo(Number(days) || 90) }
  const coverage = useGet<Coverage>("coverage", "/coverage", period, { keep: true })
  const add = (
    <MayButton permission="surveys.edit" onClick={() => setEditing("new")}>
      {t("coverage.add")}
    </MayButton>
  )
  return (
    <Loaded query={coverage} bones={<RowBones count={8} height={24} />}>
      {(data) => (
        <>
          <PageHead
            title={sentence(data, t)}
            documentTitle={t("place.coverage")}
            lede={
              data.touchpoints.length > 0
                ? t("coverage.lede", {
                    heard: format.number(data.heard),
                    placeless: format.number(data.placeless),
                  })
                : undefined
            }
          >
            {add}
            <Select
              aria-label={t("coverage.period")}
              w={170}
              data={["30", "90", "365"].map((value) => ({
                value,
                label: t("coverage.days", { count: Number(value) }),
              }))}
              value={days}
              onChange={(value) => value && go(paths.coverage(org, { days: value }))}
              allowDeselect={false}
            />
            <ExportMenu path="/coverage/export" query={period} />
          </PageHead>
          {data.touchpoints.length === 0 ? (
            <EmptyState title={t("coverage.none")} action={add}>
              {t("coverage.noneHint")}
            </EmptyState>
          ) : (
            <ol className={classes.list} aria-label={t("place.coverage")}>
              {data.touchpoints.map((one) => (
                <CoverageRow key={one.touchpoint?.id ?? one.name} covered={one} onEdit={() => setEditing(one)} />
              ))}
            </ol>
          )}
          {data.placeless > 0 && (
            <p className="n" style={{ marginTop: 14 }}>
              <Go href={paths.feedbackList(org, { where: JSON.stringify([{ field: "touchpoint", op: "missing" }]) })}>
                {t("coverage.placeless", { count: data.placeless, n: format.number(data.placeless) })}
              </Go>
            </p>
          )}
          <details style={{ marginTop: 20 }}>
            <summary style={{ cursor: "pointer" }}>{t("coverage.howTitle")}</summary>
            <p className="n" style={{ maxWidth: 720, marginTop: 8 }}>
              {t("coverage.how")}
            </p>
          </details>
          <Modal
            opened={editing !== null}
            onClose={() => setEditing(null)}
            title={editing === "new" ? t("coverage.add") : (editing?.name ?? "")}
          >
            {editing !== null && (
              <TouchpointForm covered={editing === "new" ? null : editing} all={data} onDone={() => setEditing(null)} />
            )}
          </Modal>
        </>
      )}
    </Loaded>
  )
}

function sentence({ touchpoints }: Coverage, t: ReturnType<typeof useTranslation>["t"]): string {
  if (touchpoints.length === 0) return t("coverage.empty")
  const heard = touchpoints.filter((one) => one.heard > 0).length
  const tired = touchpoints.filter((one) => one.finding === "over_asked" || one.finding === "ignored").length
  const gaps = touchpoints.filter((one) => one.finding === "not_asked").length
  return [
    t("coverage.sentence", { count: touchpoints.length, heard }),
    gaps > 0 ? t("coverage.gaps", { count: gaps }) : "",
    tired > 0 ? t("coverage.tired", { count: tired }) : "",
  ]
    .filter(Boolean)
    .join(" ")
}

const daysAgo = (days: number) => new Date(Date.now() - (days - 1) * 86_400_000).toISOString().slice(0, 10)
