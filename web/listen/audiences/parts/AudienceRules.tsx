import { Button, Menu } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { useFormat } from "../../../app/format.ts"
import { useMay } from "../../../app/session.tsx"
import { Icon } from "../../../ui/Icon.tsx"
import {
  type Definition,
  type Group,
  groups,
  newRule,
  type Preview,
  type Rule,
  ruleSentence,
  saysSomething,
} from "../audience-words.ts"
import { RuleForm } from "./RuleForm.tsx"

type AudienceRulesProps = {
  definition: Definition
  preview: Preview | undefined
  onChange: (definition: Definition) => void
}

/** The rules, group by group, each a sentence with how many it brings in or leaves out; one at a time is open. */
export function AudienceRules({ definition, preview, onChange }: AudienceRulesProps) {
  const { t } = useTranslation()
  const may = useMay("people.edit")
  const [open, setOpen] = useState<string | null>(null)
  const set = (group: Group, rules: Rule[]) => onChange({ ...definition, [group]: rules })
  const shown = groups.filter((group) => group === "anyOf" || may || (definition[group] ?? []).length > 0)
  return shown.map((group) => {
    const rules = definition[group] ?? []
    return (
      <section key={group}>
        <h2>{t(`audiences.group.${group}`)}</h2>
        <ul className="rows">
          {rules.map((rule, index) => {
            const key = `${group} ${index}`
            return (
              // Rules have no ids of their own; their place is what they are told apart by.
              <li key={key} style={{ padding: "8px 0" }}>
                <RuleLine
                  rule={rule}
                  counted={countedOf(preview, group, rules, index)}
                  group={group}
                  open={open === key}
                  may={may}
                  onOpen={() => setOpen(open === key ? null : key)}
                  onRemove={() => {
                    setOpen(null)
                    set(
                      group,
                      rules.filter((_, at) => at !== index),
                    )
                  }}
                />
                {open === key && (
                  <RuleForm
                    rule={rule}
                    onChange={(next) =>
                      set(
                        group,
                        rules.map((one, at) => (at === index ? next : one)),
                      )
                    }
                  />
                )}
              </li>
            )
          })}
        </ul>
        {may && (
          <Menu position="bottom-start">
            <Menu.Target>
              <Button mt="xs" leftSection={<Icon name="plus" size={12} />}>
                {t(`audiences.add.${group}`)}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {(["owns", "said", "is"] as const).map((kind) => (
                <Menu.Item
                  key={kind}
                  onClick={() => {
                    set(group, [...rules, newRule(kind)])
                    setOpen(`${group} ${rules.length}`)
                  }}
                >
                  {t(`audiences.kind.${kind}`)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
      </section>
    )
  })
}

/** A rule that says nothing yet is not asked for, so the counted ones stand at places of their own. */
function countedOf(preview: Preview | undefined, group: Group, rules: readonly Rule[], index: number) {
  if (!saysSomething(rules[index]!)) return undefined
  const place = rules.slice(0, index).filter(saysSomething).length
  return preview?.rules.find((one) => one.group === group && one.index === place)
}

type RuleLineProps = {
  rule: Rule
  group: Group
  counted: Preview["rules"][number] | undefined
  open: boolean
  may: boolean
  onOpen: () => void
  onRemove: () => void
}

function RuleLine({ rule, group, counted, open, may, onOpen, onRemove }: RuleLineProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const sentence = ruleSentence(rule, t, format)
  const effect = counted && (group === "anyOf" ? counted.people : counted.leavesOut)
  return (
    <div className="spread">
      <span>
        {sentence}{" "}
        {effect !== undefined && (
          <span className="n">
            {t(group === "anyOf" ? "audiences.brings" : "audiences.leaves", {
              count: effect,
              n: format.number(effect),
            })}
          </span>
        )}
        {group === "anyOf" && effect === 0 && <span className="n"> {t("audiences.matchesNobody")}</span>}
      </span>
      {may && (
        <span className="row" style={{ flexWrap: "nowrap" }}>
          {rule.kind !== "named" && (
            <Button size="compact-sm" variant="subtle" onClick={onOpen} aria-expanded={open}>
              {open ? t("common.done") : t("audiences.edit")}
            </Button>
          )}
          <Button
            size="compact-sm"
            variant="subtle"
            aria-label={t("audiences.removeRule", { rule: sentence })}
            onClick={onRemove}
          >
            <Icon name="close" size={12} />
          </Button>
        </span>
      )}
    </div>
  )
}
