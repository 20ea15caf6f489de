import { createRoute } from "@hono/zod-openapi"
import { answer, body, faults, needs, routes } from "../../platform/http/kit.ts"
import { Id, z } from "../../platform/schema.ts"
import { Assignments, Dismissal, Merge, Signal, Snooze } from "./contract.ts"
import { presented } from "./present.ts"
import {
  acknowledgeSignal,
  assignSignal,
  dismissSignal,
  mergeSignal,
  reopenSignal,
  snoozeSignal,
  unmergeSignal,
  wakeSignal,
  withdrawAcknowledgement,
} from "./verbs.ts"

const byId = { params: z.object({ id: Id }) }

/** An act on a signal: each is a resource made by POST or PUT and undone by DELETE; all answer the signal as it is then. */
const act = <Method extends "post" | "put" | "delete", Path extends string>(
  method: Method,
  path: Path,
  summary: string,
) => ({
  method,
  path,
  tags: ["Signals"],
  ...needs("signals.act"),
  summary,
  responses: { 200: answer(Signal), ...faults },
})

export const actingRoutes = routes()
  .openapi(
    createRoute({ ...act("post", "/signals/{id}/acknowledgement", "Say that somebody takes care"), request: byId }),
    async (c) => c.json(presented(c.var.scope, await acknowledgeSignal(c.var.scope, c.req.valid("param").id)), 200),
  )
  .openapi(
    createRoute({ ...act("delete", "/signals/{id}/acknowledgement", "Take that back"), request: byId }),
    async (c) =>
      c.json(presented(c.var.scope, await withdrawAcknowledgement(c.var.scope, c.req.valid("param").id)), 200),
  )
  .openapi(
    createRoute({
      ...act("put", "/signals/{id}/assignments", "Ask it of departments"),
      request: { ...byId, body: body(Assignments) },
    }),
    async (c) => {
      const { departmentIds } = c.req.valid("json")
      return c.json(
        presented(c.var.scope, await assignSignal(c.var.scope, c.req.valid("param").id, departmentIds)),
        200,
      )
    },
  )
  .openapi(
    createRoute({
      ...act("post", "/signals/{id}/snooze", "Put it away until a moment"),
      request: { ...byId, body: body(Snooze) },
    }),
    async (c) => {
      const { until, note } = c.req.valid("json")
      return c.json(presented(c.var.scope, await snoozeSignal(c.var.scope, c.req.valid("param").id, until, note)), 200)
    },
  )
  .openapi(createRoute({ ...act("delete", "/signals/{id}/snooze", "Bring it back now"), request: byId }), async (c) =>
    c.json(presented(c.var.scope, await wakeSignal(c.var.scope, c.req.valid("param").id)), 200),
  )
  .openapi(
    createRoute({
      ...act("post", "/signals/{id}/dismissal", "Say that it is not a problem, and why"),
      description:
        "The same alarm, and any within its slice, does not return unless it grows to at least twice the number dismissed with its whole interval above the ratio dismissed.",
      request: { ...byId, body: body(Dismissal) },
    }),
    async (c) => {
      const { reason, note } = c.req.valid("json")
      return c.json(
        presented(c.var.scope, await dismissSignal(c.var.scope, c.req.valid("param").id, reason, note)),
        200,
      )
    },
  )
  .openapi(
    createRoute({ ...act("delete", "/signals/{id}/dismissal", "Take the dismissal back"), request: byId }),
    async (c) => c.json(presented(c.var.scope, await reopenSignal(c.var.scope, c.req.valid("param").id)), 200),
  )
  .openapi(
    createRoute({
      ...act("post", "/signals/{id}/merge", "Say that it is the same as another signal"),
      request: { ...byId, body: body(Merge) },
    }),
    async (c) =>
      c.json(
        presented(c.var.scope, await mergeSignal(c.var.scope, c.req.valid("param").id, c.req.valid("json").into)),
        200,
      ),
  )
  .openapi(createRoute({ ...act("delete", "/signals/{id}/merge", "Part them again"), request: byId }), async (c) =>
    c.json(presented(c.var.scope, await unmergeSignal(c.var.scope, c.req.valid("param").id)), 200),
  )
