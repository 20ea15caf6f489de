import type { Jobs } from "../../platform/jobs.ts"
import type { OutboxEvent } from "../../platform/outbox.ts"
import type { Platform } from "../../platform/platform.ts"
import { sql } from "../../platform/postgres.ts"
import { mintSystemScope, type Scope, type Stores } from "../../platform/scope.ts"
import { findPlan } from "../plans/public.ts"
import { updateLetter } from "./letters.ts"
import { claimMail, findPage, listUpdates, notMailed } from "./store.ts"
import { textIn } from "./update.ts"
import { askForUpdate } from "./verbs.ts"

type Sending = Pick<Platform, "stores" | "mailer" | "publicUrl">

const queue = "plans.update-mail"

/** Asks leads for updates that are due, and mails public updates to those who follow a plan from outside. */
export async function startUpdates({ platform, jobs }: { platform: Platform; jobs: Jobs }) {
  const { stores, log } = platform
  await jobs.work<{ organizationId: string; updateId: string }>(queue, ({ organizationId, updateId }) =>
    mailUpdate(platform, organizationId, updateId),
  )
  let asking: Promise<unknown> = Promise.resolve()
  const look = () => {
    asking = asking.then(() => askDue(stores)).catch((error) => log.warn("asking for updates failed", { error }))
  }
  const ticking = setInterval(look, 60_000)
  const reactions: Record<string, (event: OutboxEvent) => Promise<void>> = {
    "plan.update_posted": async (event) => {
      if (event.payload.audience !== "public") return
      const updateId = String(event.payload.updateId)
      await jobs.send(queue, { organizationId: event.organizationId, updateId }, { once: updateId })
    },
  }
  return {
    reactions,
    async stop() {
      clearInterval(ticking)
      await asking
    },
  }
}

/** Asks for every update that is due by now and was not asked for. */
export async function askDue(stores: Stores): Promise<void> {
  const due = await stores.database.query<{ organization_id: string; id: string }>(sql`
    select p.organization_id, p.id from plan p
    where p.next_update_at <= ${stores.now()}
      and not exists (select 1 from plan_update_asked a where a.plan_id = p.id and a.due_at = p.next_update_at)
      and not exists (select 1 from plan_closure c where c.plan_id = p.id and c.reopened_at is null)`)
  for (const { organization_id, id } of due) await askForUpdate(mintSystemScope(stores, organization_id), id)
}

/**
 * Mails a public update to everybody outside who follows the plan. Each mail is claimed before it is sent: a crash in
 * between loses one mail rather than sending one twice.
 */
export async function mailUpdate(platform: Sending, organizationId: string, updateId: string): Promise<void> {
  const scope = mintSystemScope(platform.stores, organizationId)
  const [update] = await listUpdates(scope, { ids: [updateId] })
  if (!update || update.withdrawn) return
  const [plan, page, organization] = await Promise.all([
    findPlan(scope, update.planId),
    findPage(scope, update.planId),
    nameOf(scope),
  ])
  for (const one of await notMailed(scope, updateId)) {
    if (!(await scope.transaction((tx) => claimMail(tx, updateId, one.id)))) continue
    await platform.mailer.send(
      scope,
      updateLetter({
        to: one.email!,
        language: one.language,
        organization,
        title: (page && textIn(page.titles, one.language)) || plan!.title,
        update,
        statusLink: page ? `${platform.publicUrl}/status/${page.token}` : null,
        leaveLink: `${platform.publicUrl}/status/subscription/${one.token}`,
      }),
    )
  }
}

async function nameOf(scope: Scope): Promise<string> {
  const [row] = await scope.query<{ name: string }>(
    sql`select name from organization where id = ${scope.organizationId}`,
  )
  return row!.name
}
