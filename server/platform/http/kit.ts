import { OpenAPIHono, type RouteConfig } from "@hono/zod-openapi"
import type { MiddlewareHandler } from "hono"
import type { Permission } from "../permissions.ts"
import type { Platform } from "../platform.ts"
import { Problem, z } from "../schema.ts"
import { mustBeAllowed, type Scope } from "../scope.ts"
import { CodedError, type Fault, fault } from "./errors.ts"

export type Env = { Variables: { scope: Scope; platform: Platform } }

/** The routes of one slice. Bad input is answered with every field that is wrong, before a handler runs. */
export const routes = () =>
  new OpenAPIHono<Env>({
    defaultHook: (result) => {
      if (!result.success) throw badInput(result.error.issues)
    },
  })

/** What a route must say of itself: who may call it. It shows in OpenAPI as `x-permission`, and the access test walks it. */
export const needs = (permission: Permission) => ({
  security: eitherWay,
  "x-permission": permission,
  middleware: guarded(permission),
})

/** An operation anybody may call. */
export const open = { security: [] as Security, "x-permission": "public" }
/** An operation that needs a signed-in person, but no organization yet. */
export const signedIn = { security: [{ session: [] }] as Security, "x-permission": "session" }

type Security = Record<string, string[]>[]
const eitherWay: Security = [{ session: [] }, { key: [] }]

/** A JSON answer. */
export const answer = <Schema extends z.ZodType>(schema: Schema, description = "Done") => ({
  description,
  content: { "application/json": { schema } },
})

export const body = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true,
  content: { "application/json": { schema } },
})

/** The errors every operation may answer with. */
export const faults = {
  default: { description: "An error of the catalogue", content: { "application/json": { schema: Problem } } },
} satisfies RouteConfig["responses"]

/** A file sent as a download. */
export const download = (description: string, types: readonly string[]) => ({
  description,
  content: Object.fromEntries(types.map((type) => [type, { schema: z.string().openapi({ format: "binary" }) }])),
})

/** Pieces as the body of an answer, made as fast as they are taken; when the client goes away, making them ends. */
export const streamed = (pieces: AsyncGenerator<Uint8Array<ArrayBuffer>>) =>
  new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { done, value } = await pieces.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: async () => void (await pieces.return(undefined)),
  })

/** The text of a query parameter that holds JSON, such as `where`. */
export const jsonParameter = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown
      } catch {
        context.addIssue({ code: "custom", message: "This is not valid JSON." })
        return z.NEVER
      }
    })
    .pipe(schema)

export function badInput(issues: readonly z.core.$ZodIssue[]): CodedError {
  const details = issues.flatMap(asFaults)
  return new CodedError(fault("request.invalid", { count: details.length }), details)
}

function asFaults(issue: z.core.$ZodIssue): Fault[] {
  const field = pathOf(issue.path)
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => fault("request.unknown_field", { name: key }, field ? `${field}.${key}` : key))
  }
  // A schema of ours that knows a better code than Zod says so in `params`.
  const params = issue.code === "custom" ? issue.params : undefined
  if (params?.fault) return [{ ...(params.fault as Fault), field }]
  return [fault("request.field", { detail: sentence(issue.message) }, field)]
}

const sentence = (text: string) => (text.endsWith(".") ? text : `${text}.`)

const pathOf = (path: readonly PropertyKey[]) =>
  path.reduce<string>(
    (all, part) =>
      typeof part === "number" ? `${all}[${part}]` : all === "" ? String(part) : `${all}.${String(part)}`,
    "",
  )

// The platform comes with the request: routes are declared before there is a database to ask.
const guarded =
  (permission: Permission): MiddlewareHandler<Env> =>
  async (context, next) => {
    const scope = await context.var.platform.recogniser.scopeOf(context.req.raw)
    mustBeAllowed(scope, permission)
    context.set("scope", scope)
    await next()
  }
