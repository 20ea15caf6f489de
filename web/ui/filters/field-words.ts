import i18next, { type TFunction } from "i18next"
import type { Condition } from "../../api/contract.ts"

/** What a field is called: translated when it is one of ours, its own name when it is the organization's. */
export function fieldLabel(field: string, t: TFunction): string {
  if (field.startsWith("attributes.")) return field.slice("attributes.".length).replaceAll("_", " ")
  if (field.startsWith("score.")) {
    const metric = field.slice("score.".length)
    return i18next.exists(`metric.${metric}.short`) ? t(`metric.${metric}.short`) : metric.toUpperCase()
  }
  return i18next.exists(`field.${field}`) ? t(`field.${field}`) : field
}

const closedFields = new Set(["kind", "channel", "sentimentLabel", "language", "role"])

/** What a value is called: only closed vocabularies are translated; what the organization wrote stays as written. */
export function valueLabel(field: string, value: string | number, t: TFunction): string {
  const key = `value.${field}.${value}`
  if (field === "language" && !i18next.exists(key)) return languageName(String(value), i18next.language)
  return closedFields.has(field) && i18next.exists(key) ? t(key) : String(value)
}

export function conditionLabel(condition: Condition, t: TFunction): string {
  const field = fieldLabel(condition.field, t)
  const values = (condition.values ?? []).map((value) => valueLabel(condition.field, value, t))
  const shown =
    values.length > 2
      ? t("filter.andMore", { values: values.slice(0, 2).join(", "), count: values.length - 2 })
      : values.join(", ")
  return t(`filter.op.${condition.op}`, { field, values: shown })
}

function languageName(code: string, inLanguage: string): string {
  try {
    return new Intl.DisplayNames([inLanguage], { type: "language" }).of(code) ?? code
  } catch {
    return code
  }
}
