import { Checkbox, NumberInput, SegmentedControl, TextInput } from "@mantine/core"
import { useDebouncedValue } from "@mantine/hooks"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Condition, ConditionOp, Facet, Query } from "../../api/contract.ts"
import { queryParameters, useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { Loaded, RowBones } from "../Loaded.tsx"
import { useFields } from "./FieldChooser.tsx"
import classes from "./FilterBar.module.css"
import { fieldLabel, valueLabel } from "./field-words.ts"
import { withCondition } from "./query-state.ts"

type ConditionEditorProps = { field: string; query: Query; onChange: (where: Condition[]) => void }

/** The values of one field under all other filters, with how many each would leave. */
export function ConditionEditor({ field, query, onChange }: ConditionEditorProps) {
  const { t } = useTranslation()
  const condition = query.where.find((one) => one.field === field)
  const numeric = useFields().data?.fields.find((one) => one.field === field)?.type === "number"
  const set = (op: ConditionOp, values?: (string | number)[]) =>
    onChange(withCondition(query.where, field, values && values.length === 0 ? null : { field, op, values }))
  const op = condition?.op ?? (numeric ? "lte" : "in")
  return (
    <>
      <h3>{fieldLabel(field, t)}</h3>
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label={t("filter.how")}
        value={op}
        onChange={(chosen) =>
          set(
            chosen as ConditionOp,
            chosen === "exists" || chosen === "missing" ? undefined : (condition?.values ?? []),
          )
        }
        data={(numeric ? ["lte", "gte", "exists", "missing"] : ["in", "not_in", "exists", "missing"]).map((value) => ({
          value,
          label: t(`filter.opShort.${value}`),
        }))}
      />
      {op !== "exists" &&
        op !== "missing" &&
        (numeric ? (
          <NumberChoice op={op} condition={condition} onChange={set} field={field} />
        ) : (
          <ValueChoice field={field} query={query} op={op} condition={condition} onChange={set} />
        ))}
    </>
  )
}

type ChoiceProps = {
  field: string
  op: ConditionOp
  condition: Condition | undefined
  onChange: (op: ConditionOp, values: (string | number)[]) => void
}

function NumberChoice({ field, op, condition, onChange }: ChoiceProps) {
  const { t } = useTranslation()
  const value = condition?.values?.[0]
  return (
    <NumberInput
      mt="sm"
      data-autofocus
      aria-label={fieldLabel(field, t)}
      value={typeof value === "number" ? value : ""}
      onChange={(typed) => onChange(op, typed === "" ? [] : [Number(typed)])}
    />
  )
}

function ValueChoice({ field, query, op, condition, onChange }: ChoiceProps & { query: Query }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [words, setWords] = useState("")
  const [asked] = useDebouncedValue(words, 200)
  const others = { ...query, where: query.where.filter((one) => one.field !== field) }
  const facets = useGet<{ facets: Facet[] }>(
    "facets",
    "/facets",
    { fields: field, search: asked, ...queryParameters(others) },
    { keep: true },
  )
  const chosen = (condition?.values ?? []).map(String)
  const toggle = (value: string) =>
    onChange(op, chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value])
  return (
    <Loaded query={facets} bones={<RowBones count={4} />}>
      {(data) => {
        const facet = data.facets[0]
        const listed = facet?.values ?? []
        const shown = listed.filter(({ value }) =>
          valueLabel(field, value, t).toLocaleLowerCase().includes(words.toLocaleLowerCase()),
        )
        const missing = chosen.filter((value) => !listed.some((one) => one.value === value))
        return (
          <>
            {(listed.length > 8 || facet?.more || words) && (
              <TextInput
                mt="xs"
                size="xs"
                value={words}
                onChange={(event) => setWords(event.currentTarget.value)}
                placeholder={t("filter.findValue")}
                aria-label={t("filter.findValue")}
                data-autofocus
              />
            )}
            <div className={classes.values}>
              {[...missing.map((value) => ({ value, count: 0 })), ...shown].map(({ value, count }) => (
                <label key={value} htmlFor={`${field}=${value}`} className={classes.value}>
                  <Checkbox
                    size="xs"
                    id={`${field}=${value}`}
                    checked={chosen.includes(value)}
                    onChange={() => toggle(value)}
                  />
                  <span className="clip">{valueLabel(field, value, t)}</span>
                  <span className="n">{format.number(count)}</span>
                </label>
              ))}
              {shown.length === 0 && <p className="n">{t("filter.noValues")}</p>}
            </div>
          </>
        )
      }}
    </Loaded>
  )
}
