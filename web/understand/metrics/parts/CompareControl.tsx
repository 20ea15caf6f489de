import { Button, Menu, Popover } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Condition, Query } from "../../../api/contract.ts"
import { ConditionEditor } from "../../../ui/filters/ConditionEditor.tsx"
import { FieldChooser } from "../../../ui/filters/FieldChooser.tsx"
import { conditionLabel } from "../../../ui/filters/field-words.ts"
import { Icon } from "../../../ui/Icon.tsx"

export type Comparison = "none" | "previous" | "slice"
type CompareControlProps = {
  comparison: Comparison
  where: Condition[]
  query: Query
  onChange: (part: Record<string, string | undefined>) => void
}

/** Compare with the period before, or with another slice of the same period. */
export function CompareControl({ comparison, where, query, onChange }: CompareControlProps) {
  const { t } = useTranslation()
  const [choosing, setChoosing] = useState<string | "field" | null>(null)
  const setSlice = (conditions: Condition[]) =>
    onChange({ compare: "slice", compareWhere: conditions.length > 0 ? JSON.stringify(conditions) : undefined })
  const label =
    comparison === "none"
      ? t("compare.none")
      : comparison === "previous"
        ? t("compare.previous")
        : t("compare.with", { slice: where.map((one) => conditionLabel(one, t)).join(t("common.listComma")) || "…" })
  return (
    <Popover
      opened={choosing !== null}
      onChange={(open) => !open && setChoosing(null)}
      width={300}
      trapFocus
      withRoles={false}
      position="bottom-start"
    >
      <Popover.Target>
        <span>
          <Menu>
            <Menu.Target>
              <Button rightSection={<Icon name="down" size={12} />}>{label}</Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => onChange({ compare: undefined, compareWhere: undefined })}>
                {t("compare.none")}
              </Menu.Item>
              <Menu.Item onClick={() => onChange({ compare: "previous", compareWhere: undefined })}>
                {t("compare.previous")}
              </Menu.Item>
              <Menu.Item onClick={() => setChoosing(where[0]?.field ?? "field")}>{t("compare.slice")}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </span>
      </Popover.Target>
      <Popover.Dropdown>
        {choosing === "field" && <FieldChooser taken={[]} onChoose={setChoosing} />}
        {choosing && choosing !== "field" && (
          <ConditionEditor field={choosing} query={{ ...query, where }} onChange={setSlice} />
        )}
      </Popover.Dropdown>
    </Popover>
  )
}
