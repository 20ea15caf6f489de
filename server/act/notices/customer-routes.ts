import { createRoute } from "@hono/zod-openapi"
import { answer, faults, open, routes } from "../../platform/http/kit.ts"
import { plainList, z } from "../../platform/schema.ts"
import { WrittenNotice } from "./contract.ts"
import { takeReports } from "./reporting.ts"
import { unsubscribeByToken, unsubscribePage } from "./unsubscribing.ts"
import { writtenTo } from "./written.ts"

const tags = ["Notices"]
const byToken = { params: z.object({ token: z.string().max(100) }) }

/** What customers may do with a notice: whoever holds the link. */
export const noticeCustomerRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/standing/{token}/notices",
      tags: ["What became of my feedback?"],
      ...open,
      summary: "What the company wrote to the holder of this link, newest first",
      request: byToken,
      responses: { 200: answer(plainList(WrittenNotice)), ...faults },
    }),
    async (c) => {
      c.header("x-robots-tag", "noindex, nofollow")
      c.header("cache-control", "no-store")
      return c.json({ items: await writtenTo(c.var.platform, c.req.valid("param").token) }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/unsubscribe/{token}",
      tags,
      ...open,
      summary: "What the link at the foot of a notice or a survey's letter asks; changes nothing",
      request: byToken,
      responses: {
        200: answer(
          z.object({ organization: z.string(), safety: z.boolean(), surveys: z.boolean(), done: z.boolean() }),
        ),
        ...faults,
      },
    }),
    async (c) => c.json(await unsubscribePage(c.var.platform.stores, c.req.valid("param").token), 200),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/unsubscribe/{token}",
      tags,
      ...open,
      summary: "No more notices but those about safety, or no more surveys (RFC 8058)",
      request: byToken,
      responses: { 200: answer(z.object({ done: z.boolean() })), ...faults },
    }),
    async (c) => {
      await unsubscribeByToken(c.var.platform.stores, c.req.valid("param").token)
      return c.json({ done: true }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/hooks/notices",
      tags,
      ...open,
      summary: "A provider of SMS or push says what became of messages",
      description:
        "A report ({ id, state, reason }) or a list of up to 1,000, signed as Standard Webhooks says with the secret of the notice settings.",
      responses: { 202: { description: "Noted" }, ...faults },
    }),
    async (c) => {
      await takeReports(c.var.platform, c.req.raw.headers, await c.req.text())
      return c.body(null, 202)
    },
  )
