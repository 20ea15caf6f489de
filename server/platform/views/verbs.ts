import type { z } from "@hono/zod-openapi"
import { coded, notFound } from "../http/errors.ts"
import { newId } from "../ids.ts"
import { record } from "../outbox.ts"
import { mustBeAllowed, type Scope, type Tx } from "../scope.ts"
import type { View, ViewChange, ViewInput } from "./contract.ts"
import { mayChange, maySee } from "./policy.ts"
import { deleteViewRow, findView, insertView, updateView } from "./store.ts"

/** Keeps what a page shows under a name. Throws `view.name_taken`, and 403 when sharing without the right to. */
export async function saveView(scope: Scope, input: z.output<typeof ViewInput>): Promise<View> {
  const { actor } = scope
  if (actor.kind !== "member") throw coded("member.only")
  if (input.shared) mustBeAllowed(scope, "views.share")
  return scope.transaction(async (tx) => {
    const id = newId()
    if (!(await insertView(tx, { ...input, id, memberId: actor.id }))) throw coded("view.name_taken", {}, "name")
    await record(tx, "view.saved", `view:${id}`, said(input))
    return (await findView(tx, id))!
  })
}

export async function changeView(scope: Scope, id: string, change: z.output<typeof ViewChange>): Promise<View> {
  return scope.transaction(async (tx) => {
    const before = await visible(tx, id)
    const view: View = {
      ...before,
      name: change.name ?? before.name,
      query: change.query ?? before.query,
      shared: change.shared ?? before.shared,
    }
    if (view.shared && !before.shared) mustBeAllowed(tx, "views.share")
    if (!(await updateView(tx, view))) throw coded("view.name_taken", {}, "name")
    await record(tx, "view.changed", `view:${id}`, said(view))
    return view
  })
}

export async function removeView(scope: Scope, id: string): Promise<void> {
  await scope.transaction(async (tx) => {
    const view = await visible(tx, id)
    await deleteViewRow(tx, id)
    await record(tx, "view.removed", `view:${id}`, said(view))
  })
}

// Somebody's own view does not exist for others.
async function visible(tx: Tx, id: string): Promise<View> {
  const view = await findView(tx, id)
  if (!view || !maySee(tx, view)) throw notFound("view", id)
  if (!mayChange(tx, view)) mustBeAllowed(tx, "views.share")
  return view
}

// Everybody reads the feed of events: what a view is called that nobody else may see does not stand there.
const said = ({ name, page, shared }: Pick<View, "name" | "page" | "shared">) =>
  shared ? { name, page, shared } : { page, shared }
