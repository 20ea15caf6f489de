import { createRoute } from "@hono/zod-openapi"
import { MEDIA_TYPES, writeTable } from "../../../tables/write.ts"
import { notFound } from "../../platform/http/errors.ts"
import { answer, body, download, faults, needs, routes, streamed } from "../../platform/http/kit.ts"
import { record } from "../../platform/outbox.ts"
import { Id, z } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"
import { Account, AccountChange, AccountInput, AccountList } from "./contract.ts"
import { countAccounts, findAccounts } from "./store.ts"
import { addAccount, changeAccount } from "./verbs.ts"

const tags = ["Accounts"]
const byId = { params: z.object({ id: Id }) }
const search = { q: z.string().max(200).optional() }

/** Companies that buy. Their people are at /people, their numbers wherever `account` is a filter. */
export const accountRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/accounts",
      tags,
      ...needs("read"),
      summary: "Accounts by name",
      request: {
        query: z.object({
          ...search,
          cursor: z.string().max(300).optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
      },
      responses: { 200: answer(AccountList), ...faults },
    }),
    async (c) => {
      const { q, cursor, limit } = c.req.valid("query")
      const [rows, total] = await Promise.all([
        findAccounts(c.var.scope, { q, after: cursor, limit: limit + 1 }),
        cursor === undefined ? countAccounts(c.var.scope, q) : undefined,
      ])
      const items = rows.slice(0, limit)
      const next = rows.length > limit ? items.at(-1)!.name : null
      return c.json({ items, next, ...(total === undefined ? {} : { total }) }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/accounts",
      tags,
      ...needs("people.edit"),
      summary: "Add an account",
      request: { body: body(AccountInput) },
      responses: { 201: answer(Account, "The account"), ...faults },
    }),
    async (c) => c.json(await addAccount(c.var.scope, c.req.valid("json")), 201),
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/accounts/export",
      tags,
      ...needs("read"),
      summary: "Accounts as a file",
      request: { query: z.object({ ...search, format: z.enum(["csv", "xlsx", "ndjson"]).default("csv") }) },
      responses: { 200: download("The accounts", Object.values(MEDIA_TYPES)), ...faults },
    }),
    async (c) => {
      const { q, format } = c.req.valid("query")
      await c.var.scope.transaction(async (tx) =>
        record(tx, "account.list_exported", null, { format, rows: await countAccounts(tx, q) }),
      )
      const columns = ["id", "name", "externalId", "people", "feedback", "lastAt"]
      const pieces = writeTable(format, columns, rowsOf(c.var.scope, q), { sheet: "Accounts" })
      return c.body(streamed(pieces), 200, {
        "content-type": MEDIA_TYPES[format],
        "content-disposition": `attachment; filename="accounts.${format}"`,
        "cache-control": "no-store",
      }) as never
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/accounts/{id}",
      tags,
      ...needs("read"),
      summary: "One account",
      request: byId,
      responses: { 200: answer(Account), ...faults },
    }),
    async (c) => {
      const [account] = await findAccounts(c.var.scope, { id: c.req.valid("param").id, limit: 1 })
      if (!account) throw notFound("account")
      return c.json(account, 200)
    },
  )
  .openapi(
    createRoute({
      method: "patch",
      path: "/accounts/{id}",
      tags,
      ...needs("people.edit"),
      summary: "Change its external id or attributes",
      request: { ...byId, body: body(AccountChange) },
      responses: { 200: answer(Account), ...faults },
    }),
    async (c) => c.json(await changeAccount(c.var.scope, c.req.valid("param").id, c.req.valid("json")), 200),
  )

async function* rowsOf(scope: Scope, q: string | undefined) {
  for (let after: string | undefined; ; ) {
    const page = await findAccounts(scope, { q, after, limit: 500 })
    for (const { id, name, externalId, people, feedback, lastAt } of page)
      yield [id, name, externalId, people, feedback, lastAt]
    if (page.length < 500) return
    after = page.at(-1)!.name
  }
}
