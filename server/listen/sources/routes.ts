import { createRoute } from "@hono/zod-openapi"
import { writeTable } from "../../../tables/write.ts"
import { coded } from "../../platform/http/errors.ts"
import { answer, body, download, faults, needs, routes, streamed } from "../../platform/http/kit.ts"
import type { Jobs } from "../../platform/jobs.ts"
import { Id, z } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"
import { Import, ImportChange, ImportList, ImportStart, type RowProblem, RowProblemList } from "./contract.ts"
import { isMoving } from "./import.ts"
import { importKinds } from "./import-kinds.ts"
import { wakeImport } from "./jobs.ts"
import { importOf, summaryOf } from "./presented.ts"
import { type ImportRow, listImports, listProblems } from "./store.ts"
import type { UploadFolder } from "./upload.ts"
import { askCheck, askRun, askUndo, changeImport, existing, receiveFile } from "./verbs.ts"

const tags = ["Imports"]
const byId = { params: z.object({ id: Id }) }

export type ImportServices = { jobs: Jobs; uploads: UploadFolder }

export function importRoutes({ jobs, uploads }: ImportServices) {
  async function begun(scope: Scope, one: ImportRow) {
    if (isMoving(one.state)) await wakeImport(jobs, one)
    return importOf(one, scope)
  }

  return routes()
    .openapi(
      createRoute({
        method: "post",
        path: "/imports",
        tags,
        ...needs("imports.run"),
        summary: "Upload a file: CSV, XLSX, JSON or NDJSON, also as gzip",
        description:
          "The body is the file itself. The answer says how it is read and what its columns seem to be; nothing is stored as feedback before it is run.",
        request: {
          query: z.object({
            name: z
              .string()
              .trim()
              .min(1)
              .max(255)
              .openapi({ description: "Name of the file", example: "tickets.csv" }),
            source: z
              .string()
              .trim()
              .min(1)
              .max(300)
              .optional()
              .openapi({ description: "Default: the name of the file" }),
            kind: z.enum(importKinds).optional().openapi({ description: "What its rows are; default: guessed" }),
          }),
          body: {
            required: true,
            content: { "application/octet-stream": { schema: z.string().openapi({ format: "binary" }) } },
          },
        },
        responses: { 201: answer(Import, "The import, ready to be checked"), ...faults },
      }),
      async (c) => {
        const { name, source, kind } = c.req.valid("query")
        const pieces = c.req.raw.body ?? new ReadableStream({ start: (controller) => controller.close() })
        const one = await receiveFile(c.var.scope, uploads, {
          name,
          pieces,
          ...(source ? { source } : {}),
          ...(kind ? { kind } : {}),
        })
        return c.json(importOf(one, c.var.scope), 201)
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/imports",
        tags,
        ...needs("read"),
        summary: "Imports, newest first",
        request: {
          query: z.object({
            fingerprint: z
              .string()
              .length(64)
              .optional()
              .openapi({ description: "SHA-256 of a file: its imports only" }),
            limit: z.coerce.number().int().min(1).max(200).default(50),
            cursor: z.string().max(100).optional(),
          }),
        },
        responses: { 200: answer(ImportList), ...faults },
      }),
      async (c) => {
        const { items, next } = await listImports(c.var.scope, c.req.valid("query"))
        return c.json({ items: items.map(summaryOf), next }, 200)
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/imports/{id}",
        tags,
        ...needs("read"),
        summary: "One import: how it is read, and how far it has come",
        request: byId,
        responses: { 200: answer(Import), ...faults },
      }),
      async (c) => c.json(importOf(await existing(c.var.scope, c.req.valid("param").id), c.var.scope), 200),
    )
    .openapi(
      createRoute({
        method: "patch",
        path: "/imports/{id}",
        tags,
        ...needs("imports.run"),
        summary: "Correct how the file is read, or what its columns become",
        description:
          "Columns that the mapping does not name stay what they are. `overrides` replaces the earlier ones. An import that was checked must be checked again.",
        request: { ...byId, body: body(ImportChange) },
        responses: { 200: answer(Import), ...faults },
      }),
      async (c) => {
        const one = await changeImport(c.var.scope, uploads, c.req.valid("param").id, c.req.valid("json"))
        return c.json(importOf(one, c.var.scope), 200)
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/imports/{id}/check",
        tags,
        ...needs("imports.run"),
        summary: "Check every row, without storing any",
        request: byId,
        responses: { 202: answer(Import, "Asked; progress is on the event stream and at /imports/{id}"), ...faults },
      }),
      async (c) => c.json(await begun(c.var.scope, await askCheck(c.var.scope, c.req.valid("param").id)), 202),
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/imports/{id}/run",
        tags,
        ...needs("imports.run"),
        summary: "Import a checked file, or go on with one that failed",
        description:
          "Refused while there are bad rows, unless skipBadRows says to leave them out. Rows that are known already (by source and id, or by their content) are not stored twice. It goes on by itself after a crash.",
        request: { ...byId, body: { ...body(ImportStart), required: false } },
        responses: { 202: answer(Import, "Asked; progress is on the event stream and at /imports/{id}"), ...faults },
      }),
      async (c) => {
        const { skipBadRows = false } = c.req.valid("json") ?? {}
        return c.json(await begun(c.var.scope, await askRun(c.var.scope, c.req.valid("param").id, skipBadRows)), 202)
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/imports/{id}/undo",
        tags,
        ...needs("imports.run"),
        summary: "Take out everything an import brought",
        request: byId,
        responses: { 202: answer(Import, "Asked"), ...faults },
      }),
      async (c) => c.json(await begun(c.var.scope, await askUndo(c.var.scope, c.req.valid("param").id)), 202),
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/imports/{id}/problems",
        tags,
        ...needs("read"),
        summary: "Rows that cannot be taken in, as the last check found them",
        description: "The first 10,000; `total` is the exact number of such rows. format=csv answers them as a file.",
        request: {
          ...byId,
          query: z.object({
            format: z.enum(["json", "csv"]).default("json"),
            limit: z.coerce.number().int().min(1).max(1_000).default(100),
            cursor: z.string().max(20).optional(),
          }),
        },
        responses: {
          200: {
            description: "The problems",
            content: {
              "application/json": { schema: RowProblemList },
              ...download("", ["text/csv"]).content,
            },
          },
          ...faults,
        },
      }),
      async (c) => {
        const { scope } = c.var
        const one = await existing(scope, c.req.valid("param").id)
        const { format, limit, cursor } = c.req.valid("query")
        if (cursor !== undefined && !/^\d{1,9}$/.test(cursor)) throw coded("cursor.invalid", {}, "cursor")
        const shown = hidingPersonalData(scope, one)
        if (format === "csv") {
          return c.body(streamed(problemFile(scope, one, shown)), 200, {
            "content-type": "text/csv; charset=utf-8",
            "content-disposition": `attachment; filename="problems-${one.id.slice(-12)}.csv"`,
            "cache-control": "no-store",
          }) as never
        }
        const { items, next } = await listProblems(scope, one.id, { after: Number(cursor ?? 0), limit })
        return c.json({ items: items.map(shown), next, total: summaryOf(one).problems }, 200)
      },
    )
}

/** A value in a bad row may be a name or an address. */
const hidingPersonalData = (scope: Scope, one: ImportRow) => {
  const open = scope.permissions.has("personal_data") || one.created_by_id === scope.actor.id
  return (problem: RowProblem): RowProblem =>
    open ? problem : { ...problem, value: null, message: problem.message.replaceAll(/“[^”]*”/g, "“…”"), params: {} }
}

async function* problemRows(scope: Scope, one: ImportRow, shown: (problem: RowProblem) => RowProblem) {
  let cursor: string | null = "0"
  while (cursor !== null) {
    const page: Awaited<ReturnType<typeof listProblems>> = await listProblems(scope, one.id, {
      after: Number(cursor),
      limit: 1_000,
    })
    for (const { row, column, value, code, message, remedy } of page.items.map(shown)) {
      yield [row, column, value, code, message, remedy]
    }
    cursor = page.next
  }
}

const problemFile = (scope: Scope, one: ImportRow, shown: (problem: RowProblem) => RowProblem) =>
  writeTable("csv", ["row", "column", "value", "code", "message", "remedy"], problemRows(scope, one, shown))
