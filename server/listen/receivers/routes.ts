import { createRoute } from "@hono/zod-openapi"
import { MEDIA_TYPES, writeTable } from "../../../tables/write.ts"
import { notFound } from "../../platform/http/errors.ts"
import { answer, body, download, faults, needs, open, routes, streamed } from "../../platform/http/kit.ts"
import { record } from "../../platform/outbox.ts"
import { Id, z } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"
import {
  DeliveryList,
  DeliveryWithPayload,
  Receiver,
  ReceiverChange,
  ReceiverInput,
  ReceiverList,
  ReceiverWithSecret,
  Replay,
  SecretInput,
  Trial,
  TrialResult,
} from "./contract.ts"
import type { ReceiverIntake } from "./intake.ts"
import { deliveryStates } from "./receiver.ts"
import { acknowledgement, isXml } from "./soap.ts"
import {
  type DeliveryFilter,
  findDelivery,
  findReceivers,
  listDeliveries,
  presentedDelivery,
  presentedReceiver,
} from "./store.ts"
import {
  addReceiver,
  changeReceiver,
  existing,
  lookInto,
  removeReceiver,
  replay,
  restoreReceiver,
  setSecret,
  tryMapping,
} from "./verbs.ts"

const tags = ["Receivers"]
const byId = { params: z.object({ id: Id }) }
const which = {
  state: z.enum(deliveryStates).optional(),
  reason: z.string().max(300).optional(),
}

