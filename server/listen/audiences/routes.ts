import { createRoute } from "@hono/zod-openapi"
import { MEDIA_TYPES } from "../../../tables/write.ts"
import { coded } from "../../platform/http/errors.ts"
import { answer, body, download, faults, needs, routes, streamed } from "../../platform/http/kit.ts"
import { isId } from "../../platform/ids.ts"
import { Id, listOf, z } from "../../platform/schema.ts"
import {
  Audience,
  AudienceChange,
  AudienceDefinition,
  AudienceInput,
  AudienceList,
  AudienceMember,
  AudiencePreview,
} from "./contract.ts"
import { exportMembers } from "./export.ts"
import { countPeople, isPersonIn, peopleIn } from "./membership.ts"
import { membersByIds, previewOf } from "./preview.ts"
import { listAudiences, presented } from "./store.ts"
import { changeAudience, createAudience, deleteAudience, existing } from "./verbs.ts"

const tags = ["Audiences"]
const byId = { params: z.object({ id: Id }) }

export const audienceRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/audiences",
      tags,
      ...needs("read"),
      summary: "Saved audiences, by name",
      request: {
        query: z.object({
          q: z.string().max(200).optional(),
          cursor: z.string().max(200).optional().openapi({ description: "The name of the last one" }),
          limit: z.coerce.number().int().min(1).max(200).default(100),
        }),
      },
      responses: { 200: answer(AudienceList), ...faults },
    }),
    async (c) => {
      const { q, cursor, limit } = c.req.valid("query")
      const rows = await listAudiences(c.var.scope, {
        limit: limit + 1,
        ...(q ? { q } : {}),
        ...(cursor === undefined ? {} : { after: cursor }),
      })
      const shown = rows.slice(0, limit)
      return c.json({ items: shown.map(presented), next: rows.length > limit ? shown.at(-1)!.name : null }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/audiences",
      tags,
      ...needs("people.edit"),
      summary: "Save an audience",
      request: { body: body(AudienceInput) },
      responses: { 201: answer(Audience), ...faults },
    }),
    async (c) => c.json(presented(await createAudience(c.var.scope, c.req.valid("json"))), 201),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/audiences/preview",
      tags,
      ...needs("read"),
      summary: "Whom a definition holds now: how many, why, and some of them",
      request: { body: body(z.strictObject({ definition: AudienceDefinition })) },
      responses: { 200: answer(AudiencePreview), ...faults },
    }),
    async (c) => c.json(await previewOf(c.var.scope, c.req.valid("json").definition), 200),
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/audiences/{id}",
      tags,
      ...needs("read"),
      summary: "One audience",
      request: byId,
      responses: { 200: answer(Audience), ...faults },
    }),
    async (c) => c.json(presented(await existing(c.var.scope, c.req.valid("param").id)), 200),
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/audiences/{id}/people",
      tags,
      ...needs("read"),
      summary: "Who is in an audience now",
      request: {
        ...byId,
        query: z.object({
          cursor: z.string().max(100).optional(),
          limit: z.coerce.number().int().min(1).max(500).default(50),
        }),
      },
      responses: { 200: answer(listOf(AudienceMember)), ...faults },
    }),
    async (c) => {
      const { cursor, limit } = c.req.valid("query")
      if (cursor !== undefined && !isId(cursor)) throw coded("cursor.invalid", {}, "cursor")
      const { definition } = await existing(c.var.scope, c.req.valid("param").id)
      const [ids, total] = await Promise.all([
        peopleIn(c.var.scope, definition, { after: cursor, limit: limit + 1 }),
        countPeople(c.var.scope, definition),
      ])
      const shown = ids.slice(0, limit)
      const items = await membersByIds(c.var.scope, shown)
      return c.json({ items, next: ids.length > limit ? shown.at(-1)! : null, total }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/audiences/{id}/people/export",
      tags,
      ...needs("read"),
      summary: "Who is in an audience now, as a file",
      description:
        "Names and addresses are masked without the right to personal data. Leaves a trace in the audit trail.",
      request: { ...byId, query: z.object({ format: z.enum(["csv", "xlsx", "ndjson"]).default("csv") }) },
      responses: { 200: download("The people as a table", Object.values(MEDIA_TYPES)), ...faults },
    }),
    async (c) => {
      const { format } = c.req.valid("query")
      const audience = await existing(c.var.scope, c.req.valid("param").id)
      return c.body(streamed(await exportMembers(c.var.scope, audience, format)), 200, {
        "content-type": MEDIA_TYPES[format],
        "content-disposition": `attachment; filename="audience-${audience.id.slice(-12)}.${format}"`,
        "cache-control": "no-store",
      }) as never
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/audiences/{id}/people/{personId}",
      tags,
      ...needs("read"),
      summary: "Whether a person is in an audience now",
      request: { params: z.object({ id: Id, personId: Id }) },
      responses: { 200: answer(z.object({ member: z.boolean() })), ...faults },
    }),
    async (c) => {
      const { id, personId } = c.req.valid("param")
      const { definition } = await existing(c.var.scope, id)
      return c.json({ member: await isPersonIn(c.var.scope, definition, personId) }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "patch",
      path: "/audiences/{id}",
      tags,
      ...needs("people.edit"),
      summary: "Change an audience's name or rules",
      request: { ...byId, body: body(AudienceChange) },
      responses: { 200: answer(Audience), ...faults },
    }),
    async (c) =>
      c.json(presented(await changeAudience(c.var.scope, c.req.valid("param").id, c.req.valid("json"))), 200),
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/audiences/{id}",
      tags,
      ...needs("people.edit"),
      summary: "Delete an audience that nothing uses",
      request: byId,
      responses: { 204: { description: "Gone" }, ...faults },
    }),
    async (c) => {
      await deleteAudience(c.var.scope, c.req.valid("param").id)
      return c.body(null, 204)
    },
  )
