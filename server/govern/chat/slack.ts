import type { Outbound } from "../../platform/outbound.ts"
import { ask, type OpenConnection, type Outcome, type Refusal, refusalOf, textAt } from "../connections/public.ts"
import type { Message } from "./message.ts"

/**
 * Says something in a Slack channel by the Web API (https://docs.slack.dev/reference/methods), with a picture where there
 * is one. The bot needs chat:write and files:write, and must be in the channel. Slack refuses with 200 and `ok: false`.
 */
export async function sayInSlack(
  outbound: Outbound,
  connection: OpenConnection,
  message: Message,
  picture?: Uint8Array,
): Promise<Outcome<string>> {
  const call = caller(outbound, connection)
  const text = `*${escaped(message.text)}*: <${message.url}|${escaped(message.title)}>`
  const channel = connection.settings.channel ?? ""
  if (!picture) return call("chat.postMessage", { channel, text, unfurl_links: false }, (body) => textAt(body, "ts"))
  const place = await call(
    "files.getUploadURLExternal",
    new URLSearchParams({ filename: "chart.png", length: String(picture.length) }),
    (body) => {
      const [url, id] = [textAt(body, "upload_url"), textAt(body, "file_id")]
      return url && id ? { url, id } : undefined
    },
  )
  if (!place.ok) return place
  const sent = await outbound(place.value.url, { headers: { "content-type": "image/png" }, body: picture })
  const refusal = refusalOf(sent)
  if (refusal) return refusal
  return call(
    "files.completeUploadExternal",
    { files: [{ id: place.value.id, title: message.title.slice(0, 200) }], channel_id: channel, initial_comment: text },
    () => place.value.id,
  )
}

/**
 * Where the app finds somebody in Slack, by the address she has there: the channel of their direct messages. Needs
 * users:read, users:read.email and im:write. "gone": Slack knows nobody with this address.
 */
export async function findInSlack(
  outbound: Outbound,
  connection: OpenConnection,
  email: string,
): Promise<Outcome<string>> {
  const call = caller(outbound, connection)
  const found = await call("users.lookupByEmail", new URLSearchParams({ email }), (body) => textAt(body, "user", "id"))
  if (!found.ok) return found
  return call("conversations.open", { users: found.value }, (body) => textAt(body, "channel", "id"))
}

/** Says something to one person, in the channel `findInSlack` gave. */
export function whisperInSlack(
  outbound: Outbound,
  connection: OpenConnection,
  channel: string,
  lines: readonly { sentence: string; link: string }[],
  open: string,
): Promise<Outcome<string>> {
  const text = lines.map((one) => `${escaped(one.sentence)} <${one.link}|${open}>`).join("\n")
  return caller(outbound, connection)("chat.postMessage", { channel, text, unfurl_links: false }, (body) =>
    textAt(body, "ts"),
  )
}

function caller(outbound: Outbound, { settings, secret }: OpenConnection) {
  const api = (settings.api || "https://slack.com/api").replace(/\/+$/, "")
  const headers = { authorization: `Bearer ${secret}` }
  return async <Value>(
    method: string,
    given: object | URLSearchParams,
    read: (body: object) => Value | undefined,
  ): Promise<Outcome<Value>> => {
    const request =
      given instanceof URLSearchParams
        ? {
            method: "POST" as const,
            headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
            body: given.toString(),
          }
        : { headers, json: given }
    const answer = await ask(outbound, `${api}/${method}`, request, (body) => body)
    if (!answer.ok) return answer
    const error = textAt(answer.value, "error")
    if (error) return { ok: false, reason: byError[error] ?? "refused", detail: `Slack says: ${error}` }
    const value = read(answer.value)
    return value === undefined
      ? { ok: false, reason: "malformed", detail: "The answer is not what Slack answers; is the address right?" }
      : { ok: true, value }
  }
}

const byError: Readonly<Record<string, Refusal>> = {
  invalid_auth: "signed_out",
  not_authed: "signed_out",
  account_inactive: "signed_out",
  token_revoked: "signed_out",
  token_expired: "signed_out",
  missing_scope: "forbidden",
  not_in_channel: "forbidden",
  restricted_action: "forbidden",
  channel_not_found: "gone",
  users_not_found: "gone",
  user_not_found: "gone",
  user_disabled: "gone",
  is_archived: "gone",
  ratelimited: "busy",
}

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
