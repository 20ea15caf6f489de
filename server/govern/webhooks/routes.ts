import { createRoute } from "@hono/zod-openapi"
import { answer, body, faults, needs, routes } from "../../platform/http/kit.ts"
import { Id, z } from "../../platform/schema.ts"
import {
  Attempt,
  DeliveryList,
  Replay,
  Webhook,
  WebhookChange,
  WebhookInput,
  WebhookList,
  WebhookWithSecret,
} from "./contract.ts"
import { listDeliveries, listWebhooks } from "./store.ts"
import {
  addWebhook,
  changeWebhook,
  existing,
  pauseWebhook,
  removeWebhook,
  replayDelivery,
  replaySince,
  resumeWebhook,
  rotateSecret,
  testWebhook,
} from "./verbs.ts"
import { deliveryStates, type Webhook as WebhookRow } from "./webhook.ts"

const tags = ["Webhooks"]
const byId = { params: z.object({ id: Id }) }
const guard = needs("connections.manage")

export const webhookRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/webhooks",
      tags,
      ...guard,
      summary: "The endpoints of other programs that are told what happens",
      responses: { 200: answer(WebhookList), ...faults },
    }),
    async (c) => c.json({ items: (await listWebhooks(c.var.scope)).map(presented) }, 200),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/webhooks",
      tags,
      ...guard,
      summary: "Have an endpoint told of events",
      description: "Messages are signed as Standard Webhooks says; see docs/webhooks.md.",
      request: { body: body(WebhookInput) },
      responses: { 201: answer(WebhookWithSecret), ...faults },
    }),
    async (c) => {
      const { secret, ...webhook } = await addWebhook(c.var.scope, c.var.platform, c.req.valid("json"))
      return c.json({ ...presented(webhook), secret }, 201)
    },
  )
  .openapi(
    createRoute({
      method: "patch",
      path: "/webhooks/{id}",
      tags,
      ...guard,
      summary: "Change where an endpoint is, or what it is told",
      request: { ...byId, body: body(WebhookChange) },
      responses: { 200: answer(Webhook), ...faults },
    }),
    async (c) => c.json(presented(await changeWebhook(c.var.scope, c.req.valid("param").id, c.req.valid("json"))), 200),
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/webhooks/{id}",
      tags,
      ...guard,
      summary: "Remove an endpoint",
      request: byId,
      responses: { 204: { description: "Gone" }, ...faults },
    }),
    async (c) => {
      await removeWebhook(c.var.scope, c.req.valid("param").id)
      return c.body(null, 204)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/webhooks/{id}/secret",
      tags,
      ...guard,
      summary: "Make a new secret; the old one signs too for 24 hours",
      request: byId,
      responses: { 200: answer(WebhookWithSecret), ...faults },
    }),
    async (c) => {
      const { secret, ...webhook } = await rotateSecret(c.var.scope, c.var.platform, c.req.valid("param").id)
      return c.json({ ...presented(webhook), secret }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/webhooks/{id}/test",
      tags,
      ...guard,
      summary: "Send a test message now, and see what comes back",
      request: byId,
      responses: { 200: answer(z.object({ ok: z.boolean(), attempt: Attempt })), ...faults },
    }),
    async (c) => c.json(await testWebhook(c.var.scope, c.var.platform, c.req.valid("param").id), 200),
  )
  .openapi(
    createRoute({
      method: "put",
      path: "/webhooks/{id}/pause",
      tags,
      ...guard,
      summary: "Tell an endpoint nothing for now",
      request: byId,
      responses: { 200: answer(Webhook), ...faults },
    }),
    async (c) => {
      const { id } = c.req.valid("param")
      await pauseWebhook(c.var.scope, id, "asked")
      return c.json(presented(await existing(c.var.scope, id)), 200)
    },
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/webhooks/{id}/pause",
      tags,
      ...guard,
      summary: "Tell it again, from the next event on",
      request: byId,
      responses: { 200: answer(Webhook), ...faults },
    }),
    async (c) => {
      const { id } = c.req.valid("param")
      await resumeWebhook(c.var.scope, id)
      return c.json(presented(await existing(c.var.scope, id)), 200)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/webhooks/{id}/deliveries",
      tags,
      ...guard,
      summary: "What was sent, and what came back; kept for 30 days",
      request: {
        ...byId,
        query: z.object({
          state: z.enum(deliveryStates).optional(),
          cursor: Id.optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
      },
      responses: { 200: answer(DeliveryList), ...faults },
    }),
    async (c) => {
      const { id } = c.req.valid("param")
      const { state, cursor, limit } = c.req.valid("query")
      await existing(c.var.scope, id)
      const rows = await listDeliveries(c.var.scope, {
        webhookId: id,
        limit,
        ...(state ? { state } : {}),
        ...(cursor ? { before: cursor } : {}),
      })
      const items = rows.map((row) => ({
        ...row,
        nextAt: row.nextAt?.toISOString() ?? null,
        createdAt: row.createdAt.toISOString(),
      }))
      return c.json({ items, next: rows.length === limit ? (rows.at(-1)?.id ?? null) : null }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/webhooks/{id}/deliveries/{deliveryId}/replay",
      tags,
      ...guard,
      summary: "Send one message again, with its old id",
      request: { params: z.object({ id: Id, deliveryId: Id }) },
      responses: { 204: { description: "It is on its way" }, ...faults },
    }),
    async (c) => {
      const { id, deliveryId } = c.req.valid("param")
      await replayDelivery(c.var.scope, id, deliveryId)
      return c.body(null, 204)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/webhooks/{id}/replay",
      tags,
      ...guard,
      summary: "Send again what was given up, or everything, since a moment",
      request: { ...byId, body: body(Replay) },
      responses: { 200: answer(z.object({ count: z.number().int() })), ...faults },
    }),
    async (c) => {
      const { since, which } = c.req.valid("json")
      const count = await replaySince(c.var.scope, c.var.platform, c.req.valid("param").id, {
        since: new Date(since),
        which,
      })
      return c.json({ count }, 200)
    },
  )

const presented = (webhook: WebhookRow) => ({
  ...webhook,
  previousUntil: webhook.previousUntil?.toISOString() ?? null,
  lastSuccess: webhook.lastSuccess?.toISOString() ?? null,
  createdAt: webhook.createdAt.toISOString(),
})
