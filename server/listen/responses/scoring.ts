import type { Answer, Answers, Question, Survey } from "../../../survey/definition.ts"
import { questionsOf } from "../surveys/public.ts"

export type Score = { metric: string; value: number; scale: { min: number; max: number } }
export type ScoreOf = Score & { question: string }

/**
 * The scores in a response. Questionnaires of several items are one score, made as their authors do, and none where an
 * item is missing: an estimate would be pooled with what was measured.
 */
export function scoresOf(survey: Survey, answers: Answers): ScoreOf[] {
  const single = questionsOf(survey).flatMap((question) => singleScores(question, answers[question.id]))
  const items = Map.groupBy(single, (one) => one.metric)
  return [
    ...single.filter((one) => !(one.metric in questionnaires)),
    ...Object.entries(questionnaires).flatMap(([metric, { most, score }]) => {
      const found = items.get(metric) ?? []
      const value =
        found.length > 0
          ? score(
              found.map((one) => one.value),
              found[0]!.scale,
            )
          : null
      return value === null ? [] : [{ metric, value, scale: { min: 0, max: most }, question: found[0]!.question }]
    }),
  ]
}

const questionnaires: Record<string, { most: number; score(items: number[], scale: Score["scale"]): number | null }> = {
  // Brooke (1996), SUS: odd items count x − 1, even ones 5 − x, the sum times 2.5: 0 to 100, which is no percentage.
  sus: {
    most: 100,
    score: (items, { min, max }) =>
      items.length !== 10 || min !== 1 || max !== 5
        ? null
        : 2.5 * items.reduce((sum, x, index) => sum + (index % 2 === 0 ? x - 1 : 5 - x), 0),
  },
  // Lewis, Utesch and Maher (2013), UMUX-LITE: (a + b − 2) · 100 / 12 on two items of 1 to 7.
  umux_lite: {
    most: 100,
    score: (items, { min, max }) =>
      items.length !== 2 || min !== 1 || max !== 7 ? null : ((items[0]! + items[1]! - 2) * 100) / 12,
  },
}

function singleScores(question: Question, answer: Answer | undefined): ScoreOf[] {
  if (answer === undefined || !("measures" in question) || !question.measures) return []
  const { id, measures: metric } = question
  switch (question.kind) {
    case "scale":
    case "slider":
      return typeof answer === "number"
        ? [{ metric, value: answer, scale: { min: question.min, max: question.max }, question: id }]
        : []
    case "choice": {
      const points = question.choices.flatMap((one) => (one.value === undefined ? [] : [one.value]))
      const value = question.choices.find((one) => one.id === answer)?.value
      return value === undefined || points.length < 2
        ? []
        : [{ metric, value, scale: { min: Math.min(...points), max: Math.max(...points) }, question: id }]
    }
    case "matrix": {
      if (question.many || typeof answer !== "object" || Array.isArray(answer) || !("rows" in answer)) return []
      const points = question.columns.map((one, index) => one.value ?? index + 1)
      const scale = { min: Math.min(...points), max: Math.max(...points) }
      return question.rows.flatMap((row) => {
        const at = question.columns.findIndex((one) => one.id === answer.rows[row.id])
        return at < 0 ? [] : [{ metric, value: points[at]!, scale, question: `${id}.${row.id}` }]
      })
    }
    default:
      return []
  }
}
