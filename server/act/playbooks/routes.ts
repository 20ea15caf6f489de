import { createRoute } from "@hono/zod-openapi"
import { notFound } from "../../platform/http/errors.ts"
import { answer, body, faults, needs, routes } from "../../platform/http/kit.ts"
import { Id, z } from "../../platform/schema.ts"
import { LanguageQuery, Playbook, PlaybookChange, PlaybookInput, PlaybookList } from "./contract.ts"
import type { Playbook as OnePlaybook } from "./playbook.ts"
import { findPlaybook, listPlaybooks } from "./store.ts"
import { addPlaybook, changePlaybook, retirePlaybook } from "./verbs.ts"

const tags = ["Playbooks"]
const byId = { params: z.object({ id: Id }) }

export const playbookRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/playbooks",
      tags,
      ...needs("read"),
      summary: "Playbooks: those that ship, then one's own",
      request: { query: z.object({ language: LanguageQuery }) },
      responses: { 200: answer(PlaybookList), ...faults },
    }),
    async (c) => {
      const found = await listPlaybooks(c.var.scope, c.req.valid("query").language)
      return c.json({ items: found.map(shown) }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/playbooks",
      tags,
      ...needs("plans.edit"),
      summary: "Keep a playbook of one's own",
      request: { body: body(PlaybookInput) },
      responses: { 201: answer(Playbook), ...faults },
    }),
    async (c) => c.json(shown(await addPlaybook(c.var.scope, c.req.valid("json"))), 201),
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/playbooks/{id}",
      tags,
      ...needs("read"),
      summary: "One playbook, by its key or id",
      request: { params: z.object({ id: z.string().max(60) }), query: z.object({ language: LanguageQuery }) },
      responses: { 200: answer(Playbook), ...faults },
    }),
    async (c) => {
      const { id } = c.req.valid("param")
      const found = await findPlaybook(c.var.scope, id, c.req.valid("query").language)
      if (!found) throw notFound("playbook", id)
      return c.json(shown(found), 200)
    },
  )
  .openapi(
    createRoute({
      method: "patch",
      path: "/playbooks/{id}",
      tags,
      ...needs("plans.edit"),
      summary: "Change a playbook of one's own; running plans keep what they were given",
      request: { ...byId, body: body(PlaybookChange) },
      responses: { 200: answer(Playbook), ...faults },
    }),
    async (c) => c.json(shown(await changePlaybook(c.var.scope, c.req.valid("param").id, c.req.valid("json"))), 200),
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/playbooks/{id}",
      tags,
      ...needs("plans.edit"),
      summary: "Offer a playbook of one's own no longer",
      request: byId,
      responses: { 204: { description: "Gone" }, ...faults },
    }),
    async (c) => {
      await retirePlaybook(c.var.scope, c.req.valid("param").id)
      return c.body(null, 204)
    },
  )

const shown = (one: OnePlaybook) => ({
  ...one,
  steps: one.steps.map((step) => ({ ...step, tasks: [...step.tasks] })),
})
