import { slugOf } from "../../platform/organizations/store.ts"
import type { OutboxEvent } from "../../platform/outbox.ts"
import type { Platform } from "../../platform/platform.ts"
import type { Scope } from "../../platform/scope.ts"
import { findSignal, signalWeeks } from "../../understand/signals/public.ts"
import { titlesOf } from "../collaboration/public.ts"
import type { OpenConnection, Outcome } from "../connections/public.ts"
import { type Language, type Message, sentenceOf } from "./message.ts"
import { findInSlack, sayInSlack, whisperInSlack } from "./slack.ts"
import { sayInTeams } from "./teams.ts"

type Reach = Pick<Platform, "outbound" | "publicUrl">

/** Says an event in a chat, with the chart where it is about a signal. null: there is nothing to say of it. */
export async function tell(
  scope: Scope,
  platform: Reach,
  connection: OpenConnection,
  event: OutboxEvent,
): Promise<Outcome<string> | null> {
  const message = await messageOf(scope, platform, languageOf(connection), event)
  return message && say(platform, connection, message, await pictureOf(scope, event))
}

/** Says that the connection works; what testing a chat does. */
export async function greet(scope: Scope, platform: Reach, connection: OpenConnection): Promise<Outcome<string>> {
  const zh = languageOf(connection) === "zh-CN"
  return say(platform, connection, {
    text: zh ? "Rapport 已连接" : "Rapport is connected",
    title: zh ? "这里会收到所选的消息" : "What you chose will be told here",
    url: `${platform.publicUrl}/${await slugOf(scope)}/connections`,
    open: zh ? "打开" : "Open",
  })
}

/** Where a chat finds a member by her address. Only Slack can write to one person. */
export const addressInChat = (outbound: Platform["outbound"], connection: OpenConnection, email: string) =>
  findInSlack(outbound, connection, email)

/** Says a few things to one member, in one message: the newest, as many as are read in a chat. */
export const sayToMember = (
  outbound: Platform["outbound"],
  connection: OpenConnection,
  channel: string,
  lines: readonly { sentence: string; link: string }[],
  language: Language,
) => whisperInSlack(outbound, connection, channel, lines.slice(-20), language === "zh-CN" ? "打开" : "Open")

function say({ outbound }: Reach, connection: OpenConnection, message: Message, picture?: Uint8Array) {
  return connection.kind === "slack"
    ? sayInSlack(outbound, connection, message, picture)
    : sayInTeams(outbound, connection, message, picture)
}

async function messageOf(
  scope: Scope,
  { publicUrl }: Reach,
  language: Language,
  event: OutboxEvent,
): Promise<Message | null> {
  const text = sentenceOf(event.name, event.payload, language)
  if (text === null || !event.record) return null
  // A workstream is read in its plan's room.
  const planId = event.payload.planId
  const about = typeof planId === "string" ? `plan:${planId}` : event.record
  const title = (await titlesOf(scope, [about])).get(about) ?? headlineIn(event)
  if (title === undefined) return null
  const [kind = "", id = ""] = about.split(":")
  const place = places[kind]
  const base = `${publicUrl}/${await slugOf(scope)}`
  return { text, title, url: place ? `${base}/${place}/${id}` : base, open: language === "zh-CN" ? "打开" : "Open" }
}

async function pictureOf(scope: Scope, event: OutboxEvent): Promise<Uint8Array | undefined> {
  if (!event.record?.startsWith("signal:")) return undefined
  const signal = await findSignal(scope, event.record.slice("signal:".length))
  const weeks = signal ? await signalWeeks(scope, signal) : []
  if (weeks.length === 0) return undefined
  // Drawing takes a library of hundreds of modules, which a start does not wait for.
  const { pngOf, signalSvg } = await import("./picture.ts")
  return pngOf(signalSvg(weeks))
}

const places: Readonly<Record<string, string>> = {
  signal: "signals",
  problem: "problems",
  plan: "plans",
  guidance: "guidance",
  notice: "notices",
  webhook: "connections/webhooks",
}

const headlineIn = ({ payload }: OutboxEvent) =>
  [payload.headline, payload.title, payload.statement, payload.host].find((one) => typeof one === "string")
const languageOf = ({ settings }: OpenConnection): Language => (settings.language === "zh-CN" ? "zh-CN" : "en")
