import type { Rule as SurveyRule } from "../../../survey/definition.ts"
import { plainSurvey, questionsOf, type Setup } from "../../listen/surveys/public.ts"
import { sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import { listRules } from "./rule-store.ts"
import { makeRule } from "./rule-verbs.ts"

/**
 * The follow-up rule a survey's set-up brings, made when it is first published: whoever is unhappy is called within the
 * promised time. Members change or remove it like any other; one that names the survey already stays as it is.
 */
export async function ruleOfSurvey(scope: Scope, surveyId: string): Promise<void> {
  const survey = await plainSurvey(scope, surveyId)
  const { followUp } = (survey?.setup ?? {}) as Setup
  const asked = survey && followUp && lowScore(followUp.when as SurveyRule, questionsOf(survey.draft))
  if (!survey || !followUp || !asked) return
  const departmentId = await whoAnswers(scope)
  if (!departmentId || (await listRules(scope)).some((one) => JSON.stringify(one.definition).includes(surveyId))) return
  await makeRule(scope, {
    name: `${followUp.why}: ${survey.title}`.slice(0, 120),
    definition: {
      where: [
        { field: "attributes.surveyId", op: "in", values: [surveyId] },
        { field: `score.${asked.metric}`, op: "lte", values: [asked.most] },
      ],
      scale: asked.scale,
    },
    audienceId: null,
    departmentId,
    assigning: "round_robin",
    ownerId: null,
    promisedHours: followUp.withinHours,
    businessHours: false,
    priority: "normal",
  })
}

type Asked = ReturnType<typeof questionsOf>
type LowScore = { metric: string; most: number; scale: { min: number; max: number } }

/** The score a rule speaks of; of several that may hold, the first. What rests on a choice only, members say themselves. */
function lowScore(rule: SurveyRule, questions: Asked): LowScore | undefined {
  if ("any" in rule) return rule.any.map((one) => lowScore(one, questions)).find(Boolean)
  if (!("is" in rule) || rule.is !== "atMost") return undefined
  const question = questions.find((one) => `answer.${one.id}` === rule.of)
  if (question?.kind !== "scale" || !question.measures) return undefined
  const { min, max } = question
  return { metric: question.measures, most: Number(rule.value), scale: { min, max } }
}

/** Who speaks with customers. */
async function whoAnswers(scope: Scope): Promise<string | undefined> {
  const [row] = await scope.query<{ id: string }>(sql`
    select id from department where organization_id = ${scope.organizationId}
    order by array_position(array['contact_centre', 'cx', 'other'], kind) nulls last, position, id limit 1`)
  return row?.id
}
