import { Readable } from "node:stream"
import { createRoute } from "@hono/zod-openapi"
import { MEDIA_TYPES, writeTable } from "../../../tables/write.ts"
import { answer, download, faults, needs, routes } from "../../platform/http/kit.ts"
import { record } from "../../platform/outbox.ts"
import { ActivityList, ActivityQuery, AuditExport, AuditList, AuditQuery } from "./contract.ts"
import { auditColumns, auditRows } from "./export.ts"
import { asActivity } from "./sentence.ts"
import { listActivity, listAudit } from "./store.ts"

const tags = ["Activity"]

export const activityRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/activity",
      tags,
      ...needs("read"),
      summary: "What everybody did, newest first",
      request: { query: ActivityQuery },
      responses: { 200: answer(ActivityList), ...faults },
    }),
    async (c) => {
      const { record: about, cursor, limit } = c.req.valid("query")
      const events = await listActivity(c.var.scope, { limit, ...(about ? { record: about } : {}), ...before(cursor) })
      return c.json({ items: await asActivity(c.var.scope, events), next: nextOf(events, limit) }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/audit",
      tags,
      ...needs("audit.read"),
      summary: "Every change, and every look at personal data",
      request: { query: AuditQuery },
      responses: { 200: answer(AuditList), ...faults },
    }),
    async (c) => {
      const { cursor, limit, ...filter } = c.req.valid("query")
      const events = await listAudit(c.var.scope, { ...filter, limit, ...before(cursor) })
      const sentences = await asActivity(c.var.scope, events)
      const items = sentences.map((one, index) => ({ ...one, payload: events[index]!.payload }))
      return c.json({ items, next: nextOf(events, limit) }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/audit/export",
      tags,
      ...needs("audit.read"),
      summary: "The audit trail as a file",
      request: { query: AuditExport },
      responses: { 200: download("The file", Object.values(MEDIA_TYPES)), ...faults },
    }),
    async (c) => {
      const { format, organization: _, ...filter } = c.req.valid("query")
      const { scope } = c.var
      await scope.transaction((tx) => record(tx, "audit.exported", null, { format, ...filter }))
      const file = Readable.toWeb(Readable.from(writeTable(format, auditColumns, auditRows(scope, filter))))
      return c.body(file as ReadableStream, 200, {
        "content-type": MEDIA_TYPES[format],
        "content-disposition": `attachment; filename="audit.${format}"`,
      })
    },
  )

const before = (cursor: string | undefined) => (cursor === undefined ? {} : { before: Number(cursor) })
const nextOf = (events: readonly { id: number }[], limit: number) =>
  events.length === limit ? String(events.at(-1)!.id) : null
