import type { Outbound } from "../../platform/outbound.ts"
import { type OpenConnection, type Outcome, refusalOf } from "../connections/public.ts"
import type { Message } from "./message.ts"

/** Teams takes messages up to 28 KB; a picture that would make one larger is left out. */
const largestPicture = 18 * 1024

/**
 * Says something in a Teams channel by the workflow "When a Teams webhook request is received", as an Adaptive Card
 * (https://adaptivecards.io/explorer/). The connection's secret is the workflow's address.
 */
export async function sayInTeams(
  outbound: Outbound,
  connection: OpenConnection,
  message: Message,
  picture?: Uint8Array,
): Promise<Outcome<string>> {
  const shown = picture && picture.length <= largestPicture
  const body = [
    { type: "TextBlock", text: message.text, weight: "Bolder", wrap: true },
    { type: "TextBlock", text: plain(message.title), wrap: true },
    ...(shown
      ? [
          {
            type: "Image",
            url: `data:image/png;base64,${Buffer.from(picture).toString("base64")}`,
            altText: message.title,
          },
        ]
      : []),
  ]
  const content = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    body,
    actions: [{ type: "Action.OpenUrl", title: message.open, url: message.url }],
  }
  const answer = await outbound(connection.secret, {
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      type: "message",
      attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content }],
    }),
  })
  return refusalOf(answer) ?? { ok: true, value: "sent" }
}

/** A card's text is Markdown; a customer's words are not. */
const plain = (text: string) => text.replace(/([\\`*_[\]()#>|~-])/g, "\\$1")
