import { createRoute } from "@hono/zod-openapi"
import { MEDIA_TYPES } from "../../../tables/write.ts"
import { notFound } from "../../platform/http/errors.ts"
import { answer, body, download, faults, jsonParameter, needs, routes, streamed } from "../../platform/http/kit.ts"
import { record } from "../../platform/outbox.ts"
import { Fault, Id, z } from "../../platform/schema.ts"
import { personTimeline, TimelineEntry } from "../feedback/public.ts"
import { Condition } from "../interactions/public.ts"
import { attributeRoutes } from "./attribute-routes.ts"
import { DuplicateSchema, PersonChange, PersonLinkSchema, PersonList, PersonSchema } from "./contract.ts"
import { duplicateRoutes, withPeople } from "./duplicate-routes.ts"
import { listDuplicates } from "./duplicates.ts"
import { erasePerson, type Forgetting } from "./erasing.ts"
import { type AlsoHeld, exportPeople, exportPerson } from "./export.ts"
import type { SerialSharers } from "./finding.ts"
import { linksOf, mergePeople, unmergePeople } from "./links.ts"
import { savePeople } from "./saving.ts"
import { countPeople, findPeople, findPerson } from "./store.ts"
import { changePerson } from "./verbs.ts"

const tags = ["People"]
const byId = { params: z.object({ id: Id }) }
const PeopleParameters = z.object({
  q: z.string().max(200).optional().openapi({ description: "Name, address or id; needs the right to personal data" }),
  where: jsonParameter(z.array(Condition).max(40)).optional().openapi({
    type: "string",
    description:
      "Conditions as JSON; all must hold. field: role, account, language, email, phone, external, firstSeen, person, consent.<topic>, attributes.<name>",
    example: '[{"field":"role","op":"in","values":["buyer"]}]',
  }),
})
const Reason = z.string().trim().min(1).max(500)

/**
 * `also`: what other slices hold of a person; `sharers`: who owns things with the same serial number; `forgetting`: how
 * another slice forgets her, in the same transaction, while her addresses are still known.
 */
