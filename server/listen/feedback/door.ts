import { parsed, type ShortWay } from "../../platform/http/door.ts"
import { badInput } from "../../platform/http/kit.ts"
import type { z } from "../../platform/schema.ts"
import { mustBeAllowed, type Scope } from "../../platform/scope.ts"
import { FeedbackBatch, FeedbackInput } from "./contract.ts"
import { type Intake, receiveBatch, receiveFeedback } from "./verbs.ts"

/** The short way in for `POST /feedback` with an API key. */
export function feedbackWay(options: {
  intake: Intake
  path: string
  limit: number
  scopeOfKey(key: string): Promise<Scope>
}): ShortWay {
  async function receive(body: string, key: string) {
    const scope = await options.scopeOfKey(key)
    mustBeAllowed(scope, "feedback.write")
    const given = parsed(body)
    if (isBatch(given))
      return { status: 200, body: await receiveBatch(scope, options.intake, checked(FeedbackBatch, given)) }
    const [outcome] = await receiveFeedback(scope, options.intake, [checked(FeedbackInput, given)])
    return { status: 201, body: outcome! }
  }

  return {
    limit: options.limit,
    takes({ method, url, headers: { authorization } }) {
      if (method !== "POST" || url !== options.path || !authorization?.startsWith("Bearer ")) return undefined
      return (body) => receive(body, authorization.slice(7).trim())
    },
  }
}

// As `FeedbackPost` tells them apart.
const isBatch = (given: unknown) => typeof given === "object" && given !== null && "items" in given

function checked<Schema extends typeof FeedbackBatch | typeof FeedbackInput>(schema: Schema, given: unknown) {
  const result = schema.safeParse(given)
  if (!result.success) throw badInput(result.error.issues)
  return result.data as z.output<Schema>
}
