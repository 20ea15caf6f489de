import { createHmac } from "node:crypto"
import { ask, textAt } from "./asking.ts"
import type { OpenConnection } from "./connection.ts"
import type { Issue, Tracker } from "./issue.ts"
import { sameText } from "./signature.ts"

/** GitHub's REST API (https://docs.github.com/en/rest/issues). Settings: repository ("owner/name"), api for Enterprise. */
export const github: Tracker = {
  check: (outbound, connection) =>
    ask(outbound, repository(connection), { headers: auth(connection) }, (body) => textAt(body, "full_name") ?? null),

  create: (outbound, connection, { title, body }) =>
    ask(outbound, `${repository(connection)}/issues`, { headers: auth(connection), json: { title, body } }, issueOf),

  find: (outbound, connection, key) =>
    ask(
      outbound,
      `${repository(connection)}/issues/${encodeURIComponent(key)}`,
      { headers: auth(connection) },
      issueOf,
    ),

  keyOf(url, settings) {
    const [, repository, number] = /^\/([^/]+\/[^/]+)\/issues\/(\d+)\/?$/.exec(url.pathname) ?? []
    return repository?.toLowerCase() === settings.repository?.toLowerCase() ? (number ?? null) : null
  },

  heard(headers, body, hookSecret) {
    const expected = `sha256=${createHmac("sha256", hookSecret).update(body).digest("hex")}`
    if (!sameText(headers.get("x-hub-signature-256") ?? "", expected)) return null
    return textAt(JSON.parse(body), "issue", "number") ?? null
  },
}

function issueOf(body: object): Issue | null {
  const [key, url, title, state] = ["number", "html_url", "title", "state"].map((name) => textAt(body, name))
  if (!key || !url || title === undefined || !state) return null
  const done = state === "closed"
  return { key, url, title, state: done ? "done" : "open", stateLabel: textAt(body, "state_reason") ?? state }
}

const api = ({ settings }: OpenConnection) => (settings.api || "https://api.github.com").replace(/\/+$/, "")
const repository = (connection: OpenConnection) =>
  `${api(connection)}/repos/${(connection.settings.repository ?? "").split("/").map(encodeURIComponent).join("/")}`
const auth = ({ secret }: OpenConnection) => ({
  authorization: `Bearer ${secret}`,
  accept: "application/vnd.github+json",
  "x-github-api-version": "2022-11-28",
})
