import type { Scope } from "../scope.ts"

/** A view is changed by its owner; a shared one also by everybody who may share. */
export const mayChange = (
  scope: Pick<Scope, "actor" | "permissions">,
  view: { owner: { id: string }; shared: boolean },
) => view.owner.id === scope.actor.id || (view.shared && scope.permissions.has("views.share"))

export const maySee = (scope: Pick<Scope, "actor">, view: { owner: { id: string }; shared: boolean }) =>
  view.shared || view.owner.id === scope.actor.id
