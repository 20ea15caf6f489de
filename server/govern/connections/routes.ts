import { createRoute } from "@hono/zod-openapi"
import { answer, body, faults, needs, routes } from "../../platform/http/kit.ts"
import type { Platform } from "../../platform/platform.ts"
import { Id, plainList, z } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"
import {
  type Connection as ConnectionRow,
  isTracker,
  type OpenConnection,
  type Outcome,
  refusals,
} from "./connection.ts"
import { Connection, ConnectionChange, ConnectionInput, ConnectionList, ConnectionName } from "./contract.ts"
import { listConnections, openConnections } from "./store.ts"
import { addConnection, changeConnection, removeConnection, testConnection } from "./verbs.ts"

const tags = ["Connections"]
const byId = { params: z.object({ id: Id }) }
const guard = needs("connections.manage")

/** `greet` says something in a chat: what testing one does. */
export const connectionRoutes = (
  greet: (scope: Scope, platform: Platform, connection: OpenConnection) => Promise<Outcome<string>>,
) =>
  routes()
    .openapi(
      createRoute({
        method: "get",
        path: "/connections",
        tags,
        ...guard,
        summary: "Issue trackers and chats Rapport speaks to, and how it goes",
        responses: { 200: answer(ConnectionList), ...faults },
      }),
      async (c) => {
        const open = await openConnections(c.var.scope, c.var.platform.vault)
        const items = (await listConnections(c.var.scope)).map((one) =>
          presented(
            one,
            c.var.platform,
            open.find(({ id }) => id === one.id),
          ),
        )
        return c.json({ items }, 200)
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/connections/names",
        tags,
        ...needs("read"),
        summary: "The connections' names: what a member chooses from",
        responses: { 200: answer(plainList(ConnectionName)), ...faults },
      }),
      async (c) => {
        const items = await listConnections(c.var.scope)
        return c.json({ items: items.map(({ id, kind, name }) => ({ id, kind, name })) }, 200)
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/connections",
        tags,
        ...guard,
        summary: "Connect an issue tracker or a chat",
        request: { body: body(ConnectionInput) },
        responses: { 201: answer(Connection), ...faults },
      }),
      async (c) => {
        const { scope, platform } = c.var
        const made = await addConnection(scope, platform, c.req.valid("json"))
        const [open] = await openConnections(scope, platform.vault, made.id)
        return c.json(presented(made, platform, open), 201)
      },
    )
    .openapi(
      createRoute({
        method: "patch",
        path: "/connections/{id}",
        tags,
        ...guard,
        summary: "Rename a connection, choose its events, or give it a new token",
        request: { ...byId, body: body(ConnectionChange) },
        responses: { 200: answer(Connection), ...faults },
      }),
      async (c) => {
        const { scope, platform } = c.var
        return c.json(
          presented(await changeConnection(scope, platform, c.req.valid("param").id, c.req.valid("json")), platform),
          200,
        )
      },
    )
    .openapi(
      createRoute({
        method: "delete",
        path: "/connections/{id}",
        tags,
        ...guard,
        summary: "Remove a connection; its issues are no longer followed",
        request: byId,
        responses: { 204: { description: "Gone" }, ...faults },
      }),
      async (c) => {
        await removeConnection(c.var.scope, c.req.valid("param").id)
        return c.body(null, 204)
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/connections/{id}/test",
        tags,
        ...guard,
        summary: "Speak to the other side now, and see what it says",
        request: byId,
        responses: {
          200: answer(z.object({ ok: z.boolean(), reason: z.enum(refusals).nullable(), detail: z.string() })),
          ...faults,
        },
      }),
      async (c) => {
        const { scope, platform } = c.var
        const outcome = await testConnection(scope, platform, c.req.valid("param").id, (connection) =>
          greet(scope, platform, connection),
        )
        const answered = outcome.ok
          ? { ok: true, reason: null, detail: outcome.value }
          : { ok: false, reason: outcome.reason, detail: outcome.detail }
        return c.json(answered, 200)
      },
    )

const presented = (connection: ConnectionRow, { publicUrl }: Platform, open?: OpenConnection) => ({
  ...connection,
  createdAt: connection.createdAt.toISOString(),
  hook:
    open && isTracker(connection.kind)
      ? { url: `${publicUrl}/api/v1/hooks/trackers/${connection.id}`, secret: open.hookSecret }
      : null,
})
