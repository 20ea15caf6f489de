import { createRoute } from "@hono/zod-openapi"
import { type FileFolder, read } from "../../platform/files/folder.ts"
import { notFound } from "../../platform/http/errors.ts"
import { answer, download, faults, needs, routes } from "../../platform/http/kit.ts"
import { Id, z } from "../../platform/schema.ts"
import { Attachment, AttachmentList, FileName, FileRecord } from "./contract.ts"
import { attach, detach, findFile, listFiles } from "./verbs.ts"

const tags = ["Files"]
const byId = { params: z.object({ id: Id }) }

export const fileRoutes = (folder: FileFolder) =>
  routes()
    .openapi(
      createRoute({
        method: "get",
        path: "/files",
        tags,
        ...needs("read"),
        summary: "Files beside a plan (and its workstreams) or a workstream",
        request: { query: z.object({ record: FileRecord }) },
        responses: { 200: answer(AttachmentList), ...faults },
      }),
      async (c) => c.json({ items: await listFiles(c.var.scope, c.req.valid("query").record) }, 200),
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/files",
        tags,
        ...needs("plans.edit"),
        summary: "Put a file of up to 25 MB beside a plan or workstream",
        description: "The body is the file as it is. What kind of file it is, is read from its bytes.",
        request: {
          query: z.object({ record: FileRecord, name: FileName }),
          body: {
            required: true,
            content: { "application/octet-stream": { schema: z.string().openapi({ format: "binary" }) } },
          },
        },
        responses: { 201: answer(Attachment), ...faults },
      }),
      async (c) => {
        const { record, name } = c.req.valid("query")
        const pieces = c.req.raw.body ?? new ReadableStream({ start: (controller) => controller.close() })
        return c.json(await attach(c.var.scope, folder, { record, name, pieces }), 201)
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/files/{id}/content",
        tags,
        ...needs("read"),
        summary: "The file itself, as a download",
        request: { ...byId, query: z.object({ organization: z.string().optional() }) },
        responses: { 200: download("The file", ["application/octet-stream"]), ...faults },
      }),
      async (c) => {
        const { id } = c.req.valid("param")
        const file = await findFile(c.var.scope, id)
        const bytes = await read(folder, file.hash)
        if (!bytes) throw notFound("file", id)
        // Always a download, never a page of ours, whatever is in it.
        return c.body(bytes, 200, {
          "content-type": file.type,
          "content-length": String(file.bytes),
          "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
          "x-content-type-options": "nosniff",
          "content-security-policy": "sandbox; default-src 'none'",
        })
      },
    )
    .openapi(
      createRoute({
        method: "delete",
        path: "/files/{id}",
        tags,
        ...needs("plans.edit"),
        summary: "Take a file away",
        request: byId,
        responses: { 204: { description: "Gone" }, ...faults },
      }),
      async (c) => {
        await detach(c.var.scope, folder, c.req.valid("param").id)
        return c.body(null, 204)
      },
    )
