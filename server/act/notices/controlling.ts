import { textAmong } from "../../../survey/languages.ts"
import type { Contact } from "../../listen/people/public.ts"
import { coded } from "../../platform/http/errors.ts"
import { newId } from "../../platform/ids.ts"
import type { MailOutcome } from "../../platform/mail.ts"
import { record } from "../../platform/outbox.ts"
import { sql } from "../../platform/postgres.ts"
import { mustBeAllowed, type Scope, type Tx } from "../../platform/scope.ts"
import type { Vault } from "../../platform/vault.ts"
import { letterOf, messageOf } from "./letter.ts"
import { isForSafety, type NoticeRow, type NoticeState, stateOf } from "./notice.ts"
import { handOver, type Message, newSecret, sealSecret } from "./provider.ts"
import { subjectOf, valuesOf } from "./reach.ts"
import { dropWaiting, recipientIds } from "./recipients.ts"
import { organizationName, type Sending } from "./sending.ts"
import { insertStep, type Settings, saveSettings, settingsOf } from "./store.ts"
import { existing, locked, named, wrongState } from "./verbs.ts"

/** Stops sending for now: whoever was written to was written to, nobody else is until it goes on. */
export const pauseNotice = (scope: Scope, id: string, reason?: string) =>
  stepped(scope, id, ["sending"], "paused", reason, (tx, notice) =>
    record(tx, "notice.paused", `notice:${id}`, { ...named(notice), ...(reason ? { reason } : {}) }),
  )

export const resumeNotice = (scope: Scope, id: string) =>
  stepped(scope, id, ["paused"], "sending", undefined, (tx, notice) =>
    record(tx, "notice.resumed", `notice:${id}`, named(notice)),
  )

/** Ends a notice for good; who has not been written to will not be. */
export const cancelNotice = (scope: Scope, id: string, reason: string) =>
  stepped(scope, id, ["asked", "approved", "sending", "paused"], "cancelled", reason, async (tx, notice) => {
    await dropWaiting(tx, id, await recipientIds(tx, id, ["waiting", "later"]), "cancelled")
    await record(tx, "notice.cancelled", `notice:${id}`, { ...named(notice), reason })
  })

async function stepped(
  scope: Scope,
  id: string,
  from: readonly NoticeState[],
  to: NoticeState,
  reason: string | undefined,
  also: (tx: Tx, notice: NoticeRow) => Promise<void>,
): Promise<NoticeRow> {
  mustBeAllowed(scope, "notices.edit")
  return scope.transaction(async (tx) => {
    const notice = await locked(tx, id)
    if (!from.includes(stateOf(notice))) throw wrongState(notice)
    await insertStep(tx, id, { state: to, version: notice.version, reason: reason ?? null })
    await also(tx, notice)
    return existing(tx, id)
  })
}

export type TestTo = { language?: string | undefined; phone?: string | undefined }

/**
 * Sends a notice to whoever asks, with her own name and what the problem is about in place of a customer's: to her
 * address, or by SMS to the number she gives.
 */
export async function sendTest(
  sending: Pick<Sending, "mailer" | "outbound" | "vault" | "publicUrl">,
  scope: Scope,
  id: string,
  { language, phone }: TestTo,
): Promise<MailOutcome> {
  mustBeAllowed(scope, "notices.edit")
  if (scope.actor.kind !== "member") throw coded("member.only")
  const notice = await existing(scope, id)
  const [user] = await scope.query<{ email: string }>(sql`select email from "user" where id = ${scope.actor.userId}`)
  const text = textAmong(notice.texts, [language ?? null, notice.language])
  if (!user || !text) throw coded("notice.no_text")
  const byMail = notice.channel === "email"
  if (!byMail && !phone) throw coded("notice.test_needs_phone", {}, "phone")
  const about = await subjectOf(scope, notice)
  const values = {
    ...valuesOf({ ...nobody, name: scope.actor.name }, [], about),
    batch: about.batch ?? "",
    serial: "TEST-0001",
  }
  const foot = {
    organization: await organizationName(scope),
    safety: isForSafety(notice),
    statusLink: `${sending.publicUrl}/s/example`,
    unsubscribeLink: isForSafety(notice) ? null : `${sending.publicUrl}/u/example`,
  }
  const { blocks: _blocks, ...letter } = (byMail ? letterOf : messageOf)(text, values, foot)
  const outcome = byMail
    ? await sending.mailer.send(scope, { ...letter, to: user.email, subject: `[Test] ${letter.subject}` })
    : await handOver(
        sending,
        await settingsOf(scope),
        testMessage(notice, text.language, letter, foot, phone!),
        scope.now(),
      )
  await scope.transaction((tx) =>
    record(tx, "notice.tested", `notice:${id}`, { ...named(notice), language: text.language }),
  )
  return outcome
}

const testMessage = (
  { number, kind }: NoticeRow,
  language: string,
  { subject, text }: { subject: string; text: string },
  { statusLink, unsubscribeLink }: { statusLink: string; unsubscribeLink: string | null },
  phone: string,
): Message => ({
  ...{ id: `test_${newId()}`, test: true, notice: { number, kind }, to: { personId: null, phone } },
  ...{ language, title: subject, text, statusLink, unsubscribeLink, reportTo: "" },
})

/** Makes a new secret to sign messages to the provider and its reports with; it is shown once. The one before is void. */
export async function renewWebhookSecret(scope: Scope, vault: Vault): Promise<string> {
  mustBeAllowed(scope, "settings.manage")
  const secret = newSecret()
  await scope.transaction(async (tx) => {
    const saved = await saveSettings(tx, { ...(await settingsOf(tx)), webhookSecret: sealSecret(vault, secret) })
    if (!saved) throw coded("settings.changed_meanwhile")
    await record(tx, "notice.settings_changed", null, { fields: ["webhookSecret"] })
  })
  return secret
}

const nobody: Contact = {
  personId: "",
  name: null,
  email: null,
  phone: null,
  language: null,
  marketing: "unknown",
  bounced: false,
}

export type SettingsChange = { version: number } & {
  [Key in "approvalAbove" | "perHour" | "perDomainHour" | "replyTo" | "webhookUrl"]?: Settings[Key] | undefined
}

/** Changes how this organization sends notices. Throws `settings.changed_meanwhile`. */
export async function changeSettings(scope: Scope, change: SettingsChange): Promise<Settings> {
  mustBeAllowed(scope, "settings.manage")
  return scope.transaction(async (tx) => {
    const before = await settingsOf(tx)
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
    const saved = await saveSettings(tx, { ...before, ...given })
    if (!saved || change.version !== before.version) throw coded("settings.changed_meanwhile")
    await record(tx, "notice.settings_changed", null, {
      fields: Object.keys(given).filter((field) => field !== "version"),
    })
    return settingsOf(tx)
  })
}
