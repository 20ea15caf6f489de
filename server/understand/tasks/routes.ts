import { createRoute } from "@hono/zod-openapi"
import { MEDIA_TYPES, writeTable } from "../../../tables/write.ts"
import type { Query } from "../../listen/interactions/public.ts"
import { answer, body, download, faults, needs, routes, streamed } from "../../platform/http/kit.ts"
import { record } from "../../platform/outbox.ts"
import { Id, z } from "../../platform/schema.ts"
import type { Scope } from "../../platform/scope.ts"
import type { Period } from "./attempts.ts"
import {
  PeopleParameters,
  Preview,
  Report,
  ReportParameters,
  TaskChange,
  TaskInput,
  TaskList,
  TaskPeople,
  TaskSchema,
  UsabilityFile,
  UsabilityImported,
  UsabilityInput,
  UsabilityList,
  UsabilitySession,
} from "./contract.ts"
import { peopleOfTask } from "./people.ts"
import { matchedEvents, previewOf } from "./preview.ts"
import { reportOf } from "./report.ts"
import { findTasks } from "./store.ts"
import { TaskDefinition } from "./task.ts"
import { findSessions, importSessions, logSession, removeSession, usabilityFigures } from "./usability.ts"
import { changeTask, defineTask, existingTask, removeTask, restoreTask } from "./verbs.ts"

const tags = ["Tasks"]
const byId = { params: z.object({ id: Id }) }
const period = z.object({ from: ReportParameters.shape.from, to: ReportParameters.shape.to })

