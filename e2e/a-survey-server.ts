import type { AddressInfo } from "node:net"
import path from "node:path"
import { serve } from "@hono/node-server"
import { Hono } from "hono"
import { surveyPages } from "../server/listen/survey-page/public.ts"
import { notFound } from "../server/platform/http/errors.ts"
import { checkAnswers } from "../survey/answers.ts"
import type { Answers, Survey } from "../survey/definition.ts"
import { SurveyAnswers } from "../survey/schema.ts"

type Sent = {
  version: number
  sequence: number
  answers: Answers
  language: string
  variables: Record<string, string | number>
  place: string | null
  seconds: number
  finished: boolean
  human: boolean
  sentAt: string
}
export type TakenResponse = Sent & { times: number }
type Link = { survey: Survey; state?: string; kind?: string; language?: string; responseId?: string; more?: object }

/**
 * The real pages in front of a memory that takes answers as the real door does: so that a test can take the network
 * away at any step, and see exactly what came.
 */
export async function aSurveyServer() {
  const links = new Map<string, Link>()
  const sites = new Map<string, { surveys: object[]; quietDays: number }>()
  const shown: { survey: string; visitor: string }[] = []
  const responses = new Map<string, TakenResponse>()
  const wrong: string[] = []
  const trouble: { status: number | null } = { status: null }
  const app = new Hono()
  const cors = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "GET, PUT, POST, OPTIONS",
    "access-control-allow-headers": "content-type",
  }
  const askedOf = (key: string) => {
    const link = links.get(key)
    if (!link) throw notFound("link")
    const { survey, state = "open", kind = "anonymous", language, responseId, more } = link
    const asked = {
      survey,
      version: 1,
      state,
      kind,
      language,
      responseId,
      variables: {},
      organization: { name: "Acme" },
    }
    return JSON.stringify({ ...asked, ...more })
  }
  const refused = (code: string, status: number) => Response.json({ error: { code } }, { status, headers: cors })

  app.options("/api/*", (context) => context.body(null, 204, cors))
  app.get("/api/v1/ask/site/:key", (context) => context.json(sites.get(context.req.param("key")), 200, cors))
  app.post("/api/v1/ask/site/:key/shown", async (context) => {
    shown.push(await context.req.json())
    return context.body(null, 204, cors)
  })
  app.get("/api/v1/ask/:key", (context) => context.body(askedOf(context.req.param("key")), 200, cors))
  app.get("/api/v1/ask/:key/responses/:id", (context) => {
    const found = responses.get(context.req.param("id"))
    return found ? context.json(found, 200, cors) : refused("response.not_found", 404)
  })
  app.post("/api/v1/ask/:key/responses/:id/files", async (context) => {
    const { question, name } = context.req.query()
    const bytes = await context.req.arrayBuffer()
    return context.json({ id: `${question}-${name}-${bytes.byteLength}` }, 201, cors)
  })
  app.put("/api/v1/ask/:key/responses/:id", async (context) => {
    const { key, id } = context.req.param()
    const link = links.get(key)
    if (!link) return refused("link.not_found", 404)
    if (trouble.status) return refused("database.unavailable", trouble.status)
    const sent = (await context.req.json()) as Sent
    const faults = checkAnswers(link.survey, { answers: sent.answers, language: sent.language }, sent.finished)
    if (faults.length > 0 || !SurveyAnswers.safeParse(sent.answers).success) {
      wrong.push(JSON.stringify({ faults, sent }))
      return refused("response.invalid", 400)
    }
    const before = responses.get(id)
    if (!before && link.state && link.state !== "open") return refused(`survey.${link.state}`, 409)
    if (before?.finished) {
      const same = JSON.stringify(before.answers) === JSON.stringify(sent.answers)
      if (!same) return refused("response.finished", 409)
      responses.set(id, { ...before, times: before.times + 1 })
    } else if (!before || before.sequence < sent.sequence)
      responses.set(id, { ...sent, times: (before?.times ?? 0) + 1 })
    const { sequence, finished } = responses.get(id) as TakenResponse
    return context.json({ sequence, finished, ...(finished ? { statusUrl: "/status/1" } : {}) }, 200, cors)
  })
  const asking = { asked: async (key: string) => ({ text: askedOf(key), etag: `${key} ${askedOf(key).length}` }) }
  app.route("/", await surveyPages({ asking, folder: path.resolve(import.meta.dirname, "../respond/dist") }))

  const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" })
  await new Promise((resolve) => server.once("listening", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    link(key: string, survey: Survey, more: Omit<Link, "survey"> = {}) {
      links.set(key, { survey, ...more })
      return `/q/${key}`
    },
    sites,
    shown,
    responses,
    wrong,
    trouble,
    all: () => [...responses.values()],
    clear() {
      responses.clear()
      wrong.length = 0
      trouble.status = null
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}
export type SurveyServer = Awaited<ReturnType<typeof aSurveyServer>>

/** Somebody else's site, with a policy as strict as there is. */
export async function aStrictSite(html: () => string, scriptsFrom: string) {
  const app = new Hono()
  app.get("/*", (context) => {
    const policy = `default-src 'none'; script-src ${scriptsFrom}; style-src 'self'; connect-src ${scriptsFrom}; img-src 'none'`
    return context.html(html(), 200, { "content-security-policy": policy })
  })
  const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" })
  await new Promise((resolve) => server.once("listening", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}
