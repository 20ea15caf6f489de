import type { z } from "@hono/zod-openapi"
import { coded, notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import type { BlockerInput, LinkInput, TaskChange } from "./contract.ts"
import { holdersOf } from "./verbs.ts"
import { about, openWorkstream } from "./working.ts"
import type { Workstream } from "./workstream.ts"
import {
  deleteLink,
  deleteTask,
  findWorkstream,
  insertBlocker,
  insertLink,
  insertTask,
  liftBlocker,
  listWorkstreams,
  updateTask,
  workstreamWith,
} from "./workstream-store.ts"

export const addTask = (scope: Scope, workstreamId: string, text: string): Promise<Workstream> =>
  within(scope, workstreamId, async (tx, { before, tell }) => {
    const id = newId()
    await insertTask(tx, workstreamId, { id, text }, before.tasks.length)
    await tell("workstream.task_added", { taskId: id })
  })

/** Changes what a task says or whether it is done. Throws 404, 409 `plan.closed`. */
export const changeTask = (scope: Scope, id: string, change: z.output<typeof TaskChange>): Promise<Workstream> =>
  withinOwn(scope, "workstream_task", id, async (tx, { before, tell }) => {
    const task = before.tasks.find((one) => one.id === id)!
    const kept = task.done && { by: task.done.by, at: new Date(task.done.at) }
    const done = change.done === undefined ? kept : change.done ? (kept ?? { by: tx.actor.name, at: tx.now() }) : null
    await updateTask(tx, id, { text: change.text ?? task.text, done })
    if ((done === null) !== (task.done === null))
      await tell(done ? "workstream.task_done" : "workstream.task_reopened", { taskId: id })
    else if (change.text && change.text !== task.text) await tell("workstream.task_changed", { taskId: id })
  })

export const removeTask = (scope: Scope, id: string): Promise<Workstream> =>
  withinOwn(scope, "workstream_task", id, async (tx, { tell }) => {
    await deleteTask(tx, id)
    await tell("workstream.task_removed", { taskId: id })
  })

/** Says what keeps a workstream from going on. Throws 404, 409 `workstream.blocks_itself`. */
export const block = (scope: Scope, workstreamId: string, input: z.output<typeof BlockerInput>): Promise<Workstream> =>
  within(scope, workstreamId, async (tx, { plan, before, tell }) => {
    const byId = "workstreamId" in input ? input.workstreamId : null
    const all = byId ? await listWorkstreams(tx, { planIds: [plan.id] }) : []
    const by = all.find((one) => one.id === byId)
    if (byId && !by) throw notFound("workstream", byId)
    if (byId && waitsFor(all, byId, workstreamId)) throw coded("workstream.blocks_itself", { title: by!.title })
    await insertBlocker(tx, workstreamId, {
      id: newId(),
      byWorkstreamId: byId,
      words: "words" in input ? input.words : null,
    })
    const owner = by?.owner && !by.owner.left ? [by.owner.id] : []
    await tell("workstream.blocked", {
      by: by?.title ?? ("words" in input ? input.words : ""),
      memberIds: [...holdersOf(plan), ...owner].filter((one) => one !== before.owner?.id),
    })
  })

export const unblock = (scope: Scope, id: string): Promise<Workstream> =>
  withinOwn(scope, "workstream_blocker", id, async (tx, { tell }) => {
    await liftBlocker(tx, id)
    await tell("workstream.unblocked", {})
  })

/** Points to an issue or document elsewhere. */
export const addLink = (scope: Scope, workstreamId: string, link: z.output<typeof LinkInput>): Promise<Workstream> =>
  within(scope, workstreamId, async (tx, { tell }) => {
    await insertLink(tx, workstreamId, { id: newId(), url: link.url, title: link.title || new URL(link.url).host })
    await tell("workstream.linked", { host: new URL(link.url).host })
  })

export const removeLink = (scope: Scope, id: string): Promise<Workstream> =>
  withinOwn(scope, "workstream_link", id, async (tx, { tell }) => {
    await deleteLink(tx, id)
    await tell("workstream.unlinked", {})
  })

type Inside = Awaited<ReturnType<typeof openWorkstream>> & {
  tell(name: string, payload: Record<string, unknown>): Promise<void>
}

function within(scope: Scope, id: string, work: (tx: Tx, inside: Inside) => Promise<void>): Promise<Workstream> {
  mustBeAllowed(scope, "plans.edit")
  return scope.transaction(async (tx) => {
    const found = await openWorkstream(tx, id)
    const tell: Inside["tell"] = (name, payload) =>
      record(tx, name, `workstream:${id}`, { ...about(found.plan, found.before), ...payload })
    await work(tx, { ...found, tell })
    return (await findWorkstream(tx, id))!
  })
}

async function withinOwn(
  scope: Scope,
  table: Parameters<typeof workstreamWith>[1],
  id: string,
  work: (tx: Tx, inside: Inside) => Promise<void>,
): Promise<Workstream> {
  mustBeAllowed(scope, "plans.edit")
  const workstreamId = await workstreamWith(scope, table, id)
  if (!workstreamId) throw notFound(table.slice("workstream_".length), id)
  return within(scope, workstreamId, work)
}

/** Whether the one waits for the other, also by way of others. */
function waitsFor(all: readonly Workstream[], id: string, other: string, seen = new Set<string>()): boolean {
  if (id === other) return true
  if (seen.has(id)) return false
  seen.add(id)
  const blockers = all.find((one) => one.id === id)?.blockers ?? []
  return blockers.some((one) => one.workstream !== null && waitsFor(all, one.workstream.id, other, seen))
}
