import { createRoute } from "@hono/zod-openapi"
import { MEDIA_TYPES } from "../../../tables/write.ts"
import { answer, body, download, faults, needs, routes, streamed } from "../../platform/http/kit.ts"
import { Id, z } from "../../platform/schema.ts"
import {
  AtRevision,
  Coverage,
  DraftChange,
  GuidanceInput,
  GuidanceList,
  GuidancePage,
  GuidanceSettings,
  Unit,
  Withdrawal,
} from "./contract.ts"
import { coverageOf } from "./eligibility.ts"
import { exportGuidance } from "./export.ts"
import { states } from "./guidance.ts"
import { presented } from "./present.ts"
import { countGuidance, listGuidance, needsSecond } from "./store.ts"
import * as verbs from "./verbs.ts"

const tags = ["Guidance"]
const byId = { params: z.object({ id: Id }) }
const page = { 200: answer(GuidancePage), ...faults }

const Filter = z.object({
  state: z.enum([...states, "all"]).default("all"),
  problem: Id.optional(),
  plan: Id.optional(),
  language: z.string().max(35).optional().openapi({ description: "Only what agents can use in this language" }),
  without: z.string().max(35).optional().openapi({ description: "Only what is missing in this language" }),
  q: z.string().max(300).optional(),
})

