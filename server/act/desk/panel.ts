import { randomBytes } from "node:crypto"
import type { MiddlewareHandler } from "hono"
import { delegatedScope, openDelegated } from "../../platform/auth/delegated.ts"
import { safety } from "../../platform/http/edge.ts"
import { coded, notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import type { Permission } from "../../platform/permissions.ts"
import type { Platform } from "../../platform/platform.ts"
import type { Database } from "../../platform/postgres.ts"
import { mintSystemScope, mustBeAllowed, type Scope } from "../../platform/scope.ts"
import { readLink } from "./link.ts"
import {
  agentByEmail,
  deletePanelKey,
  deletePanelOrigin,
  insertPanelKey,
  insertPanelOrigin,
  organizationOfSlug,
  panelKeys,
  panelOrigins,
  sitesOf,
  takeEntry,
} from "./panel-store.ts"

type Parts = Pick<Platform, "stores" | "vault">

/** What the panel may do at most, whatever the agent's role. */
const ofThePanel: readonly Permission[] = ["read", "personal_data", "feedback.write", "followups.act"]
const sessionHours = 8
const mostKeys = 3

/** Makes a key with which a help desk's server signs links; it is answered once and kept sealed. */
export async function makePanelKey(scope: Scope, { vault }: Pick<Parts, "vault">) {
  mustBeAllowed(scope, "settings.manage")
  const key = `rpp_${randomBytes(32).toString("base64url")}`
  return scope.transaction(async (tx) => {
    if ((await panelKeys(tx)).length >= mostKeys) throw coded("panel.too_many_keys", { most: mostKeys })
    const id = newId()
    const start = key.slice(0, 8)
    await insertPanelKey(tx, { id, start, sealed: vault.seal(purposeOf(tx), key) })
    await record(tx, "panel.key_made", null, { keyId: id })
    return { id, start, key, createdBy: tx.actor.name, createdAt: tx.now().toISOString() }
  })
}

export async function revokePanelKey(scope: Scope, id: string): Promise<void> {
  mustBeAllowed(scope, "settings.manage")
  await scope.transaction(async (tx) => {
    if (!(await deletePanelKey(tx, id))) throw notFound("panel key", id)
    await record(tx, "panel.key_revoked", null, { keyId: id })
  })
}

export async function allowOrigin(scope: Scope, origin: string) {
  mustBeAllowed(scope, "settings.manage")
  return scope.transaction(async (tx) => {
    if (await insertPanelOrigin(tx, origin)) await record(tx, "panel.origin_added", null, { origin })
    return (await panelOrigins(tx)).find((one) => one.origin === origin)!
  })
}

export async function forbidOrigin(scope: Scope, origin: string): Promise<void> {
  mustBeAllowed(scope, "settings.manage")
  await scope.transaction(async (tx) => {
    if (!(await deletePanelOrigin(tx, origin))) throw notFound("site", origin)
    await record(tx, "panel.origin_removed", null, { origin })
  })
}

/**
 * Opens the panel for the agent a signed link names. The link opens once.
 * Throws `panel.link_invalid`, `panel.link_expired`, `panel.link_used`, `panel.agent_unknown`, `panel.origin_not_allowed`.
 */
export async function openPanel({ stores, vault }: Parts, slug: string, query: string) {
  const organization = await organizationOfSlug(stores.database, slug)
  // Said as of a wrong signature: who asks does not learn which organizations there are.
  if (!organization) throw coded("panel.link_invalid")
  const scope = mintSystemScope(stores, organization.id)
  const keys = (await panelKeys(scope)).map((one) => vault.open(purposeOf(scope), one.sealed))
  const link = readLink(query, keys, scope.now())
  if (link === "invalid") throw coded("panel.link_invalid")
  if (link === "expired") throw coded("panel.link_expired")
  const sites = await panelOrigins(scope)
  if (!sites.some((one) => one.origin === link.origin)) throw coded("panel.origin_not_allowed", { origin: link.origin })
  const agent = await agentByEmail(scope, link.agent)
  if (!agent) throw coded("panel.agent_unknown")
  const expiresAt = new Date(scope.now().getTime() + sessionHours * 3_600_000)
  const token = await scope.transaction(async (tx) => {
    if (!(await takeEntry(tx, link.signature))) throw coded("panel.link_used")
    await record(tx, "panel.opened", `member:${agent.id}`, { origin: link.origin })
    return openDelegated(tx, { memberId: agent.id, permissions: ofThePanel, expiresAt })
  })
  const opened = await delegatedScope(stores, token)
  return {
    token,
    expiresAt: expiresAt.toISOString(),
    key: link.key,
    origin: link.origin,
    organization,
    member: { id: agent.id, name: agent.name },
    permissions: [...(opened?.permissions ?? [])],
    locale: agent.locale ?? "en",
  }
}

/** The one page of Rapport that other sites may show in a frame, and only those the organization has listed. */
export function framedByItsSites(database: Database): MiddlewareHandler {
  return async (context, next) => {
    const organization = context.req.param("org") ?? ""
    await next()
    const sites = await sitesOf(database, organization).catch(() => [])
    if (sites.length === 0) return
    const { headers } = context.res
    headers.delete("x-frame-options")
    const policy = safety["content-security-policy"]!
    headers.set(
      "content-security-policy",
      policy.replace("frame-ancestors 'none'", `frame-ancestors ${sites.join(" ")}`),
    )
  }
}

const purposeOf = (scope: Scope) => `panel key of ${scope.organizationId}`
