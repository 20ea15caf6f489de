import { coded, notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { mustBeAllowed, type Scope } from "../../platform/scope.ts"
import type { Task, TaskChange, TaskInput } from "./contract.ts"
import { deleteRemoval, findTasks, insertRemoval, insertTask, updateTask } from "./store.ts"

/** Defines a task. What people did before counts as well: a report reads the events, not the definition's age. */
export async function defineTask(scope: Scope, given: TaskInput): Promise<Task> {
  mustBeAllowed(scope, "tasks.edit")
  return scope.transaction(async (tx) => {
    const id = newId()
    await insertTask(tx, id, given)
    await record(tx, "task.defined", `task:${id}`, { name: given.name })
    return existingTask(tx, id)
  })
}

/** Throws `record.not_found`, `task.changed_meanwhile`. */
export async function changeTask(scope: Scope, id: string, change: TaskChange): Promise<Task> {
  mustBeAllowed(scope, "tasks.edit")
  return scope.transaction(async (tx) => {
    const before = await existingTask(tx, id)
    const changed = await updateTask(tx, id, change.version, {
      name: change.name ?? before.name,
      about: change.about === undefined ? before.about : change.about,
      definition: change.definition ?? before.definition,
    })
    if (!changed) throw coded("task.changed_meanwhile")
    await record(tx, "task.changed", `task:${id}`, { fields: Object.keys(change).filter((one) => one !== "version") })
    return existingTask(tx, id)
  })
}

export async function removeTask(scope: Scope, id: string): Promise<void> {
  mustBeAllowed(scope, "tasks.edit")
  await scope.transaction(async (tx) => {
    if (!(await insertRemoval(tx, id))) throw notFound("task", id)
    await record(tx, "task.removed", `task:${id}`)
  })
}

export async function restoreTask(scope: Scope, id: string): Promise<Task> {
  mustBeAllowed(scope, "tasks.edit")
  return scope.transaction(async (tx) => {
    if (!(await deleteRemoval(tx, id))) throw notFound("task", id)
    await record(tx, "task.restored", `task:${id}`)
    return existingTask(tx, id)
  })
}

export async function existingTask(scope: Scope, id: string): Promise<Task> {
  const [task] = await findTasks(scope, { id })
  if (!task) throw notFound("task", id)
  return task
}
