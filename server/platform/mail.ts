import { createTransport } from "nodemailer"
import { newId } from "./ids.ts"
import type { Log } from "./log.ts"
import { sql } from "./postgres.ts"
import type { Scope } from "./scope.ts"

export type Mail = { to: string; subject: string; text: string; html?: string }
export type Mailer = {
  /** Sends a mail, or keeps it for the mail outbox page where no SMTP server is set. Failing to send is kept too, not thrown. */
  send(scope: Scope, mail: Mail): Promise<void>
  close(): void
}

/** Every mail is kept with what became of it; without an SMTP server the mail outbox page shows what would have been sent. */
export function createMailer(settings: { smtpUrl: string; from: string } | undefined, log: Log): Mailer {
  const transport = settings && createTransport(settings.smtpUrl, { from: settings.from })
  return {
    async send(scope, mail) {
      const outcome = transport ? await transport.sendMail(mail).then(sent, failed) : { state: "kept", error: null }
      if (outcome.state === "failed") log.warn("a mail could not be sent", { reason: outcome.error })
      await scope.query(sql`
        insert into mail (id, organization_id, recipient, subject, text, html, state, error)
        values (${newId()}, ${scope.organizationId}, ${mail.to}, ${mail.subject}, ${mail.text}, ${mail.html ?? null},
          ${outcome.state}, ${outcome.error})`)
    },
    close: () => transport?.close(),
  }
}

const sent = () => ({ state: "sent", error: null })
const failed = (error: Error) => ({ state: "failed", error: error.message })
