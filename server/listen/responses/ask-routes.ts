import { createRoute } from "@hono/zod-openapi"
import type { Context } from "hono"
import type { FileFolder } from "../../platform/files/folder.ts"
import { coded, notFound } from "../../platform/http/errors.ts"
import { answer, body, type Env, faults, open, routes } from "../../platform/http/kit.ts"
import type { createSender } from "../../platform/http/sender.ts"
import { isId } from "../../platform/ids.ts"
import { z } from "../../platform/schema.ts"
import { Asked, type Asking } from "../surveys/public.ts"
import { Begun, FileTaken, ResponseInput, Taken } from "./contract.ts"
import { keepFile } from "./files.ts"
import { findBegun } from "./store.ts"
import type { Responding } from "./verbs.ts"
import { type Throttle, takeResponse } from "./way.ts"

export type AskServices = {
  asking: Asking
  responding: Responding
  throttle: Throttle
  sender: ReturnType<typeof createSender>
  responseFiles: FileFolder
}

const tags = ["Asking"]
const key = z.string().max(100)
const id = z.string().max(100).openapi({ description: "A UUID that the page makes" })

/** What respondents' pages call, with nothing but the key of a link: from any site, without cookies. */
export const askRoutes = (services: AskServices) =>
  routes()
    .openapi(
      createRoute({
        method: "get",
        path: "/ask/{key}",
        tags,
        ...open,
        summary: "What a link asks, and whether it may be answered now",
        request: { params: z.object({ key }) },
        responses: { 200: answer(Asked), 304: { description: "Not changed" }, ...faults },
      }),
      async (c) => {
        const given = c.req.valid("param")
        services.throttle(senderOf(c, services.sender), given.key)
        const { text, etag } = await services.asking.asked(given.key)
        const headers = { etag, "cache-control": "no-cache", "content-type": "application/json" }
        if (c.req.header("if-none-match") === etag) return c.body(null, 304, headers) as never
        return c.body(text, 200, headers) as never
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/ask/{key}/responses/{id}",
        tags,
        ...open,
        summary: "A response that was begun, for going on with it",
        request: { params: z.object({ key, id }) },
        responses: { 200: answer(Begun), ...faults },
      }),
      async (c) => {
        const given = c.req.valid("param")
        services.throttle(senderOf(c, services.sender), given.key)
        const link = await services.asking.link(given.key)
        const found = isId(given.id) ? await findBegun(c.var.platform.stores.database, given.id) : undefined
        if (!found || found.link_id !== link.id || found.erased_at) throw notFound("response")
        const { answers, place, sequence, language, finished_at } = found
        const finished = finished_at !== null
        const status = finished ? services.responding.statusOf(link.survey, found.id) : {}
        return c.json({ answers, place, sequence, language, finished, ...status }, 200)
      },
    )
    .openapi(
      createRoute({
        method: "put",
        path: "/ask/{key}/responses/{id}",
        tags,
        ...open,
        summary: "Keep a response as it is now",
        description:
          "All answers so far, each time. Sending the same again changes nothing; an older sequence never overwrites a newer one.",
        request: { params: z.object({ key, id }), body: body(ResponseInput) },
        responses: { 200: answer(Taken), ...faults },
      }),
      async (c) => {
        const given = c.req.valid("param")
        services.throttle(senderOf(c, services.sender), given.key)
        return c.json(await takeResponse(services.responding, given.key, given.id, c.req.valid("json")), 200)
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/ask/{key}/responses/{id}/files",
        tags,
        ...open,
        summary: "Send a file for a question, before the answer that names it",
        description: "The body is the file as it is. What kind of file it is, is read from its bytes.",
        request: {
          params: z.object({ key, id }),
          query: z.object({ question: z.string().min(1).max(64), name: z.string().max(500).default("file") }),
          body: {
            required: true,
            content: { "application/octet-stream": { schema: z.string().openapi({ format: "binary" }) } },
          },
        },
        responses: { 201: answer(FileTaken), ...faults },
      }),
      async (c) => {
        const given = c.req.valid("param")
        if (!isId(given.id)) throw notFound("response")
        services.throttle(senderOf(c, services.sender), given.key)
        const link = await services.asking.link(given.key)
        const type = c.req.header("content-type") ?? ""
        const { question, name } = c.req.valid("query")
        const sent = await fileIn(c.req.raw, type, name)
        const { stores } = c.var.platform
        return c.json(
          await keepFile(stores, services.responseFiles, link, { responseId: given.id, question, ...sent }),
          201,
        )
      },
    )

const senderOf = (c: Context<Env>, sender: ReturnType<typeof createSender>) => {
  const { incoming } = (c.env ?? {}) as { incoming?: { socket?: { remoteAddress?: string } } }
  return sender(incoming?.socket?.remoteAddress ?? "", c.req.header("x-forwarded-for"))
}

/** The file of a form, or the body as it is. */
async function fileIn(request: Request, type: string, name: string) {
  if (!type.startsWith("multipart/form-data")) return { name, pieces: request.body ?? new Blob([]).stream() }
  const form = await request.formData().catch(() => {
    throw coded("request.malformed", { detail: "This is no form" })
  })
  const file = [...form.values()].find((one) => typeof one !== "string")
  if (!file) throw coded("file.empty")
  return { name: file.name || name, pieces: file.stream() }
}
