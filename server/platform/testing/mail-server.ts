import { SMTPServer } from "smtp-server"

/** What the addresses of members in tests end with. */
export const membersDomain = "@members.example"

export type SentMail = { to: string; from: string; raw: string; headers: Map<string, string> }
export type MailServer = {
  url: string
  mails: SentMail[]
  /** How it answers a recipient: a code and words to refuse, nothing to take the mail. */
  judge: (to: string) => { code: number; words: string } | undefined
  /** Called with the mail before it is acknowledged; a promise holds the answer back. */
  beforeAnswer: (mail: SentMail) => Promise<void> | void
  to(address: string): SentMail[]
  /** Those that are not to members of the tests' organizations, who are told of much. */
  toCustomers(): SentMail[]
  close(): Promise<void>
}

/** A mail server on a free port of this machine, that keeps what it is sent. */
export async function aMailServer(): Promise<MailServer> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onRcptTo({ address }, _session, done) {
      const refusal = made.judge(address)
      done(refusal ? Object.assign(new Error(refusal.words), { responseCode: refusal.code }) : undefined)
    },
    onData(stream, session, done) {
      const pieces: Buffer[] = []
      stream.on("data", (piece: Buffer) => pieces.push(piece))
      stream.on("end", async () => {
        const raw = Buffer.concat(pieces).toString("utf8")
        const { mailFrom, rcptTo } = session.envelope
        const mail = {
          to: rcptTo.map((one) => one.address).join(" "),
          from: mailFrom ? mailFrom.address : "",
          raw,
          headers: headersOf(raw),
        }
        made.mails.push(mail)
        await made.beforeAnswer(mail)
        done()
      })
    },
  })
  server.on("error", () => {})
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()))
  const address = server.server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  const made: MailServer = {
    url: `smtp://127.0.0.1:${port}`,
    mails: [],
    judge: () => undefined,
    beforeAnswer: () => {},
    toCustomers: () => made.mails.filter((mail) => !mail.to.endsWith(membersDomain)),
    to: (wanted) => made.mails.filter((mail) => mail.to === wanted),
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
  return made
}

function headersOf(raw: string): Map<string, string> {
  const head = raw.slice(0, raw.indexOf("\r\n\r\n")).replace(/\r\n[ \t]+/g, " ")
  return new Map(
    head.split("\r\n").map((line) => {
      const at = line.indexOf(":")
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()]
    }),
  )
}
