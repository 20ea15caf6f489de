import { ActionIcon, Button, MultiSelect, NumberInput, Select, TextInput } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Question, Rule } from "../../../../survey/definition.ts"
import { Icon } from "../../../ui/Icon.tsx"
import {
  flatRule,
  type Leaf,
  leafFor,
  ruleOf,
  ruleWords,
  type Subject,
  subjectsFor,
  type Test,
  withTest,
} from "../rule-words.ts"
import { useBuilder } from "./builder-context.ts"
import classes from "./Surveys.module.css"

type RuleEditorProps = {
  /** How the sentence begins: "Ask this only if". */
  label: string
  /** What to press where there is no condition yet. */
  add: string
  rule: Rule | undefined
  /** The questions answered by then. */
  before: readonly Question[]
  onChange: (rule: Rule | undefined) => void
  fault?: string
}

/** A condition as a sentence whose parts are chosen: "Ask this only if ‹How satisfied …› ‹is at most› ‹2›". */
export function RuleEditor({ label, add, rule, before, onChange, fault }: RuleEditorProps) {
  const { t, i18n } = useTranslation()
  const { survey, mayEdit } = useBuilder()
  const subjects = subjectsFor(survey, before, t, i18n.language)
  const flat = flatRule(rule)
  const begin = () => {
    const subject = subjects.findLast(({ group }) => group === "answers") ?? subjects[0]
    if (!subject || !flat) return
    const leaf = leafFor(subject, questionOf(subject, before))
    onChange(ruleOf(flat.mode, [...flat.leaves, leaf]))
  }
  if (!flat)
    return (
      <div className={classes.rule}>
        <p>
          {label} {rule && ruleWords(rule, survey, t, i18n.language)}
        </p>
        {mayEdit && (
          <Button size="compact-sm" onClick={() => onChange(undefined)}>
            {t("surveys.rule.drop")}
          </Button>
        )}
      </div>
    )
  const { mode, leaves } = flat
  if (leaves.length === 0)
    return mayEdit ? (
      <Button size="compact-sm" variant="subtle" leftSection={<Icon name="plus" size={12} />} onClick={begin}>
        {add}
      </Button>
    ) : null
  return (
    <fieldset className={classes.rule}>
      <legend>{label}</legend>
      {leaves.map((leaf, at) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: a condition has no other name than its place
          key={at}
          className={classes.condition}
        >
          {at > 0 &&
            (at === 1 ? (
              <Select
                aria-label={t("surveys.rule.mode")}
                size="xs"
                w={84}
                data={[
                  { value: "all", label: t("surveys.rule.andWord") },
                  { value: "any", label: t("surveys.rule.orWord") },
                ]}
                value={mode}
                allowDeselect={false}
                disabled={!mayEdit}
                onChange={(next) => next && onChange(ruleOf(next as "all" | "any", leaves))}
              />
            ) : (
              <span className="n">{t(mode === "all" ? "surveys.rule.andWord" : "surveys.rule.orWord")}</span>
            ))}
          <Condition
            leaf={leaf}
            subjects={subjects}
            before={before}
            onChange={(next) => onChange(ruleOf(mode, next ? leaves.with(at, next) : leaves.toSpliced(at, 1)))}
          />
        </div>
      ))}
      {fault && <p className="bad n">{fault}</p>}
      {mayEdit && (
        <Button size="compact-sm" variant="subtle" leftSection={<Icon name="plus" size={12} />} onClick={begin}>
          {t("surveys.rule.more")}
        </Button>
      )}
    </fieldset>
  )
}

type ConditionProps = {
  leaf: Leaf
  subjects: Subject[]
  before: readonly Question[]
  onChange: (leaf: Leaf | null) => void
}

function Condition({ leaf, subjects, before, onChange }: ConditionProps) {
  const { t } = useTranslation()
  const { mayEdit } = useBuilder()
  const subject = subjects.find(({ of }) => of === leaf.of)
  const groups = [...Map.groupBy(subjects, ({ group }) => group)].map(([group, list]) => ({
    group: t(`surveys.rule.group.${group}`),
    items: list.map(({ of, label }) => ({ value: of, label })),
  }))
  const data = subject
    ? groups
    : [{ group: t("surveys.rule.unknown"), items: [{ value: leaf.of, label: leaf.of }] }, ...groups]
  const tests: Test[] = [...new Set([leaf.is, ...(subject?.tests ?? [])])]
  return (
    <>
      <Select
        aria-label={t("surveys.rule.what")}
        size="xs"
        className={classes.grow}
        searchable
        data={data}
        value={leaf.of}
        allowDeselect={false}
        disabled={!mayEdit}
        error={!subject}
        onChange={(of) => {
          const next = subjects.find((one) => one.of === of)
          if (next) onChange(leafFor(next, questionOf(next, before)))
        }}
      />
      <div className={classes.compare}>
        <Select
          aria-label={t("surveys.rule.how")}
          size="xs"
          w={130}
          data={tests.map((is) => ({ value: is, label: t(`surveys.rule.is.${is}`) }))}
          value={leaf.is}
          allowDeselect={false}
          disabled={!mayEdit}
          onChange={(is) => is && onChange(withTest(leaf, is as Test))}
        />
        {"value" in leaf && <Value leaf={leaf} subject={subject} onChange={onChange} />}
        {mayEdit && (
          <ActionIcon aria-label={t("surveys.rule.drop")} onClick={() => onChange(null)}>
            <Icon name="close" size={14} />
          </ActionIcon>
        )}
      </div>
    </>
  )
}

function Value({
  leaf,
  subject,
  onChange,
}: {
  leaf: Leaf & { value: unknown }
  subject: Subject | undefined
  onChange: (leaf: Leaf) => void
}) {
  const { t } = useTranslation()
  const { mayEdit } = useBuilder()
  const label = t("surveys.rule.value")
  const set = (value: string | number | boolean) => onChange({ of: leaf.of, is: leaf.is, value } as Leaf)
  if (leaf.is === "oneOf")
    return (
      <MultiSelect
        aria-label={label}
        size="xs"
        className={classes.grow}
        data={subject?.values ?? []}
        value={[leaf.value].flat().map(String)}
        disabled={!mayEdit}
        onChange={(value) => onChange({ of: leaf.of, is: "oneOf", value })}
      />
    )
  if (subject?.values)
    return (
      <Select
        aria-label={label}
        size="xs"
        className={classes.grow}
        data={subject.values}
        value={String(leaf.value)}
        allowDeselect={false}
        disabled={!mayEdit}
        onChange={(value) => value !== null && set(value === "true" ? true : value === "false" ? false : value)}
      />
    )
  if (subject?.numeric)
    return (
      <NumberInput
        aria-label={label}
        size="xs"
        w={80}
        value={Number(leaf.value)}
        readOnly={!mayEdit}
        onChange={(value) => typeof value === "number" && set(value)}
      />
    )
  return (
    <TextInput
      aria-label={label}
      size="xs"
      className={classes.grow}
      value={String(leaf.value)}
      readOnly={!mayEdit}
      onChange={(event) => set(event.currentTarget.value)}
    />
  )
}

const questionOf = (subject: Subject, before: readonly Question[]) =>
  before.find(({ id }) => subject.of === `answer.${id}`)
