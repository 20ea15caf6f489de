import { createRoute } from "@hono/zod-openapi"
import { answer, body, faults, needs, routes } from "../http/kit.ts"
import { Id, z } from "../schema.ts"
import { Page, View, ViewChange, ViewInput, ViewList } from "./contract.ts"
import { listViews } from "./store.ts"
import { changeView, removeView, saveView } from "./verbs.ts"

const tags = ["Saved views"]
const byId = { params: z.object({ id: Id }) }

// Who may read may keep views; sharing asks for `views.share` in the verbs, because it depends on the view.
export const viewRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/views",
      tags,
      ...needs("read"),
      summary: "My views and those shared with everybody",
      request: { query: z.object({ page: Page.optional() }) },
      responses: { 200: answer(ViewList), ...faults },
    }),
    async (c) => c.json({ items: await listViews(c.var.scope, c.req.valid("query").page) }, 200),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/views",
      tags,
      ...needs("read"),
      summary: "Keep what a page shows; sharing it needs views.share",
      request: { body: body(ViewInput) },
      responses: { 201: answer(View), ...faults },
    }),
    async (c) => c.json(await saveView(c.var.scope, c.req.valid("json")), 201),
  )
  .openapi(
    createRoute({
      method: "patch",
      path: "/views/{id}",
      tags,
      ...needs("read"),
      summary: "Change a view of yours; a shared one needs views.share",
      request: { ...byId, body: body(ViewChange) },
      responses: { 200: answer(View), ...faults },
    }),
    async (c) => c.json(await changeView(c.var.scope, c.req.valid("param").id, c.req.valid("json")), 200),
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/views/{id}",
      tags,
      ...needs("read"),
      summary: "Remove a view of yours; a shared one needs views.share",
      request: byId,
      responses: { 204: { description: "Gone" }, ...faults },
    }),
    async (c) => {
      await removeView(c.var.scope, c.req.valid("param").id)
      return c.body(null, 204)
    },
  )
