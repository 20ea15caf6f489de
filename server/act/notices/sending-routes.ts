import { createRoute } from "@hono/zod-openapi"
import { answer, body, faults, needs, routes } from "../../platform/http/kit.ts"
import type { Jobs } from "../../platform/jobs.ts"
import { Id, z } from "../../platform/schema.ts"
import { approveNotice, askForApproval, beginSending, sendBack } from "./approving.ts"
import { Notice, Seen } from "./contract.ts"
import { cancelNotice, pauseNotice, resumeNotice, sendTest } from "./controlling.ts"
import { planSending } from "./jobs.ts"
import { presentedOne as one } from "./present.ts"

const tags = ["Notices"]
const byId = { params: z.object({ id: Id }) }
const Reason = z.strictObject({ reason: z.string().trim().min(1).max(500) })

const TestInput = z.strictObject({
  language: z.string().max(35).optional(),
  phone: z
    .string()
    .regex(/^\+\d{6,15}$/, "A number is written like +4915112345678")
    .optional()
    .openapi({ description: "For SMS and push: where to" }),
})
const TestAnswer = z
  .object({ state: z.enum(["sent", "kept", "refused", "unreachable", "uncertain"]), detail: z.string().nullable() })
  .openapi("NoticeTest")

/** From a draft to everybody's mailbox: testing, approving, sending, stopping. */
export const noticeSendingRoutes = ({ jobs }: { jobs: Jobs }) =>
  routes()
    .openapi(
      createRoute({
        method: "post",
        path: "/notices/{id}/test",
        tags,
        ...needs("notices.edit"),
        summary: "Send it to yourself",
        request: { ...byId, body: body(TestInput) },
        responses: { 200: answer(TestAnswer, "What became of it"), ...faults },
      }),
      async (c) => {
        const outcome = await sendTest(c.var.platform, c.var.scope, c.req.valid("param").id, c.req.valid("json"))
        const detail = "response" in outcome ? outcome.response : "reason" in outcome ? outcome.reason : null
        return c.json({ state: outcome.state, detail }, 200)
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/notices/{id}/approval-request",
        tags,
        ...needs("notices.edit"),
        summary: "Ask for a second person's approval",
        request: { ...byId, body: body(Seen) },
        responses: { 200: answer(Notice), ...faults },
      }),
      async (c) => {
        const notice = await askForApproval(c.var.scope, c.req.valid("param").id, c.req.valid("json"))
        return c.json(await one(c.var.scope, notice), 200)
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/notices/{id}/approval-refusal",
        tags,
        ...needs("notices.approve"),
        summary: "Send it back to its author instead of approving it",
        request: { ...byId, body: body(Reason) },
        responses: { 201: answer(Notice), ...faults },
      }),
      async (c) => {
        const notice = await sendBack(c.var.scope, c.req.valid("param").id, c.req.valid("json").reason)
        return c.json(await one(c.var.scope, notice), 201)
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/notices/{id}/approval",
        tags,
        ...needs("notices.approve"),
        summary: "Approve it, as somebody who did not write it; the list of people then stands",
        request: { ...byId, body: body(Seen) },
        responses: { 201: answer(Notice), ...faults },
      }),
      async (c) => {
        const notice = await approveNotice(c.var.scope, c.req.valid("param").id, c.req.valid("json"))
        return c.json(await one(c.var.scope, notice), 201)
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/notices/{id}/sending",
        tags,
        ...needs("notices.edit"),
        summary: "Send it to exactly the people you saw",
        request: { ...byId, body: body(Seen) },
        responses: { 201: answer(Notice), ...faults },
      }),
      async (c) => {
        const notice = await beginSending(c.var.scope, c.req.valid("param").id, c.req.valid("json"))
        await planSending(jobs, c.var.scope.organizationId, notice.id)
        return c.json(await one(c.var.scope, notice), 201)
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/notices/{id}/pause",
        tags,
        ...needs("notices.edit"),
        summary: "Stop sending for now",
        request: byId,
        responses: { 201: answer(Notice), ...faults },
      }),
      async (c) => c.json(await one(c.var.scope, await pauseNotice(c.var.scope, c.req.valid("param").id)), 201),
    )
    .openapi(
      createRoute({
        method: "delete",
        path: "/notices/{id}/pause",
        tags,
        ...needs("notices.edit"),
        summary: "Go on sending",
        request: byId,
        responses: { 200: answer(Notice), ...faults },
      }),
      async (c) => {
        const notice = await resumeNotice(c.var.scope, c.req.valid("param").id)
        await planSending(jobs, c.var.scope.organizationId, notice.id)
        return c.json(await one(c.var.scope, notice), 200)
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/notices/{id}/cancellation",
        tags,
        ...needs("notices.edit"),
        summary: "End it: who has not been written to will not be",
        request: { ...byId, body: body(Reason) },
        responses: { 201: answer(Notice), ...faults },
      }),
      async (c) => {
        const notice = await cancelNotice(c.var.scope, c.req.valid("param").id, c.req.valid("json").reason)
        return c.json(await one(c.var.scope, notice), 201)
      },
    )
