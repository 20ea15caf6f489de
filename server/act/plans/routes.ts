import { Readable } from "node:stream"
import { createRoute } from "@hono/zod-openapi"
import { MEDIA_TYPES, writeTable } from "../../../tables/write.ts"
import { answer, body, download, faults, needs, routes } from "../../platform/http/kit.ts"
import { record } from "../../platform/outbox.ts"
import { Id, z } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"
import { LanguageQuery } from "../playbooks/public.ts"
import {
  ClosureInput,
  DraftQuery,
  HandOverAnswer,
  HandOverInput,
  MarkInput,
  PlanChange,
  PlanDetail,
  PlanDraft,
  PlanInput,
  PlanList,
  PlanQuery,
  PlanSettings,
  PlanSettingsKept,
  ReasonInput,
  SuccessInput,
} from "./contract.ts"
import { planColumns, planRows } from "./export.ts"
import { answerOffer, handOver } from "./leading.ts"
import { draftPlan, openPlan } from "./opening.ts"
import type { Plan } from "./plan.ts"
import { presentedPlan, presentedPlans } from "./presenting.ts"
import { nextUpdate } from "./schedule.ts"
import { loadSettings } from "./settings-store.ts"
import { countPlans, listPlans, type PlanFilter } from "./store.ts"
import { changePlan, changeSettings, closePlan, existing, markByHand, reopenPlan, setSuccess } from "./verbs.ts"
import { workstreamRoutes } from "./workstream-routes.ts"

const tags = ["Plans"]
const byId = { params: z.object({ id: Id }) }
const inLanguage = z.object({ language: LanguageQuery })