export const peopleRoutes = ({
  also = {},
  sharers,
  forgetting,
}: {
  also?: AlsoHeld
  sharers?: SerialSharers
  forgetting?: Forgetting
} = {}) =>
  routes()
    .route("/", duplicateRoutes(sharers))
    .route("/", attributeRoutes)
    .openapi(
      createRoute({
        method: "get",
        path: "/people",
        tags,
        ...needs("read"),
        summary: "People, each once however many records were merged into her",
        request: {
          query: PeopleParameters.extend({
            cursor: Id.optional(),
            limit: z.coerce.number().int().min(1).max(200).default(50),
          }),
        },
        responses: { 200: answer(PersonList), ...faults },
      }),
      async (c) => {
        const { cursor, limit, ...query } = c.req.valid("query")
        const { scope } = c.var
        const [items, total] = await Promise.all([
          findPeople(scope, { ...query, limit: limit + 1, ...(cursor ? { after: cursor } : {}) }),
          cursor ? undefined : countPeople(scope, query),
        ])
        const shown = items.slice(0, limit)
        const next = items.length > limit ? shown.at(-1)!.id : null
        return c.json({ items: shown, next, ...(total === undefined ? {} : { total }) }, 200)
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/people",
        tags,
        ...needs("people.edit"),
        summary: "Save up to 1,000 people: found by any of their ids, or made",
        description:
          "A row that is wrong is listed and does not hold up the others. The same rows again change nothing.",
        request: { body: body(z.strictObject({ items: z.array(z.unknown()).min(1).max(1_000) })) },
        responses: {
          200: answer(
            z.object({ items: z.array(z.object({ id: Id.optional(), errors: z.array(Fault.partial()).optional() })) }),
          ),
          ...faults,
        },
      }),
      async (c) => {
        const saved = await savePeople(c.var.scope, c.req.valid("json").items)
        return c.json({ items: saved.map((one) => ("id" in one ? one : { errors: [...one.errors] })) }, 200)
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/people/export",
        tags,
        ...needs("read"),
        summary: "People as a file: what a list shows, to its end",
        description: "Masked without the right to personal data. Leaves a trace in the audit trail.",
        request: { query: PeopleParameters.extend({ format: z.enum(["csv", "xlsx", "ndjson"]).default("csv") }) },
        responses: { 200: download("The people", Object.values(MEDIA_TYPES)), ...faults },
      }),
      async (c) => {
        const { format, ...query } = c.req.valid("query")
        const pieces = await exportPeople(c.var.scope, query, format)
        const day = c.var.scope.now().toISOString().slice(0, 10)
        return c.body(streamed(pieces), 200, {
          "content-type": MEDIA_TYPES[format],
          "content-disposition": `attachment; filename="people-${day}.${format}"`,
          "cache-control": "no-store",
        }) as never
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/people/{id}",
        tags,
        ...needs("read"),
        summary: "One person, and all she said and did under any of her ids",
        description: "The id of a merged record answers with the person it belongs to.",
        request: byId,
        responses: {
          200: answer(
            z
              .object({
                person: PersonSchema,
                timeline: z.array(TimelineEntry),
                links: z.array(PersonLinkSchema),
                duplicates: z.array(DuplicateSchema),
              })
              .openapi("PersonPage"),
          ),
          ...faults,
        },
      }),
      async (c) => {
        const { scope } = c.var
        const person = await findPerson(scope, c.req.valid("param").id)
        if (!person) throw notFound("person")
        const { ids } = person
        const [timeline, links, pairs] = await Promise.all([
          person.erased ? [] : personTimeline(scope, ids),
          linksOf(scope, ids),
          listDuplicates(scope, { state: "open", personIds: ids }, { limit: 5 }),
          // Reading somebody's personal data leaves a trace, whoever reads.
          person.masked ? undefined : scope.transaction((tx) => record(tx, "person.read", `person:${person.id}`)),
        ])
        return c.json({ person, timeline, links, duplicates: await withPeople(scope, pairs) }, 200)
      },
    )
    .openapi(
      createRoute({
        method: "patch",
        path: "/people/{id}",
        tags,
        ...needs("people.edit"),
        summary: "Change name, role, attributes, accounts or addresses",
        request: { ...byId, body: body(PersonChange) },
        responses: { 200: answer(PersonSchema), ...faults },
      }),
      async (c) => c.json(await changePerson(c.var.scope, c.req.valid("param").id, c.req.valid("json")), 200),
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/people/{id}/merge",
        tags,
        ...needs("people.edit"),
        summary: "Say that another record is this person too",
        description: "A link, not a move: it can be taken back at any time.",
        request: { ...byId, body: body(z.strictObject({ personId: Id, reason: Reason.optional() })) },
        responses: { 201: answer(z.object({ linkId: Id }), "Merged"), ...faults },
      }),
      async (c) => {
        const { personId, reason } = c.req.valid("json")
        return c.json({ linkId: await mergePeople(c.var.scope, personId, c.req.valid("param").id, reason) }, 201)
      },
    )
    .openapi(
      createRoute({
        method: "delete",
        path: "/people/links/{id}",
        tags,
        ...needs("people.edit"),
        summary: "Take a merge back",
        request: byId,
        responses: { 200: answer(z.object({ personId: Id, intoId: Id })), ...faults },
      }),
      async (c) => c.json(await unmergePeople(c.var.scope, c.req.valid("param").id), 200),
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/people/{id}/export",
        tags,
        ...needs("personal_data"),
        summary: "Everything held of one person, for her to have",
        request: byId,
        responses: { 200: answer(z.record(z.string(), z.unknown()).openapi("EverythingOfPerson")), ...faults },
      }),
      async (c) => {
        const all = await exportPerson(c.var.scope, c.req.valid("param").id, also)
        c.header("content-disposition", 'attachment; filename="person.json"')
        c.header("cache-control", "no-store")
        return c.json(all, 200)
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/people/{id}/erasure",
        tags,
        ...needs("people.erase"),
        summary: "Forget a person: names, addresses and her words, in both stores",
        description: "What was counted stays, of somebody who cannot be known any more. It cannot be taken back.",
        request: { ...byId, body: body(z.strictObject({ reason: Reason.optional() })) },
        responses: { 200: answer(z.object({ id: Id })), ...faults },
      }),
      async (c) =>
        c.json(await erasePerson(c.var.scope, c.req.valid("param").id, c.req.valid("json").reason, forgetting), 200),
    )
