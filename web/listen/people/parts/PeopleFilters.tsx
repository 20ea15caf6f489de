import { Button, Popover, Select, TextInput } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Condition, Query } from "../../../api/contract.ts"
import type { Answer } from "../../../api/generated.ts"
import { useGet } from "../../../app/data.tsx"
import { withCondition } from "../../../ui/filters/query-state.ts"
import { Icon } from "../../../ui/Icon.tsx"

type Attribute = Answer<"PersonAttribute">
type Change = (change: Partial<Query>) => void

/** What people are filtered by: role, consent, how they can be reached, and what the organization notes of them. */
export function PeopleFilters({ query, onChange }: { query: Query; onChange: Change }) {
  const { t } = useTranslation()
  const set = (field: string, condition: Condition | null) =>
    onChange({ where: withCondition(query.where, field, condition) })
  const chosen = (field: string) => query.where.find((one) => one.field === field)
  const oneOf = (field: string, values: string[], label: (value: string) => string) => (
    <Select
      size="xs"
      w={170}
      clearable
      aria-label={t(`people.filter.${field}`)}
      placeholder={t(`people.filter.${field}`)}
      data={values.map((value) => ({ value, label: label(value) }))}
      value={chosen(field)?.values?.[0]?.toString() ?? null}
      onChange={(value) => set(field, value ? { field, op: "in", values: [value] } : null)}
    />
  )
  const reach = chosen("email")?.op === "exists" ? "email" : chosen("phone")?.op === "exists" ? "phone" : null
  return (
    <div className="row" style={{ margin: "0 0 14px" }}>
      {oneOf("role", ["buyer", "user", "both"], (value) => t(`value.role.${value}`))}
      {oneOf("consent.marketing", ["granted", "denied", "unknown"], (value) => t(`person.consent.marketing_${value}`))}
      <Select
        size="xs"
        w={170}
        clearable
        aria-label={t("people.filter.reach")}
        placeholder={t("people.filter.reach")}
        data={["email", "phone"].map((value) => ({ value, label: t(`person.kind.${value}`) }))}
        value={reach}
        onChange={(value) => {
          const rest = query.where.filter((one) => one.field !== "email" && one.field !== "phone")
          onChange({ where: value ? [...rest, { field: value, op: "exists" }] : rest })
        }}
      />
      <AttributeFilter query={query} set={set} />
    </div>
  )
}

function AttributeFilter({ query, set }: { query: Query; set: (field: string, condition: Condition | null) => void }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const [name, setName] = useState<string | null>(null)
  const attributes = useGet<{ items: Attribute[] }>("people", "/people/attributes").data?.items ?? []
  const held = query.where.filter((one) => one.field.startsWith("attributes.") || one.field === "account")
  const attribute = attributes.find((one) => one.name === name)
  const add = (value: string) => {
    if (!attribute || value === "") return
    const field = `attributes.${attribute.name}`
    const sized = attribute.type === "number" || attribute.type === "date"
    set(
      field,
      sized
        ? { field, op: "gte", values: [attribute.type === "number" ? Number(value) : value] }
        : { field, op: "in", values: [value] },
    )
    setOpen(false)
  }
  return (
    <>
      {held.map((one) => (
        <Button
          key={one.field}
          size="xs"
          rightSection={<Icon name="close" size={12} />}
          aria-label={t("people.filter.without", { field: labelOf(one.field, attributes, t("people.account")) })}
          onClick={() => set(one.field, null)}
        >
          {labelOf(one.field, attributes, t("people.account"))} {one.op === "gte" ? "≥" : ":"} {one.values?.join(", ")}
        </Button>
      ))}
      {attributes.length > 0 && (
        <Popover opened={open} onChange={setOpen} trapFocus position="bottom-start" width={280}>
          <Popover.Target>
            <Button size="xs" onClick={() => setOpen(!open)} leftSection={<Icon name="plus" size={12} />}>
              {t("people.filter.attribute")}
            </Button>
          </Popover.Target>
          <Popover.Dropdown>
            <Select
              data-autofocus
              comboboxProps={{ withinPortal: false }}
              label={t("people.filter.attribute")}
              data={attributes.map((one) => ({ value: one.name, label: one.label }))}
              value={name}
              onChange={setName}
            />
            {attribute && <ValueOf key={attribute.name} attribute={attribute} onChoose={add} />}
          </Popover.Dropdown>
        </Popover>
      )}
    </>
  )
}

function ValueOf({ attribute, onChoose }: { attribute: Attribute; onChoose: (value: string) => void }) {
  const { t } = useTranslation()
  const [value, setValue] = useState("")
  const choices = attribute.type === "boolean" ? ["true", "false"] : attribute.choices
  const sized = attribute.type === "number" || attribute.type === "date"
  return (
    <form
      style={{ marginTop: 8 }}
      onSubmit={(event) => {
        event.preventDefault()
        onChoose(value)
      }}
    >
      {choices.length > 0 ? (
        <Select
          comboboxProps={{ withinPortal: false }}
          label={t("people.filter.value")}
          data={choices.map((one) => ({
            value: one,
            label: attribute.type === "boolean" ? t(`people.attribute.${one}`) : one,
          }))}
          onChange={(chosen) => chosen && onChoose(chosen)}
        />
      ) : (
        <TextInput
          label={sized ? t("people.filter.atLeast") : t("people.filter.value")}
          type={sized ? attribute.type : "text"}
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
      )}
      {choices.length === 0 && (
        <Button type="submit" size="xs" mt="xs">
          {t("people.filter.apply")}
        </Button>
      )}
    </form>
  )
}

const labelOf = (field: string, attributes: readonly Attribute[], account: string) =>
  field === "account" ? account : (attributes.find((one) => `attributes.${one.name}` === field)?.label ?? field)