export const guidanceRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/guidance",
      tags,
      ...needs("read"),
      summary: "What the contact centre says, newest first",
      request: {
        query: Filter.extend({
          cursor: z.coerce.number().int().optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
      },
      responses: {
        200: answer(GuidanceList.extend({ counts: z.partialRecord(z.enum(states), z.number().int()) })),
        ...faults,
      },
    }),
    async (c) => {
      const { cursor, limit, ...given } = c.req.valid("query")
      const filter = filterOf(given)
      const [rows, counts] = await Promise.all([
        listGuidance(c.var.scope, { ...filter, limit: limit + 1, ...(cursor === undefined ? {} : { before: cursor }) }),
        countGuidance(c.var.scope, filter),
      ])
      const shown = rows.slice(0, limit)
      const items = (await presented(c.var.scope, shown)).map(({ versions: _, ...one }) => one)
      const total = Object.values(counts).reduce((sum, n) => sum + n, 0)
      return c.json({ items, next: rows.length > limit ? String(shown.at(-1)!.number) : null, total, counts }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/guidance/export",
      tags,
      ...needs("read"),
      summary: "Guidance as a file: one row for each language of what agents see",
      request: { query: Filter.extend({ format: z.enum(["csv", "xlsx", "ndjson"]).default("csv") }) },
      responses: { 200: download("The guidance", Object.values(MEDIA_TYPES)), ...faults },
    }),
    async (c) => {
      const { format, ...given } = c.req.valid("query")
      const pieces = await exportGuidance(c.var.scope, filterOf(given), format)
      const day = c.var.scope.now().toISOString().slice(0, 10)
      return c.body(streamed(pieces), 200, {
        "content-type": MEDIA_TYPES[format],
        "content-disposition": `attachment; filename="guidance-${day}.${format}"`,
        "cache-control": "no-store",
      }) as never
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/guidance",
      tags,
      ...needs("guidance.edit"),
      summary: "Begin guidance for a problem or a plan, as a draft",
      request: { body: body(GuidanceInput) },
      responses: { 201: answer(GuidancePage), ...faults },
    }),
    async (c) => c.json(await verbs.draftGuidance(c.var.scope, c.req.valid("json")), 201),
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/guidance/settings",
      tags,
      ...needs("read"),
      summary: "Whether a second person must approve",
      responses: { 200: answer(GuidanceSettings), ...faults },
    }),
    async (c) => c.json({ secondPerson: await needsSecond(c.var.scope) }, 200),
  )
  .openapi(
    createRoute({
      method: "put",
      path: "/guidance/settings",
      tags,
      ...needs("settings.manage"),
      summary: "Ask for a second person's approval, or do without",
      request: { body: body(GuidanceSettings) },
      responses: { 200: answer(GuidanceSettings), ...faults },
    }),
    async (c) => {
      const { secondPerson } = c.req.valid("json")
      await verbs.setSecondPerson(c.var.scope, secondPerson)
      return c.json({ secondPerson }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/guidance/{id}",
      tags,
      ...needs("read"),
      summary: "One guidance with all its versions",
      request: byId,
      responses: page,
    }),
    async (c) => c.json(await verbs.existing(c.var.scope, c.req.valid("param").id), 200),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/guidance/{id}/versions",
      tags,
      ...needs("guidance.edit"),
      summary: "Begin the next version, as a copy of what is live",
      request: byId,
      responses: { 201: answer(GuidancePage), ...faults },
    }),
    async (c) => c.json(await verbs.draftNext(c.var.scope, c.req.valid("param").id), 201),
  )
  .openapi(
    createRoute({
      method: "patch",
      path: "/guidance/{id}/draft",
      tags,
      ...needs("guidance.edit"),
      summary: "Change the draft",
      request: { ...byId, body: body(DraftChange) },
      responses: page,
    }),
    async (c) => c.json(await verbs.changeDraft(c.var.scope, c.req.valid("param").id, c.req.valid("json")), 200),
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/guidance/{id}/draft",
      tags,
      ...needs("guidance.edit"),
      summary: "Throw the draft away",
      request: byId,
      responses: { 204: { description: "Gone" }, ...faults },
    }),
    async (c) => {
      await verbs.discardDraft(c.var.scope, c.req.valid("param").id)
      return c.body(null, 204)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/guidance/{id}/request",
      tags,
      ...needs("guidance.edit"),
      summary: "Ask somebody else to approve the draft",
      request: { ...byId, body: body(AtRevision) },
      responses: page,
    }),
    async (c) =>
      c.json(await verbs.askForApproval(c.var.scope, c.req.valid("param").id, c.req.valid("json").revision), 200),
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/guidance/{id}/request",
      tags,
      ...needs("guidance.edit"),
      summary: "Take the request for approval back",
      request: byId,
      responses: page,
    }),
    async (c) => c.json(await verbs.takeRequestBack(c.var.scope, c.req.valid("param").id), 200),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/guidance/{id}/approval",
      tags,
      ...needs("guidance.approve"),
      summary: "Approve the draft: agents see it at once, or from its date on",
      request: { ...byId, body: body(AtRevision) },
      responses: page,
    }),
    async (c) => c.json(await verbs.approve(c.var.scope, c.req.valid("param").id, c.req.valid("json").revision), 200),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/guidance/{id}/withdrawal",
      tags,
      ...needs("guidance.edit"),
      summary: "Take what agents see away at once",
      request: { ...byId, body: body(Withdrawal) },
      responses: page,
    }),
    async (c) => c.json(await verbs.withdraw(c.var.scope, c.req.valid("param").id, c.req.valid("json").reason), 200),
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/guidance/{id}/withdrawal",
      tags,
      ...needs("guidance.approve"),
      summary: "Show it again",
      request: byId,
      responses: page,
    }),
    async (c) => c.json(await verbs.restore(c.var.scope, c.req.valid("param").id), 200),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/guidance/{id}/coverage",
      tags,
      ...needs("read"),
      summary: "Is this unit covered? What a caller reads from the label, against what agents see",
      description: "Answered from the live version, or from the draft where nothing is live. Nothing is stored.",
      request: { ...byId, body: body(Unit) },
      responses: { 200: answer(Coverage), ...faults },
    }),
    async (c) => {
      const { live, draft, versions } = await verbs.existing(c.var.scope, c.req.valid("param").id)
      const { product = null, serial = null, batch = null, purchasedAt = null } = c.req.valid("json")
      const { eligibility } = live ?? draft ?? versions[0]!
      return c.json(coverageOf(eligibility, [{ id: null, product, serial: serial || null, batch, purchasedAt }]), 200)
    },
  )

const filterOf = ({ state, problem, plan, language, without, q }: z.output<typeof Filter>) => ({
  ...(state === "all" ? {} : { state: [state] }),
  ...(problem ? { problemIds: [problem] } : {}),
  ...(plan ? { planId: plan } : {}),
  ...(language ? { language } : {}),
  ...(without ? { without } : {}),
  ...(q ? { q } : {}),
})
