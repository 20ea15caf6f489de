import { createHmac } from "node:crypto"
import http from "node:http"
import type { AddressInfo } from "node:net"
import type { App } from "../../app.ts"
import { addressHeader } from "../auth/auth.ts"

type Fault = "signed_out" | "forbidden" | "busy" | "down" | "malformed"
type Held = { number: number; title: string; body: string; done: boolean; gone: boolean }
export type Vendor = Awaited<ReturnType<typeof aVendor>>

/** A server that answers as the documented APIs of Jira, GitHub, GitLab and Linear do. For tests. */
export async function aVendor() {
  const token = "a-token-that-must-not-leak"
  const held = new Map<string, Held>()
  let fault: Fault | undefined
  let counted = 0

  const server = http.createServer(async (request, response) => {
    let text = ""
    for await (const piece of request) text += piece
    const reply = (status: number, body: unknown, headers: Record<string, string> = {}) =>
      response
        .writeHead(status, { "content-type": "application/json", ...headers })
        .end(typeof body === "string" ? body : JSON.stringify(body))
    const body = text ? JSON.parse(text) : {}
    const isLinear = request.url === "/graphql"
    if (fault) return refuse(fault, isLinear, reply)
    if (!signedIn(request.headers)) return refuse("signed_out", isLinear, reply)
    if (isLinear) return reply(200, linear(body))
    const url = new URL(request.url ?? "/", "http://vendor")
    const [status, answer] = rest(request.method ?? "GET", decodeURIComponent(url.pathname), body)
    reply(status, answer)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const signedIn = (headers: http.IncomingHttpHeaders) =>
    [`Basic ${Buffer.from(`ana@example.com:${token}`).toString("base64")}`, `Bearer ${token}`, token].includes(
      String(headers.authorization ?? headers["private-token"]),
    )

  function hold(title: string, body: string, prefix: string): string {
    const number = ++counted
    const key = `${prefix}${number}`
    held.set(key, { number, title, body, done: false, gone: false })
    return key
  }

  function rest(method: string, path: string, body: Record<string, unknown>): [number, unknown] {
    if (path === "/rest/api/3/project/NORTH") return [200, { key: "NORTH", name: "Northlight" }]
    if (path === "/rest/api/3/issue" && method === "POST") {
      const { summary, description } = body.fields as { summary: string; description: object }
      const key = hold(summary, JSON.stringify(description), "NORTH-")
      return [201, { id: "1", key, self: `${url}/rest/api/3/issue/1` }]
    }
    const jiraKey = /^\/rest\/api\/3\/issue\/(NORTH-\d+)$/.exec(path)?.[1]
    if (jiraKey) {
      const one = held.get(jiraKey)
      if (!one || one.gone)
        return [404, { errorMessages: ["Issue does not exist or you do not have permission to see it."], errors: {} }]
      const [name, key] = one.done ? ["Erledigt", "done"] : ["To Do", "new"]
      return [200, { key: jiraKey, fields: { summary: one.title, status: { name, statusCategory: { key } } } }]
    }
    if (path === "/repos/northlight/aria") return [200, { full_name: "northlight/aria" }]
    if (path === "/repos/northlight/aria/issues" && method === "POST")
      return [201, githubIssue(hold(String(body.title), String(body.body), ""))]
    const githubKey = /^\/repos\/northlight\/aria\/issues\/(\d+)$/.exec(path)?.[1]
    if (githubKey)
      return held.get(githubKey)?.gone === false
        ? [200, githubIssue(githubKey)]
        : [410, { message: "This issue was deleted" }]
    if (path === "/api/v4/projects/northlight/aria") return [200, { path_with_namespace: "northlight/aria" }]
    if (path === "/api/v4/projects/northlight/aria/issues" && method === "POST")
      return [201, gitlabIssue(hold(String(body.title), String(body.description), ""))]
    const gitlabKey = /^\/api\/v4\/projects\/northlight\/aria\/issues\/(\d+)$/.exec(path)?.[1]
    if (gitlabKey)
      return held.get(gitlabKey)?.gone === false ? [200, gitlabIssue(gitlabKey)] : [404, { message: "404 Not found" }]
    return [404, { message: "Not Found" }]
  }

  function githubIssue(key: string) {
    const one = held.get(key)!
    const state = one.done ? { state: "closed", state_reason: "completed" } : { state: "open", state_reason: null }
    return { number: one.number, html_url: `${url}/northlight/aria/issues/${key}`, title: one.title, ...state }
  }

  function gitlabIssue(key: string) {
    const one = held.get(key)!
    const state = one.done ? "closed" : "opened"
    return { iid: one.number, web_url: `${url}/northlight/aria/-/issues/${key}`, title: one.title, state }
  }

  function linear({ query, variables }: { query: string; variables: Record<string, unknown> }) {
    if (query.includes("team(")) return { data: { team: { name: "Aria" } } }
    if (query.includes("issueCreate")) {
      const { title, description } = variables.input as { title: string; description: string }
      return { data: { issueCreate: { issue: linearIssue(hold(title, description, "ARI-")) } } }
    }
    const key = String(variables.id)
    return held.get(key)?.gone === false
      ? { data: { issue: linearIssue(key) } }
      : { data: null, errors: [{ message: "Entity not found: Issue", extensions: { code: "INPUT_ERROR" } }] }
  }

  function linearIssue(identifier: string) {
    const one = held.get(identifier)!
    const state = one.done ? { name: "Done", type: "completed" } : { name: "Todo", type: "unstarted" }
    return { identifier, url: `https://linear.app/northlight/issue/${identifier}`, title: one.title, state }
  }

  return {
    url,
    token,
    issues: held,
    /** An issue somebody made there by hand. */
    add: (title: string) => hold(title, "", ""),
    change(key: string, state: "open" | "done") {
      held.get(key)!.done = state === "done"
    },
    remove(key: string) {
      held.get(key)!.gone = true
    },
    restore(key: string) {
      held.get(key)!.gone = false
    },
    fail(how: Fault) {
      fault = how
    },
    reset() {
      fault = undefined
    },
    /** Sends the tracker's own message that an issue changed, signed its way. */
    async announce(
      app: App,
      kind: "jira" | "github" | "gitlab" | "linear",
      connectionId: string,
      key: string,
      secret: string,
    ) {
      const body = JSON.stringify(
        {
          jira: { webhookEvent: "jira:issue_updated", issue: { key } },
          github: { action: "closed", issue: { number: Number(key) } },
          gitlab: { object_kind: "issue", object_attributes: { iid: Number(key) } },
          linear: { action: "update", type: "Issue", data: { identifier: key } },
        }[kind],
      )
      const hex = createHmac("sha256", secret).update(body).digest("hex")
      const headers = {
        jira: { "x-hub-signature": `sha256=${hex}` },
        github: { "x-hub-signature-256": `sha256=${hex}` },
        gitlab: { "x-gitlab-token": secret },
        linear: { "linear-signature": hex },
      }[kind] as Record<string, string>
      const address = `http://127.0.0.1:4100/api/v1/hooks/trackers/${connectionId}`
      const answer = await app.fetch(
        new Request(address, { method: "POST", headers: { ...headers, [addressHeader]: "10.9.9.9" }, body }),
      )
      return answer.status
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

function refuse(
  fault: Fault,
  isLinear: boolean,
  reply: (status: number, body: unknown, headers?: Record<string, string>) => unknown,
) {
  if (fault === "malformed") return reply(200, "<html>Welcome</html>")
  if (fault === "down") return reply(503, { message: "Service unavailable" })
  if (isLinear) {
    const code = { signed_out: "AUTHENTICATION_ERROR", forbidden: "FORBIDDEN", busy: "RATELIMITED" }[fault]
    return reply(fault === "busy" ? 400 : 200, { errors: [{ message: code, extensions: { code } }] })
  }
  const status = { signed_out: 401, forbidden: 403, busy: 429 }[fault]
  return reply(status, { message: fault }, fault === "busy" ? { "retry-after": "60" } : {})
}
