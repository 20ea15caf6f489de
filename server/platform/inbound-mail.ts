import { SMTPServer } from "smtp-server"
import type { Config } from "./config.ts"
import type { Log } from "./log.ts"

export type ReceivedMail = { to: readonly string[]; from: string; raw: Buffer }
export type Postman = {
  /** Whether there is a mailbox of this name (what stands before the @). */
  knows(mailbox: string): Promise<boolean>
  /** Takes a mail; it is acknowledged when this resolves, and offered again later when it throws. */
  take(mail: ReceivedMail): Promise<void>
}

/** The largest mail taken, attachments and all. */
const largestMail = 10 * 1024 * 1024
const mostRecipients = 10

/**
 * Receives mail for one domain, and only for mailboxes somebody knows: it relays nothing. A mail is acknowledged when it
 * is durable, so that the sender's mail server keeps and repeats what could not be taken.
 */
export async function startInboundMail(
  settings: NonNullable<Config["inboundMail"]>,
  postman: Postman,
  log: Log,
): Promise<{ stop(): Promise<void> }> {
  const server = new SMTPServer({
    lmtp: settings.protocol === "lmtp",
    name: settings.domain,
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    size: largestMail,
    maxClients: 50,
    socketTimeout: 60_000,
    logger: false,
    async onRcptTo({ address }, session, done) {
      const at = address.lastIndexOf("@")
      const isOurs = address.slice(at + 1).toLowerCase() === settings.domain
      if (session.envelope.rcptTo.length >= mostRecipients) return done(refusal(452, "4.5.3 too many recipients"))
      try {
        const known = isOurs && (await postman.knows(address.slice(0, at).toLowerCase()))
        done(known ? undefined : refusal(550, "5.1.1 there is no such mailbox here"))
      } catch (error) {
        log.warn("mail could not be taken", { reason: String(error) })
        done(refusal(451, "4.3.0 try again later"))
      }
    },
    onData(stream, session, done) {
      const pieces: Buffer[] = []
      let size = 0
      stream.on("data", (piece: Buffer) => {
        size += piece.length
        if (size <= largestMail) pieces.push(piece)
      })
      stream.on("error", done)
      stream.on("end", () => {
        if (size > largestMail) return done(refusal(552, "5.3.4 the message is too large"))
        const { mailFrom, rcptTo } = session.envelope
        const to = rcptTo.map(({ address }) => address.slice(0, address.lastIndexOf("@")).toLowerCase())
        postman.take({ to, from: mailFrom ? mailFrom.address : "", raw: Buffer.concat(pieces) }).then(
          () => done(),
          (error: unknown) => {
            log.warn("mail could not be taken", { reason: String(error) })
            done(refusal(451, "4.3.0 try again later"))
          },
        )
      })
    },
  })
  // A client that breaks the line is no trouble of ours.
  server.on("error", (error) => log.debug("inbound mail", { reason: error.message }))
  await new Promise<void>((resolve, reject) => {
    server.server.once("error", reject)
    server.listen(settings.port, settings.host, () => {
      server.server.off("error", reject)
      resolve()
    })
  })
  return { stop: () => new Promise<void>((resolve) => server.close(() => resolve())) }
}

const refusal = (code: number, words: string) => Object.assign(new Error(words), { responseCode: code })
