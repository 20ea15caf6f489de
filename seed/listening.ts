import { addTouchpoint } from "../server/listen/coverage/public.ts"
import { keepMailbox, pauseMailbox } from "../server/listen/mailboxes/public.ts"
import type { Platform } from "../server/platform/platform.ts"
import { sql } from "../server/platform/postgres.ts"
import type { Scope } from "../server/platform/scope.ts"
import { findTasks } from "../server/understand/tasks/public.ts"

const touchpoints = [
  ["Advertising", "discover"],
  ["Public post", "discover"],
  ["Product page", "buy"],
  ["Checkout", "buy"],
  ["Delivery", "receive"],
  ["Unboxing", "receive"],
  ["App", "use"],
  ["Support call", "support"],
  ["Support chat", "support"],
  ["Support case", "support"],
  ["Return", "support"],
  ["Relationship survey", "relationship"],
] as const

/** Where Northlight meets its customers, in its own order; and a mailbox that is paused, as its server is made up. Once. */
export async function addListening(platform: Platform, scope: Scope): Promise<void> {
  const known = await scope.query(sql`select 1 from touchpoint where organization_id = ${scope.organizationId} limit 1`)
  if (known.length > 0) return
  const tasks = (await findTasks(scope)).map((one) => one.id)
  await scope.transaction(async (tx) => {
    for (const [name, kind] of touchpoints) await addTouchpoint(tx, { name, kind, tasks: name === "App" ? tasks : [] })
    const { id } = await keepMailbox(tx, platform, {
      name: "care mailbox",
      host: "imap.northlight.example",
      port: 993,
      security: "tls",
      username: "care@northlight.example",
      signIn: "password",
      secret: "made up",
      folder: "INBOX",
      afterwards: "seen",
      moveTo: null,
      since: null,
      ownDomains: ["northlight.example"],
      touchpoint: "Support case",
      product: null,
      everyMinutes: 5,
    })
    await pauseMailbox(tx, id)
  })
}
