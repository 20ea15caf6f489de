import type { Text } from "../../../survey/definition.ts"
import { fault, invalid } from "../../platform/http/errors.ts"
import type { Scope } from "../../platform/scope.ts"
import type { Crosstab, ResultFilters } from "./contract.ts"
import { isFine, keyOf, scaleOf } from "./counted.ts"
import { askedSurvey, stepFor } from "./reading.ts"
import { formulaOf, scoreOf, unitOf } from "./score.ts"
import { byStep, type Step, totalsOf, valuesBy, whereOf } from "./store.ts"
import { numeric, optionsOf, scored } from "./summary.ts"

const fields = {
  language: "language",
  version: "version",
  link: "link_id",
  linkKind: "link_kind",
  state: "state",
  month: "toStartOfMonth(started_at)",
} as const

/** By what the answers to a question can be cut: fields of a response, variables, other questions. */
export async function cutsOf(scope: Scope, surveyId: string) {
  const { versions, known } = await askedSurvey(scope, surveyId)
  const variables = new Set(versions.flatMap(({ definition }) => definition.variables.map(({ name }) => name)))
  return [
    ...Object.keys(fields).map((by) => ({ by, kind: "field" as const, label: null })),
    ...[...variables].map((name) => ({ by: `variable.${name}`, kind: "variable" as const, label: null })),
    ...known
      .filter(({ question }) => isCountable(question.kind))
      .map(({ question }) => ({
        by: `question.${question.id}`,
        kind: "question" as const,
        label: question.title as Text,
      })),
  ]
}

const isCountable = (kind: string) => ["scale", "slider", "choice", "consent", "component"].includes(kind)
/** Without the right to personal data, a value of a variable is shown only where so many have it. */
const fewest = 5

/** The answers to one question cut by anything known of a response, with the score of each part. Throws 400, 404. */
export async function crosstabOf(
  scope: Scope,
  surveyId: string,
  { of, by, ...filters }: ResultFilters & { of: string; by: string },
): Promise<Crosstab> {
  const asked = await askedSurvey(scope, surveyId)
  const { question } = asked.question(of)
  const where = whereOf(scope, surveyId, filters, asked.keysOf(filters.question))
  const [kind, name = ""] = by.split(/\.(.*)/s)
  const field = Object.hasOwn(fields, by) ? fields[by as keyof typeof fields] : undefined
  const cutting = kind === "question" ? asked.question(name).question : undefined
  const prefix = cutting ? `v\t${keyOf(cutting)}\t` : `w\t${name}\t`
  if (!field && !cutting && kind !== "variable")
    throw invalid(
      "request.invalid",
      [fault("request.field", { detail: "There is nothing of this name to cut by." }, "by")],
      { count: 1 },
    )
  const expression =
    field ??
    "arrayJoin(arrayMap(t -> substring(t, {pskip:UInt32}), arrayFilter(t -> startsWith(t, {prefix:String}), tokens)))"
  const rows = await valuesBy(scope, where, keyOf(question), expression, {
    prefix,
    pskip: Buffer.byteLength(prefix) + 1,
  })
  const parts = Map.groupBy(rows, (row) => row.part)
  const mayKnow = kind !== "variable" || scope.permissions.has("personal_data")
  const scale = question.kind === "slider" && isFine(question) ? null : scaleOf(question)
  const formula = scale ? formulaOf("measures" in question ? question.measures : undefined, scale) : null
  const columns = [...parts].map(([value, mine]) => {
    const values = new Map(mine.map((row) => [row.value, row.n]))
    const n = [...values.values()].reduce((sum, one) => sum + one, 0)
    return {
      value,
      label: cutting && "choices" in cutting ? (cutting.choices.find((one) => one.id === value)?.label ?? null) : null,
      n,
      score: formula && question.kind !== "matrix" ? scoreOf(formula, numeric(question, values)) : null,
      options: optionsOf(question, values, n),
    }
  })
  const shown = mayKnow ? columns : columns.filter(({ n }) => n >= fewest)
  const order = cutting && "choices" in cutting ? cutting.choices.map(({ id }) => id) : []
  shown.sort((a, b) =>
    order.length > 0
      ? order.indexOf(a.value) - order.indexOf(b.value)
      : cutting?.kind === "scale" || by === "month" || by === "version"
        ? a.value.localeCompare(b.value, "en", { numeric: true })
        : b.n - a.n,
  )
  return {
    question: of,
    by,
    columns: shown.slice(0, 50),
    score: scored(question, new Map()),
    hidden: columns.length - shown.length,
  }
}

/** The score of a question over time, and where the question became another one. Throws 404. */
export async function trendOf(
  scope: Scope,
  surveyId: string,
  { of, step: wanted, ...filters }: ResultFilters & { of: string; step?: Step | undefined },
) {
  const asked = await askedSurvey(scope, surveyId)
  const { question } = asked.question(of)
  const where = whereOf(scope, surveyId, filters, asked.keysOf(filters.question))
  const scale = scaleOf(question)
  if (!scale || question.kind === "matrix")
    throw invalid("request.invalid", [fault("request.field", { detail: "This question has no score." }, "of")], {
      count: 1,
    })
  const { first, last } = await totalsOf(scope, where)
  const step = wanted ?? stepFor(first ?? undefined, last ?? undefined)
  const rows = await valuesBy(scope, where, keyOf(question), byStep(step))
  const formula = formulaOf("measures" in question ? question.measures : undefined, scale)
  const whole = new Map<string, number>()
  for (const { value, n } of rows) whole.set(value, (whole.get(value) ?? 0) + n)
  const points = [...Map.groupBy(rows, (row) => row.part)].map(([start, mine]) => ({
    start,
    ...scoreOf(formula, numeric(question, new Map(mine.map((row) => [row.value, row.n])))),
  }))
  return {
    question: of,
    score: {
      measures: ("measures" in question ? question.measures : undefined) ?? null,
      scale,
      formula,
      unit: unitOf(formula),
      value: scoreOf(formula, numeric(question, whole)),
    },
    step,
    points,
    breaks: breaksOf(of, asked.versions),
  }
}

/** Since when the question has another scale, or other words. */
function breaksOf(id: string, versions: Awaited<ReturnType<typeof askedSurvey>>["versions"]) {
  const oldestFirst = [...versions].reverse().flatMap(({ number, published_at, definition }) => {
    const question = definition.pages.flatMap((page) => page.questions).find((one) => one.id === id)
    return question ? [{ number, at: published_at.toISOString().slice(0, 10), question }] : []
  })
  return oldestFirst.slice(1).flatMap(({ number, at, question }, index) => {
    const before = oldestFirst[index]!.question
    const reason =
      keyOf(before) !== keyOf(question)
        ? ("scale" as const)
        : JSON.stringify(before.title) !== JSON.stringify(question.title)
          ? ("wording" as const)
          : null
    return reason ? [{ at, reason, version: number }] : []
  })
}
