import { createRoute } from "@hono/zod-openapi"
import { answer, body, faults, needs, open, routes } from "../../platform/http/kit.ts"
import { Id, z } from "../../platform/schema.ts"
import { NewPanelKey, PanelEntry, PanelOrigin, PanelOriginInput, PanelSession, PanelSettings } from "./contract.ts"
import { allowOrigin, forbidOrigin, makePanelKey, openPanel, revokePanelKey } from "./panel.ts"
import { type PanelOriginRow, panelKeys, panelOrigins } from "./panel-store.ts"

const tags = ["Agent desk"]
const gone = { 204: { description: "Gone" }, ...faults }

export const panelRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/desk/panel",
      tags,
      ...needs("settings.manage"),
      summary: "Which sites may show the panel, and the keys that sign its links",
      responses: { 200: answer(PanelSettings), ...faults },
    }),
    async (c) => {
      const [keys, origins] = await Promise.all([panelKeys(c.var.scope), panelOrigins(c.var.scope)])
      return c.json(
        {
          keys: keys.map(({ id, start, created_by, created_at }) => ({
            id,
            start,
            createdBy: created_by,
            createdAt: created_at.toISOString(),
          })),
          origins: origins.map(presentedOrigin),
        },
        200,
      )
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/desk/panel/keys",
      tags,
      ...needs("settings.manage"),
      summary: "Make a key that signs links to the panel",
      responses: { 201: answer(NewPanelKey, "The key, shown once"), ...faults },
    }),
    async (c) => c.json(await makePanelKey(c.var.scope, c.var.platform), 201),
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/desk/panel/keys/{id}",
      tags,
      ...needs("settings.manage"),
      summary: "Revoke a key: links signed with it no longer open",
      request: { params: z.object({ id: Id }) },
      responses: gone,
    }),
    async (c) => {
      await revokePanelKey(c.var.scope, c.req.valid("param").id)
      return c.body(null, 204)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/desk/panel/origins",
      tags,
      ...needs("settings.manage"),
      summary: "Allow a site to show the panel",
      request: { body: body(PanelOriginInput) },
      responses: { 201: answer(PanelOrigin), ...faults },
    }),
    async (c) => c.json(presentedOrigin(await allowOrigin(c.var.scope, c.req.valid("json").origin)), 201),
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/desk/panel/origins",
      tags,
      ...needs("settings.manage"),
      summary: "No longer allow a site to show the panel",
      request: { query: z.object({ origin: z.string().max(300) }) },
      responses: gone,
    }),
    async (c) => {
      await forbidOrigin(c.var.scope, c.req.valid("query").origin)
      return c.body(null, 204)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/desk/panel/sessions",
      tags,
      ...open,
      summary: "Open the panel by a signed link",
      description: "The link is signed by the help desk's server; see docs/agent-panel.md. It opens once.",
      request: { body: body(PanelEntry) },
      responses: { 201: answer(PanelSession), ...faults },
    }),
    async (c) => {
      const { organization, link } = c.req.valid("json")
      return c.json(await openPanel(c.var.platform, organization, link), 201)
    },
  )

const presentedOrigin = ({ origin, added_by, added_at }: PanelOriginRow) => ({
  origin,
  addedBy: added_by,
  addedAt: added_at.toISOString(),
})
