import { createHmac, randomUUID } from "node:crypto"
import { addReceiver, createReceiverIntake } from "../server/listen/receivers/public.ts"
import type { Platform } from "../server/platform/platform.ts"
import { sql } from "../server/platform/postgres.ts"
import type { Scope } from "../server/platform/scope.ts"

const hour = 3_600_000
const secret = "the marketplace's own secret"

/** The help desk of a marketplace, which sends by itself; one of its tickets cannot be read. Once. */
export async function receiveTickets(platform: Platform, scope: Scope, endOn: string) {
  const there = await scope.query(sql`select 1 from receiver where organization_id = ${scope.organizationId} limit 1`)
  if (there.length > 0) return
  const { receiver } = await addReceiver(scope, platform, {
    name: "Marketplace help desk",
    vendor: "zendesk",
    source: "marketplace",
    secret,
  })
  const intake = createReceiverIntake(platform)
  for (const [index, ticket] of tickets.entries()) {
    const at = new Date(Date.parse(endOn) - (tickets.length - index) * 5 * hour).toISOString()
    const body = JSON.stringify({ ticket: { ...ticket, created_at: at, updated_at: at } })
    const stamp = scope.now().toISOString()
    const signature = createHmac("sha256", secret)
      .update(stamp + body)
      .digest("base64")
    await intake.take(receiver.key, {
      headers: new Headers({
        "x-zendesk-webhook-signature": signature,
        "x-zendesk-webhook-signature-timestamp": stamp,
        "x-zendesk-webhook-invocation-id": randomUUID(),
      }),
      body,
      query: new URLSearchParams(),
    })
  }
  await intake.stop()
}

const tickets = [
  {
    id: 88121,
    subject: "Lamp arrived without its cable",
    description: "The Lumen is lovely, but there was no charging cable in the box.",
    requester: { email: "tess.holm@example.com", name: "Tess Holm" },
    status: "open",
    via: "email",
    satisfaction: { rating: "unoffered" },
  },
  {
    id: 88134,
    subject: "Where is my order?",
    description: "It was promised for Tuesday. The tracking page has not changed for six days.",
    requester: { email: "marc.ilves@example.com", name: "Marc Ilves" },
    status: "pending",
    via: "web",
    satisfaction: { rating: "offered" },
  },
  {
    id: 88134,
    subject: "Where is my order?",
    description: "Thank you, it came this morning, and the driver was very kind.",
    requester: { email: "marc.ilves@example.com", name: "Marc Ilves" },
    status: "solved",
    via: "web",
    satisfaction: { rating: "good" },
  },
  {
    id: 88150,
    subject: "Gift card is not accepted",
    description: "At the last step it says that the card belongs to another country.",
    requester: { email: "via marketplace chat", name: "A. Quist" },
    status: "new",
    via: "chat",
    satisfaction: { rating: "unoffered" },
  },
] as const
