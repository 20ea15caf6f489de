import { createRoute } from "@hono/zod-openapi"
import { coded } from "../../platform/http/errors.ts"
import { answer, body, faults, needs, routes } from "../../platform/http/kit.ts"
import { isId } from "../../platform/ids.ts"
import { Id, listOf, z } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"
import { answerDuplicate, mergeCertain, takeAnswerBack } from "./answering.ts"
import { DuplicateSchema } from "./contract.ts"
import { certain } from "./duplicate.ts"
import { countDuplicates, type DuplicateRow, listDuplicates } from "./duplicates.ts"
import { findDuplicates, type SerialSharers } from "./finding.ts"
import { findPeople } from "./store.ts"

const tags = ["People"]
const byId = { params: z.object({ id: Id }) }

export const duplicateRoutes = (sharers?: SerialSharers) =>
  routes()
    .openapi(
      createRoute({
        method: "get",
        path: "/people/duplicates",
        tags,
        ...needs("read"),
        summary: "Records that may be one person, the surest first",
        request: {
          query: z.object({
            state: z.enum(["open", "same", "different"]).default("open"),
            least: z.coerce.number().min(0).max(1).optional(),
            cursor: z.string().max(80).optional(),
            limit: z.coerce.number().int().min(1).max(100).default(25),
          }),
        },
        responses: { 200: answer(listOf(DuplicateSchema).extend({ certain: z.number().int() })), ...faults },
      }),
      async (c) => {
        const { scope } = c.var
        const { state, least, cursor, limit } = c.req.valid("query")
        const filter = { state, ...(least === undefined ? {} : { least }) }
        const [rows, total, sure] = await Promise.all([
          listDuplicates(scope, filter, { limit: limit + 1, ...(cursor ? { after: placeOf(cursor) } : {}) }),
          countDuplicates(scope, filter),
          countDuplicates(scope, { state: "open", least: certain }),
        ])
        const shown = rows.slice(0, limit)
        const last = shown.at(-1)
        const next = rows.length > limit && last ? `${last.confidence}_${last.id}` : null
        return c.json({ items: await withPeople(scope, shown), next, total, certain: sure }, 200)
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/people/duplicates/search",
        tags,
        ...needs("people.edit"),
        summary: "Look for duplicates now",
        responses: { 200: answer(z.object({ found: z.number().int() })), ...faults },
      }),
      async (c) => c.json({ found: await findDuplicates(c.var.scope, sharers) }, 200),
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/people/duplicates/merge",
        tags,
        ...needs("people.edit"),
        summary: "Merge every pair that is certain",
        request: { body: body(z.strictObject({ least: z.number().min(certain).max(1).default(certain) })) },
        responses: { 200: answer(z.object({ merged: z.number().int(), ids: z.array(Id) })), ...faults },
      }),
      async (c) => c.json(await mergeCertain(c.var.scope, c.req.valid("json").least), 200),
    )
    .openapi(
      createRoute({
        method: "put",
        path: "/people/duplicates/{id}/answer",
        tags,
        ...needs("people.edit"),
        summary: "Say whether two records are one person",
        description: "The same: they are merged. Different: it is not asked again.",
        request: {
          ...byId,
          body: body(z.strictObject({ answer: z.enum(["same", "different"]), keep: Id.optional() })),
        },
        responses: { 200: answer(z.object({ linkId: Id.nullable() })), ...faults },
      }),
      async (c) => {
        const { answer: given, keep } = c.req.valid("json")
        return c.json(await answerDuplicate(c.var.scope, c.req.valid("param").id, given, keep), 200)
      },
    )
    .openapi(
      createRoute({
        method: "delete",
        path: "/people/duplicates/{id}/answer",
        tags,
        ...needs("people.edit"),
        summary: "Take an answer back",
        request: byId,
        responses: { 204: { description: "Open again" }, ...faults },
      }),
      async (c) => {
        await takeAnswerBack(c.var.scope, c.req.valid("param").id)
        return c.body(null, 204)
      },
    )

/** Pairs with both people as the reader may see them. */
export async function withPeople(scope: Scope, rows: readonly DuplicateRow[]) {
  const ids = [...new Set(rows.flatMap((row) => [row.first, row.second]))]
  const people = new Map(
    (ids.length === 0 ? [] : await findPeople(scope, { ids, limit: ids.length })).map((one) => [one.id, one]),
  )
  return rows.flatMap(({ found_at, first, second, answer: given, ...row }) => {
    const [one, two] = [people.get(first), people.get(second)]
    if (!one || !two) return []
    const settled = given ? { ...given, at: new Date(given.at).toISOString() } : null
    return [{ ...row, foundAt: found_at.toISOString(), first: one, second: two, answer: settled }]
  })
}

function placeOf(cursor: string) {
  const [confidence, id = ""] = cursor.split("_")
  if (!isId(id) || Number.isNaN(Number(confidence))) throw coded("cursor.invalid", {}, "cursor")
  return { confidence: Number(confidence), id }
}
