import type { TFunction } from "i18next"
import type { Question, Rule, Survey } from "../../../survey/definition.ts"
import { textIn } from "../../../survey/languages.ts"
import { questionsOf } from "./survey-moves.ts"
import { languageName, shortOf } from "./survey-words.ts"

export type Leaf = Extract<Rule, { of: string }>
export type Test = Leaf["is"]
/** What a rule can speak of, and how it can be compared. */
export type Subject = {
  of: string
  label: string
  group: "answers" | "variables" | "person" | "language"
  tests: Test[]
  values: { value: string; label: string }[] | null
  numeric: boolean
}

/** Everything that is known by then: answers to the questions before, variables, the language. */
export function subjectsFor(survey: Survey, before: readonly Question[], t: TFunction, language: string): Subject[] {
  return [
    ...before.flatMap((question) => subjectsOf(question, survey, t, language)),
    ...survey.variables.map(
      ({ name }): Subject => ({
        of: `variable.${name}`,
        label: name,
        group: "variables",
        tests: ["equal", "unequal", "atLeast", "atMost", "holds", "answered", "unanswered"],
        values: null,
        numeric: false,
      }),
    ),
    ...["role", "country", "segment", "language"].map(
      (name): Subject => ({
        of: `person.${name}`,
        label: t(`surveys.person.${name}`),
        group: "person",
        tests: ["equal", "unequal", "holds", "answered", "unanswered"],
        values: null,
        numeric: false,
      }),
    ),
    {
      of: "language",
      label: t("surveys.rule.language"),
      group: "language",
      tests: ["equal", "unequal"],
      values: survey.languages.map((tag) => ({ value: tag, label: languageName(tag, language) })),
      numeric: false,
    },
  ]
}

function subjectsOf(question: Question, survey: Survey, t: TFunction, language: string): Subject[] {
  const label = shortOf(question.title, survey, language) || question.id
  const listed = (list: readonly { id: string; label: Record<string, string> }[]) =>
    list.map((one) => ({ value: one.id, label: textIn(one.label, language, survey) || one.id }))
  const subject = (tests: Test[], values: Subject["values"] = null, numeric = false): Subject[] => [
    {
      of: `answer.${question.id}`,
      label,
      group: "answers",
      tests: [...tests, "answered", "unanswered"],
      values,
      numeric,
    },
  ]
  switch (question.kind) {
    case "scale":
    case "slider":
    case "number":
      return subject(["atMost", "atLeast", "equal", "unequal"], null, true)
    case "date":
      return subject(["atMost", "atLeast"])
    case "choice":
      return subject(question.many ? ["holds"] : ["equal", "unequal", "oneOf"], listed(question.choices))
    case "text":
      return subject(["holds"])
    case "consent":
      return subject(
        ["equal"],
        [
          { value: "true", label: t("surveys.rule.agreed") },
          { value: "false", label: t("surveys.rule.notAgreed") },
        ],
      )
    case "component":
      return subject(["holds"], question.components?.map((name) => ({ value: name, label: name })) ?? null)
    case "matrix":
      return question.rows.map((row) => ({
        of: `answer.${question.id}.${row.id}`,
        label: `${label}: ${textIn(row.label, language, survey)}`,
        group: "answers" as const,
        tests: [...(question.many ? (["holds"] as const) : (["equal", "unequal"] as const)), "answered", "unanswered"],
        values: listed(question.columns),
        numeric: false,
      }))
    case "statement":
      return []
    default:
      return subject([])
  }
}

/** A new condition about a subject, with the value one most often wants. */
export function leafFor(subject: Subject, question: Question | undefined): Leaf {
  const [is = "answered"] = subject.tests
  if (is === "answered" || is === "unanswered") return { of: subject.of, is }
  const middle =
    question && "min" in question && question.min !== undefined && "max" in question && question.max !== undefined
      ? Math.floor((question.min + question.max) / 2)
      : 1
  const value = subject.values?.[0]?.value ?? (subject.numeric ? middle : "")
  if (is === "oneOf") return { of: subject.of, is, value: [String(value)] }
  return { of: subject.of, is, value: value === "true" ? true : value === "false" ? false : value }
}

/** The same condition with another comparison: the value stays where it can. */
export function withTest(leaf: Leaf, is: Test): Leaf {
  if (is === "answered" || is === "unanswered") return { of: leaf.of, is }
  const before = "value" in leaf ? leaf.value : ""
  if (is === "oneOf")
    return { of: leaf.of, is, value: [before].flat().map((one) => (typeof one === "boolean" ? String(one) : one)) }
  return { of: leaf.of, is, value: Array.isArray(before) ? (before[0] ?? "") : before }
}

/** A rule as a list of conditions that all, or any, must hold; null where it is nested deeper than the form shows. */
export function flatRule(rule: Rule | undefined): { mode: "all" | "any"; leaves: Leaf[] } | null {
  if (!rule) return { mode: "all", leaves: [] }
  if ("of" in rule) return { mode: "all", leaves: [rule] }
  if ("not" in rule) return null
  const [mode, rules] = "all" in rule ? (["all", rule.all] as const) : (["any", rule.any] as const)
  return rules.every((one): one is Leaf => "of" in one) ? { mode, leaves: rules } : null
}

export function ruleOf(mode: "all" | "any", leaves: Leaf[]): Rule | undefined {
  if (leaves.length <= 1) return leaves[0]
  return mode === "all" ? { all: leaves } : { any: leaves }
}

/** "“How satisfied …” is at most 2 and “Language” is English" */
export function ruleWords(rule: Rule, survey: Survey, t: TFunction, language: string): string {
  if ("all" in rule) return rule.all.map((one) => nested(one, survey, t, language)).join(t("surveys.rule.and"))
  if ("any" in rule) return rule.any.map((one) => nested(one, survey, t, language)).join(t("surveys.rule.or"))
  if ("not" in rule) return t("surveys.rule.not", { rule: nested(rule.not, survey, t, language) })
  const subject = subjectsFor(survey, questionsOf(survey), t, language).find(({ of }) => of === rule.of)
  const name = (value: string | number | boolean) =>
    subject?.values?.find((one) => one.value === String(value))?.label ?? String(value)
  return t(`surveys.rule.said.${rule.is}`, {
    what: subject?.label ?? rule.of.replace(/^(person|variable)\./, ""),
    value: "value" in rule ? [rule.value].flat().map(name).join(t("common.listComma")) : "",
  })
}

const nested = (rule: Rule, survey: Survey, t: TFunction, language: string): string =>
  "of" in rule ? ruleWords(rule, survey, t, language) : `(${ruleWords(rule, survey, t, language)})`
