import { createRoute } from "@hono/zod-openapi"
import { feedbackByIds } from "../../listen/feedback/public.ts"
import { answer, body, faults, needs, routes } from "../../platform/http/kit.ts"
import { Id, plainList, z } from "../../platform/schema.ts"
import { EvidenceList, JoiningPreview, Note, NoteInput, Problem, ProblemItem, Suggestions } from "./contract.ts"
import { likelyDuplicates, linkDuplicate, unlinkDuplicate } from "./duplicates.ts"
import {
  evidenceOf,
  linkFeedback,
  linkSignal,
  newAmong,
  problemsOfFeedback,
  readPlace,
  removeFeedback,
  removeSignal,
  writePlace,
} from "./evidence.ts"
import { JoiningRule } from "./joining.ts"
import { matchesOf, previewOfRule } from "./matching.ts"
import { asNote, items, page, voices } from "./present.ts"
import { addNote, removeNote } from "./research.ts"
import { listProblems } from "./store.ts"
import { existing } from "./verbs.ts"

const tags = ["Problems"]
const byId = { params: z.object({ id: Id }) }
const gone = { 204: { description: "Gone" } }

/** What a problem rests on: feedback, signals, research, and other problems that are the same. */
export const gatheringRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/problems/{id}/evidence",
      tags,
      ...needs("read"),
      summary: "What customers said about it: what people chose first, then what joined by itself, newest first",
      request: {
        ...byId,
        query: z.object({
          how: z.enum(["chosen", "joined"]).optional(),
          cursor: z.string().max(60).optional(),
          limit: z.coerce.number().int().min(1).max(200).default(20),
        }),
      },
      responses: { 200: answer(EvidenceList), ...faults },
    }),
    async (c) => {
      const { how, cursor, limit } = c.req.valid("query")
      const problem = await existing(c.var.scope, c.req.valid("param").id)
      const rows = await evidenceOf(c.var.scope, [problem.id, ...problem.duplicates], {
        how,
        limit: limit + 1,
        ...(cursor ? { after: readPlace(cursor) } : {}),
      })
      const shown = rows.slice(0, limit)
      const next = rows.length > limit ? writePlace(shown.at(-1)!) : null
      return c.json(
        { items: await voices(c.var.scope, shown), next, total: problem.size?.reports ?? shown.length },
        200,
      )
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/problems/{id}/evidence",
      tags,
      ...needs("problems.edit"),
      summary: "Link feedback to a problem",
      request: { ...byId, body: body(z.strictObject({ feedbackIds: z.array(Id).min(1).max(500) })) },
      responses: { 200: answer(z.object({ added: z.number().int() })), ...faults },
    }),
    async (c) => {
      const { feedbackIds } = c.req.valid("json")
      return c.json({ added: await linkFeedback(c.var.scope, c.req.valid("param").id, [...new Set(feedbackIds)]) }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/problems/{id}/evidence/{feedbackId}",
      tags,
      ...needs("problems.edit"),
      summary: "Take an item out of the evidence",
      description: "It stays out, whatever joins by itself; linking it brings it back.",
      request: { params: z.object({ id: Id, feedbackId: Id }) },
      responses: { ...gone, ...faults },
    }),
    async (c) => {
      const { id, feedbackId } = c.req.valid("param")
      await removeFeedback(c.var.scope, id, feedbackId)
      return c.body(null, 204)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/feedback/{id}/problems",
      tags,
      ...needs("read"),
      summary: "The problems an item of feedback is evidence of",
      request: byId,
      responses: { 200: answer(plainList(ProblemItem)), ...faults },
    }),
    async (c) => {
      const { id } = c.req.valid("param")
      const ids = (await problemsOfFeedback(c.var.scope, [id])).get(id) ?? []
      const rows = ids.length > 0 ? await listProblems(c.var.scope, { ids, sort: "score" }) : []
      return c.json({ items: await items(c.var.scope, rows) }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/problems/{id}/signals",
      tags,
      ...needs("problems.edit"),
      summary: "Add a signal to a problem that is known already",
      request: { ...byId, body: body(z.strictObject({ signalId: Id })) },
      responses: { 200: answer(Problem), ...faults },
    }),
    async (c) => {
      const { id } = c.req.valid("param")
      await linkSignal(c.var.scope, id, c.req.valid("json").signalId)
      return c.json(await page(c.var.scope, await existing(c.var.scope, id)), 200)
    },
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/problems/{id}/signals/{signalId}",
      tags,
      ...needs("problems.edit"),
      summary: "Take a signal out of a problem: it waits for somebody again",
      request: { params: z.object({ id: Id, signalId: Id }) },
      responses: { ...gone, ...faults },
    }),
    async (c) => {
      const { id, signalId } = c.req.valid("param")
      await removeSignal(c.var.scope, id, signalId)
      return c.body(null, 204)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/problems/{id}/joining/preview",
      tags,
      ...needs("read"),
      summary: "How much feedback a rule would join, before it is saved",
      request: { ...byId, body: body(z.strictObject({ rule: JoiningRule.nullable() })) },
      responses: { 200: answer(JoiningPreview), ...faults },
    }),
    async (c) => {
      const { scope } = c.var
      const problem = { ...(await existing(scope, c.req.valid("param").id)), joining: c.req.valid("json").rule }
      const { feedback, people, newest } = await previewOfRule(scope, problem)
      let fresh = 0
      let seen = 0
      for await (const ids of matchesOf(scope, problem)) {
        fresh += await newAmong(scope, problem.id, ids)
        seen += ids.length
        if (seen >= 100_000) break
      }
      const said = await feedbackByIds(scope, newest)
      return c.json(
        { feedback, people, new: fresh, newest: said.map(({ id, text, occurredAt }) => ({ id, text, occurredAt })) },
        200,
      )
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/problems/{id}/notes",
      tags,
      ...needs("problems.edit"),
      summary: "Put what research found beside the numbers",
      request: { ...byId, body: body(NoteInput) },
      responses: { 201: answer(Note, "The note"), ...faults },
    }),
    async (c) => {
      const { kind, summary = null, quote = null, link = null, notedOn } = c.req.valid("json")
      const noted_on = notedOn ?? c.var.scope.now().toISOString().slice(0, 10)
      const note = await addNote(c.var.scope, c.req.valid("param").id, { kind, summary, quote, link, noted_on })
      return c.json(asNote(note), 201)
    },
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/problems/{id}/notes/{noteId}",
      tags,
      ...needs("problems.edit"),
      summary: "Remove a research note",
      request: { params: z.object({ id: Id, noteId: Id }) },
      responses: { ...gone, ...faults },
    }),
    async (c) => {
      const { id, noteId } = c.req.valid("param")
      await removeNote(c.var.scope, id, noteId)
      return c.body(null, 204)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/problems/{id}/duplicates",
      tags,
      ...needs("read"),
      summary: "Problems that may be the same, most alike first",
      request: byId,
      responses: { 200: answer(Suggestions), ...faults },
    }),
    async (c) => {
      const { scope } = c.var
      const found = await likelyDuplicates(scope, await existing(scope, c.req.valid("param").id))
      const shown = await items(
        scope,
        found.map((one) => one.problem),
      )
      return c.json({ items: found.map((one, index) => ({ ...one, problem: shown[index]! })) }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "put",
      path: "/problems/{id}/duplicate",
      tags,
      ...needs("problems.edit"),
      summary: "Say that it is a duplicate of another problem: a link, not a move",
      request: { ...byId, body: body(z.strictObject({ of: Id })) },
      responses: { 200: answer(Problem), ...faults },
    }),
    async (c) => {
      const problem = await linkDuplicate(c.var.scope, c.req.valid("param").id, c.req.valid("json").of)
      return c.json(await page(c.var.scope, problem), 200)
    },
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/problems/{id}/duplicate",
      tags,
      ...needs("problems.edit"),
      summary: "Take the link back: both stand for themselves again",
      request: byId,
      responses: { 200: answer(Problem), ...faults },
    }),
    async (c) => c.json(await page(c.var.scope, await unlinkDuplicate(c.var.scope, c.req.valid("param").id)), 200),
  )
