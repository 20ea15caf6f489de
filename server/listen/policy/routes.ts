import { createRoute } from "@hono/zod-openapi"
import { MEDIA_TYPES } from "../../../tables/write.ts"
import { notFound } from "../../platform/http/errors.ts"
import { answer, body, download, faults, needs, routes, streamed } from "../../platform/http/kit.ts"
import { record } from "../../platform/outbox.ts"
import { Id, z } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"
import { listAudiences } from "../audiences/public.ts"
import { findPerson } from "../people/public.ts"
import { AskFilters, AskList, Policy, PolicyChange, Who, WhoInput, Why } from "./contract.ts"
import { exportAsks } from "./export.ts"
import { quietUntil } from "./rules.ts"
import { dueAndHeldOf, heldBackNow, listAsks, rulesOf, surveysByPriority } from "./store.ts"
import { changePolicy } from "./verbs.ts"
import { countWhyNot, whyNot } from "./why.ts"

const tags = ["Contact policy"]

/** Whether a way of asking aims a survey at somebody; null where it does not send this survey at all. */
export type Aim = (scope: Scope, surveyId: string, personId: string) => Promise<boolean | null>

export const policyRoutes = ({ aims }: { aims: readonly Aim[] }) =>
  routes()
    .openapi(
      createRoute({
        method: "get",
        path: "/contact-policy",
        tags,
        ...needs("read"),
        summary: "How often customers may be asked, over all surveys and channels, and whom that holds back now",
        responses: { 200: answer(Policy), ...faults },
      }),
      async (c) => c.json(await presented(c.var.scope), 200),
    )
    .openapi(
      createRoute({
        method: "put",
        path: "/contact-policy",
        tags,
        ...needs("surveys.publish"),
        summary: "Change sentences of the policy; those not given stay",
        request: { body: body(PolicyChange) },
        responses: { 200: answer(Policy), ...faults },
      }),
      async (c) => {
        await changePolicy(c.var.scope, c.req.valid("json"))
        return c.json(await presented(c.var.scope), 200)
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/contact-policy/asks",
        tags,
        ...needs("read"),
        summary: "Who was asked what, on which channel, and how it ended; newest first",
        request: {
          query: AskFilters.extend({
            cursor: z
              .string()
              .regex(/^[\dTZ:.-]+ [0-9a-f-]{36}$/)
              .optional(),
            limit: z.coerce.number().int().min(1).max(200).default(50),
          }),
        },
        responses: { 200: answer(AskList), ...faults },
      }),
      async (c) => {
        const { cursor, limit, ...filters } = c.req.valid("query")
        const [at, id] = cursor?.split(" ") ?? []
        const after = at && id ? { after: { at, id } } : {}
        const found = await listAsks(c.var.scope, filters, { limit: limit + 1, ...after })
        const items = found.slice(0, limit)
        const last = items.at(-1)
        return c.json({ items, next: found.length > limit ? `${last!.at} ${last!.id}` : null }, 200)
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/contact-policy/asks/export",
        tags,
        ...needs("read"),
        summary: "The same as a file",
        request: { query: AskFilters.extend({ format: z.enum(["csv", "xlsx", "ndjson"]).default("csv") }) },
        responses: { 200: download("Who was asked", Object.values(MEDIA_TYPES)), ...faults },
      }),
      async (c) => {
        const { format, ...filters } = c.req.valid("query")
        const pieces = await exportAsks(c.var.scope, filters, format)
        return c.body(streamed(pieces), 200, fileHeaders("asked", format)) as never
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/contact-policy/why",
        tags,
        ...needs("read"),
        summary: "Why a person did not get a survey: of one, or of all that are not closed",
        request: { query: z.object({ person: Id, survey: Id.optional(), channel: z.string().max(40).optional() }) },
        responses: { 200: answer(Why), ...faults },
      }),
      async (c) => {
        const { person, survey, channel } = c.req.valid("query")
        return c.json({ items: await explained(c.var.scope, person, { survey, channel, aims }) }, 200)
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/surveys/{id}/who",
        tags,
        ...needs("read"),
        summary: "Who would get it now: counted, with the reasons of the others and some names",
        request: { params: z.object({ id: Id }), query: WhoInput },
        responses: { 200: answer(Who), ...faults },
      }),
      async (c) => {
        const { audience: audienceId, channel } = c.req.valid("query")
        const { scope } = c.var
        const [audience] = audienceId ? await listAudiences(scope, { id: audienceId }) : []
        if (audienceId && !audience) throw notFound("audience", audienceId)
        const who = await countWhyNot(scope, {
          surveyId: c.req.valid("param").id,
          audience: audience?.definition ?? null,
          atAnyHour: true,
          ...(channel ? { channel } : {}),
        })
        return c.json(who, 200)
      },
    )

async function presented(scope: Scope): Promise<z.output<typeof Policy>> {
  const { rules, version, updated_at, updated_by } = await rulesOf(scope)
  const [surveys, held] = await Promise.all([surveysByPriority(scope, rules), heldBackNow(scope, rules)])
  return {
    rules,
    version,
    updated: updated_at && { at: updated_at.toISOString(), by: updated_by! },
    surveys: surveys.map(({ measures, ...one }) => ({ ...one, metrics: measures })),
    holdsBack: {
      everyDays: held.recent,
      perYear: Object.fromEntries(rules.perYear.map(({ metric }) => [metric, held.often?.[metric] ?? 0])),
      inFollowUp: held.hold,
      unsubscribed: held.denied,
      bounced: held.bounced,
      quietUntil: quietUntil(rules.quiet, scope.now())?.toISOString() ?? null,
    },
    people: held.people,
  }
}

async function explained(
  scope: Scope,
  personId: string,
  { survey, channel, aims }: { survey: string | undefined; channel: string | undefined; aims: readonly Aim[] },
) {
  const person = await findPerson(scope, personId)
  if (!person) throw notFound("person", personId)
  if (!person.masked)
    await scope.transaction((tx) => record(tx, "person.read", `person:${person.id}`, { why: "asked" }))
  const { rules } = await rulesOf(scope)
  const surveys = (await surveysByPriority(scope, rules, survey !== undefined))
    .filter((one) => (survey ? one.id === survey : one.state !== "draft"))
    .slice(0, mostSurveys)
  if (survey && surveys.length === 0) throw notFound("survey", survey)
  const { due, held } = await dueAndHeldOf(scope, personId)
  return Promise.all(
    surveys.map(async ({ id, title, state }) => {
      const why = await whyNot(scope, { surveyId: id, personIds: [personId], ...(channel ? { channel } : {}) })
      const aimed = await Promise.all(aims.map((aim) => aim(scope, id, personId)))
      const aimedAtHer = aimed.includes(true) ? true : aimed.includes(false) ? false : null
      const now = why.get(personId) ?? (aimedAtHer === false ? { code: "not_in_audience" as const } : null)
      return {
        survey: { id, title, state },
        now,
        aimed: aimedAtHer,
        asked: await listAsks(scope, { person: personId, survey: id }, { limit: 5 }),
        dueAt: due.get(id) ?? null,
        held: held.get(id) ?? null,
      }
    }),
  )
}

/** The page shows no more; a survey that is further down is asked for by its id. */
const mostSurveys = 30

const fileHeaders = (name: string, format: keyof typeof MEDIA_TYPES) => ({
  "content-type": MEDIA_TYPES[format],
  "content-disposition": `attachment; filename="${name}.${format}"`,
  "cache-control": "no-store",
})
