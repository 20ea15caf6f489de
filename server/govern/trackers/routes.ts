import { createRoute } from "@hono/zod-openapi"
import { answer, body, faults, needs, open, routes } from "../../platform/http/kit.ts"
import { Id, z } from "../../platform/schema.ts"
import { ExternalIssue, ExternalIssueInput, ExternalIssueList } from "./contract.ts"
import { hear } from "./hearing.ts"
import type { ExternalIssue as Issue } from "./issue.ts"
import { listIssues } from "./store.ts"
import { addIssue, existing, removeIssue, syncIssue } from "./verbs.ts"

const tags = ["External issues"]
const byId = { params: z.object({ id: Id }) }

export const trackerRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/external-issues",
      tags,
      ...needs("read"),
      summary: "Issues in other tools, of a workstream or of all of a plan's",
      request: { query: z.object({ workstream: Id.optional(), plan: Id.optional() }) },
      responses: { 200: answer(ExternalIssueList), ...faults },
    }),
    async (c) => {
      const { workstream, plan } = c.req.valid("query")
      const items = await listIssues(c.var.scope, {
        ...(workstream ? { workstreamId: workstream } : {}),
        ...(plan ? { planId: plan } : {}),
      })
      return c.json({ items: items.map(presented) }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/workstreams/{id}/external-issues",
      tags,
      ...needs("plans.edit"),
      summary: "Make an issue in a tracker for a workstream, or link one that exists",
      description: "The issue says why it is wanted in the customers' words, and how to come back.",
      request: { ...byId, body: body(ExternalIssueInput) },
      responses: { 201: answer(ExternalIssue), ...faults },
    }),
    async (c) =>
      c.json(presented(await addIssue(c.var.scope, c.var.platform, c.req.valid("param").id, c.req.valid("json"))), 201),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/external-issues/{id}/sync",
      tags,
      ...needs("plans.edit"),
      summary: "Ask the tracker now how an issue stands",
      request: byId,
      responses: { 200: answer(ExternalIssue), ...faults },
    }),
    async (c) => {
      const { id } = c.req.valid("param")
      await syncIssue(c.var.scope, c.var.platform, id)
      return c.json(presented(await existing(c.var.scope, id)), 200)
    },
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/external-issues/{id}",
      tags,
      ...needs("plans.edit"),
      summary: "No longer follow an issue; it stays in its tool",
      request: byId,
      responses: { 204: { description: "No longer followed" }, ...faults },
    }),
    async (c) => {
      await removeIssue(c.var.scope, c.req.valid("param").id)
      return c.body(null, 204)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/hooks/trackers/{connection}",
      tags,
      ...open,
      summary: "A tracker says that an issue changed",
      description:
        "Signed with the connection's hook secret, the way the tracker signs. What it says is asked for again.",
      request: { params: z.object({ connection: Id }) },
      responses: { 202: { description: "Heard, or not for us: no difference is told" }, ...faults },
    }),
    async (c) => {
      await hear(c.var.platform, c.req.valid("param").connection, c.req.raw.headers, await c.req.text())
      return c.body(null, 202)
    },
  )

const presented = ({ planId: _, ...issue }: Issue) => ({
  ...issue,
  addedAt: issue.addedAt.toISOString(),
  syncedAt: issue.syncedAt.toISOString(),
})
