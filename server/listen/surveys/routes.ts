import { createRoute } from "@hono/zod-openapi"
import { problemsOf } from "../../../survey/problems.ts"
import { MEDIA_TYPES } from "../../../tables/write.ts"
import { notFound } from "../../platform/http/errors.ts"
import { answer, body, download, faults, needs, routes, streamed } from "../../platform/http/kit.ts"
import { Id, z } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"
import type { Asking } from "./asking.ts"
import {
  ProblemList,
  SurveyChange,
  SurveyInput,
  SurveyList,
  SurveyWithDraft,
  states,
  TemplateList,
  Version,
  VersionList,
} from "./contract.ts"
import { exportSurveys } from "./listing.ts"
import { listSurveys, placeOf, summary, type VersionRow, versionsOf, withDraft } from "./store.ts"
import { templates } from "./templates.ts"
import { changeSurvey, copySurvey, createSurvey, deleteSurvey, existing, publishSurvey, stepSurvey } from "./verbs.ts"

const tags = ["Surveys"]
const byId = { params: z.object({ id: Id }) }
const Cursor = z
  .string()
  .regex(/^[\dTZ:.-]+ [0-9a-f-]{36}$/)
  .optional()

const Filters = z.object({
  q: z.string().max(200).optional(),
  state: z.enum(states).optional(),
  touchpoint: z.string().max(300).optional(),
})

