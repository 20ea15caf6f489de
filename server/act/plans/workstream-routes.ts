import { createRoute } from "@hono/zod-openapi"
import { notFound } from "../../platform/http/errors.ts"
import { answer, body, faults, needs, routes } from "../../platform/http/kit.ts"
import { Id, plainList, z } from "../../platform/schema.ts"
import {
  BlockerInput,
  LinkInput,
  StateInput,
  TaskChange,
  TaskInput,
  Workstream,
  WorkstreamChange,
  WorkstreamInput,
} from "./contract.ts"
import { presentedWorkstream } from "./presenting.ts"
import { addLink, addTask, block, changeTask, removeLink, removeTask, unblock } from "./tasks.ts"
import { addWorkstream, changeWorkstream, setState } from "./working.ts"
import { findWorkstream, listWorkstreams } from "./workstream-store.ts"

const tags = ["Workstreams"]
const byId = { params: z.object({ id: Id }) }
const one = { 200: answer(Workstream), ...faults }
const made = { 201: answer(Workstream), ...faults }
const editing = { tags, ...needs("plans.edit") }

export const workstreamRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/workstreams",
      tags,
      ...needs("read"),
      summary: "Workstreams of open plans, the most urgent first",
      request: { query: z.object({ owner: Id.optional(), plan: Id.optional() }) },
      responses: { 200: answer(plainList(Workstream)), ...faults },
    }),
    async (c) => {
      const { owner, plan } = c.req.valid("query")
      const found = await listWorkstreams(c.var.scope, {
        ...(owner ? { ownerId: owner } : {}),
        ...(plan ? { planIds: [plan] } : { openPlansOnly: true }),
      })
      return c.json({ items: found.map(presentedWorkstream) }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/workstreams/{id}",
      tags,
      ...needs("read"),
      summary: "One workstream",
      request: byId,
      responses: one,
    }),
    async (c) => {
      const { id } = c.req.valid("param")
      const found = await findWorkstream(c.var.scope, id)
      if (!found) throw notFound("workstream", id)
      return c.json(presentedWorkstream(found), 200)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/plans/{id}/workstreams",
      ...editing,
      summary: "Give a department a part of the plan",
      request: { ...byId, body: body(WorkstreamInput) },
      responses: made,
    }),
    async (c) =>
      c.json(presentedWorkstream(await addWorkstream(c.var.scope, c.req.valid("param").id, c.req.valid("json"))), 201),
  )
  .openapi(
    createRoute({
      method: "patch",
      path: "/workstreams/{id}",
      ...editing,
      summary: "Change who does what until when; later needs a reason",
      request: { ...byId, body: body(WorkstreamChange) },
      responses: one,
    }),
    async (c) =>
      c.json(
        presentedWorkstream(await changeWorkstream(c.var.scope, c.req.valid("param").id, c.req.valid("json"))),
        200,
      ),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/workstreams/{id}/state",
      ...editing,
      summary: "Start it, finish it, drop it, or take that back",
      request: { ...byId, body: body(StateInput) },
      responses: one,
    }),
    async (c) =>
      c.json(presentedWorkstream(await setState(c.var.scope, c.req.valid("param").id, c.req.valid("json"))), 200),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/workstreams/{id}/tasks",
      ...editing,
      summary: "Add a task",
      request: { ...byId, body: body(TaskInput) },
      responses: made,
    }),
    async (c) =>
      c.json(presentedWorkstream(await addTask(c.var.scope, c.req.valid("param").id, c.req.valid("json").text)), 201),
  )
  .openapi(
    createRoute({
      method: "patch",
      path: "/workstream-tasks/{id}",
      ...editing,
      summary: "Change a task, or say that it is done",
      request: { ...byId, body: body(TaskChange) },
      responses: one,
    }),
    async (c) =>
      c.json(presentedWorkstream(await changeTask(c.var.scope, c.req.valid("param").id, c.req.valid("json"))), 200),
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/workstream-tasks/{id}",
      ...editing,
      summary: "Remove a task",
      request: byId,
      responses: one,
    }),
    async (c) => c.json(presentedWorkstream(await removeTask(c.var.scope, c.req.valid("param").id)), 200),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/workstreams/{id}/blockers",
      ...editing,
      summary: "Say what keeps it from going on: another workstream of the plan, or words",
      request: { ...byId, body: body(BlockerInput) },
      responses: made,
    }),
    async (c) =>
      c.json(presentedWorkstream(await block(c.var.scope, c.req.valid("param").id, c.req.valid("json"))), 201),
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/workstream-blockers/{id}",
      ...editing,
      summary: "It can go on",
      request: byId,
      responses: one,
    }),
    async (c) => c.json(presentedWorkstream(await unblock(c.var.scope, c.req.valid("param").id)), 200),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/workstreams/{id}/links",
      ...editing,
      summary: "Point to an issue or document elsewhere",
      request: { ...byId, body: body(LinkInput) },
      responses: made,
    }),
    async (c) =>
      c.json(presentedWorkstream(await addLink(c.var.scope, c.req.valid("param").id, c.req.valid("json"))), 201),
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/workstream-links/{id}",
      ...editing,
      summary: "Remove such a pointer",
      request: byId,
      responses: one,
    }),
    async (c) => c.json(presentedWorkstream(await removeLink(c.var.scope, c.req.valid("param").id)), 200),
  )