export const planRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/plans",
      tags,
      ...needs("read"),
      summary: "Action plans, newest first",
      request: {
        query: PlanQuery.extend({
          language: LanguageQuery,
          cursor: z.coerce.number().int().optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
      },
      responses: { 200: answer(PlanList), ...faults },
    }),
    async (c) => {
      const { cursor, limit, language, ...query } = c.req.valid("query")
      const filter = filterOf(query)
      const [plans, total] = await Promise.all([
        listPlans(c.var.scope, { ...filter, limit: limit + 1, ...(cursor === undefined ? {} : { before: cursor }) }),
        countPlans(c.var.scope, filter),
      ])
      const page = plans.slice(0, limit)
      const items = await presentedPlans(c.var.scope, page, language)
      return c.json({ items, next: plans.length > limit ? String(page.at(-1)!.number) : null, total }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/plans/export",
      tags,
      ...needs("read"),
      summary: "Action plans as a file",
      request: {
        query: PlanQuery.extend({
          format: z.enum(["csv", "xlsx", "ndjson"]).default("csv"),
          language: LanguageQuery,
          organization: z.string().optional(),
        }),
      },
      responses: { 200: download("The file", Object.values(MEDIA_TYPES)), ...faults },
    }),
    async (c) => {
      const { format, language, organization: _, ...query } = c.req.valid("query")
      const { scope } = c.var
      await scope.transaction((tx) => record(tx, "plan.exported", null, { format, filters: Object.keys(query) }))
      const rows = planRows(scope, filterOf(query), language)
      const file = Readable.toWeb(Readable.from(writeTable(format, planColumns, rows, { sheet: "Plans" })))
      return c.body(file as ReadableStream, 200, {
        "content-type": MEDIA_TYPES[format],
        "content-disposition": `attachment; filename="plans.${format}"`,
      })
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/plans/{id}",
      tags,
      ...needs("read"),
      summary: "One action plan: clock, workstreams (the late ones first), who is told next",
      request: { ...byId, query: inLanguage },
      responses: { 200: answer(PlanDetail), ...faults },
    }),
    async (c) =>
      c.json(
        await presentedPlan(
          c.var.scope,
          await existing(c.var.scope, c.req.valid("param").id),
          c.req.valid("query").language,
        ),
        200,
      ),
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/problems/{id}/plan-draft",
      tags,
      ...needs("read"),
      summary: "What a playbook would make of a problem if its plan were opened now",
      request: { ...byId, query: DraftQuery },
      responses: { 200: answer(PlanDraft), ...faults },
    }),
    async (c) => {
      const { scope } = c.var
      const query = c.req.valid("query")
      const { promise, settings, workstreams } = await draftPlan(scope, query)
      const cadence = settings.updates[query.severity]
      const next = cadence.everyDays > 0 ? nextUpdate(cadence, scope.now(), settings.timeZone) : null
      const shown = workstreams.map(({ departmentId, departmentName, members, dueAt, tasks, ...one }) => ({
        ...one,
        department: { id: departmentId, name: departmentName, members },
        dueAt: dueAt.toISOString(),
        tasks: [...tasks],
      }))
      return c.json({ promise, nextUpdateAt: next?.toISOString() ?? null, workstreams: shown }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/problems/{id}/plan",
      tags,
      ...needs("plans.edit"),
      summary: "Open the action plan of a problem with a playbook",
      request: { ...byId, body: body(PlanInput) },
      responses: { 201: answer(PlanDetail, "The plan"), ...faults },
    }),
    async (c) => {
      const input = c.req.valid("json")
      const plan = await openPlan(c.var.scope, c.req.valid("param").id, input)
      return c.json(await presentedPlan(c.var.scope, plan, input.language), 201)
    },
  )
  .openapi(
    createRoute({
      method: "patch",
      path: "/plans/{id}",
      tags,
      ...needs("plans.edit"),
      summary: "Change title, severity, promise or how often updates are posted",
      request: { ...byId, body: body(PlanChange) },
      responses: { 200: answer(PlanDetail), ...faults },
    }),
    async (c) => c.json(await shown(c, changePlan(c.var.scope, c.req.valid("param").id, c.req.valid("json"))), 200),
  )
  .openapi(
    createRoute({
      method: "put",
      path: "/plans/{id}/success",
      tags,
      ...needs("plans.edit"),
      summary: "Say how we will know that it worked, or why that is said later",
      request: { ...byId, body: body(SuccessInput) },
      responses: { 200: answer(PlanDetail), ...faults },
    }),
    async (c) => c.json(await shown(c, setSuccess(c.var.scope, c.req.valid("param").id, c.req.valid("json"))), 200),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/plans/{id}/clock",
      tags,
      ...needs("plans.edit"),
      summary: "Note a step that was done outside of Rapport; the first time counts",
      request: { ...byId, body: body(MarkInput) },
      responses: { 200: answer(PlanDetail), ...faults },
    }),
    async (c) => c.json(await shown(c, markByHand(c.var.scope, c.req.valid("param").id, c.req.valid("json"))), 200),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/plans/{id}/hand-over",
      tags,
      ...needs("plans.edit"),
      summary: "Offer a plan to another lead or sponsor; it changes hands when she accepts",
      request: { ...byId, body: body(HandOverInput) },
      responses: { 200: answer(PlanDetail), ...faults },
    }),
    async (c) => c.json(await shown(c, handOver(c.var.scope, c.req.valid("param").id, c.req.valid("json"))), 200),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/plans/{id}/hand-over/answer",
      tags,
      ...needs("plans.edit"),
      summary: "Accept or decline an offer, or take it back",
      request: { ...byId, body: body(HandOverAnswer) },
      responses: { 200: answer(PlanDetail), ...faults },
    }),
    async (c) => c.json(await shown(c, answerOffer(c.var.scope, c.req.valid("param").id, c.req.valid("json"))), 200),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/plans/{id}/closure",
      tags,
      ...needs("plans.edit"),
      summary: "Close a plan without an outcome, with a written reason",
      request: { ...byId, body: body(ClosureInput) },
      responses: { 200: answer(PlanDetail), ...faults },
    }),
    async (c) => {
      const { reason } = c.req.valid("json")
      const closing = c.var.scope.transaction((tx) =>
        closePlan(tx, c.req.valid("param").id, { verdict: "without_outcome", reason }),
      )
      return c.json(await shown(c, closing), 200)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/plans/{id}/reopening",
      tags,
      ...needs("plans.edit"),
      summary: "Open a closed plan again",
      request: { ...byId, body: body(ReasonInput) },
      responses: { 200: answer(PlanDetail), ...faults },
    }),
    async (c) => {
      const { reason } = c.req.valid("json")
      const reopening = c.var.scope.transaction((tx) => reopenPlan(tx, c.req.valid("param").id, reason))
      return c.json(await shown(c, reopening), 200)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/plan-settings",
      tags,
      ...needs("read"),
      summary: "What is promised, who is told when, how often updates are posted",
      responses: { 200: answer(PlanSettingsKept), ...faults },
    }),
    async (c) => c.json(await loadSettings(c.var.scope), 200),
  )
  .openapi(
    createRoute({
      method: "put",
      path: "/plan-settings",
      tags,
      ...needs("settings.manage"),
      summary: "Set them; plans that are open keep their promise, their ladders follow",
      request: { body: body(z.strictObject({ version: z.number().int(), settings: PlanSettings })) },
      responses: { 200: answer(PlanSettingsKept), ...faults },
    }),
    async (c) => {
      const { version, settings } = c.req.valid("json")
      return c.json(await changeSettings(c.var.scope, version, settings), 200)
    },
  )
  .route("/", workstreamRoutes)

const shown = async (c: { var: { scope: Scope } }, plan: Promise<Plan>) => presentedPlan(c.var.scope, await plan, "en")

function filterOf(query: Omit<z.output<typeof PlanQuery>, "language">): PlanFilter {
  const { state, severity, problem, member, department, playbook, late, q } = query
  return {
    ...(state === "all" ? {} : { state }),
    ...(severity ? { severity: [severity] } : {}),
    ...(problem ? { problemId: problem } : {}),
    ...(member ? { memberId: member } : {}),
    ...(department ? { departmentId: department } : {}),
    ...(playbook ? { playbook } : {}),
    ...(late === undefined ? {} : { late }),
    ...(q ? { q } : {}),
  }
}
