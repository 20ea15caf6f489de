import { createRoute } from "@hono/zod-openapi"
import { type FileFolder, read } from "../../platform/files/folder.ts"
import { notFound } from "../../platform/http/errors.ts"
import { answer, download, faults, needs, routes } from "../../platform/http/kit.ts"
import { sql } from "../../platform/postgres.ts"
import { Id, z } from "../../platform/schema.ts"
import { mustBeAllowed } from "../../platform/scope.ts"
import { existingSurvey } from "../surveys/public.ts"
import { Response, ResponseFilters, ResponseList } from "./contract.ts"
import { deleteResponse, findResponse, listResponses } from "./listing.ts"

const tags = ["Survey responses"]
const byId = { params: z.object({ id: Id }) }

export const responseRoutes = (ask: { responseFiles: FileFolder }) =>
  routes()
    .openapi(
      createRoute({
        method: "get",
        path: "/surveys/{id}/responses",
        tags,
        ...needs("responses.read"),
        summary: "What was answered, newest first",
        request: {
          ...byId,
          query: ResponseFilters.extend({
            cursor: z
              .string()
              .regex(/^[\dTZ:.-]+ [0-9a-f-]{36}$/)
              .optional(),
            limit: z.coerce.number().int().min(1).max(200).default(50),
          }),
        },
        responses: { 200: answer(ResponseList), ...faults },
      }),
      async (c) => {
        const { cursor, limit, ...filters } = c.req.valid("query")
        const survey = await existingSurvey(c.var.scope, c.req.valid("param").id)
        const [at, id] = cursor?.split(" ") ?? []
        const rows = await listResponses(
          c.var.scope,
          { ...filters, surveyId: survey.id },
          { limit: limit + 1, ...(at && id ? { after: { at, id } } : {}) },
        )
        const items = rows.slice(0, limit)
        const last = items.at(-1)
        return c.json({ items, next: rows.length > limit ? `${last!.startedAt} ${last!.id}` : null }, 200)
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/responses/{id}",
        tags,
        ...needs("responses.read"),
        summary: "One response",
        request: byId,
        responses: { 200: answer(Response), ...faults },
      }),
      async (c) => c.json(await findResponse(c.var.scope, c.req.valid("param").id), 200),
    )
    .openapi(
      createRoute({
        method: "delete",
        path: "/responses/{id}",
        tags,
        ...needs("feedback.write"),
        summary: "Delete a response, its files and the feedback it became",
        request: byId,
        responses: { 204: { description: "Gone" }, ...faults },
      }),
      async (c) => {
        await deleteResponse(c.var.scope, ask.responseFiles, c.req.valid("param").id)
        return c.body(null, 204)
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/response-files/{id}/content",
        tags,
        ...needs("responses.read"),
        summary: "A file a respondent sent, as a download; needs the right to personal data",
        request: { ...byId, query: z.object({ organization: z.string().optional() }) },
        responses: { 200: download("The file", ["application/octet-stream"]), ...faults },
      }),
      async (c) => {
        const { id } = c.req.valid("param")
        mustBeAllowed(c.var.scope, "personal_data")
        const [file] = await c.var.scope.query<{ name: string; type: string; bytes: number; hash: string }>(sql`
          select name, type, bytes, hash from response_file where organization_id = ${c.var.scope.organizationId} and id = ${id}`)
        const bytes = file && (await read(ask.responseFiles, file.hash))
        if (!file || !bytes) throw notFound("file", id)
        return c.body(bytes, 200, {
          "content-type": file.type,
          "content-length": String(file.bytes),
          "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
          "x-content-type-options": "nosniff",
          "content-security-policy": "sandbox; default-src 'none'",
        })
      },
    )
