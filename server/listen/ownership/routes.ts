import { createRoute } from "@hono/zod-openapi"
import { MEDIA_TYPES } from "../../../tables/write.ts"
import { coded, notFound } from "../../platform/http/errors.ts"
import { answer, body, download, faults, needs, routes, streamed } from "../../platform/http/kit.ts"
import { isId } from "../../platform/ids.ts"
import { Id, plainList, z } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"
import { findPeople } from "../people/public.ts"
import {
  InstalledBase,
  Ownership,
  OwnershipBatch,
  OwnershipChange,
  OwnershipFilter,
  OwnershipInput,
  OwnershipList,
  OwnershipSaved,
} from "./contract.ts"
import { exportOwnership } from "./export.ts"
import { countOwnership, installedBase, listOwnership, type OwnershipRow } from "./store.ts"
import { addOwnership, changeOwnership, removeOwnership, renameOwned, saveOwnershipBatch } from "./verbs.ts"

const tags = ["Ownership"]
const byId = { params: z.object({ id: Id }) }

export const ownershipRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/ownership",
      tags,
      ...needs("read"),
      summary: "Who owns what, newest entry first",
      request: {
        query: OwnershipFilter.extend({
          cursor: z.string().max(100).optional(),
          limit: z.coerce.number().int().min(1).max(500).default(50),
        }),
      },
      responses: { 200: answer(OwnershipList.extend({ people: z.number().int() })), ...faults },
    }),
    async (c) => {
      const { cursor, limit, ...filter } = c.req.valid("query")
      if (cursor !== undefined && !isId(cursor)) throw coded("cursor.invalid", {}, "cursor")
      const [rows, { units, people }] = await Promise.all([
        listOwnership(c.var.scope, filter, { limit: limit + 1, before: cursor }),
        countOwnership(c.var.scope, filter),
      ])
      const shown = rows.slice(0, limit)
      const items = await presentedAll(c.var.scope, shown)
      return c.json({ items, next: rows.length > limit ? shown.at(-1)!.id : null, total: units, people }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/ownership/export",
      tags,
      ...needs("read"),
      summary: "Who owns what, as a file",
      description: "Names are left out without the right to personal data. Leaves a trace in the audit trail.",
      request: { query: OwnershipFilter.extend({ format: z.enum(["csv", "xlsx", "ndjson"]).default("csv") }) },
      responses: { 200: download("The entries as a table", Object.values(MEDIA_TYPES)), ...faults },
    }),
    async (c) => {
      const { format, ...filter } = c.req.valid("query")
      const pieces = await exportOwnership(c.var.scope, filter, format)
      return c.body(streamed(pieces), 200, {
        "content-type": MEDIA_TYPES[format],
        "content-disposition": `attachment; filename="installed-base.${format}"`,
        "cache-control": "no-store",
      }) as never
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/ownership/base",
      tags,
      ...needs("read"),
      summary: "The installed base: units and owners by product and batch",
      responses: { 200: answer(InstalledBase), ...faults },
    }),
    async (c) => c.json(await installedBase(c.var.scope), 200),
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/people/{id}/ownership",
      tags,
      ...needs("read"),
      summary: "What a person owns and owned, whichever of her merged records it was entered for",
      request: byId,
      responses: { 200: answer(plainList(Ownership)), ...faults },
    }),
    async (c) => {
      const { id } = c.req.valid("param")
      const [person] = await findPeople(c.var.scope, { ids: [id], limit: 1 })
      if (!person) throw notFound("person", id)
      const rows = await listOwnership(c.var.scope, { person: id, ended: "all" }, { limit: 500 })
      return c.json({ items: await presentedAll(c.var.scope, rows) }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/ownership",
      tags,
      ...needs("people.edit"),
      summary: "Add an entry by hand",
      request: { body: body(OwnershipInput) },
      responses: { 201: answer(Ownership), ...faults },
    }),
    async (c) => c.json(await presented(c.var.scope, await addOwnership(c.var.scope, c.req.valid("json"))), 201),
  )
  .openapi(
    createRoute({
      method: "put",
      path: "/ownership",
      tags,
      ...needs("people.edit"),
      summary: "Save up to 1,000 entries",
      description:
        "Each is found again by its product, serial number and owner, or by source and externalId: sending the same again changes nothing. What an item does not say stays as it was.",
      request: { body: body(OwnershipBatch) },
      responses: { 200: answer(OwnershipSaved), ...faults },
    }),
    async (c) => {
      const { items, mode } = c.req.valid("json")
      return c.json(await saveOwnershipBatch(c.var.scope, items, mode), 200)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/ownership/renames",
      tags,
      ...needs("people.edit"),
      summary: "Give a product, version or batch another name in the whole installed base",
      request: {
        body: body(
          z.strictObject({
            field: z.enum(["product", "version", "batch"]),
            from: z.string().min(1).max(300),
            to: z.string().trim().min(1).max(300),
            product: z.string().max(300).optional().openapi({ description: "Only of this product" }),
          }),
        ),
      },
      responses: { 200: answer(z.object({ changed: z.number().int() })), ...faults },
    }),
    async (c) => {
      const { field, ...names } = c.req.valid("json")
      return c.json({ changed: await renameOwned(c.var.scope, field, names) }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "patch",
      path: "/ownership/{id}",
      tags,
      ...needs("people.edit"),
      summary: "Correct an entry, or end it",
      request: { ...byId, body: body(OwnershipChange) },
      responses: { 200: answer(Ownership), ...faults },
    }),
    async (c) => {
      const row = await changeOwnership(c.var.scope, c.req.valid("param").id, c.req.valid("json"))
      return c.json(await presented(c.var.scope, row), 200)
    },
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/ownership/{id}",
      tags,
      ...needs("people.edit"),
      summary: "Remove an entry that was wrong",
      request: byId,
      responses: { 204: { description: "Gone" }, ...faults },
    }),
    async (c) => {
      await removeOwnership(c.var.scope, c.req.valid("param").id)
      return c.body(null, 204)
    },
  )

const presented = async (scope: Scope, row: OwnershipRow) => (await presentedAll(scope, [row]))[0]!

async function presentedAll(scope: Scope, rows: readonly OwnershipRow[]): Promise<Ownership[]> {
  const ids = [...new Set(rows.flatMap((row) => (row.rootId ? [row.rootId] : [])))]
  const people = ids.length > 0 ? await findPeople(scope, { ids, limit: ids.length }) : []
  const byRoot = new Map(people.map(({ id, name, masked }) => [id, { id, name, masked }]))
  return rows.map(({ rootId, personId: _, externalId: __, updatedAt, ...row }) => ({
    ...row,
    person: rootId ? (byRoot.get(rootId) ?? { id: rootId, name: null, masked: true }) : null,
    updatedAt: updatedAt.toISOString(),
  }))
}
