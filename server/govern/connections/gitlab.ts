import { ask, textAt } from "./asking.ts"
import type { OpenConnection } from "./connection.ts"
import type { Issue, Tracker } from "./issue.ts"
import { sameText } from "./signature.ts"

/** GitLab's REST API 4 (https://docs.gitlab.com/api/issues/). Settings: project ("group/name"), site for one's own. */
export const gitlab: Tracker = {
  check: (outbound, connection) =>
    ask(
      outbound,
      project(connection),
      { headers: auth(connection) },
      (body) => textAt(body, "path_with_namespace") ?? null,
    ),

  create: (outbound, connection, { title, body }) =>
    ask(
      outbound,
      `${project(connection)}/issues`,
      { headers: auth(connection), json: { title: title.slice(0, 255), description: body } },
      issueOf,
    ),

  find: (outbound, connection, key) =>
    ask(outbound, `${project(connection)}/issues/${encodeURIComponent(key)}`, { headers: auth(connection) }, issueOf),

  keyOf(url, settings) {
    if (url.origin !== new URL(site(settings)).origin) return null
    const [, path, number] = /^\/(.+?)\/-\/(?:issues|work_items)\/(\d+)\/?$/.exec(url.pathname) ?? []
    return path?.toLowerCase() === settings.project?.toLowerCase() ? (number ?? null) : null
  },

  // GitLab sends the secret itself.
  heard(headers, body, hookSecret) {
    if (!sameText(headers.get("x-gitlab-token") ?? "", hookSecret)) return null
    return textAt(JSON.parse(body), "object_attributes", "iid") ?? null
  },
}

function issueOf(body: object): Issue | null {
  const [key, url, title, state] = ["iid", "web_url", "title", "state"].map((name) => textAt(body, name))
  if (!key || !url || title === undefined || !state) return null
  return { key, url, title, state: state === "closed" ? "done" : "open", stateLabel: state }
}

const site = (settings: Record<string, string>) => (settings.site || "https://gitlab.com").replace(/\/+$/, "")
const project = ({ settings }: OpenConnection) =>
  `${site(settings)}/api/v4/projects/${encodeURIComponent(settings.project ?? "")}`
const auth = ({ secret }: OpenConnection) => ({ "private-token": secret })
