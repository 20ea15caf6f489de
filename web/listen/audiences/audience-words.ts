import type { TFunction } from "i18next"
import type { Answer } from "../../api/generated.ts"
import type { Format } from "../../app/format.ts"
import { conditionLabel, valueLabel } from "../../ui/filters/field-words.ts"

export type Audience = Answer<"Audience">
export type Definition = Answer<"AudienceDefinition">
export type Rule = Definition["anyOf"][number]
export type RuleOf<Kind extends Rule["kind"]> = Extract<Rule, { kind: Kind }>
export type Preview = Answer<"AudiencePreview">
export const groups = ["anyOf", "allOf", "noneOf"] as const
export type Group = (typeof groups)[number]

/** A rule as one can say it: "own Aria 2 of batch 7", "wrote about Fan motor since 1 May". */
export function ruleSentence(rule: Rule, t: TFunction, format: Format): string {
  switch (rule.kind) {
    case "owns":
      return t("audiences.rule.owns", { what: thingsOwned(rule, t, format) })
    case "said":
      return t("audiences.rule.said", { what: thingsSaid(rule, t, format) })
    case "is":
      return t("audiences.rule.is", { what: traits(rule, t) })
    case "named":
      return t("audiences.rule.named", { count: rule.personIds.length })
  }
}

/** The whole definition in one line. */
export function definitionSentence(definition: Definition, t: TFunction, format: Format): string {
  const said = (rules: readonly Rule[] | undefined, joint: string) =>
    (rules ?? []).map((rule) => ruleSentence(rule, t, format)).join(t(joint))
  const parts = [
    said(definition.anyOf, "audiences.or"),
    definition.allOf?.length ? t("audiences.onlyThose", { rules: said(definition.allOf, "audiences.and") }) : "",
    definition.noneOf?.length ? t("audiences.butNot", { rules: said(definition.noneOf, "audiences.or") }) : "",
  ]
  return parts.filter(Boolean).join(t("audiences.comma"))
}

/** Whether a rule says anything; one that does not cannot be saved. */
export const saysSomething = (rule: Rule) =>
  Object.entries(rule).some(
    ([field, value]) =>
      field !== "kind" && value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0),
  )

/** A definition whose rules all say something: what a preview and a save may be asked for. */
export function askable(definition: Definition): Definition | null {
  const [anyOf, allOf, noneOf] = groups.map((group) => (definition[group] ?? []).filter(saysSomething))
  if (anyOf!.length === 0) return null
  return {
    anyOf: anyOf!,
    ...(allOf!.length > 0 ? { allOf } : {}),
    ...(noneOf!.length > 0 ? { noneOf } : {}),
  } as Definition
}

/** An empty rule of a kind, ready to be filled in. */
export function newRule(kind: Rule["kind"]): Rule {
  if (kind === "said") return { kind, where: [] }
  if (kind === "named") return { kind, personIds: [] }
  return { kind }
}

const listed = (values: readonly string[] | undefined, t: TFunction) => values?.join(t("audiences.orShort")) ?? ""

function thingsOwned(rule: RuleOf<"owns">, t: TFunction, format: Format): string {
  const parts = [
    listed(rule.product, t),
    rule.version?.length ? t("audiences.version", { names: listed(rule.version, t) }) : "",
    rule.batch?.length ? t("audiences.batch", { names: listed(rule.batch, t) }) : "",
    rule.component?.length ? t("audiences.component", { names: listed(rule.component, t) }) : "",
    rule.purchasedFrom ? t("audiences.boughtFrom", { date: format.day(rule.purchasedFrom) }) : "",
    rule.purchasedTo ? t("audiences.boughtBefore", { date: format.day(rule.purchasedTo) }) : "",
  ]
  return parts.filter(Boolean).join(t("audiences.comma")) || t("audiences.nothingYet")
}

function thingsSaid(rule: RuleOf<"said">, t: TFunction, format: Format): string {
  const parts = [
    ...(rule.where ?? []).map((condition) => conditionLabel(condition, t)),
    rule.q ? t("audiences.words", { words: rule.q }) : "",
    rule.from ? t("audiences.since", { date: format.day(rule.from) }) : "",
    rule.to ? t("audiences.before", { date: format.day(rule.to) }) : "",
  ]
  return parts.filter(Boolean).join(t("audiences.comma")) || t("audiences.nothingYet")
}

function traits(rule: RuleOf<"is">, t: TFunction): string {
  const parts = [
    (rule.role ?? []).map((role) => t(`audiences.role.${role}`)).join(t("audiences.orShort")),
    rule.account?.length ? t("audiences.account", { names: listed(rule.account, t) }) : "",
    rule.language?.length
      ? t("audiences.language", {
          names: rule.language.map((one) => valueLabel("language", one, t)).join(t("audiences.orShort")),
        })
      : "",
    ...(rule.consent ?? []).map((one) => consentWords(one, t)),
    ...(rule.attributes ?? []).map((condition) => conditionLabel(condition, t)),
  ]
  return parts.filter(Boolean).join(t("audiences.comma")) || t("audiences.nothingYet")
}

export function consentWords(text: string, t: TFunction): string {
  const [topic = "", value = ""] = text.split(":")
  return t(`audiences.consent.${value}`, { topic: t(`audiences.topic.${topic}`, { defaultValue: topic }) })
}
