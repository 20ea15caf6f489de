import { createTransport } from "nodemailer"
import { newId } from "./ids.ts"
import type { Log } from "./log.ts"
import { sql } from "./postgres.ts"
import type { Scope } from "./scope.ts"

export type Mail = {
  to: string
  subject: string
  text: string
  html?: string
  /** Whom it concerns, when it goes to a customer. No copy is kept of what was sent to her. */
  personId?: string
  /** The name before the sender's address. */
  fromName?: string
  replyTo?: string
  /** Where the mail system returns it when it cannot be delivered. */
  returnTo?: string
  messageId?: string
  inReplyTo?: string
  headers?: Record<string, string>
}

/** What became of a mail. `unreachable` was certainly not sent; of `uncertain` nobody knows: the line broke after it was handed over. */
export type MailOutcome =
  | { state: "sent"; response: string }
  | { state: "kept" }
  | { state: "refused"; whom: "recipient" | "sender" | "content"; forGood: boolean; response: string }
  | { state: "unreachable"; reason: string }
  | { state: "uncertain"; reason: string }

export type Mailer = {
  /** Sends a mail, or keeps it for the mail outbox page where no SMTP server is set. Failing to send is an outcome, not thrown. */
  send(scope: Scope, mail: Mail): Promise<MailOutcome>
  /** The address mails come from; null without an SMTP server. */
  readonly address: string | null
  close(): void
}

/** Every mail to a member is kept with what became of it; without an SMTP server the mail outbox page shows what would have been sent. */
export function createMailer(settings: { smtpUrl: string; from: string } | undefined, log: Log): Mailer {
  const transport = settings && createTransport(settings.smtpUrl, { from: settings.from })
  const address = settings ? (/<([^>]+)>/.exec(settings.from)?.[1] ?? settings.from) : null
  return {
    address,
    async send(scope, mail) {
      const outcome: MailOutcome = transport ? await handOver(mail) : { state: "kept" }
      const error = outcome.state === "refused" ? outcome.response : "reason" in outcome ? outcome.reason : null
      if (error !== null) log.warn("a mail could not be sent", { reason: error })
      // What customers were sent stands in the notice it was sent for; a copy of each would be one more place to erase.
      if (mail.personId === undefined || outcome.state === "kept") await keep(scope, mail, outcome, error)
      return outcome
    },
    close: () => transport?.close(),
  }

  async function handOver(mail: Mail): Promise<MailOutcome> {
    try {
      const { to, subject, text, html, replyTo, returnTo, messageId, inReplyTo, headers, fromName } = mail
      const sent = await transport!.sendMail({
        to: { name: "", address: to },
        subject,
        text,
        ...(html === undefined ? {} : { html }),
        ...(fromName === undefined || address === null ? {} : { from: { name: fromName, address } }),
        ...(replyTo === undefined ? {} : { replyTo }),
        ...(returnTo === undefined ? {} : { envelope: { from: returnTo, to } }),
        ...(messageId === undefined ? {} : { messageId }),
        ...(inReplyTo === undefined ? {} : { inReplyTo, references: inReplyTo }),
        ...(headers === undefined ? {} : { headers }),
      })
      return { state: "sent", response: sent.response }
    } catch (error) {
      return outcomeOf(error as SmtpError)
    }
  }
}

type SmtpError = Error & { code?: string; command?: string; responseCode?: number; response?: string; syscall?: string }

function outcomeOf(error: SmtpError): MailOutcome {
  const { responseCode, command = "", message } = error
  const response = error.response ?? message
  if (responseCode !== undefined && responseCode >= 400) {
    const forGood = responseCode >= 500
    if (command === "RCPT TO") return { state: "refused", whom: "recipient", forGood, response }
    if (command === "DATA") return { state: "refused", whom: "content", forGood, response }
    // Before the recipient was named it is about us: signing in, the sender's address, a server that is busy.
    return forGood
      ? { state: "refused", whom: "sender", forGood, response }
      : { state: "unreachable", reason: response }
  }
  // nodemailer says CONN for every broken line; only these certainly broke before anything was handed over.
  const before =
    error.syscall === "connect" ||
    ["EDNS", "EAUTH", "ETLS", "EENVELOPE", "EPROTOCOL"].includes(error.code ?? "") ||
    /^(Connection timeout|Greeting never received)/.test(message)
  return { state: before ? "unreachable" : "uncertain", reason: message }
}

const keep = (scope: Scope, mail: Mail, outcome: MailOutcome, error: string | null) =>
  scope.query(sql`
    insert into mail (id, organization_id, recipient, subject, text, html, state, error, person_id)
    values (${newId()}, ${scope.organizationId}, ${mail.to}, ${mail.subject}, ${mail.text}, ${mail.html ?? null},
      ${outcome.state === "sent" || outcome.state === "kept" ? outcome.state : "failed"}, ${error}, ${mail.personId ?? null})`)
