import { createHmac } from "node:crypto"
import type { Outbound } from "../../platform/outbound.ts"
import { ask, at, type Json, textAt } from "./asking.ts"
import type { OpenConnection, Outcome, Refusal } from "./connection.ts"
import type { Issue, IssueState, Tracker } from "./issue.ts"
import { sameText } from "./signature.ts"

/** Linear's GraphQL API (https://linear.app/developers/graphql). Settings: team (its id). */
export const linear: Tracker = {
  check: (outbound, connection) =>
    query(
      outbound,
      connection,
      "query($id: String!) { team(id: $id) { name } }",
      { id: connection.settings.team },
      (data) => textAt(data, "team", "name") ?? null,
    ),

  create: (outbound, connection, { title, body }) =>
    query(
      outbound,
      connection,
      `mutation($input: IssueCreateInput!) { issueCreate(input: $input) { issue { ${fields} } } }`,
      { input: { teamId: connection.settings.team, title, description: body } },
      (data) => issueOf(at(data, "issueCreate", "issue")),
    ),

  find: (outbound, connection, key) =>
    query(outbound, connection, `query($id: String!) { issue(id: $id) { ${fields} } }`, { id: key }, (data) =>
      issueOf(at(data, "issue")),
    ),

  keyOf: (url) =>
    url.hostname === "linear.app"
      ? (/^\/[^/]+\/issue\/([A-Z][A-Z0-9]*-\d+)(\/|$)/.exec(url.pathname)?.[1] ?? null)
      : null,

  heard(headers, body, hookSecret) {
    const expected = createHmac("sha256", hookSecret).update(body).digest("hex")
    if (!sameText(headers.get("linear-signature") ?? "", expected)) return null
    const message: unknown = JSON.parse(body)
    return textAt(message, "type") === "Issue" ? (textAt(message, "data", "identifier") ?? null) : null
  },
}

const fields = "identifier url title state { name type }"

/** Linear answers errors with 200 or 400 and a code: too many requests too. */
async function query<Value>(
  outbound: Outbound,
  { settings, secret }: OpenConnection,
  text: string,
  variables: object,
  read: (data: unknown) => Value | null,
): Promise<Outcome<Value>> {
  const answer = await ask(
    async (url, request) => {
      const got = await outbound(url, request)
      return got.reached && got.status === 400 ? { ...got, status: 200 } : got
    },
    settings.api || "https://api.linear.app/graphql",
    { headers: { authorization: secret }, json: { query: text, variables } },
    (body): Json | null => ("data" in body || "errors" in body ? body : null),
  )
  if (!answer.ok) return answer
  const [error] = Array.isArray(answer.value.errors) ? answer.value.errors : []
  if (error) {
    const code = textAt(error, "extensions", "code") ?? ""
    const detail = textAt(error, "message") ?? code
    return { ok: false, reason: /not found/i.test(detail) ? "gone" : (byCode[code] ?? "refused"), detail }
  }
  const value = read(answer.value.data)
  return value === null
    ? { ok: false, reason: "malformed", detail: "The answer is not what Linear answers; is the address right?" }
    : { ok: true, value }
}

const byCode: Record<string, Refusal> = {
  AUTHENTICATION_ERROR: "signed_out",
  FORBIDDEN: "forbidden",
  RATELIMITED: "busy",
}

function issueOf(body: unknown): Issue | null {
  const [key, url, title] = ["identifier", "url", "title"].map((name) => textAt(body, name))
  const label = textAt(body, "state", "name")
  if (!key || !url || title === undefined || !label) return null
  return { key, url, title, state: states[textAt(body, "state", "type") ?? ""] ?? "open", stateLabel: label }
}

const states: Record<string, IssueState> = {
  started: "in_progress",
  completed: "done",
  canceled: "done",
  duplicate: "done",
}
