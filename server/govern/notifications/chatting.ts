import type { Platform } from "../../platform/platform.ts"
import { sql } from "../../platform/postgres.ts"
import type { Scope } from "../../platform/scope.ts"
import { addressInChat, sayToMember } from "../chat/public.ts"
import { noteContact, type OpenConnection, type Outcome, openConnections } from "../connections/public.ts"
import { claimDue, leaveChat, markTold } from "./delivery-store.ts"
import { type Links, linesOf } from "./letters.ts"
import { languageOf } from "./words.ts"

type Reach = Pick<Platform, "vault" | "outbound">

/** The chat in which members can be written to: Slack. A Teams workflow only speaks in its channel. */
export async function memberChat(scope: Scope, { vault }: Pick<Reach, "vault">): Promise<OpenConnection | undefined> {
  return (await openConnections(scope, vault)).find((one) => one.kind === "slack")
}

/** Says to each member what waits for the chat, in one message. What the chat cannot say is mailed instead. */
export async function tellInChat(scope: Scope, reach: Reach, links: Links): Promise<void> {
  const claimed = await claimDue(scope, "chat")
  if (claimed.length === 0) return
  const connection = await memberChat(scope, reach)
  for (const due of claimed) {
    if (!connection) {
      await leaveChat(scope, due)
      continue
    }
    const channel = await channelOf(scope, reach, connection, due)
    const said = channel.ok
      ? await sayToMember(reach.outbound, connection, channel.value, linesOf(due, links), languageOf(due.locale))
      : channel
    if (said.ok) await markTold(scope, due)
    // What passes by itself is tried again when the claim has run out.
    else if (said.reason !== "busy" && said.reason !== "down") await leaveChat(scope, due)
    // That a chat does not know somebody says nothing about the connection.
    if (said.ok || said.reason !== "gone") await noteContact(scope, connection.id, said)
  }
}

/** Where the chat finds a member; asked once for each address. */
export async function channelOf(
  scope: Scope,
  { outbound }: Pick<Reach, "outbound">,
  connection: OpenConnection,
  { memberId, email }: { memberId: string; email: string },
): Promise<Outcome<string>> {
  const [known] = await scope.query<{ channel: string }>(sql`
    select channel from member_chat
    where member_id = ${memberId} and connection_id = ${connection.id} and email = ${email}`)
  if (known) return { ok: true, value: known.channel }
  const found = await addressInChat(outbound, connection, email)
  if (found.ok)
    await scope.query(sql`
      insert into member_chat (member_id, connection_id, email, channel)
      values (${memberId}, ${connection.id}, ${email}, ${found.value})
      on conflict (member_id, connection_id) do update set email = excluded.email, channel = excluded.channel`)
  return found
}