/** What people want to get done in the product: whether they do, how long it takes, and where they give up. */
export const taskRoutes = routes()
  .openapi(
    createRoute({
      method: "get",
      path: "/tasks",
      tags,
      ...needs("read"),
      summary: "The tasks, with how they go",
      request: { query: period },
      responses: { 200: answer(TaskList), ...faults },
    }),
    async (c) => {
      const { scope } = c.var
      const when = periodOf(scope, c.req.valid("query"))
      const items = []
      for (const task of await findTasks(scope))
        items.push({ ...task, figures: (await reportOf(scope, task.definition, when)).total })
      return c.json({ items, ...when }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/tasks",
      tags,
      ...needs("tasks.edit"),
      summary: "Define a task",
      request: { body: body(TaskInput) },
      responses: { 201: answer(TaskSchema, "The task"), ...faults },
    }),
    async (c) => c.json(await defineTask(c.var.scope, c.req.valid("json")), 201),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/tasks/preview",
      tags,
      ...needs("read"),
      summary: "What a definition would find in the last 30 days; nothing is saved",
      request: { body: body(z.strictObject({ definition: TaskDefinition })) },
      responses: { 200: answer(Preview), ...faults },
    }),
    async (c) => {
      const { scope } = c.var
      const { definition } = c.req.valid("json")
      const when = periodOf(scope, {}, 30)
      const [matched, found] = await Promise.all([
        matchedEvents(scope, definition, when),
        previewOf(scope, definition, when),
      ])
      return c.json({ matched, ...found, from: when.from }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/tasks/{id}",
      tags,
      ...needs("read"),
      summary: "One task",
      request: byId,
      responses: { 200: answer(TaskSchema), ...faults },
    }),
    async (c) => c.json(await existingTask(c.var.scope, c.req.valid("param").id), 200),
  )
  .openapi(
    createRoute({
      method: "patch",
      path: "/tasks/{id}",
      tags,
      ...needs("tasks.edit"),
      summary: "Change a task",
      request: { ...byId, body: body(TaskChange) },
      responses: { 200: answer(TaskSchema), ...faults },
    }),
    async (c) => c.json(await changeTask(c.var.scope, c.req.valid("param").id, c.req.valid("json")), 200),
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/tasks/{id}",
      tags,
      ...needs("tasks.edit"),
      summary: "Remove a task; it can be restored",
      request: byId,
      responses: { 204: { description: "Gone from the lists" }, ...faults },
    }),
    async (c) => {
      await removeTask(c.var.scope, c.req.valid("param").id)
      return c.body(null, 204)
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/tasks/{id}/restoration",
      tags,
      ...needs("tasks.edit"),
      summary: "Bring a removed task back",
      request: byId,
      responses: { 200: answer(TaskSchema), ...faults },
    }),
    async (c) => c.json(await restoreTask(c.var.scope, c.req.valid("param").id), 200),
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/tasks/{id}/report",
      tags,
      ...needs("read"),
      summary: "Success, abandonment and where, time and errors, over time and by any field",
      description: "`where` is about the start event: the attempts that began where it holds.",
      request: { ...byId, query: ReportParameters },
      responses: { 200: answer(Report), ...faults },
    }),
    async (c) => {
      const { scope } = c.var
      const { interval, by, ...query } = c.req.valid("query")
      const task = await existingTask(scope, c.req.valid("param").id)
      const when = periodOf(scope, query)
      const [report, usability] = await Promise.all([
        reportOf(scope, task.definition, when, { query: queryOf(query), by, bucket: interval }),
        usabilityFigures(scope, task.id),
      ])
      const path = report.path.map((one) => {
        const step = task.definition.steps[one.step - 1]
        return { ...one, name: step?.name ?? "", optional: step?.optional ?? false }
      })
      return c.json({ task, ...when, ...report, path, usability }, 200)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/tasks/{id}/people",
      tags,
      ...needs("read"),
      summary: "Who gave up (or failed, or did it), the latest first, with what she last said",
      request: {
        ...byId,
        query: PeopleParameters.extend({
          cursor: z.string().max(300).optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
      },
      responses: { 200: answer(TaskPeople), ...faults },
    }),
    async (c) => {
      const { scope } = c.var
      const { outcome, step, cursor, limit, ...query } = c.req.valid("query")
      const task = await existingTask(scope, c.req.valid("param").id)
      const asked = { outcome, step, cursor, limit, query: queryOf(query) }
      return c.json(await peopleOfTask(scope, task.definition, periodOf(scope, query), asked), 200)
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/tasks/{id}/people/export",
      tags,
      ...needs("read"),
      summary: "The same people as a file",
      request: {
        ...byId,
        query: PeopleParameters.extend({ format: z.enum(["csv", "xlsx", "ndjson"]).default("csv") }),
      },
      responses: { 200: download("The people", Object.values(MEDIA_TYPES)), ...faults },
    }),
    async (c) => {
      const { scope } = c.var
      const { outcome, step, format, ...query } = c.req.valid("query")
      const task = await existingTask(scope, c.req.valid("param").id)
      const when = periodOf(scope, query)
      await scope.transaction((tx) => record(tx, "task.people_exported", `task:${task.id}`, { format, outcome }))
      async function* rows() {
        for (let cursor: string | undefined; ; ) {
          const page = await peopleOfTask(scope, task.definition, when, {
            outcome,
            step,
            query: queryOf(query),
            limit: 500,
            cursor,
          })
          for (const one of page.items)
            yield [
              one.person.id,
              one.person.name,
              one.attempts,
              one.lastAt,
              one.step,
              one.errors,
              one.said?.text ?? null,
            ]
          if (page.next === null) return
          cursor = page.next
        }
      }
      const columns = ["person", "name", "attempts", "lastAt", "step", "errors", "said"]
      return c.body(streamed(writeTable(format, columns, rows(), { sheet: "People" })), 200, {
        "content-type": MEDIA_TYPES[format],
        "content-disposition": `attachment; filename="task-people.${format}"`,
        "cache-control": "no-store",
      }) as never
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/usability-sessions",
      tags,
      ...needs("read"),
      summary: "Sessions in which somebody was watched at tasks",
      request: { query: z.object({ study: z.string().max(200).optional() }) },
      responses: { 200: answer(UsabilityList), ...faults },
    }),
    async (c) => c.json({ items: await findSessions(c.var.scope, { study: c.req.valid("query").study }) }, 200),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/usability-sessions",
      tags,
      ...needs("tasks.edit"),
      summary: "Log a session",
      description: "The same participant on the same day of a study is written anew.",
      request: { body: body(UsabilityInput) },
      responses: { 201: answer(UsabilitySession, "The session"), ...faults },
    }),
    async (c) => c.json(await logSession(c.var.scope, c.req.valid("json")), 201),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/usability-sessions/import",
      tags,
      ...needs("tasks.edit"),
      summary: "Read sessions from a CSV file",
      description:
        "Columns: participant, date, sus or sus1 … sus10, and for each task “<name> success”, “<name> seconds”, “<name> errors”.",
      request: { body: body(UsabilityFile) },
      responses: { 200: answer(UsabilityImported), ...faults },
    }),
    async (c) => c.json(await importSessions(c.var.scope, c.req.valid("json")), 200),
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/usability-sessions/{id}",
      tags,
      ...needs("tasks.edit"),
      summary: "Remove a session",
      request: byId,
      responses: { 204: { description: "Gone" }, ...faults },
    }),
    async (c) => {
      await removeSession(c.var.scope, c.req.valid("param").id)
      return c.body(null, 204)
    },
  )

function periodOf(
  scope: Scope,
  { from, to }: { from?: string | undefined; to?: string | undefined },
  days = 90,
): Period {
  const end = to === undefined ? scope.now() : new Date(to)
  const begin = from === undefined ? new Date(end.getTime() - days * 86_400_000) : new Date(from)
  return { from: begin.toISOString(), to: end.toISOString() }
}

const queryOf = ({ where }: { where?: Query["where"] }): Query => (where ? { where } : {})
