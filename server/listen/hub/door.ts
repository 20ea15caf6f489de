import { randomUUID } from "node:crypto"
import { type Context, Hono } from "hono"
import { CodedError, coded } from "../../platform/http/errors.ts"
import type { Env } from "../../platform/http/kit.ts"
import { isId } from "../../platform/ids.ts"
import type { z } from "../../platform/schema.ts"
import { mustBeAllowed, type Scope } from "../../platform/scope.ts"
import { RecordChange, RecordInput, RecordQuery } from "./contract.ts"
import { countRecords, findRecord, type HubRecord, listRecords } from "./store.ts"
import { changeRecord, createRecord, removeRecords } from "./verbs.ts"

const largest = 1024 * 1024
const base = "/v1/feedback-records"

/** Formbricks Hub's `feedback-records`, so that its clients can point here: an API key of ours, answers and errors of its shape. */
export function hubDoor({
  scopeOfKey,
  refuse,
}: {
  scopeOfKey(key: string): Promise<Scope>
  refuse(error: unknown): Response
}) {
  const app = new Hono<Env>()
  const answering = (work: (scope: Scope, c: Context<Env>) => Promise<Response>) => async (c: Context<Env>) => {
    try {
      const authorization = c.req.header("authorization") ?? ""
      if (!/^bearer /i.test(authorization)) throw coded("session.missing")
      return await work(await scopeOfKey(authorization.slice(7).trim()), c)
    } catch (error) {
      return problem(error, c, refuse)
    }
  }

  app.post(
    base,
    answering(async (scope, c) => {
      const given = read(RecordInput, await bodyOf(c))
      const made = await createRecord(scope, given)
      if (!made) throw new Wrong(409, "conflict", "This answer of the submission is there already.", [])
      return Response.json(shown(made, scope), { status: 201 })
    }),
  )
  app.get(
    base,
    answering(async (scope, c) => {
      mustBeAllowed(scope, "read")
      const query = read(RecordQuery, c.req.query())
      const rows = await listRecords(scope, query, query.cursor === undefined ? undefined : placeOf(query.cursor))
      const last = rows.at(-1)
      const next =
        last && rows.length === query.limit
          ? { next_cursor: Buffer.from(JSON.stringify([last.collected_at.getTime(), last.id])).toString("base64url") }
          : {}
      return Response.json({ data: rows.map((row) => shown(row, scope)), limit: query.limit, ...next })
    }),
  )
  app.get(
    `${base}/count`,
    answering(async (scope, c) => {
      mustBeAllowed(scope, "read")
      return Response.json({ count: await countRecords(scope, read(RecordQuery, c.req.query())) })
    }),
  )
  app.delete(
    base,
    answering(async (scope, c) => {
      const { user_id, tenant_id } = c.req.query()
      if (!user_id) throw new Wrong(400, "validation", wrongSentence, [{ name: "user_id", reason: "is required" }])
      const count = await removeRecords(scope, { userId: user_id, tenantId: tenant_id })
      return Response.json({ deleted_count: count, message: `Successfully deleted ${count} feedback records` })
    }),
  )
  app.get(
    `${base}/:id`,
    answering(async (scope, c) => {
      mustBeAllowed(scope, "read")
      const found = await findRecord(scope, idOf(c))
      if (!found) throw notThere()
      return Response.json(shown(found, scope))
    }),
  )
  app.patch(
    `${base}/:id`,
    answering(async (scope, c) =>
      Response.json(shown(await changeRecord(scope, idOf(c), read(RecordChange, await bodyOf(c))), scope)),
    ),
  )
  app.delete(
    `${base}/:id`,
    answering(async (scope, c) => {
      if ((await removeRecords(scope, { id: idOf(c) })) === 0) throw notThere()
      return new Response(null, { status: 204 })
    }),
  )
  return app
}

/** What is wrong, in the words of the Hub (RFC 9457). */
class Wrong extends Error {
  readonly status: number
  readonly code: string
  readonly params: { name: string; reason: string }[]
  constructor(status: number, code: string, detail: string, params: { name: string; reason: string }[]) {
    super(detail)
    this.status = status
    this.code = code
    this.params = params
  }
}

const wrongSentence = "One or more request parameters are invalid"
const notThere = () => new Wrong(404, "not_found", "There is no such feedback record.", [])

function idOf(c: Context<Env>): string {
  const id = c.req.param("id") ?? ""
  if (!isId(id)) throw new Wrong(400, "validation", wrongSentence, [{ name: "id", reason: "must be a UUID" }])
  return id
}

function read<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const result = schema.safeParse(given)
  if (result.success) return result.data
  const params = result.error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((name) => ({ name, reason: "is not known" }))
      : [{ name: issue.path.join("."), reason: issue.message }],
  )
  throw new Wrong(400, "validation", wrongSentence, params)
}

async function bodyOf(c: Context<Env>): Promise<unknown> {
  if (Number(c.req.header("content-length") ?? 0) > largest) throw coded("request.too_large", { limit: "1 MB" })
  const text = await c.req.text()
  if (text.length > largest) throw coded("request.too_large", { limit: "1 MB" })
  try {
    return JSON.parse(text)
  } catch {
    throw new Wrong(400, "validation", "The request body is not valid JSON", [])
  }
}

function placeOf(cursor: string): { at: Date; id: string } {
  try {
    const [at, id] = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")) as [number, string]
    if (Number.isFinite(at) && isId(id)) return { at: new Date(at), id }
  } catch {
    // answered below
  }
  throw new Wrong(400, "validation", wrongSentence, [{ name: "cursor", reason: "is not one of ours" }])
}

/** A record as the Hub gives it; whose it is only with the right to personal data. */
function shown({ fields, ...one }: HubRecord, scope: Scope) {
  const given = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)
  return {
    id: one.id,
    collected_at: one.collected_at.toISOString(),
    created_at: one.created_at.toISOString(),
    updated_at: one.updated_at.toISOString(),
    tenant_id: one.tenant_id,
    submission_id: one.submission_id,
    field_id: one.field_id,
    ...(one.user_id !== null && scope.permissions.has("personal_data") ? { user_id: one.user_id } : {}),
    ...Object.fromEntries(given),
  }
}

async function problem(error: unknown, c: Context<Env>, refuse: (error: unknown) => Response): Promise<Response> {
  const told = error instanceof Wrong ? error : error instanceof CodedError ? asWrong(error) : undefined
  const other = told ? undefined : refuse(error)
  const status = told?.status ?? other!.status
  const body = {
    type: `https://hub.formbricks.com/problems/${told?.code ?? "internal_error"}`,
    title: titles[status] ?? "Error",
    status,
    code: told?.code ?? "internal_error",
    detail: told?.message ?? "Something went wrong on our side.",
    instance: c.req.path,
    request_id: randomUUID(),
    ...(told && told.params.length > 0 ? { invalid_params: told.params } : {}),
  }
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/problem+json" } })
}

const titles: Readonly<Record<number, string>> = {
  400: "Validation Error",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  409: "Conflict",
  413: "Content Too Large",
}
const codes: Readonly<Record<number, string>> = { 401: "unauthorized", 403: "forbidden", 404: "not_found" }

const asWrong = ({ status, message }: CodedError) => new Wrong(status, codes[status] ?? "error", message, [])
