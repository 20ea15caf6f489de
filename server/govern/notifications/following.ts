import { coded } from "../../platform/http/errors.ts"
import { isId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import { mintSystemScope, type Scope, type Stores } from "../../platform/scope.ts"
import type { Vault } from "../../platform/vault.ts"
import { RecordName, theMember, titlesOf } from "../collaboration/public.ts"
import type { FollowingState } from "./contract.ts"
import { followingOf, saveFollowing } from "./following-store.ts"

/** Follows a record, mutes it, or leaves it as the other settings say. Throws 404 where there is no such record. */
export async function follow(scope: Scope, about: string, state: FollowingState | null): Promise<void> {
  if (state !== null && !(await titlesOf(scope, [about])).has(about)) throw coded("record.not_found", { record: about })
  await setFollowing(scope, theMember(scope).id, about, state)
}

/** The link in a mail with which its reader mutes a record without signing in. */
export const muteLinkOf = (publicUrl: string, vault: Vault) => (memberId: string, about: string) => {
  const text = Buffer.from(`${memberId} ${about}`).toString("base64url")
  return `${publicUrl}/mute/${text}.${vault.sign(purpose, text)}`
}

type Linked = { scope: Scope; memberId: string; record: string; organization: string }

/** What a link is about. The record's name is in the mail already; a customer's stays behind rights. */
export async function mutingOf(stores: Stores, vault: Vault, token: string) {
  const linked = await readLink(stores, vault, token)
  const about = linked.record
  const hidden = /^(person|feedback):/.test(about)
  const title = hidden ? undefined : (await titlesOf(linked.scope, [about])).get(about)
  const state = await followingOf(linked.scope, linked.memberId, about)
  return { organization: linked.organization, title: title ?? null, muted: state === "muted" }
}

/** Mutes the record of a link, or takes it back. Throws 404 `muting.unknown`. */
export async function muteByLink(stores: Stores, vault: Vault, token: string, muted: boolean): Promise<void> {
  const linked = await readLink(stores, vault, token)
  await setFollowing(linked.scope, linked.memberId, linked.record, muted ? "muted" : null)
}

async function readLink(stores: Stores, vault: Vault, token: string): Promise<Linked> {
  const [text = "", signature = ""] = token.split(".")
  const [memberId = "", about = ""] = Buffer.from(text, "base64url").toString("utf8").split(" ")
  const known = vault.isSigned(purpose, text, signature) && isId(memberId) && RecordName.safeParse(about).success
  const [row] = known
    ? await stores.database.query<{ id: string; name: string }>(sql`
        select o.id, o.name from member m join organization o on o.id = m.organization_id where m.id = ${memberId}`)
    : []
  if (!row) throw coded("muting.unknown")
  return { scope: mintSystemScope(stores, row.id), memberId, record: about, organization: row.name }
}

async function setFollowing(scope: Scope, memberId: string, about: string, state: FollowingState | null) {
  await scope.transaction(async (tx) => {
    // The member's other pages hear of it.
    if (await saveFollowing(tx, memberId, about, state))
      await record(tx, "notification.following_changed", about, { memberIds: [memberId], state })
  })
}

const purpose = "mute a record"
