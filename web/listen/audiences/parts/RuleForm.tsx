import { MultiSelect, SimpleGrid, TagsInput, TextInput } from "@mantine/core"
import { useTranslation } from "react-i18next"
import type { Condition } from "../../../api/contract.ts"
import type { Answer } from "../../../api/generated.ts"
import { useGet } from "../../../app/data.tsx"
import { FilterBar } from "../../../ui/filters/FilterBar.tsx"
import { consentWords, type Rule, type RuleOf } from "../audience-words.ts"

/** What one rule asks for, field by field. */
export function RuleForm({ rule, onChange }: { rule: Rule; onChange: (rule: Rule) => void }) {
  if (rule.kind === "owns") return <OwnsForm rule={rule} onChange={onChange} />
  if (rule.kind === "said") return <SaidForm rule={rule} onChange={onChange} />
  if (rule.kind === "is") return <IsForm rule={rule} onChange={onChange} />
  return null
}

function OwnsForm({ rule, onChange }: { rule: RuleOf<"owns">; onChange: (rule: Rule) => void }) {
  const { t } = useTranslation()
  const base = useGet<Answer<"InstalledBase">>("ownership", "/ownership/base")
  const products = base.data?.products ?? []
  const chosen = rule.product?.length ? products.filter((one) => rule.product?.includes(one.product)) : products
  const batches = [...new Set(chosen.flatMap((one) => one.batches.flatMap(({ batch }) => (batch ? [batch] : []))))]
  const set = (part: Partial<RuleOf<"owns">>) => onChange(without({ ...rule, ...part }))
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} mt="sm" mb="sm">
      <TagsInput
        label={t("field.product")}
        data={products.map((one) => one.product)}
        value={rule.product ?? []}
        onChange={(product) => set({ product })}
        data-autofocus
      />
      <TagsInput
        label={t("field.batch")}
        data={batches}
        value={rule.batch ?? []}
        onChange={(batch) => set({ batch })}
      />
      <TagsInput label={t("field.version")} value={rule.version ?? []} onChange={(version) => set({ version })} />
      <TagsInput
        label={t("field.component")}
        description={t("audiences.componentHint")}
        value={rule.component ?? []}
        onChange={(component) => set({ component })}
      />
      <TextInput
        type="date"
        label={t("audiences.purchasedFrom")}
        value={rule.purchasedFrom ?? ""}
        onChange={(event) => set({ purchasedFrom: event.currentTarget.value || undefined })}
      />
      <TextInput
        type="date"
        label={t("audiences.purchasedTo")}
        value={rule.purchasedTo ?? ""}
        onChange={(event) => set({ purchasedTo: event.currentTarget.value || undefined })}
      />
    </SimpleGrid>
  )
}

function SaidForm({ rule, onChange }: { rule: RuleOf<"said">; onChange: (rule: Rule) => void }) {
  const { t } = useTranslation()
  const query = { where: (rule.where ?? []) as Condition[], q: rule.q, from: rule.from, to: rule.to }
  return (
    <div style={{ marginTop: 10 }}>
      <FilterBar
        query={query}
        placeholder={t("audiences.wordsPlaceholder")}
        onChange={({ where, ...part }) =>
          onChange(without({ ...rule, ...part, ...(where ? { where: where as RuleOf<"said">["where"] } : {}) }))
        }
      />
    </div>
  )
}

const consents = ["marketing", "research", "email", "sms", "phone"].flatMap((topic) => [
  `${topic}:granted`,
  `${topic}:denied`,
  `${topic}:unknown`,
])

function IsForm({ rule, onChange }: { rule: RuleOf<"is">; onChange: (rule: Rule) => void }) {
  const { t } = useTranslation()
  const set = (part: Partial<RuleOf<"is">>) => onChange(without({ ...rule, ...part }))
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} mt="sm" mb="sm">
      <MultiSelect
        label={t("audiences.roleLabel")}
        data={(["buyer", "user", "both"] as const).map((value) => ({ value, label: t(`audiences.role.${value}`) }))}
        value={rule.role ?? []}
        onChange={(role) => set({ role: role as NonNullable<RuleOf<"is">["role"]> })}
      />
      <TagsInput label={t("field.account")} value={rule.account ?? []} onChange={(account) => set({ account })} />
      <TagsInput
        label={t("field.language")}
        data={["en", "zh-CN"]}
        value={rule.language ?? []}
        onChange={(language) => set({ language })}
      />
      <MultiSelect
        label={t("audiences.consentLabel")}
        searchable
        data={consents.map((value) => ({ value, label: consentWords(value, t) }))}
        value={rule.consent ?? []}
        onChange={(consent) => set({ consent })}
      />
    </SimpleGrid>
  )
}

/** Without fields that say nothing. */
function without<R extends Rule>(rule: R): R {
  const said = Object.entries(rule).filter(
    ([field, value]) =>
      field === "where" || (value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0)),
  )
  return Object.fromEntries(said) as R
}
