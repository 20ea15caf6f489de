import { coded, notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { mustBeAllowed, type Scope } from "../../platform/scope.ts"
import type { TouchpointChange, TouchpointInput } from "./contract.ts"
import {
  deleteTouchpoint,
  findTouchpoint,
  giveName,
  giveNamesOf,
  insertTouchpoint,
  takeName,
  touchpointNamed,
  updateTouchpoint,
} from "./store.ts"
import { asKey, type Touchpoint } from "./touchpoint.ts"

/** Enters a touchpoint into the register, also one at which nobody is heard yet. Throws `touchpoint.name_taken`. */
export async function addTouchpoint(scope: Scope, input: TouchpointInput): Promise<Touchpoint> {
  mustBeAllowed(scope, "surveys.edit")
  return scope.transaction(async (tx) => {
    await mustBeFree(tx, input.name)
    const id = newId()
    await insertTouchpoint(tx, { id, position: undefined, ...input })
    await giveName(tx, id, input.name)
    await record(tx, "touchpoint.added", `touchpoint:${id}`, { name: input.name, kind: input.kind })
    return existing(tx, id)
  })
}

/** Changes it; feedback keeps the names it came with. Throws `touchpoint.changed_meanwhile`, `touchpoint.name_taken`. */
export async function changeTouchpoint(
  scope: Scope,
  id: string,
  { version, ...change }: TouchpointChange,
): Promise<Touchpoint> {
  mustBeAllowed(scope, "surveys.edit")
  return scope.transaction(async (tx) => {
    const before = await existing(tx, id)
    const after: Touchpoint = {
      ...before,
      name: change.name ?? before.name,
      kind: change.kind ?? before.kind,
      position: change.position ?? before.position,
      tasks: change.tasks ?? before.tasks,
    }
    if (asKey(after.name) !== asKey(before.name)) {
      await mustBeFree(tx, after.name, id)
      await giveName(tx, id, after.name)
    }
    if (!(await updateTouchpoint(tx, after, version))) throw coded("touchpoint.changed_meanwhile")
    await record(tx, "touchpoint.changed", `touchpoint:${id}`, { fields: Object.keys(change) })
    return existing(tx, id)
  })
}

/** A name in feedback, or another touchpoint with all its names and tasks, is this one from now on. */
export async function mergeInto(scope: Scope, id: string, name: string): Promise<Touchpoint> {
  mustBeAllowed(scope, "surveys.edit")
  return scope.transaction(async (tx) => {
    const target = await existing(tx, id)
    const otherId = await touchpointNamed(tx, name)
    if (otherId === id) return target
    const other = otherId === undefined ? undefined : await existing(tx, otherId)
    if (other) {
      await giveNamesOf(tx, other.id, id)
      await deleteTouchpoint(tx, other.id)
      await updateTouchpoint(tx, { ...target, tasks: [...new Set([...target.tasks, ...other.tasks])] }, target.version)
    }
    await giveName(tx, id, name)
    await record(tx, "touchpoint.merged", `touchpoint:${id}`, { name, other: other?.id ?? null })
    return existing(tx, id)
  })
}

/** A name is no longer this one. Its own name stays. */
export async function splitOff(scope: Scope, id: string, name: string): Promise<Touchpoint> {
  mustBeAllowed(scope, "surveys.edit")
  return scope.transaction(async (tx) => {
    const one = await existing(tx, id)
    if (asKey(one.name) === asKey(name)) throw coded("touchpoint.own_name")
    if (!(await takeName(tx, id, name))) throw notFound("touchpoint", name)
    await record(tx, "touchpoint.split", `touchpoint:${id}`, { name })
    return existing(tx, id)
  })
}

/** Takes it out of the register; feedback keeps its names, and stays. */
export async function removeTouchpoint(scope: Scope, id: string): Promise<void> {
  mustBeAllowed(scope, "surveys.edit")
  await scope.transaction(async (tx) => {
    const { name } = await existing(tx, id)
    await deleteTouchpoint(tx, id)
    await record(tx, "touchpoint.removed", `touchpoint:${id}`, { name })
  })
}

async function existing(scope: Scope, id: string): Promise<Touchpoint> {
  const one = await findTouchpoint(scope, id)
  if (!one) throw notFound("touchpoint", id)
  return one
}

async function mustBeFree(scope: Scope, name: string, but?: string) {
  const other = await touchpointNamed(scope, name)
  if (other !== undefined && other !== but) throw coded("touchpoint.name_taken", { name }, "name")
}
