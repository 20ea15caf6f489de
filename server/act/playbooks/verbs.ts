import type { z } from "@hono/zod-openapi"
import { coded, notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import type { PlaybookChange, PlaybookInput } from "./contract.ts"
import type { Playbook } from "./playbook.ts"
import { findPlaybook, insertPlaybook, isNameTaken, lockPlaybook, retire, updatePlaybook } from "./store.ts"

/** Keeps a playbook of one's own, often a copy of one that ships. Throws 409 `playbook.name_taken`. */
export async function addPlaybook(scope: Scope, input: z.output<typeof PlaybookInput>): Promise<Playbook> {
  mustBeAllowed(scope, "plans.edit")
  return scope.transaction(async (tx) => {
    await mustBeFreeName(tx, input.name)
    const id = newId()
    await insertPlaybook(tx, { id, ...input })
    await record(tx, "playbook.added", `playbook:${id}`, { name: input.name, copiedFrom: input.copiedFrom })
    return (await findPlaybook(tx, id, "en"))!
  })
}

/** Changes one's own. Plans that were opened with it keep what they were given. Throws 404, 409 `record.changed`. */
export async function changePlaybook(scope: Scope, id: string, change: z.output<typeof PlaybookChange>) {
  mustBeAllowed(scope, "plans.edit")
  return scope.transaction(async (tx) => {
    const before = await lockPlaybook(tx, id)
    if (!before) throw notFound("playbook", id)
    if (before.version !== change.version) throw coded("plan.changed_meanwhile", { who: before.changedBy ?? "" })
    const after = {
      name: change.name ?? before.name,
      description: change.description ?? before.description,
      steps: change.steps ?? before.steps,
    }
    if (after.name !== before.name) await mustBeFreeName(tx, after.name, id)
    await updatePlaybook(tx, id, after)
    await record(tx, "playbook.changed", `playbook:${id}`, { name: after.name, steps: after.steps.length })
    return (await findPlaybook(tx, id, "en"))!
  })
}

/** Offers it no longer. */
export async function retirePlaybook(scope: Scope, id: string): Promise<void> {
  mustBeAllowed(scope, "plans.edit")
  await scope.transaction(async (tx) => {
    const before = await lockPlaybook(tx, id)
    if (!before) throw notFound("playbook", id)
    await retire(tx, id)
    await record(tx, "playbook.retired", `playbook:${id}`, { name: before.name })
  })
}

async function mustBeFreeName(tx: Tx, name: string, except?: string) {
  if (await isNameTaken(tx, name, except)) throw coded("playbook.name_taken", { name }, "name")
}
