import { createHash, randomBytes } from "node:crypto"
import { listPlans, listWorkstreams } from "../../act/plans/public.ts"
import { coded, notFound } from "../../platform/http/errors.ts"
import { slugOf } from "../../platform/organizations/store.ts"
import { record } from "../../platform/outbox.ts"
import type { Platform } from "../../platform/platform.ts"
import { mintSystemScope, type Scope } from "../../platform/scope.ts"
import { dueOf, icsOf } from "./calendar.ts"
import { deleteFeed, ownerOf, saveFeed } from "./store.ts"

/** Makes the address of the member's own calendar; one she had before stops working. It is told here and never again. */
export async function openFeed(scope: Scope, { publicUrl }: Pick<Platform, "publicUrl">): Promise<string> {
  const memberId = theMember(scope)
  const token = randomBytes(24).toString("base64url")
  await scope.transaction(async (tx) => {
    await saveFeed(tx, memberId, hashOf(token))
    await record(tx, "calendar.opened", `member:${memberId}`)
  })
  return `${publicUrl}/api/v1/calendar/${token}`
}

export async function closeFeed(scope: Scope): Promise<void> {
  const memberId = theMember(scope)
  await scope.transaction(async (tx) => {
    if (await deleteFeed(tx, memberId)) await record(tx, "calendar.closed", `member:${memberId}`)
  })
}

/** The calendar behind an address. Throws 404 for one that is not known or was closed. */
export async function readFeed({ stores, publicUrl }: Platform, token: string): Promise<string> {
  const owner = await ownerOf(stores.database, hashOf(token))
  if (!owner) throw notFound("calendar")
  const scope = mintSystemScope(stores, owner.organizationId)
  const plans = await listPlans(scope, { memberId: owner.memberId, state: "open" })
  const workstreams = await listWorkstreams(scope, { ownerId: owner.memberId, openPlansOnly: true })
  const base = `${publicUrl}/${await slugOf(scope)}`
  return icsOf("Rapport", dueOf(owner.memberId, { plans, workstreams, base }), scope.now())
}

export function theMember(scope: Scope): string {
  if (scope.actor.kind !== "member") throw coded("member.only")
  return scope.actor.id
}

const hashOf = (token: string) => createHash("sha256").update(token).digest("base64url")
