import { SurveyDefinition } from "../../../survey/schema.ts"
import { coded } from "../../platform/http/errors.ts"
import type { Scope } from "../../platform/scope.ts"
import { type SurveyInput, SurveyInput as SurveyInputSchema } from "./contract.ts"
import { type Foreign, isObject, type Left } from "./foreign.ts"
import { isFormbricks, readFormbricks } from "./formbricks.ts"
import { isQsf, readQsf } from "./qsf.ts"
import type { ListedRow } from "./store.ts"
import { questionsOf } from "./survey.ts"
import { isSurveyJs, readSurveyJs } from "./surveyjs.ts"
import { createSurvey } from "./verbs.ts"

const formats = [
  { format: "qsf", is: isQsf, read: readQsf },
  { format: "formbricks", is: isFormbricks, read: readFormbricks },
  { format: "surveyjs", is: isSurveyJs, read: readSurveyJs },
] as const

export type Imported = {
  survey: ListedRow
  format: "rapport" | (typeof formats)[number]["format"]
  kept: number
  left: Left[]
}

/** Makes a draft of a file of ours or of another tool's, recognised by what is in it. Throws `survey.unreadable`. */
export async function importSurvey(scope: Scope, given: unknown): Promise<Imported> {
  // Formbricks' API wraps what it answers in `data`, its export in a list.
  const inner = isObject(given) && isObject(given.data) ? given.data : Array.isArray(given) ? given[0] : given
  if (!isObject(inner)) throw coded("survey.unreadable", { detail: "It is no object." })
  const own = ownOf(inner)
  if (own) {
    const kept = questionsOf(own.definition!).length
    return { survey: await createSurvey(scope, own), format: "rapport", kept, left: [] }
  }
  const found = formats.find((one) => one.is(inner))
  if (!found) throw coded("survey.unreadable", { detail: "It is none of ours, of Formbricks, SurveyJS or Qualtrics." })
  const { survey, kept, left } = found.read(inner)
  const checked = SurveyDefinition.safeParse(survey)
  if (!checked.success) {
    const issue = checked.error.issues[0]
    throw coded("survey.unreadable", { detail: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}` })
  }
  return { survey: await createSurvey(scope, { definition: checked.data }), format: found.format, kept, left }
}

/** What our own file holds: the draft and its set-up, without links and answers. */
export const exported = (row: ListedRow) => ({
  rapport: "survey" as const,
  title: row.title,
  definition: row.draft,
  touchpoint: row.touchpoint,
  channel: row.channel,
  product: row.product,
  journeyStep: row.journey_step,
  quotas: row.quotas,
  setup: row.setup,
})

function ownOf(given: Foreign): SurveyInput | undefined {
  const { rapport, ...rest } = given
  if (rapport !== "survey" && given.format !== 1) return undefined
  const result = SurveyInputSchema.safeParse(rapport === "survey" ? rest : { definition: given })
  if (!result.success) {
    const issue = result.error.issues[0]
    throw coded("survey.unreadable", { detail: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}` })
  }
  return result.data
}
