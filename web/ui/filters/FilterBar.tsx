import { Button, Popover, TextInput } from "@mantine/core"
import { type FormEvent, type ReactNode, useEffect, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Query } from "../../api/contract.ts"
import { Icon } from "../Icon.tsx"
import { ConditionEditor } from "./ConditionEditor.tsx"
import { FieldChooser } from "./FieldChooser.tsx"
import classes from "./FilterBar.module.css"
import { conditionLabel } from "./field-words.ts"
import { PeriodButton } from "./PeriodButton.tsx"
import { withCondition } from "./query-state.ts"

type FilterBarProps = {
  query: Query
  onChange: (change: Partial<Query>) => void
  search?: boolean
  period?: boolean
  conditions?: boolean
  placeholder?: string
  children?: ReactNode
}

/** Filters on any attribute, as chips; the same bar on every page that lists or counts. */
export function FilterBar({
  query,
  onChange,
  search = true,
  period = true,
  conditions = true,
  placeholder,
  children,
}: FilterBarProps) {
  const { t } = useTranslation()
  const [adding, setAdding] = useState<string | "choose" | null>(null)
  const [editing, setEditing] = useState<string | null>(null)
  return (
    <search className={classes.bar} aria-label={t("filter.label")}>
      {search && (
        <SearchBox placeholder={placeholder} words={query.q ?? ""} onChange={(q) => onChange({ q: q || undefined })} />
      )}
      {period && <PeriodButton from={query.from} to={query.to} onChange={onChange} />}
      {query.where.map((condition) => (
        <Popover
          key={condition.field}
          opened={editing === condition.field}
          onChange={(open) => !open && setEditing(null)}
          width={300}
          withRoles={false}
          trapFocus
          position="bottom-start"
        >
          <Popover.Target>
            <span className={classes.chip}>
              <button
                type="button"
                className="clip"
                onClick={() => setEditing(editing === condition.field ? null : condition.field)}
              >
                {conditionLabel(condition, t)}
              </button>
              <button
                type="button"
                aria-label={t("filter.remove", { filter: conditionLabel(condition, t) })}
                onClick={() => onChange({ where: withCondition(query.where, condition.field, null) })}
              >
                <Icon name="close" size={12} />
              </button>
            </span>
          </Popover.Target>
          <Popover.Dropdown>
            <ConditionEditor field={condition.field} query={query} onChange={(where) => onChange({ where })} />
          </Popover.Dropdown>
        </Popover>
      ))}
      {conditions && (
        <Popover
          opened={adding !== null}
          onChange={(open) => !open && setAdding(null)}
          width={300}
          trapFocus
          position="bottom-start"
        >
          <Popover.Target>
            <Button
              onClick={() => setAdding(adding ? null : "choose")}
              aria-expanded={adding !== null}
              leftSection={<Icon name="plus" size={12} />}
            >
              {t("filter.add")}
            </Button>
          </Popover.Target>
          <Popover.Dropdown>
            {adding === "choose" && (
              <FieldChooser taken={query.where.map((condition) => condition.field)} onChoose={setAdding} />
            )}
            {adding && adding !== "choose" && (
              <ConditionEditor field={adding} query={query} onChange={(where) => onChange({ where })} />
            )}
          </Popover.Dropdown>
        </Popover>
      )}
      {query.where.length > 1 && (
        <Button variant="subtle" onClick={() => onChange({ where: [] })}>
          {t("filter.clear")}
        </Button>
      )}
      {children}
    </search>
  )
}

function SearchBox({
  words,
  placeholder,
  onChange,
}: {
  words: string
  placeholder?: string
  onChange: (words: string) => void
}) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(words)
  useEffect(() => setTyped(words), [words])
  useEffect(() => {
    if (typed === words) return
    const timer = setTimeout(() => onChange(typed), 350)
    return () => clearTimeout(timer)
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onChange(typed)
  }
  return (
    <form className={classes.search} onSubmit={submit}>
      <TextInput
        type="search"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        placeholder={placeholder ?? t("filter.searchWords")}
        aria-label={placeholder ?? t("filter.searchWords")}
        leftSection={<Icon name="search" size={14} />}
      />
    </form>
  )
}
