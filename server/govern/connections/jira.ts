import { createHmac } from "node:crypto"
import { ask, textAt } from "./asking.ts"
import type { OpenConnection } from "./connection.ts"
import type { Issue, IssueState, Tracker } from "./issue.ts"
import { sameText } from "./signature.ts"

/** Jira Cloud's REST API 3 (https://developer.atlassian.com/cloud/jira/platform/rest/v3/). Settings: site, email, project, issueType. */
export const jira: Tracker = {
  check: (outbound, connection) =>
    ask(
      outbound,
      `${site(connection)}/rest/api/3/project/${project(connection)}`,
      { headers: auth(connection) },
      (body) => textAt(body, "name") ?? null,
    ),

  async create(outbound, connection, { title, body }) {
    const made = await ask(
      outbound,
      `${site(connection)}/rest/api/3/issue`,
      {
        headers: auth(connection),
        json: {
          fields: {
            project: { key: connection.settings.project },
            issuetype: { name: connection.settings.issueType || "Task" },
            summary: title.slice(0, 255),
            description: documentOf(body),
          },
        },
      },
      (answer) => textAt(answer, "key") ?? null,
    )
    return made.ok ? jira.find(outbound, connection, made.value) : made
  },

  find: (outbound, connection, key) =>
    ask(
      outbound,
      `${site(connection)}/rest/api/3/issue/${encodeURIComponent(key)}?fields=summary,status`,
      { headers: auth(connection) },
      (body): Issue | null => {
        const [found, title, label] = [
          textAt(body, "key"),
          textAt(body, "fields", "summary"),
          textAt(body, "fields", "status", "name"),
        ]
        if (!found || title === undefined || !label) return null
        const category = textAt(body, "fields", "status", "statusCategory", "key") ?? ""
        return {
          key: found,
          url: `${site(connection)}/browse/${found}`,
          title,
          state: states[category] ?? "open",
          stateLabel: label,
        }
      },
    ),

  keyOf(url, settings) {
    if (!settings.site || url.origin !== new URL(settings.site).origin) return null
    return /^\/browse\/([A-Z][A-Z0-9_]*-\d+)\/?$/.exec(url.pathname)?.[1] ?? null
  },

  heard(headers, body, hookSecret) {
    const expected = `sha256=${createHmac("sha256", hookSecret).update(body).digest("hex")}`
    if (!sameText(headers.get("x-hub-signature") ?? "", expected)) return null
    return textAt(JSON.parse(body), "issue", "key") ?? null
  },
}

const states: Record<string, IssueState> = { new: "open", indeterminate: "in_progress", done: "done" }

const site = ({ settings }: OpenConnection) => (settings.site ?? "").replace(/\/+$/, "")
const project = ({ settings }: OpenConnection) => encodeURIComponent(settings.project ?? "")
const auth = ({ settings, secret }: OpenConnection) => ({
  authorization: `Basic ${Buffer.from(`${settings.email}:${secret}`).toString("base64")}`,
})

/** Paragraphs with links in Atlassian's document format. */
function documentOf(markdown: string) {
  const paragraphs = markdown.split(/\n{2,}/).filter((one) => one.trim())
  return {
    type: "doc",
    version: 1,
    content: paragraphs.map((text) => ({ type: "paragraph", content: inline(text) })),
  }
}

function inline(text: string): object[] {
  const pieces = text.split(/(https?:\/\/[^\s)]+)/).filter(Boolean)
  return pieces.map((piece) =>
    /^https?:\/\//.test(piece)
      ? { type: "text", text: piece, marks: [{ type: "link", attrs: { href: piece } }] }
      : { type: "text", text: piece },
  )
}
