import { createRoute } from "@hono/zod-openapi"
import { answer, faults, needs, open, routes } from "../../platform/http/kit.ts"
import { Moment, z } from "../../platform/schema.ts"
import { feedOf } from "./store.ts"
import { closeFeed, openFeed, readFeed, theMember } from "./verbs.ts"

const tags = ["Calendar"]

export const calendarRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/calendar-feed",
      tags,
      ...needs("read"),
      summary: "Whether your due dates can be read as a calendar",
      responses: { 200: answer(z.object({ since: Moment.nullable() })), ...faults },
    }),
    async (c) => {
      const since = await feedOf(c.var.scope, theMember(c.var.scope))
      return c.json({ since: since?.toISOString() ?? null }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/calendar-feed",
      tags,
      ...needs("read"),
      summary: "Make the address of your calendar; one made before stops working",
      responses: { 201: answer(z.object({ url: z.string() }), "Told this once"), ...faults },
    }),
    async (c) => c.json({ url: await openFeed(c.var.scope, c.var.platform) }, 201),
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/calendar-feed",
      tags,
      ...needs("read"),
      summary: "Close your calendar's address",
      responses: { 204: { description: "Closed" }, ...faults },
    }),
    async (c) => {
      await closeFeed(c.var.scope)
      return c.body(null, 204)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/calendar/{token}",
      tags,
      ...open,
      summary: "A member's due dates, for calendar programs",
      request: { params: z.object({ token: z.string().max(100) }) },
      responses: {
        200: { description: "iCalendar (RFC 5545)", content: { "text/calendar": { schema: z.string() } } },
        ...faults,
      },
    }),
    async (c) => {
      const { token } = c.req.valid("param")
      const calendar = await readFeed(c.var.platform, token)
      return c.body(calendar, 200, { "content-type": "text/calendar; charset=utf-8", "cache-control": "private" })
    },
  )
