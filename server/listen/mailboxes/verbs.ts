import { coded, notFound } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import { record } from "../../platform/outbox.ts"
import type { Platform } from "../../platform/platform.ts"
import type { z } from "../../platform/schema.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import type { MailboxChange, MailboxInput, MailboxTrial, MailboxTried } from "./contract.ts"
import { LineError, openFolder, withLine } from "./line.ts"
import type { Access } from "./mailbox.ts"
import {
  accessOf,
  deleteMailbox,
  deletePause,
  findMailbox,
  insertMailbox,
  insertPause,
  type MailboxRow,
  type NewMailbox,
  saveNext,
  sealed,
  updateMailbox,
} from "./store.ts"

type Server = Pick<Platform, "reach" | "vault">

/** Signs in and looks which folders there are; nothing is kept. Throws what stands in the way, by its code. */
export async function tryMailbox(
  scope: Scope,
  { reach }: Server,
  access: z.output<typeof MailboxTrial>,
): Promise<z.output<typeof MailboxTried>> {
  mustBeAllowed(scope, "connections.manage")
  return said(() =>
    withLine(reach, access, async (client) => {
      const folders = (await client.list()).filter((one) => !one.flags.has("\\Noselect")).slice(0, 200)
      const counted = folders.slice(0, 30).map(async ({ path }) => {
        const status = await client.status(path, { messages: true }).catch(() => undefined)
        return [path, status?.messages ?? null] as const
      })
      const mails = new Map(await Promise.all(counted))
      return {
        folders: folders.map(({ path, specialUse }) => ({
          path,
          inbox: specialUse === "\\Inbox" || path.toUpperCase() === "INBOX",
          mails: mails.get(path) ?? null,
        })),
      }
    }),
  )
}

/** Adds a mailbox, if it can be signed in to and has the folders. */
export async function addMailbox(scope: Scope, server: Server, input: MailboxInput): Promise<MailboxRow> {
  mustBeAllowed(scope, "connections.manage")
  await mustOpen(server, input, input)
  return scope.transaction((tx) => keepMailbox(tx, server, input))
}

/** Keeps a mailbox without asking its server. Throws `mailbox.name_taken`. */
export async function keepMailbox(tx: Tx, { vault }: Pick<Server, "vault">, input: MailboxInput): Promise<MailboxRow> {
  mustBeAllowed(tx, "connections.manage")
  const { signIn, moveTo, ownDomains, everyMinutes, since, secret, ...same } = input
  const one: NewMailbox = {
    ...same,
    id: newId(),
    sign_in: signIn,
    secret: sealed(vault, secret),
    move_to: moveTo,
    since: since === null ? null : new Date(since),
    own_domains: ownDomains,
    every_minutes: everyMinutes,
  }
  if (!(await insertMailbox(tx, one))) throw coded("mailbox.name_taken", { name: input.name }, "name")
  await record(tx, "mailbox.added", `mailbox:${one.id}`, { name: one.name, host: one.host, folder: one.folder })
  return existing(tx, one.id)
}

export async function changeMailbox(
  scope: Scope,
  server: Server,
  id: string,
  { version, ...change }: MailboxChange,
): Promise<MailboxRow> {
  mustBeAllowed(scope, "connections.manage")
  const before = await existing(scope, id)
  const kept = accessOf(server.vault, before)
  const { host, port, security, username, signIn, secret } = change
  // A password is for the server it was given for: whoever changes the server says it again.
  if (host !== undefined && host !== kept.host && secret === undefined)
    throw coded("mailbox.secret_again", {}, "secret")
  const access: Access = {
    host: host ?? kept.host,
    port: port ?? kept.port,
    security: security ?? kept.security,
    username: username ?? kept.username,
    signIn: signIn ?? kept.signIn,
    secret: secret ?? kept.secret,
  }
  const after: NewMailbox = {
    ...before,
    ...access,
    sign_in: access.signIn,
    secret: sealed(server.vault, access.secret),
    folder: change.folder ?? before.folder,
    afterwards: change.afterwards ?? before.afterwards,
    move_to: change.moveTo === undefined ? before.move_to : change.moveTo,
    own_domains: change.ownDomains ?? before.own_domains,
    touchpoint: change.touchpoint === undefined ? before.touchpoint : change.touchpoint,
    product: change.product === undefined ? before.product : change.product,
    every_minutes: change.everyMinutes ?? before.every_minutes,
  }
  if (after.afterwards === "move" && !after.move_to) throw coded("mailbox.move_where", {}, "moveTo")
  await mustOpen(server, access, { ...after, moveTo: after.move_to })
  const moved = access.host !== kept.host || access.port !== kept.port || access.username !== kept.username
  const anew = moved || after.folder !== before.folder
  return scope.transaction(async (tx) => {
    if (!(await updateMailbox(tx, after, version, anew))) throw coded("settings.changed_meanwhile")
    await record(tx, "mailbox.changed", `mailbox:${id}`, { fields: Object.keys(change) })
    return existing(tx, id)
  })
}

export async function pauseMailbox(scope: Scope, id: string): Promise<MailboxRow> {
  mustBeAllowed(scope, "connections.manage")
  return scope.transaction(async (tx) => {
    await existing(tx, id)
    if (await insertPause(tx, id)) await record(tx, "mailbox.paused", `mailbox:${id}`)
    return existing(tx, id)
  })
}

export async function resumeMailbox(scope: Scope, id: string): Promise<MailboxRow> {
  mustBeAllowed(scope, "connections.manage")
  return scope.transaction(async (tx) => {
    await existing(tx, id)
    if (await deletePause(tx, id)) await record(tx, "mailbox.resumed", `mailbox:${id}`)
    return existing(tx, id)
  })
}

/** Asks that it be read now and not when its time comes. */
export async function readSoon(scope: Scope, id: string): Promise<MailboxRow> {
  mustBeAllowed(scope, "connections.manage")
  const box = await existing(scope, id)
  if (box.paused_at !== null) throw coded("mailbox.paused")
  await saveNext(scope, id, scope.now())
  return existing(scope, id)
}

/** Removes it with its password. What came from it stays. */
export async function removeMailbox(scope: Scope, id: string): Promise<void> {
  mustBeAllowed(scope, "connections.manage")
  await scope.transaction(async (tx) => {
    const { name } = await existing(tx, id)
    await deleteMailbox(tx, id)
    await record(tx, "mailbox.removed", `mailbox:${id}`, { name })
  })
}

export async function existing(scope: Scope, id: string): Promise<MailboxRow> {
  const box = await findMailbox(scope, id)
  if (!box) throw notFound("mailbox", id)
  return box
}

async function mustOpen(
  { reach }: Server,
  access: Access,
  { folder, afterwards, moveTo }: { folder: string; afterwards: string; moveTo: string | null },
) {
  await said(() =>
    withLine(reach, access, async (client) => {
      // First the other one, so that what is open in the end is what will be read.
      if (afterwards === "move" && moveTo) await openFolder(client, moveTo, { readOnly: true })
      await openFolder(client, folder, { readOnly: true })
    }),
  )
}

async function said<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof LineError) throw coded(error.failure.code, error.failure.params)
    throw error
  }
}
