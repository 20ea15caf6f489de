import { createRoute } from "@hono/zod-openapi"
import { QueryParameters } from "../../listen/interactions/public.ts"
import { answer, body, faults, needs, routes } from "../../platform/http/kit.ts"
import { plainList, z } from "../../platform/schema.ts"
import { Theme, ThemeChange, ThemeMerge } from "./contract.ts"
import { createThemeThread } from "./jobs.ts"
import { measuredThemes } from "./measured.ts"
import { changeTheme, mergeTheme, splitTheme, unmergeTheme } from "./verbs.ts"

const tags = ["Themes"]
const byId = { params: z.object({ id: z.string().max(60) }) }
const done = { 204: { description: "Done" }, ...faults }

export const themeRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/themes",
      tags,
      ...needs("read"),
      summary: "What comments are about, how they sound, and what grows",
      request: { query: QueryParameters },
      responses: { 200: answer(plainList(Theme)), ...faults },
    }),
    async (c) => c.json({ items: await measuredThemes(c.var.scope, c.req.valid("query")) }, 200),
  )
  .openapi(
    createRoute({
      method: "patch",
      path: "/themes/{id}",
      tags,
      ...needs("themes.edit"),
      summary: "Rename or pin a theme",
      request: { ...byId, body: body(ThemeChange) },
      responses: done,
    }),
    async (c) => {
      await changeTheme(c.var.scope, c.req.valid("param").id, c.req.valid("json"))
      return c.body(null, 204)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/themes/{id}/merge",
      tags,
      ...needs("themes.edit"),
      summary: "Count a theme under another one",
      request: { ...byId, body: body(ThemeMerge) },
      responses: done,
    }),
    async (c) => {
      await mergeTheme(c.var.scope, c.req.valid("param").id, c.req.valid("json").into)
      return c.body(null, 204)
    },
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/themes/{id}/merge",
      tags,
      ...needs("themes.edit"),
      summary: "Take a merge back",
      request: byId,
      responses: done,
    }),
    async (c) => {
      await unmergeTheme(c.var.scope, c.req.valid("param").id)
      return c.body(null, 204)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/themes/{id}/split",
      tags,
      ...needs("themes.edit"),
      summary: "Part a theme in two",
      request: byId,
      responses: done,
    }),
    async (c) => {
      const thread = createThemeThread()
      try {
        await splitTheme(c.var.scope, c.req.valid("param").id, thread)
      } finally {
        await thread.stop()
      }
      return c.body(null, 204)
    },
  )
