import { Autocomplete, Button, NumberInput, Select, TextInput } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Answer } from "../../../api/generated.ts"
import { fieldLabel } from "../../../ui/filters/field-words.ts"
import { scoreMetrics } from "../../imports/mapping.ts"
import {
  asTarget,
  type Mapping,
  type Rule,
  readWords,
  ruleFor,
  ruleTargets,
  withoutRule,
  withRule,
  wordsText,
} from "../rules.ts"
import { targetLabel } from "./target-words.ts"

type RuleTableProps = {
  mapping: Mapping
  trial: Answer<"ReceiverTrial"> | undefined
  onChange: (mapping: Mapping) => void
}

/** Which place of the payload becomes what, with what stands there in the one that is tried. */
export function RuleTable({ mapping, trial, onChange }: RuleTableProps) {
  const { t } = useTranslation()
  const places = trial?.paths ?? []
  const used = new Set(trial?.rules.flatMap((one) => one.path ?? []))
  const unused = places.filter((one) => !used.has(one.path))
  return (
    <div style={{ marginTop: 20 }}>
      <h3>{t("receivers.rules.title")}</h3>
      <ul className="rows">
        {mapping.rules.map((rule, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rules have no id, and are only added at the end
          <li key={index} style={{ padding: "8px 0" }}>
            <RuleRow
              rule={rule}
              number={index + 1}
              found={trial?.rules[index]?.value ?? null}
              places={places.map((one) => one.path)}
              onChange={(next) => onChange(withRule(mapping, index, next))}
              onRemove={() => onChange(withoutRule(mapping, index))}
            />
          </li>
        ))}
      </ul>
      <Select
        mt="sm"
        size="xs"
        maw={520}
        searchable
        aria-label={t("receivers.rules.add")}
        placeholder={t("receivers.rules.add")}
        value={null}
        onChange={(path) => path && onChange({ ...mapping, rules: [...mapping.rules, ruleFor(path)] })}
        data={unused.map((one) => ({ value: one.path, label: `${one.path}: ${one.value}` }))}
        nothingFoundMessage={t("receivers.rules.nothing")}
      />
    </div>
  )
}

type RuleRowProps = {
  rule: Rule
  number: number
  found: string | null
  places: string[]
  onChange: (rule: Rule) => void
  onRemove: () => void
}

function RuleRow({ rule, number, found, places, onChange, onRemove }: RuleRowProps) {
  const { t } = useTranslation()
  const scale = rule.scale ?? { min: 1, max: 5 }
  const name = { n: number, what: targetLabel(rule.target, t) }
  return (
    <div className="row" style={{ gap: 8, alignItems: "flex-start", flexWrap: "wrap" }}>
      <Select
        size="xs"
        w={190}
        searchable
        allowDeselect={false}
        aria-label={t("receivers.rules.becomes", name)}
        value={rule.target}
        onChange={(value) => {
          const target = ruleTargets.find((one) => one === value)
          if (target) onChange(asTarget(rule, target))
        }}
        data={ruleTargets.map((value) => ({ value, label: targetLabel(value, t) }))}
      />
      <div style={{ flex: "1 1 280px", minWidth: 0 }}>
        <Autocomplete
          size="xs"
          aria-label={t("receivers.rules.from", name)}
          value={rule.from}
          onChange={(from) => onChange({ ...rule, from })}
          data={[...new Set(places)]}
          limit={30}
          styles={{ input: { fontFamily: "ui-monospace, monospace" } }}
        />
        <p className="n" style={{ marginTop: 2, overflowWrap: "anywhere" }}>
          {found === null ? t("receivers.rules.empty") : found}
        </p>
      </div>
      {rule.target === "score" && (
        <>
          <Select
            size="xs"
            w={120}
            allowDeselect={false}
            aria-label={t("receivers.rules.metric", name)}
            value={rule.metric ?? "csat"}
            onChange={(metric) => metric && onChange(asTarget(rule, "score", metric))}
            data={[...new Set([rule.metric ?? "csat", ...scoreMetrics])].map((value) => ({
              value,
              label: fieldLabel(`score.${value}`, t),
            }))}
          />
          <NumberInput
            size="xs"
            w={56}
            hideControls
            aria-label={t("receivers.rules.min", name)}
            value={scale.min}
            onChange={(min) => onChange({ ...rule, scale: { ...scale, min: Number(min) } })}
          />
          <NumberInput
            size="xs"
            w={56}
            hideControls
            aria-label={t("receivers.rules.max", name)}
            value={scale.max}
            onChange={(max) => onChange({ ...rule, scale: { ...scale, max: Number(max) } })}
          />
          <TextInput
            size="xs"
            w={170}
            aria-label={t("receivers.rules.words", name)}
            placeholder={t("receivers.rules.wordsExample")}
            defaultValue={wordsText(rule.words)}
            onBlur={(event) => {
              const { words: _, ...rest } = rule
              const words = readWords(event.currentTarget.value)
              onChange(words ? { ...rest, words } : rest)
            }}
          />
        </>
      )}
      {rule.target === "attribute" && (
        <TextInput
          size="xs"
          w={150}
          aria-label={t("receivers.rules.attribute", name)}
          value={rule.attribute ?? ""}
          onChange={(event) => onChange({ ...rule, attribute: event.currentTarget.value })}
          maxLength={60}
        />
      )}
      <Button size="compact-xs" variant="subtle" onClick={onRemove} aria-label={t("receivers.rules.remove", name)}>
        {t("common.remove")}
      </Button>
    </div>
  )
}
