import { NumberInput, Select, TextInput } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { ColumnTarget, Import, ImportColumn } from "../../../api/import-contract.ts"
import { useChange } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { fieldLabel } from "../../../ui/filters/field-words.ts"
import { freshTarget, scoreMetrics, targetOf, targetsOf, withTarget } from "../mapping.ts"

/** Every column with examples from it, what it was taken for and why, and what it becomes. */
export function MappingTable({ one, editable }: { one: Import; editable: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const change = useChange<Import["mapping"]>({
    run: (mapping, send) => send("PATCH", `/imports/${one.id}`, { mapping }),
    touches: ["imports"],
  })
  const set = (index: number, target: ColumnTarget) => change.mutate(withTarget(one, index, target))
  return (
    <section style={{ marginBottom: 26 }}>
      <h2>{t("import.columns", { count: one.columns.length })}</h2>
      <div className="scroll-x">
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{t("import.column")}</th>
              <th scope="col">{t("import.examples")}</th>
              <th scope="col">{t("import.becomes")}</th>
            </tr>
          </thead>
          <tbody>
            {one.columns.map((column) => {
              const target = targetOf(one, column)
              return (
                <tr key={column.index}>
                  <th
                    scope="row"
                    style={{ color: "var(--ink)", fontWeight: 600, maxWidth: 180, overflowWrap: "anywhere" }}
                  >
                    {column.title ?? column.name}
                    {column.title && <span className="n"> {column.name}</span>}
                  </th>
                  <td style={{ maxWidth: 320 }}>
                    <span
                      className="n"
                      style={{
                        display: "-webkit-box",
                        WebkitLineClamp: 2,
                        WebkitBoxOrient: "vertical",
                        overflow: "hidden",
                      }}
                    >
                      {column.sample.filter(Boolean).slice(0, 3).join(" · ")}
                    </span>
                  </td>
                  <td style={{ minWidth: 240 }}>
                    {editable ? (
                      <TargetChoice
                        kind={one.kind}
                        column={column}
                        target={target}
                        onChange={(next) => set(column.index, next)}
                      />
                    ) : (
                      targetLabel(target.target, t)
                    )}
                    {editable && column.reason && (
                      <span className="n">
                        {column.reason} ({format.percent(column.confidence)})
                      </span>
                    )}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </section>
  )
}

type TargetChoiceProps = {
  kind: Import["kind"]
  column: ImportColumn
  target: ColumnTarget
  onChange: (target: ColumnTarget) => void
}

function TargetChoice({ kind, column, target, onChange }: TargetChoiceProps) {
  const { t } = useTranslation()
  const possible = targetsOf(kind)
  const known = possible.includes(target.target) ? [...possible] : [target.target, ...possible]
  const scale = target.scale ?? { min: 1, max: 5 }
  return (
    <div className="row" style={{ gap: 6 }}>
      <Select
        size="xs"
        w={170}
        searchable
        allowDeselect={false}
        aria-label={t("import.becomesOf", { column: column.name })}
        value={target.target}
        onChange={(value) => value && onChange(freshTarget(value, column))}
        data={known.map((value) => ({ value, label: targetLabel(value, t) }))}
      />
      {target.target === "score" && (
        <>
          <Select
            size="xs"
            w={110}
            allowDeselect={false}
            aria-label={t("import.metricOf", { column: column.name })}
            value={target.metric ?? "csat"}
            onChange={(metric) => metric && onChange({ ...freshTarget("score", { ...column, name: metric }), metric })}
            data={[...new Set([target.metric ?? "csat", ...scoreMetrics])].map((value) => ({
              value,
              label: fieldLabel(`score.${value}`, t),
            }))}
          />
          <NumberInput
            size="xs"
            w={62}
            hideControls
            aria-label={t("import.scaleMin", { column: column.name })}
            value={scale.min}
            onBlur={(event) => onChange({ ...target, scale: { ...scale, min: Number(event.currentTarget.value) } })}
          />
          <span className="n">–</span>
          <NumberInput
            size="xs"
            w={62}
            hideControls
            aria-label={t("import.scaleMax", { column: column.name })}
            value={scale.max}
            onBlur={(event) => onChange({ ...target, scale: { ...scale, max: Number(event.currentTarget.value) } })}
          />
        </>
      )}
      {target.target === "attribute" && (
        <TextInput
          size="xs"
          w={150}
          aria-label={t("import.attributeOf", { column: column.name })}
          defaultValue={target.attribute ?? column.name}
          onBlur={(event) => event.currentTarget.value && onChange({ ...target, attribute: event.currentTarget.value })}
        />
      )}
    </div>
  )
}

function targetLabel(target: string, t: ReturnType<typeof useTranslation>["t"]): string {
  if (ownWords.has(target) || target.startsWith("person.") || target.startsWith("consent."))
    return t(`import.target.${target}`)
  return fieldLabel(target, t)
}

const ownWords = new Set([
  "ignore",
  "score",
  "attribute",
  "text",
  "occurredAt",
  "externalId",
  "serial",
  "orderNumber",
  "relation",
  "purchasedAt",
  "endedAt",
])