export const receiverRoutes = ({ receivers }: { receivers: ReceiverIntake }) =>
  routes()
    .openapi(
      createRoute({
        method: "post",
        path: "/hooks/receivers/{key}",
        tags,
        ...open,
        summary: "Another tool says that something happened",
        description:
          "Proven as the receiver says: Zendesk's or Intercom's signature, Standard Webhooks, or the secret itself in X-Rapport-Secret. At most 1 MB. Answered when it is durable; what it becomes is found out afterwards. An outbound message of Salesforce is acknowledged in its own form.",
        request: { params: z.object({ key: z.string().max(100) }) },
        responses: { 200: answer(z.object({ received: z.literal(true) }), "Kept"), ...faults },
      }),
      async (c) => {
        const text = await c.req.text()
        const query = new URL(c.req.url).searchParams
        const { vendor } = await receivers.take(c.req.valid("param").key, {
          headers: c.req.raw.headers,
          body: text,
          query,
        })
        if (vendor === "salesforce" && isXml(text))
          return c.body(acknowledgement, 200, { "content-type": "text/xml; charset=utf-8" }) as never
        return c.json({ received: true as const }, 200)
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/receivers",
        tags,
        ...needs("read"),
        summary: "Addresses that other tools send to, with what came of it",
        responses: { 200: answer(ReceiverList), ...faults },
      }),
      async (c) => {
        const items = await findReceivers(c.var.scope)
        return c.json({ items: items.map((one) => presentedReceiver(one, c.var.platform.publicUrl, c.var.scope)) }, 200)
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/receivers",
        tags,
        ...needs("connections.manage"),
        summary: "Open an address for Zendesk, Intercom, Freshdesk, Salesforce, or anything that sends JSON",
        description: "It comes with a mapping that is right for most; a secret that we make is shown only here.",
        request: { body: body(ReceiverInput) },
        responses: { 201: answer(ReceiverWithSecret), ...faults },
      }),
      async (c) => {
        const { platform, scope } = c.var
        const { receiver, secret } = await addReceiver(scope, platform, c.req.valid("json"))
        return c.json({ ...presentedReceiver(receiver, platform.publicUrl, scope), secret }, 201)
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/receivers/{id}",
        tags,
        ...needs("read"),
        summary: "One of them",
        request: byId,
        responses: { 200: answer(Receiver), ...faults },
      }),
      async (c) => {
        const { platform, scope } = c.var
        return c.json(presentedReceiver(await existing(scope, c.req.valid("param").id), platform.publicUrl, scope), 200)
      },
    )
    .openapi(
      createRoute({
        method: "patch",
        path: "/receivers/{id}",
        tags,
        ...needs("connections.manage"),
        summary: "Change its name, its source, or what payloads become",
        description: "What has failed stays so until it is replayed. With `version`, refused if it is another by now.",
        request: { ...byId, body: body(ReceiverChange) },
        responses: { 200: answer(Receiver), ...faults },
      }),
      async (c) => {
        const { platform, scope } = c.var
        const changed = await changeReceiver(scope, c.req.valid("param").id, c.req.valid("json"))
        return c.json(presentedReceiver(changed, platform.publicUrl, scope), 200)
      },
    )
    .openapi(
      createRoute({
        method: "put",
        path: "/receivers/{id}/secret",
        tags,
        ...needs("connections.manage"),
        summary: "Enter the tool's secret, or make a new one; the one before holds for a while more",
        request: { ...byId, body: body(SecretInput) },
        responses: { 200: answer(ReceiverWithSecret), ...faults },
      }),
      async (c) => {
        const { platform, scope } = c.var
        const { receiver, secret } = await setSecret(scope, platform, c.req.valid("param").id, c.req.valid("json"))
        return c.json({ ...presentedReceiver(receiver, platform.publicUrl, scope), secret }, 200)
      },
    )
    .openapi(
      createRoute({
        method: "delete",
        path: "/receivers/{id}",
        tags,
        ...needs("connections.manage"),
        summary: "Close the address; what came in stays",
        request: byId,
        responses: { 204: { description: "Closed" }, ...faults },
      }),
      async (c) => {
        await removeReceiver(c.var.scope, c.req.valid("param").id)
        return c.body(null, 204)
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/receivers/{id}/restoration",
        tags,
        ...needs("connections.manage"),
        summary: "Open it again",
        request: byId,
        responses: { 204: { description: "Open" }, ...faults },
      }),
      async (c) => {
        await restoreReceiver(c.var.scope, c.req.valid("param").id)
        return c.body(null, 204)
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/receivers/{id}/trial",
        tags,
        ...needs("connections.manage"),
        summary: "Try a mapping on a payload: the feedback it would become, and what is wrong",
        description:
          "Keeps nothing. Without a payload it is tried on the last delivery (with the right to personal data), else on the tool's own example.",
        request: { ...byId, body: body(Trial) },
        responses: { 200: answer(TrialResult), ...faults },
      }),
      async (c) =>
        c.json(await tryMapping(c.var.scope, c.var.platform, c.req.valid("param").id, c.req.valid("json")), 200),
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/receivers/{id}/deliveries",
        tags,
        ...needs("read"),
        summary: "What was sent and what became of it, newest first",
        request: {
          ...byId,
          query: z.object({
            ...which,
            limit: z.coerce.number().int().min(1).max(200).default(50),
            cursor: z.string().max(100).optional(),
          }),
        },
        responses: { 200: answer(DeliveryList), ...faults },
      }),
      async (c) => {
        const { limit, cursor, ...filter } = c.req.valid("query")
        const { id } = await existing(c.var.scope, c.req.valid("param").id)
        const { items, next } = await listDeliveries(c.var.scope, id, filter, { limit, cursor })
        return c.json({ items: items.map(presentedDelivery), next }, 200)
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/receivers/{id}/deliveries/export",
        tags,
        ...needs("read"),
        summary: "The same as a file, without what was sent",
        request: { ...byId, query: z.object({ ...which, format: z.enum(["csv", "xlsx", "ndjson"]).default("csv") }) },
        responses: { 200: download("The deliveries", Object.values(MEDIA_TYPES)), ...faults },
      }),
      async (c) => {
        const { format, ...filter } = c.req.valid("query")
        const { scope } = c.var
        const { id } = await existing(scope, c.req.valid("param").id)
        await scope.transaction((tx) => record(tx, "delivery.exported", `receiver:${id}`, { format }))
        return c.body(streamed(writeTable(format, exported, everyDelivery(scope, id, filter))), 200, {
          "content-type": MEDIA_TYPES[format],
          "content-disposition": `attachment; filename="deliveries-${scope.now().toISOString().slice(0, 10)}.${format}"`,
          "cache-control": "no-store",
        }) as never
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/receivers/{id}/deliveries/{deliveryId}",
        tags,
        ...needs("personal_data"),
        summary: "One delivery with what was sent; leaves a trace in the audit trail",
        request: { params: z.object({ id: Id, deliveryId: Id }) },
        responses: { 200: answer(DeliveryWithPayload), ...faults },
      }),
      async (c) => {
        const { id, deliveryId } = c.req.valid("param")
        const found = await findDelivery(c.var.scope, id, deliveryId)
        if (!found) throw notFound("delivery", deliveryId)
        const payload = await lookInto(c.var.scope, c.var.platform, id, found)
        return c.json({ ...presentedDelivery(found), payload }, 200)
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/receivers/{id}/replay",
        tags,
        ...needs("connections.manage"),
        summary: "Read again what failed: one delivery, all of a reason, or all",
        request: { ...byId, body: body(Replay) },
        responses: { 202: answer(z.object({ count: z.number().int() }), "So many are read again"), ...faults },
      }),
      async (c) => c.json({ count: await replay(c.var.scope, c.req.valid("param").id, c.req.valid("json")) }, 202),
    )

const exported = [
  "id",
  "receivedAt",
  "state",
  "reason",
  "message",
  "path",
  "settledAt",
  "bytes",
  "tries",
  "feedbackIds",
]

async function* everyDelivery(scope: Scope, id: string, filter: DeliveryFilter) {
  let cursor: string | undefined
  do {
    const page: Awaited<ReturnType<typeof listDeliveries>> = await listDeliveries(scope, id, filter, {
      cursor,
      limit: 1_000,
    })
    for (const one of page.items.map(presentedDelivery)) {
      const { receivedAt, state, reason, problems, settledAt, bytes, tries, feedbackIds } = one
      const [problem] = problems
      yield [
        one.id,
        receivedAt,
        state,
        reason,
        problem?.message,
        problem?.path,
        settledAt,
        bytes,
        tries,
        feedbackIds.join(" "),
      ]
    }
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
}
