import {
  findProblem,
  type ProblemRow,
  type PublicStage,
  problemsOfFeedback,
  stageOf,
} from "../../decide/problems/public.ts"
import { type Answered, answeredBy } from "../../listen/responses/public.ts"
import type { Platform } from "../../platform/platform.ts"
import { mintSystemScope, type Scope } from "../../platform/scope.ts"
import { listPlans, type Plan } from "../plans/public.ts"
import { publicStages } from "./contract.ts"

/** Who has answered a survey: what she said, and what it led to so far. */
export type OfResponse = { scope: Scope; answered: Answered; problem: ProblemRow | undefined; plan: Plan | undefined }

/**
 * The page on which a respondent sees what became of her answers. Its token is her response's id, signed: nothing has to
 * be stored for the many who never look.
 */
export const statusUrlFor =
  ({ vault, publicUrl }: Pick<Platform, "vault" | "publicUrl">) =>
  (responseId: string) =>
    `${publicUrl}/s/${tokenFor(vault, responseId)}`

/** What a token of a response leads to; undefined for one that we did not sign, or whose answers are gone. */
export async function ofResponse(
  { stores, vault }: Pick<Platform, "stores" | "vault">,
  token: string,
): Promise<OfResponse | undefined> {
  const id = idIn(token)
  if (!id || !vault.isSigned(purpose, id, token.slice(idLength))) return undefined
  const answered = await answeredBy(stores.database, id)
  if (!answered) return undefined
  const scope = mintSystemScope(stores, answered.organizationId, "Customer")
  if (!answered.feedbackId) return { scope, answered, problem: undefined, plan: undefined }
  const ids = (await problemsOfFeedback(scope, [answered.feedbackId])).get(answered.feedbackId) ?? []
  const problems = (await Promise.all(ids.map((one) => findProblem(scope, one)))).filter((one) => one !== undefined)
  // Of several, the one that has come furthest.
  const problem = problems.sort((one, other) => order.indexOf(stageOf(other)) - order.indexOf(stageOf(one)))[0]
  const [plan] = problem ? await listPlans(scope, { problemId: problem.id, limit: 1 }) : []
  return { scope, answered, problem, plan }
}

const purpose = "status page of a response"
/** A UUID in base64url. */
const idLength = 22
const tokenForm = /^[\w-]{65}$/
const order: readonly PublicStage[] = publicStages

const tokenFor = (vault: Platform["vault"], id: string) =>
  Buffer.from(id.replaceAll("-", ""), "hex").toString("base64url") + vault.sign(purpose, id)

function idIn(token: string): string | undefined {
  if (!tokenForm.test(token)) return undefined
  const hex = Buffer.from(token.slice(0, idLength), "base64url").toString("hex")
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")
}