export const surveyRoutes = (ask: { asking: Asking }) =>
  routes()
    .openapi(
      createRoute({
        method: "get",
        path: "/surveys",
        tags,
        ...needs("read"),
        summary: "Surveys, the ones changed last first",
        request: {
          query: Filters.extend({
            cursor: Cursor,
            limit: z.coerce.number().int().min(1).max(200).default(50),
          }),
        },
        responses: { 200: answer(SurveyList), ...faults },
      }),
      async (c) => {
        const { cursor, limit, ...query } = c.req.valid("query")
        const [at, id] = cursor?.split(" ") ?? []
        const rows = await listSurveys(c.var.scope, query, {
          limit: limit + 1,
          ...(at && id ? { after: { at, id } } : {}),
        })
        const shown = rows.slice(0, limit)
        const last = shown.at(-1)
        const next = rows.length > limit ? Object.values(placeOf(last!)).join(" ") : null
        return c.json({ items: shown.map((row) => summary(row, c.var.platform.publicUrl)), next }, 200)
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/surveys/export",
        tags,
        ...needs("read"),
        summary: "The list of surveys as a file",
        request: { query: Filters.extend({ format: z.enum(["csv", "xlsx", "ndjson"]).default("csv") }) },
        responses: { 200: download("The surveys", Object.values(MEDIA_TYPES)), ...faults },
      }),
      async (c) => {
        const { format, ...query } = c.req.valid("query")
        const { scope, platform } = c.var
        const pieces = await exportSurveys(scope, query, format, platform.publicUrl)
        return c.body(streamed(pieces), 200, {
          "content-type": MEDIA_TYPES[format],
          "content-disposition": `attachment; filename="surveys-${scope.now().toISOString().slice(0, 10)}.${format}"`,
          "cache-control": "no-store",
        }) as never
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/surveys",
        tags,
        ...needs("surveys.edit"),
        summary: "Begin a survey: empty, from a template, or from a definition",
        request: { body: body(SurveyInput) },
        responses: { 201: answer(SurveyWithDraft), ...faults },
      }),
      async (c) =>
        c.json(withDraft(await createSurvey(c.var.scope, c.req.valid("json")), c.var.platform.publicUrl), 201),
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/survey-templates",
        tags,
        ...needs("read"),
        summary: "Templates: wording, scale, whom to ask and when, and what follows",
        responses: { 200: answer(TemplateList), ...faults },
      }),
      (c) => c.json({ items: [...templates] }, 200),
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/surveys/{id}",
        tags,
        ...needs("read"),
        summary: "A survey with its draft",
        request: byId,
        responses: { 200: answer(SurveyWithDraft), ...faults },
      }),
      async (c) =>
        c.json(withDraft(await existing(c.var.scope, c.req.valid("param").id), c.var.platform.publicUrl), 200),
    )
    .openapi(
      createRoute({
        method: "patch",
        path: "/surveys/{id}",
        tags,
        ...needs("surveys.edit"),
        summary: "Change the draft or the settings of a survey",
        description: "Customers are asked the published version until the draft is published.",
        request: { ...byId, body: body(SurveyChange) },
        responses: { 200: answer(SurveyWithDraft), ...faults },
      }),
      async (c) => {
        const changed = await changeSurvey(c.var.scope, c.req.valid("param").id, c.req.valid("json"))
        ask.asking.forget(changed.id)
        return c.json(withDraft(changed, c.var.platform.publicUrl), 200)
      },
    )
    .openapi(
      createRoute({
        method: "delete",
        path: "/surveys/{id}",
        tags,
        ...needs("surveys.edit"),
        summary: "Delete a survey nobody has answered",
        request: byId,
        responses: { 204: { description: "Gone" }, ...faults },
      }),
      async (c) => {
        await deleteSurvey(c.var.scope, c.req.valid("param").id)
        return c.body(null, 204)
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/surveys/{id}/problems",
        tags,
        ...needs("read"),
        summary: "What is wrong with the draft: what stops publishing it, and what somebody should know",
        request: byId,
        responses: { 200: answer(ProblemList), ...faults },
      }),
      async (c) => {
        const survey = await existing(c.var.scope, c.req.valid("param").id)
        const [newest] = survey.published === null ? [] : await versionsOf(c.var.scope, survey.id, survey.published)
        return c.json({ items: problemsOf(survey.draft, newest?.definition) }, 200)
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/surveys/{id}/publishing",
        tags,
        ...needs("surveys.publish"),
        summary: "Ask customers what is in the draft, as a new version",
        request: { ...byId, body: body(z.strictObject({ note: z.string().trim().max(500).optional() })) },
        responses: { 200: answer(SurveyWithDraft), ...faults },
      }),
      async (c) => {
        const published = await publishSurvey(c.var.scope, c.req.valid("param").id, c.req.valid("json"))
        ask.asking.forget(published.id)
        return c.json(withDraft(published, c.var.platform.publicUrl), 200)
      },
    )
    .openapi(stepRoute("pause", "Take no new answers for the time being; who has begun may finish"), async (c) =>
      c.json(await stepped(c.var, ask.asking, c.req.valid("param").id, "pause"), 200),
    )
    .openapi(stepRoute("opening", "Take answers again"), async (c) =>
      c.json(await stepped(c.var, ask.asking, c.req.valid("param").id, "open"), 200),
    )
    .openapi(stepRoute("closing", "End a survey; who has begun may finish"), async (c) =>
      c.json(await stepped(c.var, ask.asking, c.req.valid("param").id, "close"), 200),
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/surveys/{id}/copy",
        tags,
        ...needs("surveys.edit"),
        summary: "A new draft of the same survey",
        request: { ...byId, body: body(z.strictObject({ title: z.string().trim().min(1).max(200).optional() })) },
        responses: { 201: answer(SurveyWithDraft), ...faults },
      }),
      async (c) => {
        const copy = await copySurvey(c.var.scope, c.req.valid("param").id, c.req.valid("json"))
        return c.json(withDraft(copy, c.var.platform.publicUrl), 201)
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/surveys/{id}/versions",
        tags,
        ...needs("read"),
        summary: "What customers were asked, newest first",
        request: byId,
        responses: { 200: answer(VersionList), ...faults },
      }),
      async (c) => {
        const { id } = await existing(c.var.scope, c.req.valid("param").id)
        return c.json({ items: (await versionsOf(c.var.scope, id)).map(versionShown) }, 200)
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/surveys/{id}/versions/{number}",
        tags,
        ...needs("read"),
        summary: "One version, as it was asked",
        request: { params: z.object({ id: Id, number: z.coerce.number().int().min(1).max(1_000_000) }) },
        responses: { 200: answer(Version), ...faults },
      }),
      async (c) => {
        const { id, number } = c.req.valid("param")
        const [version] = await versionsOf(c.var.scope, id, number)
        if (!version) throw notFound("version", `${id} ${number}`)
        return c.json({ ...versionShown(version), definition: version.definition }, 200)
      },
    )

function stepRoute<Path extends string>(step: Path, summaryText: string) {
  return createRoute({
    method: "post",
    path: `/surveys/{id}/${step}` as const,
    tags,
    ...needs("surveys.publish"),
    summary: summaryText,
    request: byId,
    responses: { 200: answer(SurveyWithDraft), ...faults },
  })
}

async function stepped(
  { scope, platform }: { scope: Scope; platform: { publicUrl: string } },
  asking: Asking,
  id: string,
  step: "pause" | "open" | "close",
) {
  const survey = await stepSurvey(scope, id, step)
  // Other processes hear of it by its event; here it holds from this answer on.
  asking.forget(id)
  return withDraft(survey, platform.publicUrl)
}

const versionShown = ({ number, note, published_at, published_by }: VersionRow) => ({
  number,
  note,
  at: published_at.toISOString(),
  by: published_by,
})
